"""A single choice is written as its letter: B."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload
from courses.questions.written import NotUnderstood, by_letter


def places(shown: dict[str, Any]) -> list[str]:
    """One."""
    return [""]


def hint(shown: dict[str, Any]) -> str:
    """A letter."""
    return _("一个字母，A 到 %s") % shown["options"][-1]["letter"]


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The option behind the letter."""
    chosen = by_letter(texts[0], shown["options"])
    if len(chosen) > 1:
        raise NotUnderstood(_("单选题只能写一个字母；卷子上选了几个的，请空着不写。"))
    return {"": chosen}


def put(shown: dict[str, Any]) -> list[str]:
    """The letters of the ticked options."""
    return ["".join(option["letter"] for option in shown["options"] if option.get("ticked"))]


def say(body: Body, payload: Payload) -> list[str]:
    """The chosen options' texts."""
    chosen = payload.get("chosen") or []
    return [option["text"] for option in body["options"] if option["id"] in chosen]
