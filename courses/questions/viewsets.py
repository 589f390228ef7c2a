"""The bank at the desk: one list of all kinds, one editor per kind."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column

from cms.desk.ownership import (
    OwnedChooseResultsView,
    OwnedChooserViewSet,
    OwnedChooseView,
    OwnedSnippetViewSet,
)
from courses.questions import selectors
from courses.questions.editing import (
    AlikePanel,
    NothingOfNoKind,
    QuestionCreateView,
    QuestionDeleteView,
    QuestionEditView,
    ReviewAction,
    ToEditorOfKind,
)
from courses.questions.forms import CategoryForm, QuestionForm
from courses.questions.likeness import views as likeness
from courses.questions.listing import (
    KIND_MODELS,
    BankView,
    QuestionFilters,
    editor_url,
    kind_of,
    new_question_urls,
)
from courses.questions.models import Category, Question
from courses.questions.previewing import QuestionPreviewOnCreate, QuestionPreviewOnEdit
from courses.questions.retiring import BringBackView, RetireView
from courses.questions.usage.views import QuestionUsageView
from courses.questions.versions.views import CompareView, SeenView, VersionsView

__all__ = ["KIND_MODELS", "editor_url", "kind_of", "new_question_urls"]


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


class _Listed(OwnedSnippetViewSet):
    """What the list of all questions and those of one kind have in common."""

    icon = "help"
    index_view_class = BankView
    delete_view_class = QuestionDeleteView
    filterset_class = QuestionFilters
    index_template_name = "admin/bank/index.html"
    list_per_page = 50

    def _page(self, view_class: Any) -> Any:
        return self.construct_view(view_class, breadcrumbs_items=self.breadcrumbs_items)

    @property
    def usage_view(self) -> Any:
        """Our page: Wagtail's knows neither draws nor figures."""
        return self._page(QuestionUsageView)


class BankViewSet(_Listed):
    """All questions: listed and chosen here, edited elsewhere."""

    model = Question
    menu_label = gettext_lazy("全部题目")
    url_prefix = "questions/all"
    chooser_viewset_class = BankChooserViewSet
    chooser_per_page = 25
    add_view_class = NothingOfNoKind
    edit_view_class = ToEditorOfKind

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # A question of no kind looks like nothing; its kind's editor shows it.
        self.preview_enabled = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Question]":
        """The rows of the list."""
        return selectors.bank(request.user)

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's, and ours about one question of any kind, or about two."""
        return [
            *super().get_urlpatterns(),
            path("versions/<int:pk>/", self._page(VersionsView), name="versions"),
            path("versions/<int:pk>/compare/", self._page(CompareView), name="compare"),
            path("versions/<int:pk>/<int:num>/", self._page(SeenView), name="seen"),
            path("retire/<int:pk>/", self._page(RetireView), name="retire"),
            path("bring-back/<int:pk>/", self._page(BringBackView), name="bring_back"),
            path("alike/", likeness.AlikeView.as_view(), name="alike"),
            path("similar/", self._page(likeness.PairsView), name="similar"),
            path(
                "similar/<int:pk>/<int:other>/",
                self._page(likeness.SideBySideView),
                name="side_by_side",
            ),
            path("similar/dismiss/<int:pair>/", likeness.dismiss_pair, name="dismiss"),
            path("similar/open/<int:pair>/", likeness.open_pair, name="open"),
        ]


class QuestionViewSet(_Listed):
    """The editor of one kind. Its own list is the bank's, narrowed to the kind."""

    menu_item_is_registered = True
    add_view_class = QuestionCreateView
    edit_view_class = QuestionEditView
    workflow_action_view_class = ReviewAction
    preview_on_add_view_class = QuestionPreviewOnCreate
    preview_on_edit_view_class = QuestionPreviewOnEdit

    def __init__(self, model: type[Question]) -> None:
        super().__init__(model=model, url_prefix=f"questions/{model.kind.replace('_', '-')}")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Question]":
        """The rows of the list: this kind only."""
        kind = ContentType.objects.get_for_model(self.model)
        return selectors.bank(request.user).filter(polymorphic_ctype=kind)

    def get_edit_handler(self) -> Any:
        """The kind's own panels in our form, 查重 before the explanation, and the calendar of
        publication."""
        panels = [*self.model.panels, PublishingPanel()]
        names = [getattr(panel, "field_name", "") for panel in panels]
        panels.insert(names.index("explanation"), AlikePanel(heading=gettext_lazy("查重")))
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
