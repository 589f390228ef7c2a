"""Our own papers read back: every paragraph says by its style what it is.

A paragraph without one of our styles goes to the lenient reader, so that a trainer may add
questions as she is used to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.exchange.codecs.typed.answers import label_of
from courses.exchange.codecs.typed.marks import LABELS, folded, section_at
from courses.exchange.codecs.word.names import (
    KEY,
    KEY_PART,
    OPTION,
    PART,
    SECTION,
    SKIPPED,
    STEM,
)
from courses.exchange.codecs.word.paragraphs import Paragraph
from courses.exchange.contract import OF_QUESTION, Found, Problem
from courses.questions.kinds.columns import LABELS as WORDS
from courses.questions.kinds.columns import OPTIONS

NUMBERED = re.compile(r"(?P<number>\d{1,5})[.．、]\s?(?P<text>.*)\Z", re.DOTALL)
OF_PART = re.compile(
    r"[（(](?P<number>\d{1,2})[)）](?:【(?P<kind>[^】\n]{1,12})】)?(?P<text>.*)\Z", re.DOTALL
)
LETTERED = re.compile(
    rf"(?P<letter>[{OPTIONS[0]}-{OPTIONS[-1]}])[.．、]\s?(?P<text>.*)\Z", re.DOTALL
)
ENTRY = re.compile(r"(?P<word>[^：:\n]{1,12})[：:](?P<text>.*)\Z", re.DOTALL)
CODES = {word: code for code, word in (WORDS | OF_QUESTION).items()}


def is_ours(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a document was written by us."""
    return any(paragraph.style == STEM for paragraph in paragraphs)


@dataclass
class _Question:
    row: int
    columns: dict[str, str]
    problems: list[Problem] = field(default_factory=list)


class StyledReader:
    """Takes paragraphs one by one; `place` is the column that a paragraph without a mark
    continues."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.by_number: dict[str, _Question] = {}
        self.questions: list[_Question] = []
        self.problems: list[Problem] = []
        self.kind = ""
        self.current: _Question | None = None
        self.start = self.place = ""

    def take(self, paragraph: Paragraph) -> None:
        """Read one paragraph of ours."""
        text, style = paragraph.text, paragraph.style
        if style in SKIPPED or not text.strip():
            return
        if style == SECTION:
            heading = section_at(folded(text.strip()))
            self.kind = label_of(heading.kind) if heading and heading.kind else ""
        elif style == STEM:
            self._stem(paragraph, text)
        elif style == PART:
            self._part(text)
        elif style == OPTION and (found := LETTERED.match(text)) and self.current:
            self._put(found["letter"], found["text"])
        elif style in {KEY, KEY_PART}:
            self._entry(paragraph, text)
        elif self.current:
            self._add(text)

    def found(self) -> list[Found]:
        """The questions, empty columns left out."""
        return [
            Found(
                q.row, {c: t.strip() for c, t in q.columns.items() if t.strip()}, tuple(q.problems)
            )
            for q in self.questions
        ]

    def _stem(self, paragraph: Paragraph, text: str) -> None:
        found = NUMBERED.match(text)
        if found is None:
            self._add(text)
            return
        question = _Question(paragraph.row, {"kind": self.kind})
        number = str(int(found["number"]))
        if number in self.by_number:
            told = _("题号 %s 出现了两次，参考答案分不清是哪一道的，请改成不一样的号。") % number
            problem = Problem("doubled", str(told), paragraph.row, "stem", self.source)
            question.problems.append(problem)
        self.by_number.setdefault(number, question)
        self.questions.append(question)
        self.current, self.start = question, ""
        self._put("stem", found["text"])

    def _part(self, text: str) -> None:
        found = OF_PART.match(text)
        if found is None or self.current is None:
            self._add(text)
            return
        self.start = f"{int(found['number'])}."
        if found["kind"]:
            self._put("kind", found["kind"])
        self._put("stem", found["text"])

    def _entry(self, paragraph: Paragraph, text: str) -> None:
        """12. 答案：B, then 解析：… of the same question; （2）答案：对 of its second part."""
        if paragraph.style == KEY and (found := NUMBERED.match(text)):
            self.current, self.start = self.by_number.get(str(int(found["number"]))), ""
            text = found["text"]
            if self.current is None:
                told = _("参考答案里的第 %s 题，前面没有这道题。") % found["number"]
                problem = Problem("no_question", str(told), paragraph.row, "", self.source)
                self.problems.append(problem)
        elif paragraph.style == KEY_PART and (part := OF_PART.match(text)):
            self.start, text = f"{int(part['number'])}.", part["text"]
        elif paragraph.style == KEY:
            self.start = ""
        if self.current is None:
            return
        entry = ENTRY.match(text)
        code = (CODES.get(entry["word"]) or LABELS.get(entry["word"])) if entry else None
        if entry and code and code != "score":
            self._put(code, entry["text"])
        else:
            self._add(text)

    def _put(self, code: str, text: str) -> None:
        if self.current:
            self.place = self.start + code
            self.current.columns[self.place] = text

    def _add(self, text: str) -> None:
        if self.current and self.place:
            before = self.current.columns.get(self.place, "")
            self.current.columns[self.place] = f"{before}\n{text}"
