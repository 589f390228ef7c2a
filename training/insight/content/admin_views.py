"""The content reports at the trainers' desk: five pages of one class or of all, and a workbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem

from cms.core.downloads import attached
from training.insight.content import wording
from training.insight.content.asking import Looking, looking, works_here
from training.insight.content.cases import case_report
from training.insight.content.exports import export
from training.insight.content.lessons import lesson_report
from training.insight.content.questions import question_report
from training.insight.content.recordings import recording_report
from training.insight.content.words import words_report
from training.people.requests import SignedInRequest

TABS = {
    "lessons": gettext_lazy("课时"),
    "recordings": gettext_lazy("录音录像"),
    "questions": gettext_lazy("题目"),
    "cases": gettext_lazy("案例"),
    "words": gettext_lazy("没有找到的词"),
}


def _looking(request: SignedInRequest) -> Looking:
    return looking(request.user, request.GET, timezone.now())


def _page(request: SignedInRequest, tab: str, look: Looking, report: Any) -> HttpResponse:
    ways = [(reverse("wagtailadmin_home"), _("内容工作台")), ("", _("内容使用报告"))]
    context = {
        "look": look,
        "report": report,
        "tab": tab,
        "tabs": [
            (name, label, reverse(f"content_desk:{name}") + look.query)
            for name, label in TABS.items()
        ],
        "definitions": getattr(wording, tab.upper()),
        "crumbs": [{"url": url, "label": label} for url, label in ways],
    }
    return render(request, f"admin/content_reports/{tab}.html", context)


@require_safe
def lessons(request: SignedInRequest) -> HttpResponse:
    """Lessons where people stop."""
    look = _looking(request)
    return _page(request, "lessons", look, lesson_report(look))


@require_safe
def recordings(request: SignedInRequest) -> HttpResponse:
    """Recordings and what is skipped."""
    look = _looking(request)
    return _page(request, "recordings", look, recording_report(look))


@require_safe
def questions(request: SignedInRequest) -> HttpResponse:
    """Questions that call for a look."""
    look = _looking(request)
    return _page(request, "questions", look, question_report(look))


@require_safe
def cases(request: SignedInRequest) -> HttpResponse:
    """Cases and how decisions fall."""
    look = _looking(request)
    return _page(request, "cases", look, case_report(look))


@require_safe
def words(request: SignedInRequest) -> HttpResponse:
    """Words searched in vain."""
    look = _looking(request)
    return _page(request, "words", look, words_report(look))


@require_POST
def export_all(request: SignedInRequest) -> HttpResponse:
    """The workbook. A POST, because it is written into the audit log."""
    file = export(look=_looking(request))
    return attached(file.content, name=file.name, content_type=file.content_type)


class ReportsItem(MenuItem):
    """For who works on the content of a congress."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open."""
        return works_here(request.user)


def menu_item() -> MenuItem:
    """In the main menu, after the live questions: 报告 is for administrators alone."""
    url = reverse("content_desk:lessons")
    return ReportsItem(_("内容使用报告"), url, name="content", icon_name="view", order=355)


urlpatterns = [
    path("", lessons, name="lessons"),
    path("recordings/", recordings, name="recordings"),
    path("questions/", questions, name="questions"),
    path("cases/", cases, name="cases"),
    path("words/", words, name="words"),
    path("export", export_all, name="export"),
]
