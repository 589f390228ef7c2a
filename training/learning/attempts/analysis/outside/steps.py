"""The sittings of a paper given from outside: who answered what, and what it is worth."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import YES, part_columns
from courses.questions.kinds.registry import grade
from courses.questions.outcome import GIVEN, ZERO, Outcome
from courses.questions.written import NotUnderstood
from training.learning.attempts.analysis.outside.questions import GIVEN_KIND, Asked
from training.learning.attempts.analysis.outside.rows import Problem, Row, Unreadable, read_rows
from training.learning.attempts.analysis.outside.said import take
from training.learning.attempts.analysis.records import Answer, PartAnswer, Sitting, exact
from training.learning.attempts.analysis.shapes import Described

NAMES = {
    "attempt": "作答",
    "person": "人",
    "slot": "题位",
    "question": "题目",
    "part": "小题",
    "step": "步",
    "answer": "答案",
    "mark": "得分",
    "left_out": "不计入",
}


@dataclass
class _Given:
    """What one sitting says about one place: the row that counts for each part (0: the whole)."""

    asked: Asked
    rows: dict[int, tuple[int, Row]] = field(default_factory=dict)

    @property
    def first(self) -> Row:
        """Where a problem with the whole is told."""
        return next(iter(self.rows.values()))[1]


@dataclass
class _Sat:
    key: str
    person: str
    row: Row
    given: dict[int, _Given] = field(default_factory=dict)


class _Reader:
    """Reads the steps and remembers everything that is wrong."""

    def __init__(self, asked: list[Asked]) -> None:
        self.problems: list[Problem] = []
        self.places: dict[int, list[Asked]] = defaultdict(list)
        for one in asked:
            self.places[one.slot].append(one)
        self.described: dict[Any, Described] = {one.version: one.described() for one in asked}
        self.sat: dict[str, _Sat] = {}

    def wrong(self, row: Row, code: str, message: str) -> None:
        self.problems.append(row.problem(code, message))

    def step(self, row: Row) -> None:
        """Put one row where it belongs; a later step at the same place replaces an earlier."""
        sat = self._sat(row)
        asked = self._asked(row)
        number = self._step_number(row)
        if sat is None or asked is None or number is None:
            return None
        given = sat.given.setdefault(asked.slot, _Given(asked))
        if given.asked is not asked:
            told = _("作答 %(attempt)s 的题位 %(slot)d 前面写的是另一道题。")
            words = {"attempt": sat.key, "slot": asked.slot}
            return self.wrong(row, "question", told % words)
        part = self._part(row, asked)
        if part is None:
            return None
        before = given.rows.get(part)
        if before is None or number >= before[0]:
            given.rows[part] = number, row
        return None

    def _sat(self, row: Row) -> _Sat | None:
        if not row["attempt"]:
            self.wrong(row, "attempt", _("请写是哪一次作答，同一次写同一个号。"))
            return None
        sat = self.sat.setdefault(row["attempt"], _Sat(row["attempt"], row["person"], row))
        if row["person"] and sat.person and row["person"] != sat.person:
            told = _("作答 %(attempt)s 前面写的人是“%(person)s”。")
            self.wrong(row, "person", told % {"attempt": sat.key, "person": sat.person})
        sat.person = sat.person or row["person"]
        return sat

    def _asked(self, row: Row) -> Asked | None:
        here = self.places.get(int(row["slot"]) if row["slot"].isdecimal() else 0, [])
        if not here:
            known = "、".join(str(slot) for slot in sorted(self.places))
            self.wrong(row, "slot", _("没有题位“%s”，题目文件里有：") % row["slot"] + known + "。")
            return None
        if len(here) == 1 and not row["question"]:
            return here[0]
        found = next((one for one in here if one.name == row["question"]), None)
        if found is None:
            names = "、".join(one.name for one in here)
            self.wrong(row, "question", _("这个题位要写明是哪一道题：") + names + "。")
        return found

    def _step_number(self, row: Row) -> int | None:
        if not row["step"]:
            return 0
        if row["step"].isdecimal():
            return int(row["step"])
        self.wrong(row, "step", _("步数要写整数；不写就按行的先后。"))
        return None

    def _part(self, row: Row, asked: Asked) -> int | None:
        parts = len(asked.body.get("parts", ()))
        if not row["part"]:
            if parts and not row["mark"] and not row["left_out"]:
                self.wrong(row, "part", _("案例题的答案一小题一行，请写明小题。"))
                return None
            return 0
        if row["part"].isdecimal() and 1 <= int(row["part"]) <= parts:
            return int(row["part"])
        self.wrong(row, "part", _("这道题没有小题“%s”。") % row["part"])
        return None

    # ---- judging

    def sittings(self) -> Iterator[Sitting]:
        """Every sitting judged. A place without a row was left open."""
        numbers: dict[Hashable, int] = defaultdict(int)
        for sat in self.sat.values():
            person = sat.person or ("", sat.key)  # nobody said who: a person of her own
            numbers[person] += 1
            answers = [self._answer_at(sat, slot) for slot in sorted(self.places)]
            known = tuple(answer for answer in answers if answer)
            yield Sitting(sat.key, person, numbers[person], known)

    def _answer_at(self, sat: _Sat, slot: int) -> Answer | None:
        given = sat.given.get(slot)
        if given is None:
            if len(self.places[slot]) > 1:
                told = _("作答 %(attempt)s 没有写题位 %(slot)d 抽到了哪一道题，没有答也要写一行。")
                self.wrong(sat.row, "slot", told % {"attempt": sat.key, "slot": slot})
                return None
            return self._judged(_Given(self.places[slot][0]))
        return self._judged(given)

    def _judged(self, given: _Given) -> Answer | None:
        asked, whole = given.asked, given.rows.get(0, (0, None))[1]
        payload = self._payload(given)
        told = self._outcome(given, payload)
        if told is None:
            return None
        fraction, outcome = told
        described = self.described[asked.version]
        answers = payload.get("parts", [])
        parts = tuple(
            PartAnswer(Fraction(part.fraction), worth, part.answered, known.picks(answer))
            for part, known, worth, answer in zip(
                outcome.parts, described.parts, described.worth, answers, strict=False
            )
        )
        return Answer(
            place=asked.slot,
            version=asked.version,
            fraction=fraction,
            max_mark=asked.max_mark,
            answered=outcome.answered,
            left_out=bool(whole and self._is_left_out(whole)),
            picks=described.picks(payload),
            parts=parts,
        )

    def _payload(self, given: _Given) -> dict[str, Any]:
        asked = given.asked
        if "parts" not in asked.body:
            row = given.rows.get(0, (0, None))[1]
            return self._taken(row, asked.kind, asked.body, asked.key, asked.columns)
        parts = zip(asked.body["parts"], asked.key["parts"], strict=True)
        answers = []
        for number, (part, key) in enumerate(parts, start=1):
            row = given.rows.get(number, (0, None))[1]
            columns = part_columns(asked.columns, number)
            answers.append(self._taken(row, part["kind"], part["body"], key, columns))
        return {"parts": answers}

    def _taken(self, row: Row | None, kind: str, body: Any, key: Any, columns: Any) -> Any:
        """One row's answer, with the share a person gave put where marking looks for it."""
        if row is None or kind == GIVEN_KIND:
            return {}
        try:
            payload = take(kind, body, key, columns, row["answer"])
        except NotUnderstood as refusal:
            self.wrong(row, "answer", refusal.reason)
            return {}
        if row["part"] and row["mark"]:
            share = self._mark(row, Fraction(1))
            return {**payload, GIVEN: str(Decimal(row["mark"]))} if share is not None else payload
        return payload

    def _outcome(self, given: _Given, payload: dict[str, Any]) -> tuple[Fraction, Outcome] | None:
        """The share and what marking says: by the mark in the row if there is one, or else by the
        kind's own marking."""
        asked, row = given.asked, given.rows.get(0, (0, None))[1]
        if row is not None and row["mark"]:
            mark = self._mark(row, asked.max_mark)
            return (mark or Fraction(0)) / asked.max_mark, Outcome(ZERO)
        if asked.kind == GIVEN_KIND:
            if row is not None and not row["left_out"]:
                self.wrong(row, "mark", _("“给分”的题要写得分；没有答就不写这一行。"))
            return Fraction(0), Outcome(ZERO, answered=False)
        outcome = grade(asked.kind, asked.body, asked.key, payload, asked.rules)
        if outcome.needs_person:
            self.wrong(given.first, "mark", _("这题要由人给分，请写得分。"))
            return None
        return Fraction(outcome.fraction), outcome

    def _mark(self, row: Row, most: Fraction) -> Fraction | None:
        try:
            mark = Decimal(row["mark"])
        except InvalidOperation:
            mark = Decimal("NaN")
        if mark.is_finite() and 0 <= Fraction(mark) <= most:
            return exact(str(mark))
        told = _("得分要写 0 到 %s 之间的数。") % f"{float(most):g}"
        self.wrong(row, "mark", told)
        return None

    def _is_left_out(self, row: Row) -> bool:
        if row["left_out"] in ("", "否", "0"):
            return False
        if row["left_out"] in (YES, "1"):
            return True
        self.wrong(row, "left_out", _("写“是”或者空着。"))
        return False


@dataclass(frozen=True)
class Outside:
    """A paper given from outside: its questions, and its sittings in the order of the file."""

    asked: list[Asked]
    sittings: list[Sitting]
    described: dict[Any, Described]

    @property
    def slots(self) -> list[int]:
        """The places in order."""
        return sorted({one.slot for one in self.asked})


def read_steps(path: Path, asked: list[Asked]) -> Outside:
    """All sittings, judged; raises Unreadable with everything that is wrong in the file."""
    rows = read_rows(path, NAMES, needed=("attempt", "slot"))
    reader = _Reader(asked)
    for row in rows:
        reader.step(row)
    sittings = list(reader.sittings())
    if not rows:
        reader.problems.append(Problem(path.name, 0, "", _("文件里没有作答。")))
    if reader.problems:
        told = dict.fromkeys(reader.problems)
        raise Unreadable(sorted(told, key=lambda problem: problem.row))
    return Outside(asked, sittings, reader.described)
