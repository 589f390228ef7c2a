"""The trainers' landing page: what to do, what to make, what is unfinished.

Rooms add their own entries through hooks of Wagtail's registry, each called with the request:
`desk_tasks` → list[DeskTask], `desk_reviews` → list[Review], `desk_makers` → list[Maker],
`desk_drafts` → list[Draft].
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

DRAFTS_SHOWN = 12


@dataclass(frozen=True)
class DeskTask:
    """Something that waits, counted; nothing is shown when the count is zero."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Review:
    """One piece of content that waits for this person's approval."""

    title: str
    kind: str
    author: str
    since: datetime
    url: str


@dataclass(frozen=True)
class Maker:
    """A button that begins something new; several places make it a menu."""

    label: str
    url: str = ""
    places: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Draft:
    """Something of this person's that is not published as it stands."""

    title: str
    kind: str
    state: str
    changed: datetime
    url: str


def gathered(hook: str, request: HttpRequest) -> list[Any]:
    """What every room has to say for one hook, in the order of registration."""
    return [entry for answer in hooks.get_hooks(hook) for entry in answer(request)]


class DeskPanel(Component):
    """A panel of the landing page; knows the request it is made for."""

    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.request = request


class TasksPanel(DeskPanel):
    """要做的事: counts with links, then the list of what waits for my approval."""

    order = 10
    template_name = "admin/desk/tasks.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Tasks that are not empty, and the reviews."""
        tasks = [task for task in gathered("desk_tasks", self.request) if task.count]
        return {"tasks": tasks, "reviews": gathered("desk_reviews", self.request)}


class MakersPanel(DeskPanel):
    """新建: one button per kind of content that this person may make."""

    order = 20
    template_name = "admin/desk/makers.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The buttons."""
        return {"makers": gathered("desk_makers", self.request)}


class DraftsPanel(DeskPanel):
    """我的草稿: the newest first."""

    order = 30
    template_name = "admin/desk/drafts.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The newest drafts of all rooms together."""
        drafts = gathered("desk_drafts", self.request)
        newest = sorted(drafts, key=lambda draft: draft.changed, reverse=True)
        return {"drafts": newest[:DRAFTS_SHOWN], "more": len(newest) > DRAFTS_SHOWN}
