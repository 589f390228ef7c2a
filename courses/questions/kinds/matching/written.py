"""Pairs are written as the row's number and its partner's letter: 1B 2A."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload
from courses.questions.spelling import plain
from courses.questions.written import NotUnderstood, stray

PAIR = re.compile(r"(\d+)[\s.、:：→\-—]*([a-z])")


def places(shown: dict[str, Any]) -> list[str]:
    """One."""
    return [""]


def hint(shown: dict[str, Any]) -> str:
    """Number and letter for each row."""
    return _("序号加字母，如 1B 2A；没有连的不写")


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The partner of each row that was joined."""
    text = plain(texts[0])
    rest = PAIR.sub("", text)
    if stray(rest, "") or (rest.strip() and not PAIR.search(text)):
        raise NotUnderstood(_("不认得“%s”，请写成 1B 2A 这样。") % texts[0].strip())
    rows = {str(n): row["token"] for n, row in enumerate(shown["rows"], start=1)}
    partners = {one["letter"]: one["token"] for one in shown["partners"]}
    sent: dict[str, list[str]] = {}
    for number, letter in PAIR.findall(text):
        if number not in rows:
            raise NotUnderstood(_("这题左边没有第 %s 行，请照卷子再核对。") % number)
        if letter.upper() not in partners:
            raise NotUnderstood(_("这题右边没有 %s，请照卷子再核对。") % letter.upper())
        if f"-{rows[number]}" in sent:
            raise NotUnderstood(_("第 %s 行写了两次，请照卷子再核对。") % number)
        sent[f"-{rows[number]}"] = [partners[letter.upper()]]
    return sent


def put(shown: dict[str, Any]) -> list[str]:
    """Number and letter of each joined row."""
    letters = {one["token"]: one["letter"] for one in shown["partners"]}
    joined = [
        f"{n}{letters[row['chosen']]}"
        for n, row in enumerate(shown["rows"], start=1)
        if row.get("chosen") in letters
    ]
    return [" ".join(joined)]


def say(body: Body, payload: Payload) -> list[str]:
    """Left and right, row by row."""
    right = {one["id"]: one["text"] for one in body["right"]}
    pairs = payload.get("pairs") or {}
    return [
        f"{left['text']} → {right[pairs[left['id']]]}"
        for left in body["left"]
        if pairs.get(left["id"]) in right
    ]
