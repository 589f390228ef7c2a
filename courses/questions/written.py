"""Answers as people write and say them: what stands on a paper sheet becomes what a form would have
sent, and a stored answer becomes words.

Each kind knows its own part in `kinds/<kind>/written.py` (`Written`). Nothing here marks.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from django.utils.translation import gettext as _

from courses.questions.kinds.registry import module_of
from courses.questions.outcome import Body, Payload
from courses.questions.spelling import plain


class NotUnderstood(Exception):
    """What was written is no answer to this question; `reason` says what to write, for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Written(Protocol):
    """How answers of one kind are written by hand."""

    def places(self, shown: dict[str, Any]) -> list[str]:
        """The places to write in, by the label beside each; one place may need none."""
        ...

    def hint(self, shown: dict[str, Any]) -> str:
        """How an answer is written, by an example that tells nothing."""
        ...

    def take(self, texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
        """What a form would have sent for these texts, one for each place: ends of field names →
        values. Raises NotUnderstood. `shown` is the question as it was presented, letters and all.
        """
        ...

    def put(self, shown: dict[str, Any]) -> list[str]:
        """What take would read as the answer in `shown` (the question refilled), by place."""
        ...

    def say(self, body: Body, payload: Payload) -> list[str]:
        """A stored answer in words, a line for each part; empty when nothing was answered."""
        ...


@cache
def of_kind(kind: str) -> Written:
    """How answers of a kind are written; ModuleNotFoundError for a kind without that module."""
    return cast(Written, import_module(module_of(kind, "written")))


def letters(text: str) -> list[str]:
    """The letters in a text, capital, whatever their width and what stands between them."""
    return [mark.upper() for mark in re.findall(r"[a-z]", plain(text))]


def stray(text: str, allowed: str) -> str:
    """What in a text is neither allowed (a regex class) nor a blank nor a mark between answers."""
    return re.sub(rf"[{allowed}\s,、，;；.。:：→()（）\-—]", "", plain(text))


def by_letter(text: str, options: Sequence[dict[str, Any]]) -> list[str]:
    """The tokens of the options behind the letters of a text, each once; raises NotUnderstood."""
    tokens = {option["letter"]: option["token"] for option in options}
    last = options[-1]["letter"]
    if rest := stray(text, "a-z"):
        raise NotUnderstood(
            _("不认得“%(rest)s”，请只写 A 到 %(last)s 的字母。") % {"rest": rest, "last": last}
        )
    wanted = letters(text)
    if strange := [letter for letter in wanted if letter not in tokens]:
        raise NotUnderstood(
            _("这题没有 %(letter)s，只有 A 到 %(last)s。") % {"letter": strange[0], "last": last}
        )
    if len(set(wanted)) < len(wanted):
        raise NotUnderstood(_("同一个字母写了两次，请照卷子再核对。"))
    return [tokens[letter] for letter in wanted]
