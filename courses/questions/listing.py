"""The bank's list: what stands in its columns, how it is narrowed, sorted and searched."""

from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton
from wagtail.snippets.views.snippets import IndexView

from cms.law.models import Statute
from cms.taxonomy.models import KnowledgePoint
from courses.questions import selectors
from courses.questions.access import categories_for, questions_for
from courses.questions.kinds.registry import KINDS
from courses.questions.models import Question, QuestionCitation
from courses.questions.selectors import Beside, Standing
from courses.questions.usage.figures import shown_figure, shown_sittings
from courses.questions.versions.naming import models_by_kind

KIND_MODELS: tuple[type[Question], ...] = tuple(
    models_by_kind()[kind] for kind in KINDS if kind in models_by_kind()
)


def kind_of(question: Question) -> type[Question]:
    """The class of a question's kind, without fetching its row."""
    kind = ContentType.objects.get_for_id(question.polymorphic_ctype_id or 0)
    return kind.model_class()  # type: ignore[return-value]


def editor_url(question: Question) -> str:
    """Where a question is edited: in the editor of its kind."""
    viewset = kind_of(question).snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[quote(question.pk)])


def bank_url(name: str, *args: Any) -> str:
    """An address of the bank."""
    return reverse(Question.snippet_viewset.get_url_name(name), args=args)


def new_question_urls() -> list[tuple[str, str]]:
    """For every kind its name and where a new one is begun."""
    return [
        (str(model._meta.verbose_name), reverse(model.snippet_viewset.get_url_name("add")))
        for model in KIND_MODELS
    ]


def _kinds() -> list[tuple[int, str]]:
    types = ContentType.objects.get_for_models(*KIND_MODELS)
    return [(types[model].pk, str(model._meta.verbose_name)) for model in KIND_MODELS]


def _named(rows: "QuerySet[Any]", what: str, **fields: str) -> "QuerySet[Any]":
    """Rows as what they are, key, name, English name and rank, ready to be joined to others."""
    text, number = models.CharField(), models.IntegerField()
    english, rank = fields.get("english"), fields.get("rank")
    return (
        rows.order_by()
        .annotate(
            what=Value(what, output_field=text),
            said=Cast(fields["name"], text),
            said_en=Cast(english, text) if english else Value("", output_field=text),
            place=Cast(rank, number) if rank else Value(0, output_field=number),
        )
        .values_list("what", "pk", "said", "said_en", "place")
    )


def offered_to(user: Any) -> dict[str, list[tuple[int, str]]]:
    """What the filters of a person's list offer: drawers, points, tags of her questions, laws.
    One query."""
    own = questions_for(user).order_by()
    tagged = Question.tags.through.objects.filter(content_object__in=own)
    rows = _named(categories_for(user), "category", name="name").union(
        _named(
            KnowledgePoint.objects.all(), "points", name="name", english="name_en", rank="order"
        ),
        _named(Tag.objects.filter(pk__in=tagged.values("tag")), "tag", name="name"),
        _named(Statute.objects.all(), "statute", name="title"),
        all=True,
    )
    in_english = (get_language() or "").startswith("en")
    offered: dict[str, list[tuple[int, str]]] = {}
    for what, pk, said, said_en, _place in sorted(rows, key=lambda row: (row[4], row[2])):
        name = said_en if in_english and said_en else said
        offered.setdefault(what, []).append((pk, name))
    return offered


