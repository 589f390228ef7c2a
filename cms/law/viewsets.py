"""Statutes, their versions and articles at the desk. Articles are what authors choose."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.law.models import Provision, Statute, StatuteVersion
from cms.law.numerals import article_number


class StatuteVersionForm(WagtailAdminModelForm):
    """The key is fixed once the version exists: citations are written with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].disabled = bool(self.instance.pk)

    def clean(self) -> dict[str, Any]:
        """Names the field when a version would end before it begins."""
        cleaned: dict[str, Any] = super().clean()
        begins, ends = cleaned.get("in_force_from"), cleaned.get("in_force_to")
        if begins and ends and ends < begins:
            self.add_error("in_force_to", _("失效日期不能早于施行日期。"))
        return cleaned


class ProvisionForm(WagtailAdminModelForm):
    """Reads the number of the article from its Chinese name, and keeps it unique in its version."""

    def clean(self) -> dict[str, Any]:
        """Names the field when 第…条 cannot be read, or the article is there already."""
        cleaned: dict[str, Any] = super().clean()
        article, version = cleaned.get("article"), cleaned.get("version")
        if not article or not version:
            return cleaned
        try:
            self.instance.number = article_number(article)
        except ValueError:
            self.add_error("article", _("条号要写成“第四十七条”的样子。"))
            return cleaned
        others = Provision.objects.filter(version=version, number=self.instance.number)
        if others.exclude(pk=self.instance.pk).exists():
            self.add_error("article", _("这个版本里已经有这一条了。"))
        return cleaned


class StatuteViewSet(SnippetViewSet):
    model = Statute
    icon = "openquote"
    menu_label = gettext_lazy("法律法规")
    url_prefix = "library/statutes"
    list_display = ("title",)
    search_fields = ("title",)
    ordering = ("title",)
    copy_view_enabled = False
    panels = (FieldPanel("title"),)


class StatuteVersionViewSet(SnippetViewSet):
    model = StatuteVersion
    icon = "history"
    menu_label = gettext_lazy("法律文本版本")
    url_prefix = "library/versions"
    list_display = ("__str__", "adopted_on", "in_force_from", "in_force_to", "verified")
    list_filter = ("statute",)
    list_per_page = 50
    search_fields = ("key", "label", "statute__title")
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[StatuteVersion]":
        """The rows of the list, each with the statute that names it."""
        return StatuteVersion.objects.select_related("statute")

    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("statute"), FieldPanel("label")]),
            FieldPanel("key"),
            MultiFieldPanel(
                [
                    FieldPanel("adopted_on"),
                    FieldRowPanel([FieldPanel("in_force_from"), FieldPanel("in_force_to")]),
                ],
                heading=gettext_lazy("日期"),
                help_text=gettext_lazy("没有核到的日期留空，页面写“待核”，不要猜。"),
            ),
            FieldPanel("verified"),
            FieldPanel("note"),
        ],
        base_form_class=StatuteVersionForm,
    )


class _WithStatute:
    """Articles are named by their statute: fetch it with them."""

    def get_object_list(self) -> Any:
        return super().get_object_list().select_related("version__statute")  # type: ignore[misc]


class ProvisionChooseView(_WithStatute, ChooseView):
    """The modal in which an author picks an article."""


class ProvisionChooseResultsView(_WithStatute, ChooseResultsView):
    """Its results while she types."""


class ProvisionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ProvisionChooseView
    choose_results_view_class = ProvisionChooseResultsView


class ProvisionViewSet(SnippetViewSet):
    """Articles; found by statute, number, subject or a word of the paraphrase."""

    model = Provision
    icon = "list-ol"
    menu_label = gettext_lazy("法条")
    url_prefix = "library/provisions"
    list_display = ("__str__", "version", BooleanColumn("verified", label=gettext_lazy("已核对")))
    list_filter = ("version", "verified")
    list_per_page = 50
    chooser_viewset_class = ProvisionChooserViewSet
    chooser_per_page = 25
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Provision]":
        """The rows of the list, each with the statute that names it."""
        return Provision.objects.select_related("version__statute")

    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("version"), FieldPanel("article")]),
            FieldRowPanel([FieldPanel("heading"), FieldPanel("heading_en")]),
            FieldPanel("gist"),
            FieldPanel("official_text"),
            FieldPanel("verified"),
        ],
        base_form_class=ProvisionForm,
    )
