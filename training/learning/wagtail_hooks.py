"""What the training house registers at the desk: the pages about a quiz's sittings, and the ways
there."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import BaseButton, HeaderButton, ListingButton

from cms.desk.home import DeskPanel, DeskTask
from courses.quizzes.models import Quiz
from courses.workshops.models import WritingTask
from training.learning.attempts.analysis import admin_urls as analysis
from training.learning.attempts.analysis import desk as analysis_desk
from training.learning.attempts.desk import quiz_notes
from training.learning.attempts.grading import admin_urls as grading
from training.learning.attempts.grading import desk as grading_desk
from training.learning.attempts.invigilation import admin_urls as invigilation
from training.learning.attempts.objections import admin_urls as objections
from training.learning.attempts.objections import desk as objections_desk
from training.learning.attempts.regrading import admin_urls as regrading
from training.learning.attempts.usage import sittings_by_version
from training.learning.attendance import desk as attendance_desk
from training.learning.consequences.desk import ChecksPanel
from training.learning.consequences.handlers import quiz_changed
from training.learning.enquiries import admin_urls as enquiries
from training.learning.enquiries import desk as enquiries_desk
from training.learning.jobs import desk as jobs_desk
from training.learning.live import desk as live_desk
from training.learning.plan import admin_urls as plan
from training.learning.readings.serving import not_open_yet
from training.learning.submissions import admin_urls as submissions
from training.learning.submissions import desk as submissions_desk
from training.learning.xapi import desk as xapi_desk
from training.people.requests import SignedInRequest

hooks.register("version_attempts", sittings_by_version)
hooks.register("quiz_notes", quiz_notes)
hooks.register("before_serve_page", not_open_yet)


@hooks.register("register_admin_urls")
def sittings_urls() -> list[Any]:
    """Every room's pages, under one name."""
    patterns = [
        *grading.urlpatterns,
        *objections.urlpatterns,
        *invigilation.urlpatterns,
        *analysis.urlpatterns,
        *regrading.urlpatterns,
    ]
    return [
        path("sittings/", include((patterns, "sittings"))),
        path("drafts/", include((submissions.urlpatterns, "drafts"))),
        path("enquiries/", include((enquiries.urlpatterns, "enquiry_desk"))),
        path("plans/", include((plan.urlpatterns, "plans"))),
        path("xapi/", include((xapi_desk.urlpatterns, "xapi_desk"))),
        path("jobs/", include((jobs_desk.urlpatterns, "jobs_desk"))),
    ]


@hooks.register("desk_tasks")
def tasks(request: SignedInRequest) -> list[DeskTask]:
    """Answers and drafts to mark, doubted questions, and questions whose figures want a look."""
    return [
        *grading_desk.tasks(request),
        *objections_desk.tasks(request),
        *analysis_desk.tasks(request),
        *submissions_desk.tasks(request),
        *enquiries_desk.tasks(request),
    ]


def _sittings_of(quiz: Quiz) -> str:
    return reverse("sittings:list", kwargs={"quiz": quiz.uuid})


@hooks.register("register_snippet_listing_buttons")
def sittings_from_the_list(snippet: Any, user: Any, next_url: str = "") -> list[BaseButton]:
    """A button on each quiz of the list."""
    if not isinstance(snippet, Quiz):
        return []
    return [ListingButton(_("作答与成绩"), url=_sittings_of(snippet))]


@hooks.register("desk_quiz_buttons")
def sittings_from_the_quiz(request: HttpRequest, quiz: Quiz) -> list[BaseButton]:
    """The same on the page where a quiz is edited."""
    return [HeaderButton(_("作答与成绩"), url=_sittings_of(quiz), icon_name="list-ul")]


@hooks.register("register_snippet_listing_buttons")
def drafts_from_the_list(snippet: Any, user: Any, next_url: str = "") -> list[BaseButton]:
    """A button on each writing task of the list."""
    if not isinstance(snippet, WritingTask):
        return []
    return [ListingButton(_("稿子与成绩"), url=reverse("drafts:task", args=[snippet.uuid]))]


hooks.register("register_reports_menu_item", xapi_desk.menu_item)
hooks.register("register_admin_menu_item", attendance_desk.menu_item)
hooks.register("register_admin_menu_item", live_desk.menu_item)
hooks.register("register_admin_menu_item", enquiries_desk.menu_item)
hooks.register("register_reports_menu_item", jobs_desk.menu_item)


@hooks.register("after_edit_snippet")
def pass_mark_changed(request: HttpRequest, instance: Any) -> None:
    """A quiz has no drafts: what its sessions require changes as it is saved."""
    if isinstance(instance, Quiz):
        quiz_changed(instance)


@hooks.register("desk_panels")
def checks(request: HttpRequest) -> list[DeskPanel]:
    """夜间核对 and what is wrong with background work, for administrators."""
    return [jobs_desk.JobsPanel(request), ChecksPanel(request)]
