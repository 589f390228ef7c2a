"""What the statistics add to the desk: a panel of its landing page, and before and after."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path
from wagtail import hooks

from cms.desk.home import DeskPanel
from training.insight.desk import ClassesPanel
from training.insight.effect import admin_views as effect


@hooks.register("register_admin_urls")
def effect_urls() -> list[Any]:
    """Before and after, named effect_desk:…"""
    return [path("effect/", include((effect.urlpatterns, "effect_desk")))]


@hooks.register("desk_panels")
def classes(request: HttpRequest) -> list[DeskPanel]:
    """我的班."""
    return [ClassesPanel(request)]
