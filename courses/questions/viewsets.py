"""The bank at the desk: one list of all kinds, one editor per kind."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown
from wagtail.snippets.views.snippets import EditView, IndexView, WorkflowActionView

from cms.desk.ownership import (
    OwnedChooseResultsView,
    OwnedChooserViewSet,
    OwnedChooseView,
    OwnedCreateView,
    OwnedSnippetViewSet,
)
from cms.taxonomy.models import KnowledgePoint
from courses.questions import selectors
from courses.questions.forms import CategoryForm, QuestionForm
from courses.questions.kinds.case_group.models import CaseGroupQuestion
from courses.questions.kinds.fill_blank.models import FillBlankQuestion
from courses.questions.kinds.matching.models import MatchingQuestion
from courses.questions.kinds.multiple_choice.models import MultipleChoiceQuestion
from courses.questions.kinds.ordering.models import OrderingQuestion
from courses.questions.kinds.single_choice.models import SingleChoiceQuestion
from courses.questions.kinds.true_false.models import TrueFalseQuestion
from courses.questions.models import Category, Question
from courses.questions.selectors import Standing

KIND_MODELS: tuple[type[Question], ...] = (
    SingleChoiceQuestion,
    MultipleChoiceQuestion,
    TrueFalseQuestion,
    FillBlankQuestion,
    MatchingQuestion,
    OrderingQuestion,
    CaseGroupQuestion,
)


def kind_of(question: Question) -> type[Question]:
    """The class of a question's kind, without fetching its row."""
    kind = ContentType.objects.get_for_id(question.polymorphic_ctype_id or 0)
    return kind.model_class()  # type: ignore[return-value]


def editor_url(question: Question) -> str:
    """Where a question is edited: in the editor of its kind."""
    viewset = kind_of(question).snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[quote(question.pk)])


def new_question_urls() -> list[tuple[str, str]]:
    """For every kind its name and where a new one is begun."""
    return [
        (str(model._meta.verbose_name), reverse(model.snippet_viewset.get_url_name("add")))
        for model in KIND_MODELS
    ]


def _kinds() -> list[tuple[int, str]]:
    types = ContentType.objects.get_for_models(*KIND_MODELS)
    return [(types[model].pk, str(model._meta.verbose_name)) for model in KIND_MODELS]


