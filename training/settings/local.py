"""`make run`: one machine, SQLite, plain HTTP on loopback, sample accounts with a banner."""

import os
import secrets

from .base import *
from .base import MAIL_READY, SMS_GATEWAY, VAR_DIR

# Until `manage.py start_real` has removed the sample people.
SAMPLE_ACCOUNTS = not (VAR_DIR / "real_use").exists()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, [os.environ.get("HOST")])]
# The operator asked to be reached from the local network.
if os.environ.get("HOST") == "0.0.0.0":  # noqa: S104
    ALLOWED_HOSTS = ["*"]


def _key() -> str:
    """The signing key of this copy, made on first use and readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = os.environ.get("SECRET_KEY") or _key()

# On trial, without a mail server and a gateway, messages are written to files of this machine.
EMAIL_FILE_PATH = str(VAR_DIR / "outgoing" / "mail")
if SAMPLE_ACCOUNTS and not MAIL_READY:
    EMAIL_BACKEND, MAIL_READY = "django.core.mail.backends.filebased.EmailBackend", True
if SAMPLE_ACCOUNTS and not SMS_GATEWAY:
    SMS_GATEWAY = "training.notices.gateways.console.ConsoleGateway"
    SMS_CONSOLE_FILE = str(VAR_DIR / "outgoing" / "sms.log")
