"""Knowledge points at the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.taxonomy.models import KnowledgePoint


class KnowledgePointForm(WagtailAdminModelForm):
    """The key is fixed once the point exists: lessons, cases and question versions refer to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].disabled = bool(self.instance.pk)


class KnowledgePointViewSet(SnippetViewSet):
    """What a deputy must know: a short list in the order of the programme."""

    model = KnowledgePoint
    icon = "tag"
    menu_label = _("知识点")
    url_prefix = "library/points"
    list_display = ("name", "key", "summary", "order")
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
        ],
        base_form_class=KnowledgePointForm,
    )
