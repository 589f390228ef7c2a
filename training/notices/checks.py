"""What is wrong with the ways out, found when the site starts and not at the first message."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from training.notices.gateways import http

HTTP = "training.notices.gateways.http.HttpGateway"


def gateways_can_work(**kwargs: Any) -> list[CheckMessage]:
    """One error for each mistake in what the operator wrote."""
    if not settings.SMS_GATEWAY:
        return []
    try:
        import_string(settings.SMS_GATEWAY)
    except ImportError:
        told = f"SMS_GATEWAY 指的类找不到：{settings.SMS_GATEWAY}。"
        return [Error(told, id="notices.E001")]
    found = http.problems(settings.SMS_HTTP) if settings.SMS_GATEWAY == HTTP else []
    return [Error(told, id="notices.E002") for told in found]