class QuestionFilters(WagtailFilterSet):
    """How trainers narrow the bank."""

    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("题型"),
        field_name="polymorphic_ctype",
        choices=_kinds,
        widget=forms.CheckboxSelectMultiple,
    )
    standing = django_filters.ChoiceFilter(label=gettext_lazy("状态"), choices=Standing.choices)
    use = django_filters.ChoiceFilter(label=gettext_lazy("用途"), choices=Question.Use.choices)
    points = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("知识点"),
        queryset=KnowledgePoint.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    difficulty = django_filters.ChoiceFilter(
        label=gettext_lazy("难度"), choices=[(n, str(n)) for n in range(1, 6)]
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = []


class StandingColumn(StatusTagColumn):
    """The question's standing; only what is in use as it stands is marked as such."""

    def __init__(self) -> None:
        super().__init__(
            "standing",
            label=gettext_lazy("状态"),
            accessor=lambda question: Standing(question.standing).label,
            primary=lambda question: question.standing == Standing.LIVE,
            classname="bank__short",
        )


def _kind(question: Question) -> str:
    return str(kind_of(question)._meta.verbose_name)


def _stem(question: Question) -> str:
    return question.stem[:60]


def _points(question: Question) -> str:
    return "、".join(str(point) for point in question.points.all())


def _version(question: Any) -> str:
    return f"v{question.version_num}" if question.version_num else ""


class BankView(IndexView):
    """The list; every row leads to the editor of its kind."""

    filterset_class = QuestionFilters
    default_ordering = "number"
    paginate_by = 50

    @cached_property
    def columns(self) -> list[Any]:
        """Number, kind, stem, use, points, difficulty, standing, version."""
        return [
            TitleColumn(
                "number", label=gettext_lazy("题号"), sort_key="number", get_url=self.get_edit_url
            ),
            Column("kind", label=gettext_lazy("题型"), accessor=_kind, classname="bank__short"),
            Column("stem", label=gettext_lazy("题干"), accessor=_stem),
            Column(
                "use",
                label=gettext_lazy("用途"),
                accessor="get_use_display",
                sort_key="use",
                classname="bank__short",
            ),
            Column("points", label=gettext_lazy("知识点"), accessor=_points),
            Column("difficulty", label=gettext_lazy("难度"), sort_key="difficulty"),
            StandingColumn(),
            Column("version_num", label=gettext_lazy("版本"), accessor=_version),
        ]

    def get_edit_url(self, instance: Question) -> str | None:
        """The editor of the row's kind."""
        return editor_url(instance) if self.user_has_permission("change") else None

    def get_delete_url(self, instance: Question) -> None:
        """None: a question that was ever asked stays; it is retired instead."""
        return

    def get_add_url(self) -> None:
        """None: what is added is a question of some kind."""
        return

    @cached_property
    def header_buttons(self) -> list[Any]:
        """One button that opens on the kinds."""
        if not self.user_has_permission("add"):
            return []
        kinds = [
            Button(name, url=url, priority=order)
            for order, (name, url) in enumerate(new_question_urls())
        ]
        return [
            ButtonWithDropdown(
                _("新建题目"), buttons=kinds, icon_name="plus", classname="button desk-new"
            )
        ]

    def search_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows in which every word of the query occurs, in the list's own order."""
        if not self.is_searching:
            return queryset
        found = super().search_queryset(Question.objects.non_polymorphic().order_by())
        return queryset.filter(pk__in=found.get_queryset().order_by().values("pk"))


class ToEditorOfKind(EditView):
    """Sends on to the editor of the kind: the base form would hide the kind's own fields."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Always a redirect."""
        question: Any = get_object_or_404(Question.objects.non_polymorphic(), pk=kwargs["pk"])
        return redirect(editor_url(question))


class ReviewAction(WorkflowActionView):
    """Approval from a list, without the form: what the form would say is said in a message."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve or send back; back to the editor when the question could not be marked."""
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as mistake:
            messages.error(request, _("还不能通过：%s") % " ".join(mistake.messages))
            return redirect(editor_url(self.object))


class NothingOfNoKind(OwnedCreateView):
    """Not found: a question without a kind could neither be asked nor marked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Always Http404."""
        raise Http404


class _WithUse:
    """Examination and practice questions look alike; the chooser tells them apart."""

    @property
    def columns(self) -> list[Any]:
        use = Column("use", label=gettext_lazy("用途"), accessor="get_use_display")
        return [*super().columns, use]  # type: ignore[misc]


class BankChooseView(_WithUse, OwnedChooseView):
    """The modal in which an author picks a question."""


class BankChooseResultsView(_WithUse, OwnedChooseResultsView):
    """Its results while she types."""


class BankChooserViewSet(OwnedChooserViewSet):
    choose_view_class = BankChooseView
    choose_results_view_class = BankChooseResultsView


class BankViewSet(OwnedSnippetViewSet):
    """All questions: listed and chosen here, edited elsewhere."""

    model = Question
    icon = "help"
    menu_label = gettext_lazy("全部题目")
    url_prefix = "questions/all"
    chooser_viewset_class = BankChooserViewSet
    chooser_per_page = 25
    index_view_class = BankView
    add_view_class = NothingOfNoKind
    edit_view_class = ToEditorOfKind
    filterset_class = QuestionFilters
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Question]":
        """The rows of the list."""
        return selectors.bank(request.user)


class QuestionViewSet(OwnedSnippetViewSet):
    """The editor of one kind. Its own list is the bank's, narrowed to the kind."""

    icon = "help"
    menu_item_is_registered = True
    index_view_class = BankView
    workflow_action_view_class = ReviewAction
    filterset_class = QuestionFilters
    list_per_page = 50

    def __init__(self, model: type[Question]) -> None:
        super().__init__(model=model, url_prefix=f"questions/{model.kind.replace('_', '-')}")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Question]":
        """The rows of the list: this kind only."""
        kind = ContentType.objects.get_for_model(self.model)
        return selectors.bank(request.user).filter(polymorphic_ctype=kind)

    def get_edit_handler(self) -> Any:
        """The kind's own panels in our form, and the calendar of publication."""
        panels = [*self.model.panels, PublishingPanel()]
        return ObjectList(panels, base_form_class=QuestionForm).bind_to_model(self.model)


class CategoryViewSet(OwnedSnippetViewSet):
    """The drawers of the bank."""

    model = Category
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("题目分类")
    url_prefix = "questions/categories"
    list_display = ("name", "key")
    search_fields = ("name", "key")
    edit_handler = ObjectList(
        [
            FieldPanel("owner_root", heading=gettext_lazy("所属人大")),
            FieldPanel("name"),
            FieldPanel("key"),
        ],
        base_form_class=CategoryForm,
    )
