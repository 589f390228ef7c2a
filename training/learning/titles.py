"""What an activity is called, for people who read records."""

from collections.abc import Iterable
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


PLAYED = {"video": gettext_lazy("视频：%(title)s"), "audio": gettext_lazy("音频：%(title)s")}
"""A recording is named as it was when it was played."""