class QuestionFilters(WagtailFilterSet):
    """How trainers narrow the bank."""

    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("题型"),
        field_name="polymorphic_ctype",
        choices=_kinds,
        widget=forms.CheckboxSelectMultiple,
    )
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("状态"), choices=Standing.choices, method="of_standing"
    )
    use = django_filters.ChoiceFilter(label=gettext_lazy("用途"), choices=Question.Use.choices)
    category = django_filters.ChoiceFilter(label=gettext_lazy("分类"))
    points = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("知识点"), widget=forms.CheckboxSelectMultiple
    )
    difficulty = django_filters.ChoiceFilter(
        label=gettext_lazy("难度"), choices=[(n, str(n)) for n in range(1, 6)]
    )
    tag = django_filters.ChoiceFilter(label=gettext_lazy("标签"), field_name="tagged_items__tag")
    statute = django_filters.ChoiceFilter(label=gettext_lazy("法律依据"), method="resting_on")
    look = django_filters.ChoiceFilter(
        label=gettext_lazy("需要看一看"),
        choices=[
            ("problem", gettext_lazy("统计有疑点")),
            ("similar", gettext_lazy("有相似的题")),
            ("unused", gettext_lazy("没有试卷指定")),
            ("law", gettext_lazy("法条有变动，暂不抽用")),
        ],
        method="to_look_at",
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = offered_to(self.request.user)
        for name in ("category", "points", "tag", "statute"):
            self.filters[name].extra["choices"] = offered.get(name, [])

    def of_standing(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Only what stands so."""
        return selectors.with_standing(rows).filter(standing=value)

    def resting_on(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """Only what cites a version of the statute."""
        cited = QuestionCitation.objects.filter(provision__version__statute=int(value))
        return rows.filter(pk__in=cited.values("question"))

    def to_look_at(self, rows: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """What its figures make doubtful, what reads like another, or what no paper names."""
        if value == "law":
            return rows.exclude(held_back_at=None)
        if value == "unused":
            return rows.filter(slots=None)
        if value == "similar":
            return rows.filter(selectors.in_open_pairs())
        return rows.filter(live_version__in=selectors.doubtful_versions())


def _standing(question: Any) -> str:
    label = str(Standing(question.standing).label)
    return f"{label} v{question.live_version.num}" if question.live_version else label


class StandingColumn(StatusTagColumn):
    """Standing and version; only what is in use as it stands is marked as such."""

    def __init__(self) -> None:
        super().__init__(
            "standing",
            label=gettext_lazy("状态"),
            accessor=_standing,
            primary=lambda question: question.standing == Standing.LIVE,
            classname="bank__short",
        )


def _kind(question: Question) -> str:
    return str(kind_of(question)._meta.verbose_name)


def _stem(question: Question) -> str:
    return question.stem[:60]


def _points(question: Question) -> str:
    return "、".join(str(point) for point in question.points.all())


class BesideColumn(Column):
    """Something that is read for a whole page of the list at once."""

    cell_template_name = "admin/bank/cell.html"

    def get_value(self, instance: Any) -> Any:
        """The row's `Beside`."""
        return instance.beside

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """And which of it the column shows."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        usage = bank_url("usage", quote(instance.pk))
        return {**context, "shows": self.name, "usage_url": usage}


def _quizzes() -> Subquery:
    """In how many quizzes a question is named: counted row by row, which for a large bank is far
    less than grouping all its columns."""
    slots = Question._meta.get_field("slots").related_model._default_manager
    named = slots.filter(question=OuterRef("pk")).order_by().values("question")
    return Subquery(named.annotate(n=Count("section__quiz", distinct=True)).values("n"))


SORTED_BY = {
    "slots": _quizzes,
    "sittings": shown_sittings,
    "facility": lambda: shown_figure("facility"),
    "discrimination": lambda: shown_figure("discrimination"),
}
"""What the list is sorted by without showing it row by row from the database."""


class BankView(IndexView):
    """The list; every row leads to the editor of its kind."""

    filterset_class = QuestionFilters
    default_ordering = "number"
    paginate_by = 50

    @cached_property
    def columns(self) -> list[Any]:
        """What a trainer decides by, from the number to the figures."""
        short = {"classname": "bank__short"}
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            self._get_title_column_class(TitleColumn)(
                "number",
                label=gettext_lazy("题号"),
                sort_key="number",
                get_url=self.get_edit_url,
                get_title_id=lambda question: f"snippet_{quote(question.pk)}_title",
                **short,
            ),
            Column("kind", label=gettext_lazy("题型"), accessor=_kind, **short),
            Column("stem", label=gettext_lazy("题干"), accessor=_stem),
            Column(
                "use",
                label=gettext_lazy("用途"),
                accessor="get_use_display",
                sort_key="use",
                **short,
            ),
            Column("points", label=gettext_lazy("知识点"), accessor=_points),
            Column("difficulty", label=gettext_lazy("难度"), sort_key="difficulty", **short),
            StandingColumn(),
            BesideColumn("places", label=gettext_lazy("用在"), sort_key="slots", **short),
            BesideColumn("sittings", label=gettext_lazy("作答"), sort_key="sittings", **short),
            BesideColumn("facility", label=gettext_lazy("得分率"), sort_key="facility", **short),
            BesideColumn(
                "discrimination", label=gettext_lazy("区分度"), sort_key="discrimination", **short
            ),
        ]

    def order_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """By a column; what is not known comes last, and the number decides among equals."""
        key = self.ordering.removeprefix("-")
        if key not in SORTED_BY:
            return queryset.order_by(self.ordering, *(["number"] if key != "number" else []))
        by = F("sort_value")
        order = by.desc(nulls_last=True) if self.ordering != key else by.asc(nulls_last=True)
        return queryset.annotate(sort_value=SORTED_BY[key]()).order_by(order, "number")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page of rows, each with what stands beside it."""
        paginator, page, rows, more = super().paginate_queryset(queryset, page_size)
        page.object_list = rows = list(rows)
        found = selectors.beside(self.request.user, rows)
        for question in rows:
            question.beside = found.get(question.pk, Beside())
        return paginator, page, rows, more

    def get_edit_url(self, instance: Question) -> str | None:
        """The editor of the row's kind."""
        return editor_url(instance) if self.user_has_permission("change") else None

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """What can be done with a row."""
        if not self.user_has_permission("change"):
            return []
        pk = quote(instance.pk)
        buttons = [
            Button(_("编辑"), url=self.get_edit_url(instance), icon_name="edit", priority=10),
            Button(_("版本"), url=bank_url("versions", pk), icon_name="history", priority=20),
            Button(_("使用情况"), url=bank_url("usage", pk), icon_name="link", priority=30),
        ]
        if self.user_has_permission("publish"):
            name = "bring_back" if instance.retired_at else "retire"
            label = _("恢复使用") if instance.retired_at else _("停用")
            icon = "rotate" if instance.retired_at else "cross"
            buttons.append(Button(label, url=bank_url(name, pk), icon_name=icon, priority=40))
        if instance.standing == Standing.DRAFT and not instance.live_version_id:
            url = reverse(kind_of(instance).snippet_viewset.get_url_name("delete"), args=[pk])
            buttons.append(Button(_("删除"), url=url, icon_name="bin", priority=50))
        return buttons

    def get_add_url(self) -> None:
        """None: what is added is a question of some kind."""
        return

    @cached_property
    def header_buttons(self) -> list[Any]:
        """One button that opens on the kinds, the alike pairs, and what the rooms above offer (hook
        `bank_buttons`, called with the request)."""
        if not self.user_has_permission("add"):
            return []
        kinds = [
            Button(name, url=url, priority=order)
            for order, (name, url) in enumerate(new_question_urls())
        ]
        above = [one for said in hooks.get_hooks("bank_buttons") for one in said(self.request)]
        return [
            HeaderButton(_("相似的题目"), url=bank_url("similar"), icon_name="copy"),
            *above,
            ButtonWithDropdown(
                _("新建题目"), buttons=kinds, icon_name="plus", classname="button desk-new"
            ),
        ]

    def search_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows in which every word of the query occurs, in the list's own order."""
        if not self.is_searching:
            return queryset
        found = super().search_queryset(Question.objects.non_polymorphic().order_by())
        return queryset.filter(pk__in=found.get_queryset().order_by().values("pk"))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the moment to which the figures belong."""
        return {**super().get_context_data(*args, **kwargs), "now": timezone.now()}
