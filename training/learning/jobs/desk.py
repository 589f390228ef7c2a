"""The administrators' page about background work, and what the landing page says of it."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem

from cms.desk.home import DeskPanel
from training.learning.jobs import selectors, services
from training.people.access import Role, standing
from training.people.models import User


def _administers(user: Any) -> bool:
    held = standing(user, timezone.localdate())
    return bool(user.is_superuser or held.has(Role.ADMINISTRATOR))


def administrator(request: HttpRequest) -> User:
    """The administrator who asks; PermissionDenied for everybody else."""
    if not _administers(request.user):
        raise PermissionDenied
    return cast(User, request.user)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """后台任务: the worker, the queue, failures, the scheduled jobs."""
    administrator(request)
    now = timezone.now()
    ways = [(reverse("wagtailadmin_home"), _("内容工作台")), ("", _("后台任务"))]
    context = {
        "board": selectors.board(now),
        "now": now,
        "crumbs": [{"url": url, "label": label} for url, label in ways],
    }
    return render(request, "admin/jobs/board.html", context)


@require_POST
def again(request: HttpRequest, failed: UUID) -> HttpResponse:
    """Do a failed task again."""
    by = administrator(request)
    if services.do_again(task_id=failed, by=by, now=timezone.now()):
        messages.success(request, _("已经重新排上，几秒后开始做。"))
    else:
        messages.info(request, _("这件任务已经不在失败的里面了。"))
    return redirect("jobs_desk:board")


@require_POST
def dismiss(request: HttpRequest, failed: UUID) -> HttpResponse:
    """Take a failed task off the list."""
    by = administrator(request)
    if services.dismiss(task_id=failed, by=by, now=timezone.now()):
        messages.success(request, _("不再显示这件任务。审计日志里还查得到。"))
    else:
        messages.info(request, _("这件任务已经不在失败的里面了。"))
    return redirect("jobs_desk:board")


class JobsPanel(DeskPanel):
    """后台任务: a warning, only when something is wrong."""

    order = 5
    template_name = "admin/desk/jobs.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers; nothing for anybody but administrators, nor when all is well."""
        if not _administers(self.request.user):
            return {"shown": False}
        found = selectors.standing(timezone.now())
        return {"shown": found.word != "ok", "standing": found}


class JobsItem(MenuItem):
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open."""
        return _administers(request.user)


def menu_item() -> MenuItem:
    """Among the reports."""
    return JobsItem(
        _("后台任务"), reverse("jobs_desk:board"), name="jobs", icon_name="tasks", order=2100
    )


urlpatterns = [
    path("", board, name="board"),
    path("<uuid:failed>/again/", again, name="again"),
    path("<uuid:failed>/dismiss/", dismiss, name="dismiss"),
]
