"""The desk's frame, and what the content house registers in it."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.assets.models import Drawing, Recording
from cms.assets.viewsets import DrawingViewSet, LoadedOnlyPolicy
from cms.cases.models import CaseLibraryPage
from cms.desk import checks, frame, guide_views, selectors
from cms.desk.citing import PageCiter
from cms.desk.home import (
    DeskTask,
    Draft,
    DraftsPanel,
    Maker,
    MakersPanel,
    Review,
    TasksPanel,
    gathered,
)
from cms.desk.ownership import register_owned
from cms.desk.recordings import RecordingViewSet
from cms.law import rich_text
from cms.law.revising import desk as law_desk
from cms.law.viewsets import ProvisionViewSet, StatuteVersionViewSet, StatuteViewSet
from cms.site.access import roots_for
from cms.taxonomy.viewsets import KnowledgePointViewSet

register_permission_policy(Drawing, LoadedOnlyPolicy(Drawing), exact_class=True)
register_owned(Recording)
frame.close_site_wide_reports()
hooks.register("register_rich_text_features", rich_text.register)
hooks.register("law_citers", PageCiter)
hooks.register("register_admin_urls", guide_views.urls)
hooks.register("register_admin_urls", law_desk.urls)
hooks.register("register_log_actions", law_desk.log_actions)
hooks.register("content_published", law_desk.look_again_at)
hooks.register("construct_wagtail_userbar", checks.ours_for_wagtails)


class LibraryGroup(SnippetViewSetGroup):
    """What lessons, cases and questions refer to."""

    menu_label = gettext_lazy("资料")
    menu_name = "library"
    menu_icon = "list-ul"
    menu_order = 300
    items = (
        KnowledgePointViewSet,
        ProvisionViewSet,
        StatuteViewSet,
        StatuteVersionViewSet,
        DrawingViewSet,
        RecordingViewSet,
    )

    def get_submenu_items(self) -> list[Any]:
        """The lists, and what a new text of a law left to look at."""
        return [*super().get_submenu_items(), law_desk.menu_item()]


register_snippet(LibraryGroup)


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    """Our colours, and the layout of our own panels."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/desk.css"))


@hooks.register("insert_global_admin_js")
def desk_words() -> str:
    """The sentences of Wagtail's scripts that have no Chinese yet."""
    return format_html('<script src="{}"></script>', static("cms/desk-words.js"))


@hooks.register("construct_main_menu")
def keep_menu_short(request: HttpRequest, items: list[Any]) -> None:
    """Only what a trainer uses; administrators see all of it."""
    items[:] = frame.visible_to(request, items)


@hooks.register("construct_homepage_summary_items")
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Numbers of pages and pictures help nobody to work."""
    items.clear()


@hooks.register("construct_homepage_panels")
def our_panels(request: HttpRequest, panels: list[Any]) -> None:
    """The landing page is ours; higher houses add panels of theirs."""
    ours = [TasksPanel(request), MakersPanel(request), DraftsPanel(request)]
    panels[:] = sorted([*ours, *gathered("desk_panels", request)], key=lambda one: one.order)


@hooks.register("construct_help_menu")
def our_guide(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's own help lies on the internet and is about Wagtail."""
    items[:] = guide_views.menu()


@hooks.register("construct_page_chooser_queryset")
def link_to_own_pages(pages: Any, request: HttpRequest) -> Any:
    """The page chooser offers nothing of a foreign congress."""
    return frame.own_pages(request.user, pages)


@hooks.register("desk_reviews")
def reviews(request: HttpRequest) -> list[Review]:
    """What waits for my approval."""
    return selectors.reviews_for(request.user)


@hooks.register("desk_tasks")
def tasks(request: HttpRequest) -> list[DeskTask]:
    """What came back to me, and what cites law that was replaced."""
    count = selectors.sent_back_to(request.user)
    back = DeskTask(_("退回给我修改"), count, "#desk-drafts")
    return [back, DeskTask(_("法条变动要复核"), *law_desk.waiting(request))]


@hooks.register("desk_makers")
def makers(request: HttpRequest) -> list[Maker]:
    """A new case, in the library of each of my congresses."""
    shelves = CaseLibraryPage.objects.none()
    for root in roots_for(request.user):
        shelves |= CaseLibraryPage.objects.descendant_of(root)
    return [
        Maker(_("案例"), reverse("wagtailadmin_pages:add", args=["cms", "casestudypage", shelf.pk]))
        for shelf in shelves
        if frame.may_add(request.user, shelf)
    ]


@hooks.register("desk_drafts")
def drafts(request: HttpRequest) -> list[Draft]:
    """Pages of mine that are not published as they stand."""
    return selectors.drafts_of(request.user, Page.objects.all())
