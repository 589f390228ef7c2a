"""What a class thought of its days: figures and words, by form and side by side.

Nothing of fewer than five filled forms leaves this module. Figures of single questions neither,
where fewer than five answered them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Q

from training.cohorts.models import Cohort, Enrolment
from training.insight.suppression import shown_for
from training.learning.feedback.models import (
    AnswerBox,
    FeedbackAnswer,
    FeedbackForm,
    FormGiven,
    Occasion,
)
from training.learning.feedback.opening import title_of
from training.learning.feedback.questions import BEST, SCALES, Question, unpacked

BAR = 400
"""The width of a bar in its drawing."""


@dataclass(frozen=True)
class Piece:
    """One of the five parts of a bar: how many chose it, and where it lies."""

    value: int
    word: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Figure:
    """A question with five steps; `counts` from best to worst, None where too few answered."""

    question: Question
    n: int
    counts: tuple[int, ...] | None

    @property
    def mean(self) -> float | None:
        """From 5 (best) to 1, with one decimal."""
        if self.counts is None:
            return None
        return round(sum((BEST - i) * c for i, c in enumerate(self.counts)) / self.n, 1)

    @property
    def top(self) -> int | None:
        """How many per cent chose one of the two best steps, rounded."""
        if self.counts is None:
            return None
        return round(sum(self.counts[:2]) * 100 / self.n)

    @property
    def pieces(self) -> list[Piece]:
        """The parts of its bar, best first."""
        found, x = [], 0.0
        words = SCALES[self.question.kind]
        for place, count in enumerate(self.counts or ()):
            width = round(BAR * count / self.n, 1)
            found.append(Piece(BEST - place, str(words[place]), count, round(x, 1), width))
            x += width
        return found


@dataclass(frozen=True)
class Said:
    """An open question and what was written, in no order of people."""

    question: Question
    words: list[str]


@dataclass(frozen=True)
class FormReport:
    """One form: how many were asked, how many came back, and what they say if they are five."""

    form: FeedbackForm
    should: int
    given: int
    waiting: int
    counted: int
    figures: list[Figure]
    said: list[Said]

    @property
    def title(self) -> str:
        """After what it was filled in."""
        return title_of(self.form)

    @property
    def shown(self) -> bool:
        """Whether there are enough to show anything."""
        return shown_for(self.counted)

    @property
    def returned(self) -> int:
        """How many came back, those that still wait to be added among them."""
        return self.counted + self.waiting

    def figure(self, key: str) -> Figure | None:
        """The figure of a question of this form; None where it was not asked."""
        return next((one for one in self.figures if one.question.key == key), None)


@dataclass(frozen=True)
class Row:
    """A question across several columns; None where it was not asked there."""

    question: Question
    cells: list[Figure | None]


@dataclass(frozen=True)
class ClassReport:
    """All the forms of a class, and its days side by side."""

    cohort: Cohort
    as_of: datetime
    forms: list[FormReport]
    days: list[FormReport]
    rows: list[Row]

    @property
    def sample(self) -> bool:
        """Whether any of it was made by the loader."""
        return any(one.form.sample for one in self.forms)


def _figure(question: Question, answers: Sequence[dict[str, object]]) -> Figure:
    values = [given[question.key] for given in answers if question.key in given]
    n = len(values)
    counts = tuple(values.count(value) for value in range(BEST, 0, -1))
    return Figure(question, n, counts if shown_for(n) else None)


def _said(question: Question, rows: Sequence[FeedbackAnswer]) -> Said:
    # An order of its own for each question: what one person wrote twice does not stand together.
    order = sorted(rows, key=lambda row: sha256(f"{question.key}:{row.pk}".encode()).digest())
    return Said(
        question, [row.answers[question.key] for row in order if question.key in row.answers]
    )


def class_report(*, cohort: Cohort, now: datetime) -> ClassReport:
    """Everything about one class. Four queries, however many forms."""
    forms = list(
        FeedbackForm.objects.filter(cohort=cohort).order_by("date", "opens_at", "occasion")
    )
    for form in forms:
        form.cohort = cohort
    answers: dict[int, list[FeedbackAnswer]] = {form.pk: [] for form in forms}
    for row in FeedbackAnswer.objects.filter(form__in=forms):
        answers[row.form_id].append(row)
    given = dict(
        FormGiven.objects.filter(form__in=forms)
        .values_list("form")
        .annotate(n=Count("pk"))
        .order_by()
    )
    boxes = {box.form_id: len(box.answers) for box in AnswerBox.objects.filter(form__in=forms)}
    active = Q(cohort=cohort, status=Enrolment.Status.ACTIVE)
    should = Enrolment.objects.filter(active).count() if forms else 0
    counted = (should, given, boxes)
    reports = [_report(form, answers[form.pk], counted) for form in forms]
    days = [one for one in reports if one.form.occasion == Occasion.DAY]
    return ClassReport(cohort, now, reports, days, side_by_side([one.figures for one in days]))


def _report(
    form: FeedbackForm,
    rows: Sequence[FeedbackAnswer],
    counted: tuple[int, dict[int, int], dict[int, int]],
) -> FormReport:
    should, given, boxes = counted
    questions, shown = unpacked(form.questions), shown_for(len(rows))
    answers = [row.answers for row in rows]
    return FormReport(
        form=form,
        should=should,
        given=given.get(form.pk, 0),
        waiting=boxes.get(form.pk, 0),
        counted=len(rows),
        figures=[_figure(q, answers) for q in questions if not q.open] if shown else [],
        said=[_said(q, rows) for q in questions if q.open] if shown else [],
    )


def side_by_side(columns: Sequence[Sequence[Figure]]) -> list[Row]:
    """Every question that any column has, in the order of its first asking, across the columns. A
    question is the same where key and text are the same."""
    found: dict[tuple[str, str], Question] = {}
    for column in columns:
        for figure in column:
            found.setdefault((figure.question.key, figure.question.text), figure.question)
    tables = [{(f.question.key, f.question.text): f for f in column} for column in columns]
    return [Row(question, [t.get(name) for t in tables]) for name, question in found.items()]


def pooled(report: ClassReport, occasion: str) -> list[Figure]:
    """A class as a whole: the figures of its forms of one kind added up. Only forms and questions
    that are shown by themselves are added, so five answers of one person are never five persons."""
    sums: dict[tuple[str, str], Figure] = {}
    for one in report.forms:
        for figure in one.figures if one.form.occasion == occasion else ():
            if figure.counts is None:
                continue
            name = (figure.question.key, figure.question.text)
            before = sums.get(name)
            if before is None or before.counts is None:
                sums[name] = figure
                continue
            counts = tuple(a + b for a, b in zip(before.counts, figure.counts, strict=True))
            sums[name] = Figure(figure.question, before.n + figure.n, counts)
    return list(sums.values())
