"""Statutes, their versions and articles at the desk. Articles are what authors choose."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.law.choosing import ProvisionChooserViewSet
from cms.law.finding import articles_like
from cms.law.models import Force, Provision, Statute, StatuteVersion
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


def _versions(statute: Statute) -> str:
    """Which text is law today, and how many there are."""
    today = timezone.localdate()
    versions = list(statute.versions.all())
    current = [one for one in versions if one.force_on(today) != Force.PAST]
    if not versions:
        return _("还没有录入文本")
    named = "、".join(f"{one.label}（{one.force_on(today).label}）" for one in current)
    return named or _("没有现行的文本，请核对")


class StatuteViewSet(SnippetViewSet):
    model = Statute
    icon = "openquote"
    menu_label = gettext_lazy("法律法规")
    url_prefix = "library/statutes"
    list_display = ("title", Column("current", label=gettext_lazy("现行文本"), accessor=_versions))
    search_fields = ("title",)
    ordering = ("title",)
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Statute]":
        """The rows of the list, each with its texts."""
        return Statute.objects.prefetch_related("versions__replaced_by")

    panels = (FieldPanel("title"),)


def _force(version: StatuteVersion) -> str:
    return str(version.force_on(timezone.localdate()).label)


def _day(name: str) -> Any:
    """A date of a version, or 待核."""
    return lambda version: getattr(version, name) or _("待核")


def _articles(version: Any) -> str:
    told = _("%(articles)d 条") % {"articles": version.articles}
    return f"{told}，{_('待核 %d 条') % version.unchecked}" if version.unchecked else told


class StatuteVersionIndexView(IndexView):
    """The list; from it to the table of old and new articles."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Wagtail's, and the table of a new text for those who may enter one."""
        if not self.request.user.has_perm("cms.replace_statuteversion"):
            return list(super().header_buttons)
        url = reverse("law_desk:enter")
        return [
            *super().header_buttons,
            HeaderButton(_("录入新旧条号对照"), url=url, icon_name="table"),
        ]

    def get_list_more_buttons(self, instance: StatuteVersion) -> list[Any]:
        """Wagtail's, and the page that readers see."""
        look = Button(_("看给代表的页面"), url=instance.get_absolute_url(), icon_name="view")
        return [*super().get_list_more_buttons(instance), look]


class StatuteVersionViewSet(SnippetViewSet):
    model = StatuteVersion
    icon = "history"
    menu_label = gettext_lazy("法律文本版本")
    url_prefix = "library/versions"
    index_view_class = StatuteVersionIndexView
    list_display = (
        "__str__",
        Column("force", label=gettext_lazy("今天"), accessor=_force),
        Column("adopted_on", label=gettext_lazy("通过"), accessor="adopted_on"),
        Column("from", label=gettext_lazy("施行"), accessor=_day("in_force_from")),
        Column("to", label=gettext_lazy("失效"), accessor=lambda one: one.in_force_to or "—"),
        Column("articles", label=gettext_lazy("法条"), accessor=_articles),
        "verified",
    )
    list_filter = ("statute",)
    list_per_page = 50
    search_fields = ("key", "label", "statute__title")
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[StatuteVersion]":
        """The rows of the list, each with the statute that names it."""
        return StatuteVersion.objects.select_related("statute", "replaced_by").annotate(
            articles=Count("provisions"),
            unchecked=Count("provisions", filter=Q(provisions__verified=False)),
        )

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


class ProvisionIndexView(IndexView):
    """The list; its search understands 代表法第四十七条 and 47 as well as words."""

    def search_queryset(self, queryset: Any) -> Any:
        """The rows asked for."""
        return articles_like(queryset, self.search_query) if self.is_searching else queryset


class ProvisionViewSet(SnippetViewSet):
    """Articles; found by statute, number, subject or a word of the paraphrase."""

    model = Provision
    icon = "list-ol"
    menu_label = gettext_lazy("法条")
    url_prefix = "library/provisions"
    list_display = ("__str__", "version", BooleanColumn("verified", label=gettext_lazy("已核对")))
    list_filter = ("version", "verified")
    list_per_page = 50
    index_view_class = ProvisionIndexView
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
