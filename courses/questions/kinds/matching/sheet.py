"""One pair a line: left | right; a line with an empty left holds a distractor."""

import re
from typing import Any

from courses.questions.kinds.columns import cell, cell_of, fields_of, lines_of
from courses.questions.kinds.contract import Columns, Reading
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived

COLUMNS = ("pairs",)
# How people write a pair who do not know of the bar.
JOINTS = re.compile(r"\s*(?:——|—|→|->|＝|=)\s*")


def write(body: Body, key: Key) -> dict[str, str]:
    """The pairs in the order of the left entries, then the distractors by text."""
    texts = {right["id"]: right["text"].strip() for right in body["right"]}
    pairs = [(left["text"].strip(), texts[key["pairs"][left["id"]]]) for left in body["left"]]
    taken = set(key["pairs"].values())
    spare = sorted(text for identity, text in texts.items() if identity not in taken)
    return {"pairs": cell_of([*pairs, *(("", text) for text in spare)])}


def read(columns: Columns) -> Reading:
    """Equal right texts are one partner."""
    pairs = [_pair(line) for line in lines_of(cell(columns, "pairs"))]
    right = {derived("right", text): text for _left, text in pairs}
    left = [(derived("left", text), text, derived("right", other)) for text, other in pairs if text]
    body: dict[str, Any] = {
        "left": [{"id": identity, "text": text} for identity, text, _partner in left],
        "right": [{"id": identity, "text": right[identity]} for identity in sorted(right)],
    }
    return Reading(body, {"pairs": {identity: partner for identity, _text, partner in left}})


def _pair(line: str) -> tuple[str, str]:
    fields = fields_of(line)
    if len(fields) == 1:
        fields = JOINTS.split(fields[0], maxsplit=1)
    return (fields[0], fields[1]) if len(fields) > 1 else (fields[0], "")
