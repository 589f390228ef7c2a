"""Accounts at Wagtail's desk: disabled, never deleted."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

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
