"""使用手册 at the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from cms.desk import guide


@require_safe
def show(request: HttpRequest, slug: str = guide.START) -> HttpResponse:
    """One chapter, with the list of all."""
    page = guide.page(slug)
    breadcrumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("首页")},
        {"url": "", "label": _("使用手册")},
    ]
    context = {
        "page": page,
        "chapters": guide.chapters(),
        "page_title": page.chapter.title,
        "breadcrumbs_items": breadcrumbs,
        "header_icon": "help",
        "header_title": _("使用手册"),
    }
    return render(request, "admin/desk/guide.html", context)


def urls() -> list[URLPattern]:
    """Its addresses below /admin/."""
    return [
        path("guide/", show, name="desk_guide_start"),
        path("guide/<slug:slug>/", show, name="desk_guide"),
    ]


def menu() -> list[MenuItem]:
    """The help menu: every chapter, in place of links that need the internet."""
    return [
        MenuItem(chapter.title, chapter.url, icon_name="doc-full", order=order)
        for order, chapter in enumerate(guide.chapters())
    ]
