"""What a programme requires: a dated, frozen list made from its sessions.

An item is done when one of its ways is met:
`{"code", "title", "title_en", "course", "day", "minutes", "ways": [{"activity", "how"}]}`
with `how` one of attended, completed, passed. A way to write a draft also says `"what": "writing"`.
"""

from collections.abc import Sequence
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


DRAFT = "W"
"""The code of the item that any one passed draft does."""


def _draft_item(sessions: Sequence[ProgrammeSession]) -> list[dict[str, Any]]:
    """One draft that reaches the pass score, for any of the tasks on required sessions; nothing
    while none of the tasks is published."""
    asking = [session for session in sessions if session.task]
    if not any(session.task.live for session in asking if session.task):
        return []
    # As with lessons, a task taken down stays a way for whoever passed it while it was up.
    tasks = list(dict.fromkeys(str(session.task.uuid) for session in asking if session.task))
    return [
        {
            "code": DRAFT,
            "title": "一份评阅合格的稿子",
            "title_en": "One draft that was assessed as a pass",
            "day": asking[0].day,
            "course": "",  # the programme asks for it, not the day
            "minutes": 0,
            "ways": [{"activity": task, "how": "passed", "what": "writing"} for task in tasks],
        }
    ]


def required_items(programme: ProgrammePage) -> list[dict[str, Any]]:
    """The items required now: sessions marked required, in the order of the timetable, and a draft
    where one of them asks for it."""
    courses = {
        course.day: str(course.activity_uuid)
        for course in programme.get_children().live().specific()
        if hasattr(course, "day")
    }
    required = programme.sessions.filter(required=True).select_related("lesson", "quiz", "task")
    sessions = list(required.order_by("day", "starts"))
    items = [
        {
            "code": session.code,
            "title": session.title,
            "title_en": session.title_en,
            "day": session.day,
            "course": courses.get(session.day, ""),
            "minutes": session.minutes,
            "ways": _ways(session),
        }
        for session in sessions
    ]
    return [*items, *_draft_item(sessions)]


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
