"""What a programme requires: a dated, frozen list made from its sessions.

An item is done when one of its ways is met:
`{"code", "title", "title_en", "course", "day", "minutes", "ways": [{"activity", "how"}]}`
with `how` one of attended, completed, passed.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from courses.catalogue.models import LessonPage, ProgrammePage, ProgrammeSession
from courses.questions.services import digest_of
from training.cohorts.models import RequirementVersion


def _ways(session: ProgrammeSession) -> list[dict[str, str]]:
    """A taught session: attended, or its lesson completed. A test: handed in, or passed where a
    mark is set."""
    ways = [{"activity": str(session.uuid), "how": "attended"}]
    if session.quiz:
        how = "passed" if session.quiz.pass_mark else "completed"
        return [{"activity": str(session.quiz.uuid), "how": how}]
    lesson = session.lesson
    # A lesson taken down stays a way: whoever completed it while it was up keeps the item.
    if lesson and lesson.move_on == LessonPage.MoveOn.COMPLETED:
        ways.append({"activity": str(lesson.activity_uuid), "how": "completed"})
    return ways


def required_items(programme: ProgrammePage) -> list[dict[str, Any]]:
    """The items required now: sessions marked required, in the order of the timetable."""
    courses = {
        course.day: str(course.activity_uuid)
        for course in programme.get_children().live().specific()
        if hasattr(course, "day")
    }
    sessions = programme.sessions.filter(required=True).select_related("lesson", "quiz")
    return [
        {
            "code": session.code,
            "title": session.title,
            "title_en": session.title_en,
            "day": session.day,
            "course": courses.get(session.day, ""),
            "minutes": session.minutes,
            "ways": _ways(session),
        }
        for session in sessions.order_by("day", "starts")
    ]


@transaction.atomic
def refresh(*, programme: ProgrammePage, now: datetime) -> RequirementVersion:
    """The version in force; a new one is written only when what is required has changed."""
    items = required_items(programme)
    digest = digest_of({"items": items})
    newest = programme.requirements.order_by("-number").first()
    if newest and newest.digest == digest:
        return newest
    return RequirementVersion.objects.create(
        programme=programme,
        number=newest.number + 1 if newest else 1,
        valid_from=now,
        items=items,
        digest=digest,
    )
