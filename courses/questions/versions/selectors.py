"""The frozen versions of a question, each as lines, and two of them compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cms.taxonomy.models import KnowledgePoint
from courses.questions.models import Question, QuestionVersion
from courses.questions.usage.figures import Figures, figures_of
from courses.questions.usage.places import attempts_of
from courses.questions.versions.diff import Section, compare
from courses.questions.versions.naming import names_of
from courses.questions.versions.reading import Line, lines


@dataclass(frozen=True)
class Told:
    """A version as the list shows it: how many sittings asked it, its figures, what it says."""

    version: QuestionVersion
    attempts: int
    figures: list[Figures]
    sections: list[Section]


def point_names(versions: Sequence[QuestionVersion]) -> dict[str, str]:
    """The names of all knowledge points that these versions carry. One query."""
    keys = {key for version in versions for key in version.points}
    return {point.key: str(point) for point in KnowledgePoint.objects.filter(key__in=keys)}


def versions_of(question: Question) -> list[QuestionVersion]:
    """All frozen versions, the newest first. One query."""
    return list(question.versions.select_related("by").order_by("-num"))


def told(question: Question) -> list[Told]:
    """Every version of a question, the newest first. A fixed number of queries."""
    versions = versions_of(question)
    ids = [version.pk for version in versions]
    attempts, figures = attempts_of(ids), figures_of(ids)
    points = point_names(versions)
    return [
        Told(
            version=version,
            attempts=attempts.get(version.pk, 0),
            figures=figures.get(version.pk, []),
            sections=compare(read := reading(version, points), read),
        )
        for version in versions
    ]


def reading(version: QuestionVersion, points: Mapping[str, str]) -> list[Line]:
    """Everything a version froze, as lines; `points` names the knowledge points."""
    said = lines(version.kind, version.body, version.answer_key, names_of)
    names = names_of("")
    meta = [
        Line("use", names["use"], "", str(Question.Use(version.use).label)),
        Line("difficulty", names["difficulty"], "", str(version.difficulty)),
        *(Line("points", names["points"], key, points.get(key, key)) for key in version.points),
    ]
    rests_on = [
        Line("citations", names["citations"], cited["label"], cited["label"])
        for cited in version.citations
    ]
    whole = [line for line in said if not line.part]
    return [*whole, *rests_on, *meta, *(line for line in said if line.part)]


def difference(old: QuestionVersion, new: QuestionVersion) -> list[Section]:
    """What changed from one version to another, place by place. One query."""
    points = point_names([old, new])
    return compare(reading(old, points), reading(new, points))
