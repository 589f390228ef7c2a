"""E-mail and text messages, from the environment (docs/operator/notices.md). Without settings a
channel is shut: what would have gone by it is shown as not sent, never as sent."""

import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """How mail is handed over; shut without a host."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False


def mail_from_url(url: str) -> MailServer:
    """Read smtp://, smtp+tls:// (STARTTLS) or smtps://user:password@host:port; raises ValueError
    for another scheme or without a host."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(
            "EMAIL_URL 要写成 smtp://、smtp+tls:// 或 smtps://用户:密码@主机:端口，"
            "见 docs/operator/notices.md。"
        )
    return MailServer(
        host=parts.hostname,
        port=parts.port or SCHEMES[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+tls",
        ssl=parts.scheme == "smtps",
    )


def mail_from_parts() -> MailServer:
    """The same from EMAIL_HOST and its companions, as Django names them."""
    return MailServer(
        host=os.environ.get("EMAIL_HOST", ""),
        port=int(os.environ.get("EMAIL_PORT", "25")),
        user=os.environ.get("EMAIL_HOST_USER", ""),
        password=os.environ.get("EMAIL_HOST_PASSWORD", ""),
        starttls=os.environ.get("EMAIL_USE_TLS", "") == "1",
        ssl=os.environ.get("EMAIL_USE_SSL", "") == "1",
    )


_url = os.environ.get("EMAIL_URL", "")
_server = mail_from_url(_url) if _url else mail_from_parts()
MAIL_READY = bool(_server.host)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_READY else 'dummy'}.EmailBackend"
EMAIL_HOST = _server.host
EMAIL_PORT = _server.port
EMAIL_HOST_USER = _server.user
EMAIL_HOST_PASSWORD = _server.password
EMAIL_USE_TLS = _server.starttls
EMAIL_USE_SSL = _server.ssl
EMAIL_TIMEOUT = int(os.environ.get("EMAIL_TIMEOUT", "15"))
DEFAULT_FROM_EMAIL = (
    os.environ.get("DEFAULT_FROM_EMAIL", "") or _server.user or "webmaster@localhost"
)

# The class that hands text messages over (training/notices/gateways/); empty: no text messages.
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "")
if not SMS_GATEWAY and os.environ.get("SMS_HTTP_URL"):
    SMS_GATEWAY = "training.notices.gateways.http.HttpGateway"
SMS_PER_MINUTE = int(os.environ.get("SMS_PER_MINUTE", "60"))
SMS_HTTP = {
    "url": os.environ.get("SMS_HTTP_URL", ""),
    "method": os.environ.get("SMS_HTTP_METHOD", "POST"),
    "body": os.environ.get("SMS_HTTP_BODY", ""),
    "headers": os.environ.get("SMS_HTTP_HEADERS", ""),
    "accepted": os.environ.get("SMS_HTTP_ACCEPTED", ""),
    "id": os.environ.get("SMS_HTTP_ID", ""),
}
# Where the console gateway writes whole messages; empty: only that one was sent.
SMS_CONSOLE_FILE = ""
