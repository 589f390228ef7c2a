"""Quizzes at the desk: the list, and the editor in five tabs."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton
from wagtail.snippets.views.snippets import EditView, IndexView

from cms.desk.ownership import OwnedCreateView, OwnedSnippetViewSet
from cms.site.access import sole_root
from courses.quizzes import pages
from courses.quizzes.counting import how_many
from courses.quizzes.defaults import DEFAULTS
from courses.quizzes.models import Quiz
from courses.quizzes.pages import buttons_on, notes_on, quiz_url
from courses.quizzes.panels import QUIZ_FORM
from courses.quizzes.selectors import with_size

SHORT = "bank__short"  # does not wrap


class QuizFilters(WagtailFilterSet):
    """How trainers narrow the list."""

    purpose = django_filters.ChoiceFilter(label=gettext_lazy("用途"), choices=Quiz.Purpose.choices)
    live = django_filters.ChoiceFilter(
        label=gettext_lazy("开放"),
        choices=[("True", gettext_lazy("开放")), ("False", gettext_lazy("停用"))],
    )

    class Meta:
        model = Quiz
        fields: ClassVar[list[str]] = []


def _size(quiz: Any) -> str:
    told = _("%(asks)d 题，%(total)s 分")
    return told % {"asks": quiz.asks or 0, "total": f"{quiz.total or 0:g}"}


def _minutes(quiz: Quiz) -> str:
    return _("%d 分钟") % quiz.time_limit if quiz.time_limit else _("不限时")


def _pass_mark(quiz: Quiz) -> str:
    return _("%d 分") % quiz.pass_mark if quiz.pass_mark is not None else "—"


def _short(name: str, label: Any, accessor: Any) -> Column:
    return Column(name, label=label, accessor=accessor, classname=SHORT)


def _hours(quiz: Quiz) -> str:
    ends = [quiz.opens_at, quiz.closes_at]
    if not any(ends):
        return _("一直开放")
    told = [date_format(timezone.localtime(at), _("n月j日 H:i")) if at else "" for at in ends]
    return " – ".join(told).strip()


class LiveColumn(StatusTagColumn):
    """开放 or 停用."""

    def __init__(self) -> None:
        super().__init__(
            "live",
            label=gettext_lazy("开放"),
            accessor=lambda quiz: _("开放") if quiz.live else _("停用"),
            primary=lambda quiz: quiz.live,
            sort_key="live",
            classname=SHORT,
        )


def new_quiz_urls() -> list[tuple[str, str]]:
    """For every purpose its name and where a quiz for it is begun."""
    return [
        (str(label), f"{quiz_url('add')}?purpose={purpose}")
        for purpose, label in Quiz.Purpose.choices
    ]


class QuizIndexView(IndexView):
    """The list, with what one needs to tell quizzes apart."""

    filterset_class = QuizFilters
    default_ordering = "key"

    @cached_property
    def columns(self) -> list[Any]:
        """Title, purpose, size, time, pass mark, hours, whether open, key."""
        title = self._get_title_column_class(TitleColumn)  # with the buttons of the row
        return [
            title(
                "title",
                label=gettext_lazy("名称"),
                accessor=str,
                sort_key="title",
                get_url=self.get_edit_url,
            ),
            Column(
                "purpose",
                label=gettext_lazy("用途"),
                accessor="get_purpose_display",
                sort_key="purpose",
                classname=SHORT,
            ),
            _short("size", gettext_lazy("题数和总分"), _size),
            _short("time_limit", gettext_lazy("限时"), _minutes),
            _short("pass_mark", gettext_lazy("及格线"), _pass_mark),
            _short("hours", gettext_lazy("开放时间"), _hours),
            LiveColumn(),
            Column("key", label=gettext_lazy("键"), sort_key="key", classname=SHORT),
        ]

    def get_list_more_buttons(self, instance: Quiz) -> list[Any]:
        """Wagtail's, and ours."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        return [*buttons, *ways_on(instance)] if self.user_has_permission("change") else buttons

    @cached_property
    def header_buttons(self) -> list[Any]:
        """One button that opens on the purposes."""
        if not self.user_has_permission("add"):
            return []
        purposes = [
            Button(name, url=url, priority=order)
            for order, (name, url) in enumerate(new_quiz_urls())
        ]
        return [
            ButtonWithDropdown(
                _("新建测验"), buttons=purposes, icon_name="plus", classname="button desk-new"
            )
        ]


def ways_on(quiz: Quiz) -> list[Button]:
    """From a quiz to its pages: preview, paper, copy, close or reopen."""
    pk = quote(quiz.pk)
    turn = (
        Button(_("停用"), url=quiz_url("close", pk), icon_name="cross", priority=40)
        if quiz.live
        else Button(_("重新开放"), url=quiz_url("reopen", pk), icon_name="rotate", priority=40)
    )
    return [
        Button(_("试卷预览"), url=quiz_url("preview", pk), icon_name="view", priority=11),
        Button(_("纸质卷"), url=quiz_url("papers", pk), icon_name="doc-full", priority=12),
        Button(_("复制"), url=quiz_url("copy", pk), icon_name="copy", priority=20),
        turn,
    ]


class QuizCreateView(OwnedCreateView):
    """A new quiz starts with what is usual for its purpose."""

    def get_initial_form_instance(self) -> Quiz:
        """Nothing is saved yet."""
        purpose = self.request.GET.get("purpose", "")
        preset = DEFAULTS.get(purpose)
        named = {} if preset is None else {"purpose": purpose, **preset}
        return Quiz(owner_root=sole_root(self.request.user), **named)


class QuizEditView(EditView):
    """The editor; says first what the author should know before changing anything."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, below what the rooms above have to say."""
        for note in notes_on(request, self.object):
            messages.warning(request, note)
        return super().get(request, *args, **kwargs)

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The ways to what follows from the quiz."""
        look = HeaderButton(
            _("试卷预览"), url=quiz_url("preview", quote(self.object.pk)), icon_name="view"
        )
        return [look, *buttons_on(self.request, self.object)]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's, and ours."""
        return [*super().header_more_buttons, *ways_on(self.object)]


class QuizViewSet(OwnedSnippetViewSet):
    """Tests and practice sets of the person's congresses."""

    model = Quiz
    icon = "form"
    menu_label = gettext_lazy("测验")
    url_prefix = "quizzes"
    ordering = "key"
    search_fields = ("title", "key")
    index_view_class = QuizIndexView
    add_view_class = QuizCreateView
    edit_view_class = QuizEditView
    filterset_class = QuizFilters
    edit_handler = QUIZ_FORM

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Quiz]":
        """The rows of the list, with what each asks."""
        return with_size(super().get_queryset(request))

    def _page(self, view_class: Any) -> Any:
        return self.construct_view(view_class, breadcrumbs_items=self.breadcrumbs_items)

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and our pages about one quiz."""
        return [
            *super().get_urlpatterns(),
            path("available/", how_many, name="available"),
            path("preview/<int:pk>/", self._page(pages.PreviewView), name="preview"),
            path(
                "preview/<int:pk>/<int:draw>/",
                self._page(pages.PreviewedPaperView),
                name="previewed",
            ),
            path("papers/<int:pk>/", self._page(pages.PapersView), name="papers"),
            path(
                "papers/<int:pk>/<int:number>/<slug:sheet>/",
                self._page(pages.PrintedView),
                name="printed",
            ),
            path("copy/<int:pk>/", self._page(pages.CopyView), name="copy"),
            path("close/<int:pk>/", self._page(pages.CloseView), name="close"),
            path("reopen/<int:pk>/", self._page(pages.ReopenView), name="reopen"),
        ]
