"""Knowledge points at the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.taxonomy.models import KnowledgePoint, PointPrerequisite
from cms.taxonomy.order import refusal


class KnowledgePointForm(WagtailAdminModelForm):
    """The key is fixed once the point exists: lessons, cases and question versions refer to it.
    What is learned before it must not lead back to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].disabled = bool(self.instance.pk)

    def is_valid(self) -> bool:
        """Whether everything is well, what comes before included."""
        if not super().is_valid():
            return False
        told = self._refusal()
        if told:
            self.add_error(None, told)
        return not told

    def _refusal(self) -> str:
        """Why the point may not come after what is chosen; empty when it may. Two queries."""
        own = self.cleaned_data.get("key") or self.instance.key
        kept = PointPrerequisite.objects.exclude(after__key=own)
        edges = list(kept.values_list("before__key", "after__key"))
        rows = self.formsets["prerequisites"].cleaned_data
        edges += [(row["before"].key, own) for row in rows if row and not row.get("DELETE")]
        names = {point.key: str(point) for point in KnowledgePoint.objects.all()}
        return refusal(edges, {**names, own: self.cleaned_data.get("name") or own})


def comes_after(point: KnowledgePoint) -> str:
    """What is learned before a point, for the list."""
    return "、".join(str(row.before) for row in point.prerequisites.all())


class KnowledgePointIndex(IndexView):
    """The list, with what comes before each point."""

    def get_queryset(self) -> Any:
        """As always; two queries more for all of them."""
        return super().get_queryset().prefetch_related("prerequisites__before")


class KnowledgePointViewSet(SnippetViewSet):
    """What a deputy must know: a short list in the order of the programme."""

    model = KnowledgePoint
    icon = "tag"
    menu_label = _("知识点")
    url_prefix = "library/points"
    index_view_class = KnowledgePointIndex
    list_display = (
        "name",
        "key",
        "summary",
        Column("before", label=_("先学"), accessor=comes_after),
        "order",
    )
    list_per_page = 50
    search_fields = ("name", "key", "summary")
    ordering = ("order", "key")
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
            FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
            FieldPanel("summary"),
            FieldPanel("parent", heading=_("上级知识点")),
            InlinePanel(
                "prerequisites",
                label=_("先学"),
                heading=_("学这个知识点以前，先学"),
                help_text=_(
                    "学习计划按它排先后，诊断用它推断；全站最多 20 条，不能绕成一圈，"
                    "每条写一句理由给代表看。"
                ),
            ),
        ],
        base_form_class=KnowledgePointForm,
    )
