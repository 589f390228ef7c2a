"""The test suite: SQLite in memory, or PostgreSQL when DATABASE_URL is set; fast hashing."""

import tempfile
from pathlib import Path

from .base import *
from .base import CACHES, DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES

SECRET_KEY = "test-only"  # noqa: S105 - protects nothing: the test database is thrown away
SAMPLE_ACCOUNTS = True
SIGNING_KEY = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"  # of RFC 8032
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="lvzhi-media-"))
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = [m for m in MIDDLEWARE if "whitenoise" not in m]
ZEAL_RAISE = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Nothing leaves the machine: pytest puts Django's mail in a list, ours is tests/factories/post.py.
MAIL_READY = True
SMS_GATEWAY = "tests.factories.post.Post"
