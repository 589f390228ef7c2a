"""What there is to learn with: live lessons, cases and practice of the congresses a person belongs
to, with their knowledge points and minutes. Pages are read without their bodies."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from wagtail.models import Page

from cms.cases.models import CaseStudyPage
from courses.catalogue.models import LessonPage, LessonPrerequisite, ProgrammeSession
from courses.catalogue.reading_time import reading_time
from courses.quizzes.models import Quiz
from training.learning import evidence
from training.learning.mastery import selectors as mastery
from training.learning.mastery.adaptive import Item
from training.learning.plan.models import PlanItem
from training.people.page_access import SHARED

Kind = PlanItem.Kind

ENOUGH_QUESTIONS = 3
"""A check needs so many different practice questions of a point: all have to be right in a row."""
CHECK_MINUTES = 4
PRACTISED = 2
"""A practice set is for a point of which it asks so many questions."""
ROOT_DEPTH = 3


@dataclass(frozen=True)
class Piece:
    """Something that could stand on a plan."""

    activity: UUID
    kind: str
    points: frozenset[str]
    minutes: int
    pk: int = 0
    path: str = ""
    opens_ahead: int | None = None
    taught_as: tuple[UUID, ...] = ()
    """Sessions by which it is done as well."""
    firsts: tuple[UUID, ...] = ()
    """The lessons without which it does not open."""
    has_firsts: bool = False
    """Always False: the rule of opening is asked for days alone."""

    @property
    def translation_key(self) -> UUID:
        """Its identity, as the rule of opening asks for it."""
        return self.activity


@dataclass(frozen=True)
class Library:
    """Everything that could stand on a plan, and the questions to check a point with."""

    pieces: tuple[Piece, ...]
    questions: Mapping[str, tuple[Item, ...]]


def check_of(point: str) -> UUID:
    """The activity of the check of a knowledge point: the same for everybody and for ever."""
    return evidence.derived_id("check", point)


@dataclass(frozen=True)
class Roots:
    """The parts of the page tree that belong to some congresses, and what all share."""

    paths: tuple[str, ...]
    ids: tuple[int, ...]

    def below(self, field: str) -> Q:
        """The pages under them, as a condition on the field that holds the path."""
        found = Q(pk__in=())
        for path in self.paths:
            found |= Q(**{f"{field}__startswith": path})
        return found

    def own(self) -> Q:
        """The rows whose owner they are, or that nobody owns."""
        return Q(owner_root__in=self.ids) | Q(owner_root=None)


def roots_of(congress_keys: Collection[str]) -> Roots:
    """Where the content of some congresses lives. One query."""
    rows = Page.objects.filter(depth=ROOT_DEPTH, slug__in=[*congress_keys, SHARED]).order_by("path")
    found = list(rows.values_list("pk", "path"))
    return Roots(tuple(path for _pk, path in found), tuple(pk for pk, _path in found))


def library(roots: Roots) -> Library:
    """All of it, in the order of the tree, practice last. Seven queries; more only for what was
    published since this process last looked."""
    lessons, cases = _lessons(roots), _cases(roots)
    questions: dict[str, list[Item]] = {}
    for item in mastery.pool(roots.ids):
        for point in item.points:
            questions.setdefault(point, []).append(item)
    checks = [
        Piece(check_of(point), Kind.CHECK, frozenset({point}), CHECK_MINUTES)
        for point, asked in sorted(questions.items())
        if len(asked) >= ENOUGH_QUESTIONS
    ]
    pieces = (*lessons, *cases, *_practice_sets(roots), *checks)
    return Library(pieces, {point: tuple(asked) for point, asked in questions.items()})


def _lessons(roots: Roots) -> list[Piece]:
    """Three queries."""
    rows = LessonPage.objects.live().filter(
        roots.below("path"), move_on=LessonPage.MoveOn.COMPLETED
    )
    names = ("pk", "path", "translation_key", "minutes", "opens_ahead", "points__key")
    found = rows.order_by("path").values_list(*names)
    sessions = ProgrammeSession.objects.filter(lesson__isnull=False).order_by("pk")
    taught = _grouped(sessions.values_list("lesson_id", "uuid"))
    asked = LessonPrerequisite.objects.filter(required=True, first__live=True)
    firsts = _grouped(asked.order_by("pk").values_list("lesson_id", "first__translation_key"))
    return [
        Piece(
            activity=row[2],
            kind=Kind.LESSON,
            points=points,
            minutes=row[3],
            pk=row[0],
            path=row[1],
            opens_ahead=row[4],
            taught_as=tuple(taught.get(row[0], ())),
            firsts=tuple(firsts.get(row[0], ())),
        )
        for row, points in _by_first(found)
    ]


def _grouped(pairs: Iterable[tuple[int, UUID]]) -> dict[int, list[UUID]]:
    found: dict[int, list[UUID]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _by_first(rows: Iterable[tuple[Any, ...]]) -> list[tuple[tuple[Any, ...], frozenset[str]]]:
    """Rows that differ in the last column alone, put together: (row, the last columns)."""
    together: dict[Any, tuple[tuple[Any, ...], set[str]]] = {}
    for row in rows:
        together.setdefault(row[0], (row, set()))[1].update([row[-1]] if row[-1] else [])
    return [(row, frozenset(points)) for row, points in together.values()]


def _cases(roots: Roots) -> list[Piece]:
    """One query, and one for bodies not measured yet."""
    rows = CaseStudyPage.objects.live().filter(roots.below("path")).order_by("path")
    found = rows.values_list("pk", "path", "translation_key", "last_published_at", "points__key")
    cases = _by_first(found)
    minutes = _minutes([(row[0], row[3]) for row, _points in cases])
    return [
        Piece(row[2], Kind.CASE, points, minutes[row[0], row[3]], pk=row[0], path=row[1])
        for row, points in cases
    ]


_MEASURED: dict[tuple[int, datetime | None], int] = {}
"""By case and time of publication: what was published does not change."""


def _minutes(
    cases: Sequence[tuple[int, datetime | None]],
) -> dict[tuple[int, datetime | None], int]:
    unmet = {pk: (pk, at) for pk, at in cases if (pk, at) not in _MEASURED}
    if unmet:
        for page in CaseStudyPage.objects.filter(pk__in=unmet).only("pk", "body"):
            _MEASURED[unmet[page.pk]] = reading_time(page.body).minutes
    return {case: _MEASURED[case] for case in cases}


def _practice_sets(roots: Roots) -> list[Piece]:
    """One query. Sets that draw their questions are for no point in particular."""
    asked = (
        Quiz.objects.filter(roots.own(), purpose=Quiz.Purpose.PRACTICE, live=True)
        .filter(sections__slots__question__isnull=False)
        .order_by("key", "uuid")
        .values_list("uuid", "sections__slots__question__points__key")
        .annotate(number=Count("sections__slots__question", distinct=True))
    )
    counts: dict[UUID, dict[str, int]] = {}
    for uuid, point, number in asked:
        counts.setdefault(uuid, {})[point or ""] = number
    return [
        Piece(
            uuid,
            Kind.QUIZ,
            frozenset(point for point, n in by_point.items() if point and n >= PRACTISED),
            max(sum(by_point.values()), 1),
        )
        for uuid, by_point in counts.items()
    ]
