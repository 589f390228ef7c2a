"""What the pages about one question have in common."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from courses.questions.listing import bank_url, editor_url
from courses.questions.models import Question


class AboutQuestion(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """A page about one question, for those who may change it: its title, and the way back."""

    model = Question
    permission_required = "change"
    header_icon = "help"

    def get_base_object_queryset(self) -> Any:
        """Rows without the columns of their kinds."""
        return Question.objects.non_polymorphic().select_related("live_version")

    def get_page_subtitle(self) -> str:
        """Number and stem."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The bank, the question, this page."""
        return [
            *self.breadcrumbs_items,
            {"url": bank_url("list"), "label": _("全部题目")},
            {"url": editor_url(self.object), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the question."""
        return {**super().get_context_data(**kwargs), "object": self.object}

    @property
    def header_buttons(self) -> list[Any]:
        """The way to the editor."""
        return [HeaderButton(_("编辑"), url=editor_url(self.object), icon_name="edit")]
