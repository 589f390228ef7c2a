"""A short answer is copied out."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload


def places(shown: dict[str, Any]) -> list[str]:
    """One."""
    return [""]


def hint(shown: dict[str, Any]) -> str:
    """The whole text."""
    return _("原文照录，不改错字")


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The text."""
    return {"": [texts[0].strip()]} if texts[0].strip() else {}


def put(shown: dict[str, Any]) -> list[str]:
    """The text."""
    return [shown["text"]]


def say(body: Body, payload: Payload) -> list[str]:
    """The text."""
    return [str(payload["text"])] if payload.get("text") else []
