"""Asks to fill blanks written as ____ in the stem."""

from typing import Any

from courses.questions.kinds.fill_blank.marking import BLANK, blank_hits, texts_of
from courses.questions.outcome import Body, Key, Payload
from courses.questions.posted import Posted, first, told_list

LONGEST = 200
SHOWN_BLANK = "（　　）"


def present(body: Body, seed: str, shuffle: bool = True) -> dict[str, Any]:
    """The stem with its blanks shown as brackets, cut at them too; one empty text for each."""
    pieces = body["stem"].split(BLANK)
    return {
        "stem": body["stem"].replace(BLANK, SHOWN_BLANK),
        "pieces": pieces,
        "blanks": [{"number": n, "text": ""} for n in range(1, len(pieces))],
    }


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The texts given, in order of the blanks."""
    count = body["stem"].count(BLANK)
    return {"blanks": [first(posted, f"{name}-{n}", LONGEST) for n in range(1, count + 1)]}


def fields(payload: Payload, name: str, body: Body, seed: str) -> dict[str, list[str]]:
    """The texts that would send a payload."""
    given = enumerate(told_list(payload, "blanks"), start=1)
    return {f"{name}-{n}": [text] for n, text in given if isinstance(text, str)}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved texts."""
    saved = texts_of(payload, len(presented["blanks"]))
    return {
        **presented,
        "blanks": [{**blank, "text": saved[n]} for n, blank in enumerate(presented["blanks"])],
    }


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """For each blank the text given, whether it is accepted, and the accepted answers."""
    given = texts_of(payload, len(key["blanks"]))
    hits = blank_hits(body, key, given)
    return {
        "stem": body["stem"].replace(BLANK, SHOWN_BLANK),
        "blanks": [
            {"number": n + 1, "given": given[n], "accepted": accepted, "hit": hits[n]}
            for n, accepted in enumerate(key["blanks"])
        ],
    }


def solution(body: Body, key: Key, seed: str, shuffle: bool = True) -> str:
    """The accepted answers blank by blank."""
    return "；".join(" / ".join(accepted) for accepted in key["blanks"])
