"""Blanks are written as they stand, a text for each."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload


def places(shown: dict[str, Any]) -> list[str]:
    """One for each blank."""
    blanks = shown["blanks"]
    return [""] if len(blanks) == 1 else [f"({blank['number']})" for blank in blanks]


def hint(shown: dict[str, Any]) -> str:
    """Text as written."""
    return _("照卷子上写的录，错字也照录")


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The texts in order."""
    return {f"-{n}": [text.strip()] for n, text in enumerate(texts, start=1) if text.strip()}


def put(shown: dict[str, Any]) -> list[str]:
    """The texts in order."""
    return [blank["text"] for blank in shown["blanks"]]


def say(body: Body, payload: Payload) -> list[str]:
    """The texts, numbered when there are several blanks."""
    given = [str(text) for text in payload.get("blanks") or []]
    if len(given) == 1:
        return [text for text in given if text]
    return [f"({n}) {text}" for n, text in enumerate(given, start=1) if text]
