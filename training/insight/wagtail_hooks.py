"""What the statistics add to the desk: a panel of its landing page, before and after, and what
classes thought."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path
from wagtail import hooks

from cms.desk.home import DeskPanel
from training.insight.desk import ClassesPanel
from training.insight.effect import admin_views as effect
from training.insight.feedback import admin_views as feedback


@hooks.register("register_admin_urls")
def effect_urls() -> list[Any]:
    """Before and after, named effect_desk:…, and what classes thought, feedback_desk:…"""
    return [
        path("effect/", include((effect.urlpatterns, "effect_desk"))),
        path("feedback/", include((feedback.urlpatterns, "feedback_desk"))),
    ]


@hooks.register("desk_panels")
def classes(request: HttpRequest) -> list[DeskPanel]:
    """我的班."""
    return [ClassesPanel(request)]
