"""How import and export are found at the desk: in the bank's menu, above its list, in histories."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogFormatter

from courses.exchange.exporting import EXPORTED
from courses.exchange.following import IMPORTED


class ImportsMenuItem(MenuItem):
    """题目导入, for those who may add questions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether she may."""
        return bool(request.user.has_perm("courses.add_question"))


def menu_items(after: int) -> list[MenuItem]:
    """What stands in the bank's menu after so many others."""
    url = reverse("exchange:imports")
    item = ImportsMenuItem(_("题目导入"), url, name="imports", icon_name="upload", order=after)
    return [item]


def bank_buttons(request: HttpRequest) -> list[Any]:
    """Hook `bank_buttons`: above the bank's list."""
    buttons = []
    if request.user.has_perm("courses.add_question"):
        buttons.append(HeaderButton(_("导入"), url=reverse("exchange:new"), icon_name="upload"))
    if request.user.has_perm("courses.change_question"):
        export = reverse("exchange:export")
        buttons.append(HeaderButton(_("导出"), url=export, icon_name="download"))
    return buttons


class _FromFile(LogFormatter):
    label = gettext_lazy("导入")
    message = gettext_lazy("导入")

    def format_comment(self, log_entry: Any) -> str:
        """The file."""
        return str(log_entry.data.get("file", ""))


class _ToFile(LogFormatter):
    label = gettext_lazy("导出题目")
    message = gettext_lazy("导出题目")

    def format_comment(self, log_entry: Any) -> str:
        """How many, in which format, with the key or without."""
        told = _("%(count)s 道（考试专用 %(examination)s 道），%(format)s，%(key)s")
        taken = log_entry.data
        key = _("带答案") if taken.get("with_key") else _("不带答案")
        return told % {"count": "?", "examination": "?", "format": "", **taken, "key": key}


def log_actions(actions: Any) -> None:
    """Hook `register_log_actions`: how import and export read in histories."""
    actions.register_action(IMPORTED)(_FromFile)
    actions.register_action(EXPORTED)(_ToFile)
