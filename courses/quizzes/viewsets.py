"""Quizzes at the desk: sections and slots in one form."""

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column

from cms.desk.ownership import OwnedSnippetViewSet
from courses.quizzes.forms import QuizForm
from courses.quizzes.models import Quiz


class QuizViewSet(OwnedSnippetViewSet):
    """Tests and practice sets of the person's congresses."""

    model = Quiz
    icon = "form"
    menu_label = _("测验")
    url_prefix = "quizzes"
    ordering = "key"
    search_fields = ("title", "key")
    list_filter = ("purpose", "live")
    list_display = (
        "title",
        "purpose",
        Column("slot_count", label=_("题数")),
        "time_limit",
        "pass_mark",
        BooleanColumn("live", label=_("开放")),
        "key",
    )
    edit_handler = ObjectList(Quiz.panels, base_form_class=QuizForm)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Quiz]":
        """The rows of the list, with the number of questions each asks."""
        return super().get_queryset(request).annotate(slot_count=Count("sections__slots"))
