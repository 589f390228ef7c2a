"""Tables in Word: a table of questions with headings, or a table that only lays lines out."""

import re

from courses.exchange.codecs.typed.draft import Draft
from courses.exchange.codecs.typed.marks import LABELS, folded
from courses.exchange.codecs.typed.options import options_of, split_stem
from courses.exchange.codecs.typed.reader import Line
from courses.exchange.codecs.word.paragraphs import Paragraph, Table
from courses.exchange.contract import Found

OPTION_HEADING = re.compile(r"(?:选项|备选项)?\s?(?P<letter>[A-J])\s?(?:选项|项)?\Z")
NUMBERS, ANSWERS = {"题号", "序号", "题目"}, {"答案", "参考答案", "正确答案"}
IGNORED = {"序号", "号", "分值", "分数"}


def questions_of(table: Table, source: str) -> list[Found]:
    """The questions of a table whose first row names columns; empty for other tables."""
    if len(table.rows) < 2:
        return []
    codes = [_code(_text(cell)) for cell in table.rows[0]]
    if "stem" not in codes or not {"answer", "A", "options"} & set(codes):
        return []
    found = []
    for row in table.rows[1:]:
        draft = Draft(_row_of(row))
        for code, cell in zip(codes, row, strict=False):
            if code == "options":
                _options(draft, [line for p in cell for line in p.text.split("\n")])
            elif code == "stem":
                stem, options = split_stem(_text(cell))
                draft.put("stem", stem)
                for piece in options:
                    draft.put(piece.letter, piece.text)
            elif code and _text(cell):
                draft.put(code, _text(cell))
        if one := draft.finished(source):
            found.append(one)
    return found


def _options(draft: Draft, lines: list[str]) -> None:
    for line in lines:
        pieces = options_of(line.strip(), draft.expected_option())
        for piece in pieces:
            draft.put(piece.letter, piece.text)
        if not pieces and line.strip() and draft.expected_option():
            draft.add(line.strip())


def _code(heading: str) -> str:
    bare = folded(heading).strip(" :*")
    if bare in IGNORED:
        return ""
    if option := OPTION_HEADING.match(bare):
        return option["letter"]
    return "options" if bare in {"选项", "备选项", "备选答案"} else LABELS.get(bare, "")


def _text(cell: list[Paragraph]) -> str:
    return "\n".join(p.text.strip() for p in cell if p.text.strip())


def _row_of(row: list[list[Paragraph]]) -> int:
    return next((paragraph.row for cell in row for paragraph in cell), 0)


def lines_of(table: Table) -> list[Line]:
    """Any other table as lines: cells of one paragraph side by side, longer ones after each
    other; a label or a letter in the first cell gets its colon or point."""
    lines = []
    for row, after in zip(table.rows, [*table.rows[1:], []], strict=True):
        if (key := _key_of(row, after)) is not None:
            lines.append(Line(_row_of(row), key))
            continue
        if all(len(cell) <= 1 and "\n" not in _text(cell) for cell in row):
            lines.append(Line(_row_of(row), _joined([_text(cell) for cell in row])))
            continue
        first = _text(row[0]) if row else ""
        if len(row) > 1 and _is_word(first):
            rest = [line for cell in row[1:] for p in cell for line in p.text.split("\n")]
            lines.append(Line(_row_of(row), _joined([first, rest[0]])))
            lines += [Line(_row_of(row), text) for text in rest[1:] if text.strip()]
            continue
        for cell in row:
            lines += [Line(p.row, text) for p in cell for text in p.text.split("\n")]
    return lines


def _key_of(row: list[list[Paragraph]], after: list[list[Paragraph]]) -> str | None:
    """Numbers in one row and answers in the row below it, as a line of a key; empty for the row
    of answers itself and for a table that is yet to be filled in."""
    first, below = (_bare(cells[0]) if cells else "" for cells in (row, after))
    if first in ANSWERS and len(row) > 2:
        return ""
    if first not in NUMBERS or below not in ANSWERS:
        return None
    pairs = zip((_text(c) for c in row[1:]), (_text(c) for c in after[1:]), strict=False)
    given = [f"{number}.{answer}" for number, answer in pairs if number.isdecimal() and answer]
    return f"参考答案：{' '.join(given)}" if given else ""


def _bare(cell: list[Paragraph]) -> str:
    return "".join(folded(_text(cell)).split()).strip(":")


def _is_word(text: str) -> bool:
    bare = folded(text).strip(" :")
    return bare in LABELS or bool(re.fullmatch(r"[A-J]", bare))


def _joined(texts: list[str]) -> str:
    kept = [text for text in texts if text]
    if len(kept) > 1 and _is_word(kept[0]):
        bare = folded(kept[0]).strip(" :")
        sign = "." if len(bare) == 1 else "："
        return f"{bare}{sign}{' '.join(kept[1:])}"
    return "\t".join(kept)
