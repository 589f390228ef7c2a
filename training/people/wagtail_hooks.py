"""Accounts at Wagtail's desk: disabled, never deleted."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from training.people.access import Role, standing
from training.people.models import User


def _refusal(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("账号只能停用，不能删除：学习记录和审计记录都要留着。"))
    return redirect("wagtailusers_users:index")


@hooks.register("before_delete_user")
def keep_account(request: HttpRequest, user: User) -> HttpResponse:
    """Refuses to delete one account."""
    return _refusal(request)


@hooks.register("before_bulk_action")
def keep_accounts(
    request: HttpRequest, action: str, objects: Iterable[Any], bulk_action: Any
) -> HttpResponse | None:
    """Refuses to delete several accounts."""
    people = any(isinstance(chosen, User) for chosen in objects)
    return _refusal(request) if people and action == "delete" else None


class StaffMenuItem(MenuItem):
    """The way to the accounts of staff, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether she administers a congress."""
        user = cast(User, request.user)
        return standing(user, timezone.localdate()).has(Role.ADMINISTRATOR)


@hooks.register("register_settings_menu_item")
def staff_menu_item() -> MenuItem:
    """Accounts of staff are kept at /office/staff/, with dated roles."""
    return StaffMenuItem(
        gettext_lazy("工作人员账号"),
        reverse_lazy("office:staff"),
        name="staff-accounts",
        icon_name="group",
        order=10,
    )
