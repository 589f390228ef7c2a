"""One question while its lines are being read, and what becomes of it."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.exchange.codecs.typed import answers
from courses.exchange.codecs.typed.marks import KIND_MARK, SECTION, folded, kind_of
from courses.exchange.contract import OF_QUESTION, Found, Problem
from courses.questions.kinds.plain import guessed_kind
from courses.questions.kinds.registry import kind_called

GROUP = "case_group"
SCORE = re.compile(r"[(\[]\s?(?:本题\s?|共\s?)?\d{1,3}\s?分\s?[)\]]\s{0,3}\Z")
LEADS = {"问题", "请问", "请回答", "请回答问题", "请回答下列问题", "根据材料回答问题"}
"""Lines between a situation and its parts that ask nothing."""
TAIL = 24
"""How far from its end a stem may name its kind: ……可以当场拍板。（判断）"""


@dataclass
class Draft:
    """A question begun on a line. `place` is the column that a line without a mark continues,
    `part` the number of the part it is in, `field` the column that parts are listed for."""

    row: int
    section: int = 0
    number: int = 0
    is_round: bool = False
    kind: str | None = None
    columns: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    place: str = ""
    part: int = 0
    parts: int = 0
    field: str = ""
    had_score: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it is known to be a case."""
        return self.kind == GROUP

    @property
    def start(self) -> str:
        """What the columns of the open part begin with."""
        return f"{self.part}." if self.part else ""

    def has(self, code: str) -> bool:
        """Whether the open part, or the question, has a column already."""
        return self.start + code in self.columns

    def put(self, code: str, text: str) -> None:
        """Begin a column; what belongs to the question as a whole never goes to a part."""
        start = "" if code in OF_QUESTION else self.start
        self.place = start + code
        self.columns.setdefault(self.place, []).append(text)

    def add(self, text: str) -> None:
        """Continue the column that is open."""
        self.columns.setdefault(self.place or "stem", []).append(text)

    def open_part(self, number: int) -> None:
        """Lines from here on belong to a part."""
        self.part, self.field = number, ""
        self.parts = max(self.parts, number)

    def answer_part(self, number: int, code: str, text: str) -> None:
        """A column of a part told apart from it, such as in the one answer line of a case."""
        self.place = f"{number}.{code}"
        self.columns.setdefault(self.place, []).append(text)

    def expected_option(self) -> int:
        """Which option comes next: 0 is A."""
        return sum(1 for letter in "ABCDEFGHIJ" if self.has(letter))

    def finished(self, source: str) -> Found | None:
        """The question as columns; None when nothing was written."""
        joined = {code: "\n".join(lines).strip() for code, lines in self.columns.items()}
        columns = {code: text for code, text in joined.items() if text}
        if not columns:
            return None
        if self.is_group:
            return self._group(columns, source)
        own = self._single(columns, self.kind, source, "")
        return Found(self.row, own, tuple(self.problems))

    def _group(self, columns: dict[str, str], source: str) -> Found:
        written = {"kind": answers.label_of(GROUP)}
        written |= {c: t for c, t in columns.items() if not c[0].isdecimal() and c != "kind"}
        numbers = sorted({int(c.split(".")[0]) for c in columns if c[0].isdecimal()})
        written["stem"] = self._without_score(_without_lead(written.get("stem", "")))
        if "answer" in written and not numbers:
            # A case with one open question is that question: nothing is put together for a group.
            return Found(self.row, self._single(columns, "short_answer", source, ""), self.problems)
        if loose := written.pop("answer", ""):
            told = (
                _("案例题的答案“%s”没有写明是哪一小题的，请写成（1）B（2）ACD 这样。") % loose[:40]
            )
            self.problems.append(Problem("answer_of_case", str(told), self.row, "answer", source))
        for new, number in enumerate(numbers, start=1):
            start = f"{number}."
            part = {c.removeprefix(start): t for c, t in columns.items() if c.startswith(start)}
            own = self._single(part, None, source, f"{new}.")
            written |= {f"{new}.{code}": text for code, text in own.items()}
        return Found(self.row, written, tuple(self.problems))

    def _without_score(self, stem: str) -> str:
        line = folded(stem)
        found = SCORE.search(line, max(0, len(line) - TAIL))
        self.had_score |= bool(found)
        return stem[: found.start()].rstrip() if found else stem

    def _single(
        self, columns: dict[str, str], kind: str | None, source: str, start: str
    ) -> dict[str, str]:
        stem, marked = _kind_in(self._without_score(columns.get("stem", "")))
        columns["stem"] = stem
        found = answers.from_stem(columns, source, self.row)
        named = columns.pop("kind", "")
        known = kind_called(named) or _kind_named(named) or marked or kind or ""
        label = answers.label_of(known) if known else named or _guess(columns)
        own = {"kind": label, **columns}
        found += answers.tidy(own, source, self.row)
        for problem in found:
            self.problems.append(_of(problem, start))
        return {code: text for code, text in own.items() if text}


def _without_lead(stem: str) -> str:
    above, _newline, last = stem.rpartition("\n")
    return above if folded(last).strip(" :.,") in LEADS else stem


def _of(problem: Problem, start: str) -> Problem:
    return Problem(
        problem.code,
        problem.message,
        problem.row,
        start + problem.column if problem.column else "",
        problem.source,
        problem.warning,
    )


def _kind_in(stem: str) -> tuple[str, str]:
    """A stem without the kind written in brackets before or behind it, and that kind."""
    line = folded(stem)
    if (head := KIND_MARK.match(line)) and (kind := kind_of(head["kind"])):
        return stem[head.end() :].strip(), kind
    place = line.rfind("(", max(0, len(line) - TAIL))
    tail = KIND_MARK.match(line, place) if place > 0 else None
    if tail and not line[tail.end() :].strip(" .。") and (kind := kind_of(tail["kind"])):
        return stem[:place].rstrip(), kind
    return stem, ""


def _kind_named(name: str) -> str:
    found = SECTION.match(folded(name).strip())
    return kind_of(found["kind"]) if found else ""


def _guess(columns: dict[str, str]) -> str:
    """The kind by what is there, the answer in half width."""
    answer = folded(columns.get("answer", "")).strip("()[] ")
    letters = answers.LETTERS_FIRST.match(answer)
    first = letters[0] if letters else answers.FIRST_WORD.split(answer, maxsplit=1)[0]
    stem = answers.GAPS.sub("____", columns.get("stem", ""))
    return guessed_kind({**columns, "stem": stem, "answer": first or answer})
