"""Asks to fill blanks written as ____ in the stem."""

from typing import Any

from courses.questions.kinds.contract import Posted
from courses.questions.outcome import Body, Key, Payload

BLANK = "____"
LONGEST = 200


def present(body: Body, seed: str) -> dict[str, Any]:
    """The stem cut at its blanks; one empty text for each."""
    pieces = body["stem"].split(BLANK)
    return {
        "stem": body["stem"].replace(BLANK, "（　　）"),
        "blanks": [{"number": n, "text": ""} for n in range(1, len(pieces))],
    }


def read(posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]:
    """The texts given, in order of the blanks."""
    count = body["stem"].count(BLANK)
    given = [list(posted.get(f"{name}-{n}", [])) for n in range(1, count + 1)]
    return {"blanks": [texts[0].strip()[:LONGEST] if texts else "" for texts in given]}


def refill(presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]:
    """With the saved texts."""
    saved = [*payload.get("blanks", [])]
    return {
        **presented,
        "blanks": [
            {**blank, "text": saved[n] if n < len(saved) else ""}
            for n, blank in enumerate(presented["blanks"])
        ],
    }


def review(body: Body, key: Key, payload: Payload) -> dict[str, Any]:
    """For each blank the text given and the accepted answers."""
    given = [*payload.get("blanks", [])]
    return {
        "stem": body["stem"].replace(BLANK, "（　　）"),
        "blanks": [
            {"number": n + 1, "given": given[n] if n < len(given) else "", "accepted": accepted}
            for n, accepted in enumerate(key["blanks"])
        ],
    }
