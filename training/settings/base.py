"""Settings common to every installation; anything that differs comes from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from .mail import *

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VERSION = (BASE_DIR / "VERSION").read_text(encoding="utf-8").strip()

DEBUG = False
SAMPLE_ACCOUNTS = False
ALLOWED_HOSTS: list[str] = []
SITE_NAME = "履职学堂"

INSTALLED_APPS = [
    "cms",
    "courses",
    "training.people",
    "training.notices",
    "training.cohorts",
    "training.learning",
    "training.insight",
    "training.office",
    "training.portal",
    "training.packs",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "polymorphic",
    "csp",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "training.portal.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "training.portal.middleware.AdminContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "training.people.authentication.Authentication",
    "training.people.sessions.SessionLimits",
    "training.people.sessions.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.desk.door.DeskDoor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "training.portal.middleware.PrivatePages",
]

ROOT_URLCONF = "training.urls"
WSGI_APPLICATION = "training.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A question kind keeps what prints it in its own folder: kinds/<kind>/print.html.
        "DIRS": [BASE_DIR / "training" / "templates", BASE_DIR / "courses" / "questions"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "training.portal.context.surroundings",
            ],
            "builtins": ["django.templatetags.i18n", "training.portal.templatetags.frame"],
        },
    }
]

# Pieces in Jinja2 (cms/core/fragments.py): kinds/<kind>/ask.jinja, components/*.jinja.
FRAGMENT_DIRS = [BASE_DIR / "training" / "templates", BASE_DIR / "courses" / "questions"]

# ---- database: SQLite with the pragmas that keep acknowledged answers; PostgreSQL by DATABASE_URL
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        # Each of sixteen threads has a cache of its own: 4 MB costs no time and saves memory.
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4000;"
    ),
}


def database_from_url(url: str) -> dict[str, object]:
    """Read postgresql://user:password@host:port/name; raises ValueError for another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL 只支持 postgresql://，收到的是 {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": database_from_url(os.environ["DATABASE_URL"])}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "site.sqlite3",
            "CONN_MAX_AGE": 60,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": SQLITE_OPTIONS,
        }
    }

CACHES: dict[str, Any]
if os.environ.get("REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["REDIS_URL"],
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "site_cache",
            # Beyond that a third is thrown away, counts of failed sign-ins among them.
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }

# ---- people and sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["training.people.backends.RosterBackend"]
# OWASP's first choice: Argon2id with 19 MiB, two passes, one lane (people/hashers.py).
PASSWORD_HASHERS = ["training.people.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:door"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "training.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Sign-in names are numbers such as R002; they are found whatever the case.
ACCOUNT_PRESERVE_USERNAME_CASING = True
# Failures to sign in are counted by people/adapter.py; those who succeed are not counted at all.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
WAGTAILADMIN_LOGIN_URL = "account_login"

SESSION_ENGINE = "training.people.session_store"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "training.portal.views.csrf_failure"

# ---- headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail's previews under /admin/ are the exception (middleware.py)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # Wagtail's page editor sends many small fields
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "training.portal.uploads.BodyCap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ---- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# ---- files
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [
    BASE_DIR / "training" / "static",
    # The pictures of the guide, which the desk shows (cms/desk/guide.py).
    ("guide", BASE_DIR / "docs" / "images"),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / "media"))
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Where else than here the browser may load pictures and recordings from.
FILE_ORIGINS: list[str] = []
if os.environ.get("S3_BUCKET"):
    _bucket, _endpoint = os.environ["S3_BUCKET"], urlsplit(os.environ.get("S3_ENDPOINT_URL", ""))
    _host = _endpoint.netloc or "s3.amazonaws.com"
    _scheme = _endpoint.scheme or "https"
    FILE_ORIGINS = [f"{_scheme}://{_host}", f"{_scheme}://{_bucket}.{_host}"]
    for _directive in ("img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive] += FILE_ORIGINS
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["S3_BUCKET"],
            "endpoint_url": os.environ.get("S3_ENDPOINT_URL"),
            "access_key": os.environ.get("S3_ACCESS_KEY"),
            "secret_key": os.environ.get("S3_SECRET_KEY"),
            "file_overwrite": False,
            "querystring_auth": True,
            # A file's own address is handed out after the check of access, and soon worthless.
            "querystring_expire": 300,
        },
    }
MB = 1024 * 1024
# The largest uploads; a proxy in front must let the largest of them pass.
MEDIA_LIMITS = {
    "picture": 20 * MB,
    "pixels": 25_000_000,
    "document": 20 * MB,
    "audio": 60 * MB,
    "video": 300 * MB,
    "captions": 1 * MB,
}

# The largest content archive, unpacked (docs/operator/content-archive.md).
CONTENT_ARCHIVE_BYTES = int(os.environ.get("CONTENT_ARCHIVE_MB", "2000")) * MB

# ---- files of questions: the most an import takes on (docs/operator/import.md)
EXCHANGE_LIMITS = {
    "file_bytes": 20 * 1024 * 1024,
    "unpacked_bytes": 200 * 1024 * 1024,
    "members": 2000,
    "rows": 20_000,
    "columns": 200,
    "cell_characters": 20_000,
    "seconds": 45,
    "memory_bytes": 300 * 1024 * 1024,
}

# ---- certificates: the private key that signs them, 64 hexadecimal digits. Absent, one is made in
# a file of VAR_DIR at first use (docs/operator/certificates.md).
SIGNING_KEY = os.environ.get("SIGNING_KEY", "")

# ---- the service worker; "off" takes it out of every browser (docs/operator/offline.md)
OFFLINE_WORKER = os.environ.get("OFFLINE_WORKER", "on") != "off"

# ---- learning records for a store outside: off by default (docs/operator/learning-record.md)
XAPI_LRS = {
    "url": os.environ.get("XAPI_LRS_URL", ""),
    "user": os.environ.get("XAPI_LRS_USER", ""),
    "password": os.environ.get("XAPI_LRS_PASSWORD", ""),
}

# ---- Wagtail
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
WAGTAIL_I18N_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = MEDIA_LIMITS["picture"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = MEDIA_LIMITS["pixels"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.assets.forms.PictureForm"
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 75
WAGTAILDOCS_DOCUMENT_MODEL = "cms.Attachment"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.assets.forms.AttachmentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt", "csv"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = MEDIA_LIMITS["document"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.core.search"}}

# `default` runs at once: Wagtail's search index must be right when the request ends.
# `jobs` is done by the jobs worker (run_due), beside the server or as a service of its own.
TASKS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"training": {"level": "INFO"}},
}
