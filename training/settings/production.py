"""Production: HTTPS only, every secret from the environment, no sample accounts."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *


def required(name: str) -> str:
    """The environment variable, or a message that names it."""
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"生产环境缺少环境变量 {name}，见 docs/operator/production.md。")


SECRET_KEY = required("SECRET_KEY")
SITE_URL = required("SITE_URL")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("生产环境的 SITE_URL 必须以 https:// 开头。")
ALLOWED_HOSTS = required("ALLOWED_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^-/health$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
