"""What an activity is called, for people who read records."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from courses.catalogue.models import ProgrammeSession
from courses.quizzes.models import Quiz
from courses.workshops.models import WritingTask


def activity_titles(activities: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Title and address of each activity that is a page, a quiz, a writing task or a session.
    Four queries."""
    wanted = list(activities)
    titles: dict[UUID, tuple[str, str]] = {}
    for page in Page.objects.filter(translation_key__in=wanted):
        titles[page.translation_key] = (page.title, page.url if page.live else "")
    for quiz in Quiz.objects.filter(uuid__in=wanted):
        titles[quiz.uuid] = (str(quiz), reverse("attempts:intro", args=[quiz.uuid]))
    for task in WritingTask.objects.filter(uuid__in=wanted):
        titles[task.uuid] = (str(task), reverse("writing:task", args=[task.uuid]))
    for session in ProgrammeSession.objects.filter(uuid__in=wanted):
        titles[session.uuid] = (_("课堂：%(title)s") % {"title": session.local_title}, "")
    return titles


class Named(Protocol):
    """What a title needs to know of a statement."""

    statement_id: UUID
    activity: UUID
    activity_type: str
    context: dict[str, Any]


OF_OFFICE = {
    "event": gettext_lazy("活动：%(title)s"),
    "hours": gettext_lazy("学时更正：%(title)s"),
}
"""What the office entered: named as it was then."""
PLAYED = {"video": gettext_lazy("视频：%(title)s"), "audio": gettext_lazy("音频：%(title)s")}


def titles_of(statements: Sequence[Named]) -> dict[UUID, tuple[str, str]]:
    """Title and address of what each statement is about, by its id. A recording is named as it was
    when it was played, with the way to its page. Four queries."""
    pages = {told.statement_id: told.context.get("page", "") for told in statements}
    wanted = {told.activity for told in statements} | {
        UUID(page) for page in pages.values() if page
    }
    known = activity_titles(wanted)
    gone = (_("（内容已撤下）"), "")
    titles: dict[UUID, tuple[str, str]] = {}
    for told in statements:
        titles[told.statement_id] = known.get(told.activity, gone)
        if told.activity_type in PLAYED:
            page = pages[told.statement_id]
            address = known.get(UUID(page), gone)[1] if page else ""
            name = PLAYED[told.activity_type] % {"title": told.context.get("title", "")}
            titles[told.statement_id] = (name, address)
        if told.activity_type in OF_OFFICE:
            name = OF_OFFICE[told.activity_type] % {"title": told.context.get("title", "")}
            titles[told.statement_id] = (name, "")
    return titles
