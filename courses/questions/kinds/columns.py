"""A question as named columns of text: the names, and cells that hold several entries.

A cell with several entries has one a line; an entry with several fields separates them by |. A
backslash keeps a line end, a bar or a backslash of the text itself.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from courses.questions.choices import MOST_OPTIONS
from courses.questions.kinds.contract import Columns, Kind, Reading
from courses.questions.outcome import Body, Key, gettext_noop
from courses.questions.tokens import LETTERS

OPTIONS = tuple(LETTERS[:MOST_OPTIONS])

LABELS = {
    "kind": gettext_noop("题型"),
    "stem": gettext_noop("题干"),
    **{letter: letter for letter in OPTIONS},
    "pairs": gettext_noop("配对"),
    "answer": gettext_noop("答案"),
    "unit": gettext_noop("单位"),
    "unit_rule": gettext_noop("单位怎么判"),
    "criteria": gettext_noop("评分标准"),
    "shortest": gettext_noop("至少几个字"),
    "longest": gettext_noop("最多几个字"),
    "keep_last": gettext_noop("留在最后"),
    "fractions": gettext_noop("选它得几成"),
    "why": gettext_noop("选错时的提示"),
    "weight": gettext_noop("占几份"),
    "explanation": gettext_noop("解析"),
    "hints": gettext_noop("提示"),
    "fiction": gettext_noop("情境为虚构"),
}
"""Column code → its heading, in the order columns are written (Chinese source)."""

YES, NO = "是", "否"
IS_SIGN = re.compile(r"[\W_]")
ESCAPES = {"\\": "\\", "\n": "n", "|": "|"}


def lines_of(cell: str) -> list[str]:
    """The entries of a cell, still escaped; empty lines are none."""
    return [line.strip() for line in cell.split("\n") if line.strip()]


def cell_of(entries: Iterable[Sequence[str]]) -> str:
    """A cell of entries, each a sequence of fields; empty fields at the end are left out."""
    lines = []
    for fields in entries:
        kept = list(fields)
        while kept and not kept[-1]:
            kept.pop()
        lines.append(" | ".join(_escaped(text) for text in kept))
    return "\n".join(lines)


def fields_of(line: str) -> list[str]:
    """The fields of one entry, unescaped and trimmed."""
    fields, text, escaped = [], "", False
    for character in line:
        if escaped:
            text += "\n" if character == "n" else character
        elif character == "|":
            fields.append(text.strip())
            text = ""
        elif character != "\\":
            text += character
        escaped = character == "\\" and not escaped
    return [*fields, text.strip()]


def entries_of(cell: str, count: int) -> list[list[str]]:
    """The entries of a cell, each with exactly `count` fields."""
    read = [fields_of(line) for line in lines_of(cell)]
    return [(fields + [""] * count)[:count] for fields in read]


def _escaped(text: str) -> str:
    return "".join(
        f"\\{ESCAPES[character]}" if character in ESCAPES else character for character in text
    )


def letters_of(cell: str) -> list[str]:
    """The letters named in a cell, each once, in their order: 'a、Ｃ' gives A and C. Letters that no
    option has are given too when the cell holds nothing but letters."""
    said = unicodedata.normalize("NFKC", cell).upper()
    known = OPTIONS if any(c not in LETTERS and not IS_SIGN.match(c) for c in said) else LETTERS
    return list(dict.fromkeys(letter for letter in said if letter in known))


def cell(columns: Columns, code: str) -> str:
    """The trimmed text of a column; empty when there is no such column."""
    return str(columns.get(code) or "").strip()


def part_columns(columns: Columns, number: int) -> dict[str, str]:
    """The columns of one part, without its number."""
    start = f"{number}."
    return {
        code.removeprefix(start): text for code, text in columns.items() if code.startswith(start)
    }


def write_question(kind: Kind, body: Body, key: Key) -> dict[str, str]:
    """Every column of a question that has something in it, in the order of LABELS."""
    hints = cell_of([hint] for hint in key.get("hints", []))
    written = {
        "kind": kind.label,
        "stem": body["stem"].strip(),
        "explanation": key.get("explanation", "").strip(),
        "hints": hints,
        "fiction": YES if body.get("fiction") else "",
        **kind.sheet.write(body, key),
    }
    order = list(LABELS)
    codes = sorted((code for code in written if code in LABELS), key=order.index)
    codes += [code for code in written if code not in LABELS]
    return {code: written[code] for code in codes if written[code]}


def read_question(kind: Kind, columns: Columns) -> Reading:
    """A whole question, with the problems of its form and whatever keeps it from being marked."""
    own = kind.sheet.read(columns)
    body = {"stem": cell(columns, "stem"), **own.body}
    key = {"explanation": cell(columns, "explanation"), **own.key}
    if hints := [fields[0] for fields in entries_of(cell(columns, "hints"), 1)]:
        key["hints"] = hints
    return Reading(body, key, own.problems or kind.flaws(body, key))
