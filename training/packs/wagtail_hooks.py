"""What the room of packs registers at the desk: content archives."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from cms.site.access import root_ids
from training.packs.archive import desk
from training.packs.archive.applying import IMPORT


class ArchiveItem(MenuItem):
    """For who may add pages below a congress's root."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open; asks nothing that the page asks for anyway."""
        may_add = page_permission_policy.user_has_permission(request.user, "add")
        return bool(may_add and root_ids(request.user))


@hooks.register("register_admin_urls")
def archive_urls() -> list[Any]:
    """The pages about content archives."""
    return [path("archive/", include((desk.urlpatterns, "archive")))]


@hooks.register("register_admin_menu_item")
def archive_item() -> MenuItem:
    """At the end of the main menu."""
    url = reverse("archive:index")
    return ArchiveItem(_("内容包"), url, name="archive", icon_name="download", order=900)


@hooks.register("register_log_actions")
def archive_actions(actions: Any) -> None:
    """How an import reads in the root's history."""
    label = gettext_lazy("导入内容包")
    actions.register_action(IMPORT, label, label)
