"""Drawings at the desk: words may be edited, the SVG itself only comes from a content pack."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.assets.models import Drawing


class LoadedOnlyPolicy(ModelPermissionPolicy):
    """Nobody adds or deletes at the desk; the rest follows the model's permissions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """As the model's permissions say, but never to add or delete."""
        return action not in {"add", "delete"} and bool(super().user_has_permission(user, action))


class DrawingViewSet(SnippetViewSet):
    model = Drawing
    icon = "image"
    menu_label = _("示意图")
    url_prefix = "library/drawings"
    list_display = ("title", "key", "caption")
    list_per_page = 50
    search_fields = ("title", "key", "alt", "caption")
    chooser_per_page = 50
    copy_view_enabled = False
    panels = (
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldPanel("alt"),
        FieldPanel("caption"),
    )
