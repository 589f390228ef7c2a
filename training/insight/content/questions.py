"""Questions whose figures call for a look, over all quizzes, and how practice questions fare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator

from courses.models import ItemStatistics, Question, Quiz
from courses.questions.access import questions_for
from courses.questions.listing import bank_url
from courses.questions.usage.figures import COUNTED, FLAGS
from training.insight.content.asking import Looking
from training.insight.content.keeping import kept
from training.insight.suppression import shown_for
from training.learning.attempts.analysis.flags import HARD, is_enough
from training.learning.progress.pooled import practice_tries

MOST = 100
STEM = 40


@dataclass(frozen=True)
class ItemLine:
    """A version of a question in tests of one purpose: share of the marks won (0 to 1),
    discrimination (-1 to 1), and what is wrong."""

    question: int
    number: str
    stem: str
    purpose: str
    answered: int
    facility: float | None
    discrimination: float | None
    problem: bool
    flags: tuple[str, ...]
    computed_at: datetime

    @property
    def url(self) -> str:
        """Where the bank shows all its figures and quizzes."""
        return bank_url("usage", self.question)

    @property
    def said(self) -> list[str]:
        """What is wrong with it, in words."""
        return [str(FLAGS.get(flag, flag)) for flag in self.flags]

    @property
    def share(self) -> int | None:
        """The facility in per cent."""
        return None if self.facility is None else round(100 * self.facility)


@dataclass(frozen=True)
class PracticeLine:
    """A practice question as it stands: its tries and the people behind them. `share` is the per
    cent of the marks won, None for fewer than five people."""

    question: int
    number: str
    stem: str
    tries: int
    people: int
    share: int | None

    @property
    def enough(self) -> bool:
        """Whether so many tries say anything."""
        return is_enough(self.tries)

    @property
    def hard(self) -> bool:
        """Whether it calls for a look."""
        return self.enough and self.share is not None and self.share < 100 * HARD

    @property
    def url(self) -> str:
        """Where the bank shows where it is used."""
        return bank_url("usage", self.question)


@dataclass(frozen=True)
class QuestionReport:
    """Flagged questions of tests, worst first; how many had too few answers to tell; practice
    questions that were tried, hardest first, and how many never were."""

    as_of: datetime
    people: int
    items: tuple[ItemLine, ...]
    looked_at: int
    too_few: int
    practice: tuple[PracticeLine, ...]
    untried: int
    more: int


def question_report(look: Looking) -> QuestionReport:
    """The report, at most five minutes old. Six queries when it is made."""
    return kept("questions", look, _made)


def _made(look: Looking) -> QuestionReport:
    hers = questions_for(look.viewer).filter(retired_at=None)
    figures = ItemStatistics.objects.filter(
        selection=COUNTED, version__in=hers.order_by().values("live_version")
    )
    rows = list(figures.order_by().defer("figures").select_related("version__question"))
    told = [row for row in rows if is_enough(row.answered)]
    items = [_item(row) for row in told if row.flags or row.problem]
    items.sort(key=lambda line: (not line.problem, _or_one(line.discrimination), line.number))
    practice, untried = _practised(look, hers)
    return QuestionReport(
        as_of=look.now,
        people=look.how_many(),
        items=tuple(items[:MOST]),
        looked_at=len(told),
        too_few=len(rows) - len(told),
        practice=tuple(practice[:MOST]),
        untried=untried,
        more=max(len(items) - MOST, 0) + max(len(practice) - MOST, 0),
    )


def _or_one(discrimination: float | None) -> float:
    return 1.0 if discrimination is None else discrimination


def _stem(words: str) -> str:
    return str(Truncator(" ".join(words.split())).chars(STEM))


def _item(row: Any) -> ItemLine:
    purposes = dict(Quiz.Purpose.choices)
    return ItemLine(
        question=row.version.question_id,
        number=row.version.question.number,
        stem=_stem(row.version.question.stem),
        purpose=str(purposes.get(row.purpose, row.purpose)),
        answered=row.answered,
        facility=row.facility,
        discrimination=row.discrimination,
        problem=row.problem,
        flags=tuple(row.flags),
        computed_at=row.computed_at,
    )


def _practised(look: Looking, hers: Any) -> tuple[list[PracticeLine], int]:
    """Her live practice questions that were tried in their present version, and how many were
    not."""
    asked = list(hers.filter(use=Question.Use.PRACTICE, live=True).select_related("live_version"))
    tries = practice_tries(learners=look.learners(), questions=[one.uuid for one in asked])
    by_version = {(one.question, one.version): one for one in tries}
    lines = []
    for one in asked:
        found = by_version.get((one.uuid, str(one.live_version.uuid) if one.live_version else ""))
        if found:
            known = shown_for(found.people) and found.share is not None
            share = round(100 * (found.share or 0)) if known else None
            line = PracticeLine(
                one.pk, one.number, _stem(one.stem), found.tries, found.people, share
            )
            lines.append(line)
    lines.sort(key=lambda line: (not line.enough, line.share is None, line.share, line.number))
    return lines, len(asked) - len(lines)
