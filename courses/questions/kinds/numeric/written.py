"""A number is written as it stands, with its unit: 24 万元."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload


def places(shown: dict[str, Any]) -> list[str]:
    """One."""
    return [""]


def hint(shown: dict[str, Any]) -> str:
    """A number, and its unit."""
    return _("照卷子上写的录，连单位一起")


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The text as it was written; what it is worth is for marking."""
    return {"": [texts[0].strip()]} if texts[0].strip() else {}


def put(shown: dict[str, Any]) -> list[str]:
    """The text."""
    return [shown["value"]]


def say(body: Body, payload: Payload) -> list[str]:
    """The text."""
    return [str(payload["value"])] if payload.get("value") else []
