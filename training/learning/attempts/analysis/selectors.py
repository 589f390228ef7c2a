"""What the pages about item analysis show: the kept figures with the names of the questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.questions.kinds.registry import KINDS
from courses.questions.models import ItemStatistics, QuestionVersion
from courses.quizzes.models import Quiz, QuizAnalysis, QuizStatistics
from training.learning.attempts.analysis.gathering import counted_sittings
from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.analysis.words import FIGURES, figure, flag_words

BY_PLACE = "place"
SORTABLE = (BY_PLACE, *FIGURES)


@dataclass(frozen=True)
class Version:
    """What a question version is called."""

    pk: int
    uuid: UUID
    question_id: int
    number: str
    num: int
    newest: bool

    @property
    def name(self) -> str:
        """Number and version."""
        return f"{self.number} v{self.num}"


@dataclass(frozen=True)
class Line:
    """A line of the table: a place, a question that stood there, or a part of one."""

    place: int
    level: str
    figures: Mapping[str, Any]
    version: Version | None = None
    part: int = 0

    @property
    def cells(self) -> list[str]:
        """The figures as shown, in the order of FIGURES."""
        return [figure(code, self.figures[code]) for code in FIGURES]

    @property
    def named(self) -> list[tuple[str, str]]:
        """The figures with their names."""
        return list(zip(map(str, FIGURES.values()), self.cells, strict=True))

    @property
    def flags(self) -> list[str]:
        """What is said about it, in words."""
        return [flag_words(flag) for flag in self.figures.get("flags", ())]

    @property
    def kind(self) -> str:
        """The kind in words; empty for a place."""
        return kind_words(self.figures.get("kind", ""))


@dataclass(frozen=True)
class Analysed:
    """The kept analysis of a quiz for one selection of sittings, and what happened since."""

    quiz: Quiz
    selection: Selection
    figures: dict[str, Any]
    computed_at: datetime | None
    n: int
    since: int
    waits: bool
    versions: dict[int, Version] = field(repr=False)

    def lines(self, sort: str = BY_PLACE) -> list[Line]:
        """The table: by place with everything below it, or the questions alone by one figure."""
        if sort.lstrip("-") == BY_PLACE:
            places = self.figures.get("places", [])
            ordered = places if sort == BY_PLACE else places[::-1]
            return [line for place in ordered for line in self._of_place(place)]
        code = sort.lstrip("-")
        questions = [line for line in self.lines() if line.level == "question"]
        known = [line for line in questions if line.figures[code] is not None]
        known.sort(key=lambda line: line.figures[code], reverse=sort.startswith("-"))
        return [*known, *(line for line in questions if line.figures[code] is None)]

    def _of_place(self, place: dict[str, Any]) -> Iterable[Line]:
        versions = place["versions"]
        if len(versions) > 1:
            yield Line(place["place"], "place", place)
        for told in versions:
            yield self._question(place["place"], told)
            for number, part in enumerate(told["parts"], start=1):
                version = self.versions.get(told["version"])
                yield Line(place["place"], "part", part, version, number)

    def _question(self, place: int, told: dict[str, Any]) -> Line:
        return Line(place, "question", told, self.versions.get(told["version"]))

    def questions_of(self, version: UUID) -> list[Line]:
        """A version wherever it stood; empty when it was not asked."""
        lines = self.lines()
        return [
            line
            for line in lines
            if line.level == "question" and line.version and line.version.uuid == version
        ]

    @property
    def problems(self) -> int:
        """How many questions call for a look."""
        return sum(bool(line.flags) for line in self.lines() if line.level == "question")


def kind_words(kind: str) -> str:
    """The name of a kind."""
    return _(KINDS[kind].label) if kind in KINDS else ""


def version_pks(figures: Mapping[str, Any]) -> list[int]:
    """The versions a report speaks of."""
    places = figures.get("places", [])
    return [told["version"] for place in places for told in place["versions"]]


def versions_called(pks: Iterable[int]) -> dict[int, Version]:
    """What versions are called. One query."""
    rows = QuestionVersion.objects.filter(pk__in=list(pks)).order_by()
    return {
        row[0]: Version(*row[:5], newest=row[0] == row[5])
        for row in rows.values_list(
            "pk", "uuid", "question_id", "question__number", "num", "question__live_version_id"
        )
    }


def version_names(figures: Mapping[str, Any]) -> dict[int, str]:
    """Number and version of every question in a report. One query."""
    found = versions_called(version_pks(figures))
    return {pk: version.name for pk, version in found.items()}


def analysed(*, quiz: Quiz, selection: Selection) -> Analysed:
    """The kept figures; without any, an analysis of nothing. Four queries."""
    kept = QuizStatistics.objects.filter(quiz=quiz, selection=selection.value).defer("sums").first()
    state = QuizAnalysis.objects.filter(quiz=quiz).first()
    figures = kept.figures if kept else {}
    later = counted_sittings(quiz)
    if kept:
        later = later.filter(finished_at__gt=kept.computed_at)
    return Analysed(
        quiz=quiz,
        selection=selection,
        figures=figures,
        computed_at=kept.computed_at if kept else None,
        n=kept.n if kept else 0,
        since=later.count(),
        waits=bool(state and state.requested_at),
        versions=versions_called(version_pks(figures)),
    )


def pooled(*, version: int, quiz: Quiz, selection: Selection) -> ItemStatistics | None:
    """A version over all quizzes of this one's purpose. One query."""
    return ItemStatistics.objects.filter(
        version=version, purpose=quiz.purpose, selection=selection.value
    ).first()
