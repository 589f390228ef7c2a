"""A judgement is written as 对 or 错, √ or ×, T or F."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload
from courses.questions.spelling import plain
from courses.questions.written import NotUnderstood

TRUE = {"对", "正确", "是", "√", "✓", "✔", "v", "t", "true", "y", "1"}
FALSE = {"错", "错误", "否", "不对", "×", "✗", "✘", "x", "f", "false", "n", "0"}


def places(shown: dict[str, Any]) -> list[str]:
    """One."""
    return [""]


def hint(shown: dict[str, Any]) -> str:
    """Right or wrong."""
    return _("对或错，也可以写 √ ×")


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The judgement."""
    said = plain(texts[0]).strip("()（） 。.")
    if not said:
        return {}
    if said not in TRUE | FALSE:
        raise NotUnderstood(_("不认得“%s”，请写 对 或 错。") % texts[0].strip())
    return {"": ["true" if said in TRUE else "false"]}


def put(shown: dict[str, Any]) -> list[str]:
    """√ or ×, which are the same in every language."""
    answer = shown.get("answer")
    return ["" if answer is None else "√" if answer else "×"]


def say(body: Body, payload: Payload) -> list[str]:
    """对 or 错."""
    answer = payload.get("answer")
    return [] if answer is None else [_("对") if answer else _("错")]
