"""What the statistics add to the desk: panels of its landing page, before and after, what classes
thought, and how the content is used."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path
from wagtail import hooks

from cms.desk.home import DeskPanel
from training.insight.content import admin_views as content
from training.insight.content.desk import StopsPanel
from training.insight.desk import ClassesPanel
from training.insight.effect import admin_views as effect
from training.insight.feedback import admin_views as feedback


@hooks.register("register_admin_urls")
def effect_urls() -> list[Any]:
    """Before and after, named effect_desk:…, what classes thought, feedback_desk:…, and how the
    content is used, content_desk:…"""
    return [
        path("effect/", include((effect.urlpatterns, "effect_desk"))),
        path("feedback/", include((feedback.urlpatterns, "feedback_desk"))),
        path("content-reports/", include((content.urlpatterns, "content_desk"))),
    ]


@hooks.register("desk_panels")
def classes(request: HttpRequest) -> list[DeskPanel]:
    """我的班, and where people stop."""
    return [ClassesPanel(request), StopsPanel(request)]


hooks.register("register_admin_menu_item", content.menu_item)
