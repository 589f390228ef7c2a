"""What classes add to the desk."""

from typing import Any

from django.urls import include, path
from wagtail import hooks

from training.cohorts import desk

hooks.register("register_page_header_buttons", desk.header_buttons)


@hooks.register("register_admin_urls")
def requirement_urls() -> list[Any]:
    """The page of a programme's requirement versions."""
    return [path("requirements/", include((desk.urlpatterns, "requirements")))]
