"""What this room registers at the desk: its pages, its entry in the menu, its words in the log."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from cms.law.revising import selectors, services
from cms.law.revising import urls as patterns


class ReviewsItem(MenuItem):
    """The way to the report, for who may work on law."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may."""
        return bool(request.user.has_perm("cms.change_provision"))


def menu_item() -> MenuItem:
    """法条变动, below the lists of the library."""
    url = reverse("law_desk:reviews")
    return ReviewsItem(_("法条变动"), url, name="law-reviews", icon_name="warning", order=900)


def urls() -> list[Any]:
    """The pages, under /admin/law/."""
    return [path("law/", include((patterns.urlpatterns, patterns.app_name)))]


def waiting(request: HttpRequest) -> tuple[int, str]:
    """How much waits for this person, and where."""
    return selectors.waiting_for(request.user), reverse("law_desk:reviews")


def look_again_at(page: Any, user: Any) -> None:
    """A page was published: it may have left the article it was listed for."""
    services.settle_published(content=page, by=user, now=timezone.now())


class _Entered(LogFormatter):
    """A table of old and new articles was entered."""

    label = _("录入新旧条号对照")

    def format_message(self, log_entry: Any) -> str:
        """With what it did."""
        said = {"lines": log_entry.data.get("lines"), "reviews": log_entry.data.get("reviews")}
        return str(_("录入新旧条号对照 %(lines)s 行，%(reviews)s 处要复核")) % said


def log_actions(actions: Any) -> None:
    """How it reads in the history of the version."""
    actions.register_action(services.ENTER)(_Entered)
