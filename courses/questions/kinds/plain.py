"""Questions as plain text, on the same columns as the sheets:

    【单选题】区人大代表联名提出议案，至少要几人？
    A、五人
    B、十人
    答案：B
    解析：……

A question ends at an empty line. What an author types by hand may begin with 1. and leave out the
kind in brackets; the kind then follows from what is there. A line of a longer text that would be
taken for something else stands behind a backslash.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courses.questions.kinds.columns import LABELS, OPTIONS
from courses.questions.kinds.contract import Columns
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.kinds.registry import KINDS, kind_called
from courses.questions.kinds.true_false.sheet import judgement

ALSO = {
    "正确答案": "answer",
    "参考答案": "answer",
    "标准答案": "answer",
    "答案解析": "explanation",
    "分析": "explanation",
    "评分点": "criteria",
    "题目": "stem",
}
"""Other words for a column."""

WORDS = {word: code for code, word in LABELS.items() if code not in OPTIONS} | ALSO
LABELLED = re.compile(
    rf"(?P<word>{'|'.join(sorted(map(re.escape, WORDS), key=len, reverse=True))})\s*[:：]\s*"
    r"(?P<text>.*)\Z",
    re.DOTALL,
)
OPTION = re.compile(rf"(?P<word>[{OPTIONS[0]}-{OPTIONS[-1]}])\s*[.．、:：)）]\s*(?P<text>.*)\Z")
NUMBERED = re.compile(r"\d{1,4}\s*[.．、)）]\s*(?!\d)(?P<text>.*)\Z")
KIND = re.compile(r"[【\[（(](?P<kind>[^】\]）)]{2,8})[】\]）)]\s*(?P<text>.*)\Z")
PART = re.compile(r"[（(](?P<number>\d{1,2})[)）]\s*(?P<text>.*)\Z")


@dataclass(frozen=True)
class Written:
    """One question found in a text: the line it begins on, from 1 on, and its columns."""

    line: int
    columns: dict[str, str]


# ---- writing


def write_text(columns: Columns) -> str:
    """One question as text; read_texts gives the same columns back."""
    own = {code: text for code, text in columns.items() if not code[0].isdecimal()}
    numbers = sorted({int(c.split(".")[0]) for c in columns if c[0].isdecimal()})
    lines = _lines(own, "")
    for number in numbers:
        start = f"{number}."
        part = {c.removeprefix(start): t for c, t in columns.items() if c.startswith(start)}
        lines += _lines(part, f"（{number}）")
    return "\n".join(lines) + "\n"


def write_texts(questions: Iterable[Columns]) -> str:
    """Several questions, an empty line between them."""
    return "\n".join(write_text(columns) for columns in questions)


def _lines(columns: Mapping[str, str], mark: str) -> list[str]:
    lines = _guarded(f"{mark}【{columns.get('kind', '')}】", columns.get("stem", ""))
    for code, text in columns.items():
        if code in {"kind", "stem"}:
            continue
        word = f"{code}、" if code in OPTIONS else f"{LABELS[code]}："
        lines += _guarded(word, text)
    return lines


def _guarded(start: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [start + first, *(f"\\{line}" if _is_special(line) else line for line in rest)]


def _is_special(line: str) -> bool:
    bare = line.strip()
    patterns = (LABELLED, OPTION, NUMBERED, KIND, PART)
    return not bare or line.startswith("\\") or any(p.match(bare) for p in patterns)


# ---- reading


def read_texts(text: str) -> list[Written]:
    """Every question of a text, in order; what stands before the first is left out when empty."""
    reader = _Reader()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        reader.take(number, line)
    return reader.done()


class _Reader:
    """Takes lines one by one; `place` is the column that a line without a mark continues."""

    def __init__(self) -> None:
        self.found: list[Written] = []
        self.between = True
        self.place = ""
        self.part = ""

    def take(self, number: int, line: str) -> None:
        bare = line.lstrip()
        if not bare:
            self.between = True
        elif self.between and not line.startswith("\\") and self._begins(bare):
            self.found.append(Written(number, {}))
            self.between, self.part = False, ""
            self._open(bare)
        elif self.found:
            self.between = False
            self._continue(line, bare)

    def _begins(self, bare: str) -> bool:
        """Whether a line after an empty one begins a question; labels and parts belong to one."""
        if not self.found:
            return True
        if LABELLED.match(bare) or OPTION.match(bare):
            return False
        return not (PART.match(bare) and self._is_group())

    def _is_group(self) -> bool:
        return kind_called(self.found[-1].columns.get("kind", "")) == "case_group"

    def _open(self, bare: str) -> None:
        numbered = NUMBERED.match(bare)
        self._head(numbered["text"] if numbered else bare)

    def _head(self, text: str) -> None:
        """A stem, with its kind before it when there is one."""
        kind = KIND.match(text)
        if kind and (kind_called(kind["kind"]) or text.startswith("【")):
            self._put("kind", kind["kind"])
            text = kind["text"]
        labelled = LABELLED.match(text)
        self._put("stem", labelled["text"] if labelled and labelled["word"] == "题干" else text)

    def _continue(self, line: str, bare: str) -> None:
        if line.startswith("\\"):
            self._add(line[1:])
        elif (part := PART.match(bare)) and self._is_group():
            self.part = f"{int(part['number'])}."
            self._head(part["text"])
        elif labelled := LABELLED.match(bare):
            self._put(WORDS[labelled["word"]], labelled["text"])
        elif option := OPTION.match(bare):
            self._put(option["word"], option["text"])
        else:
            self._add(line)

    def _put(self, code: str, text: str) -> None:
        self.place = self.part + code
        self.found[-1].columns[self.place] = text

    def _add(self, line: str) -> None:
        columns = self.found[-1].columns
        columns[self.place] = f"{columns.get(self.place, '')}\n{line}"

    def done(self) -> list[Written]:
        """The questions, with kinds where they were left out and without empty columns."""
        read = []
        for written in self.found:
            columns = {code: text.strip() for code, text in written.columns.items() if text.strip()}
            if not columns.get("kind") and columns:
                columns = {"kind": guessed_kind(columns), **columns}
            read.append(Written(written.line, columns))
        return [written for written in read if written.columns]


def guessed_kind(columns: Columns) -> str:
    """The kind that fits columns without one: by blanks, options, the answer."""
    answer = columns.get("answer", "")
    letters = [letter for letter in answer.upper() if letter in OPTIONS]
    if "A" in columns:
        name = "multiple_choice" if len(letters) > 1 else "single_choice"
    elif BLANK in columns.get("stem", ""):
        name = "fill_blank"
    elif "pairs" in columns:
        name = "matching"
    else:
        name = "true_false" if judgement(answer) is not None else "short_answer"
    return KINDS[name].label
