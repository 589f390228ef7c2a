"""What a statement claims in hours, frozen into its context when it is recorded.

`context["hours"]` is a list, one entry for each item that the activity may give credit for:
`{"item", "congress", "minutes", "code", "title", "title_en"}`, with `"optional": true` for a
session that is not required, `"day"` where the day is not that of the statement, and for what the
office types `"credit"`, `"kind"`, `"organiser"`, `"reason"`.

An empty list claims nothing. The item names class and session (a test: class and quiz), so that
being there, reading the lesson and passing the test of one session are one credit, and another
class a new one.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from courses.catalogue.models import ProgrammeSession
from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment, RequirementVersion, ScheduledSession
from training.cohorts.selectors import CREDIT_TAIL

Claim = dict[str, Any]


def local_day(at: datetime) -> date:
    """The day on which a moment lies where the congresses are."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def item_of(cohort_id: int, activity: object) -> str:
    """The name of what gives credit once: a session, or a quiz, in a class."""
    return f"{cohort_id}.{activity}"


def of_presence(scheduled: ScheduledSession) -> list[Claim]:
    """What being at a session claims, on the day it was held; needs session, its quiz and the class
    to be loaded."""
    session, cohort = scheduled.session, scheduled.cohort
    claim: Claim = {
        "item": item_of(cohort.pk, session.quiz.uuid if session.quiz else session.uuid),
        "congress": cohort.congress_id,
        "minutes": session.minutes,
        "code": session.code,
        "title": session.title,
        "title_en": session.title_en,
        "day": local_day(scheduled.starts_at).isoformat(),
    }
    return [claim if session.required else claim | {"optional": True}]


def of_lesson(*, learner_id: UUID, activity: UUID, now: datetime) -> list[Claim]:
    """What reading a lesson to its end claims in the classes she is in just now. One query."""
    earliest_end = local_day(now) - CREDIT_TAIL
    rows = ProgrammeSession.objects.filter(
        lesson__translation_key=activity,
        page__cohorts__enrolments__learner_id=learner_id,
        page__cohorts__enrolments__status=Enrolment.Status.ACTIVE,
        page__cohorts__enrolments__enrolled_at__lte=now,
        page__cohorts__ends_on__gte=earliest_end,
    ).values(
        "uuid",
        "code",
        "title",
        "title_en",
        "minutes",
        "required",
        "quiz__uuid",
        "page__cohorts",
        "page__cohorts__congress",
    )
    return [_of_row(row) for row in rows]


def _of_row(row: Mapping[str, Any]) -> Claim:
    claim = {
        "item": item_of(row["page__cohorts"], row["quiz__uuid"] or row["uuid"]),
        "congress": row["page__cohorts__congress"],
        **{name: row[name] for name in ("minutes", "code", "title", "title_en")},
    }
    return claim if row["required"] else claim | {"optional": True}


def of_quiz(*, enrolment: Enrolment | None, quiz: Quiz) -> list[Claim]:
    """What passing a test of one's class claims; nothing for practice. No query where the class is
    known."""
    if enrolment is None or quiz.purpose == Quiz.Purpose.PRACTICE:
        return []
    return [
        {
            "item": item_of(enrolment.cohort_id, quiz.uuid),
            "congress": enrolment.cohort.congress_id,
            "minutes": 0,
            "code": quiz.key,
            "title": quiz.title,
            "title_en": quiz.title_en,
        }
    ]


class Frozen:
    """Claims of statements that were recorded before statements carried any.

    They come from where nothing changes any more: the first version of a programme's requirements
    that names the activity. What was never required claims nothing. `enrolments` are one person's
    with their classes, `versions` those of programmes, the oldest first.
    """

    def __init__(
        self,
        enrolments: Sequence[Enrolment],
        versions: Mapping[int, Sequence[RequirementVersion]],
    ) -> None:
        self.enrolments, self.versions = enrolments, versions

    def of(self, told: Any) -> list[Claim]:
        """What an old statement claims, by the class it was recorded in, else the first that
        fits."""
        for enrolment in self._classes(told):
            versions = self.versions.get(enrolment.cohort.programme_id, ())
            items = [item for version in versions for item in version.items]
            if found := self._claim(enrolment, items, str(told.activity)):
                return [found]
        return []

    def _classes(self, told: Any) -> Sequence[Enrolment]:
        if told.registration_id:
            return [one for one in self.enrolments if one.pk == told.registration_id]
        return [one for one in self.enrolments if _in_window(one, told.effective_at)]

    def _claim(self, enrolment: Enrolment, items: Sequence[Any], activity: str) -> Claim | None:
        for item in items:
            ways = {way["activity"]: way["how"] for way in item["ways"]}
            if activity not in ways:
                continue
            # The first way is the session, or the quiz; the second a session's lesson.
            return {
                "item": item_of(enrolment.cohort_id, item["ways"][0]["activity"]),
                "congress": enrolment.cohort.congress_id,
                **{name: item[name] for name in ("minutes", "code", "title", "title_en")},
            }
        return None


def frozen_of(learner_ids: Iterable[UUID]) -> dict[UUID, Frozen]:
    """What finds the claims of old statements, for each of these people. Two queries."""
    found: dict[UUID, list[Enrolment]] = {learner_id: [] for learner_id in learner_ids}
    enrolments = Enrolment.objects.filter(learner_id__in=found).select_related("cohort")
    for enrolment in enrolments.order_by("enrolled_at", "pk"):
        found[enrolment.learner_id].append(enrolment)
    programmes = {one.cohort.programme_id for all_ in found.values() for one in all_}
    versions: dict[int, list[RequirementVersion]] = {one: [] for one in programmes}
    for version in RequirementVersion.objects.filter(programme__in=programmes).order_by("number"):
        versions[version.programme_id].append(version)
    return {learner_id: Frozen(hers, versions) for learner_id, hers in found.items()}


def _in_window(enrolment: Enrolment, at: datetime) -> bool:
    last = enrolment.cohort.ends_on + CREDIT_TAIL
    return enrolment.enrolled_at <= at and local_day(at) <= last
