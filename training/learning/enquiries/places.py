"""From which page somebody asks: its title, what it is about, and the places on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.law.models import Provision
from training.learning.attempts.models import Attempt
from training.people.models import User
from training.people.page_access import FREQUENT, frequent_child, may_view

LONGEST = 500
Asked = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a question belongs; an empty one is no place in particular."""

    title: str = ""
    url: str = ""
    activity: UUID | None = None
    sections: tuple[str, ...] = ()
    page: Any = None
    """The page itself where it has knowledge points."""


NOWHERE = Place()


def place_at(user: User, path: str) -> Place:
    """What a path of this site is to a person: a page she may see, an article, her own sitting, or
    her programme; NOWHERE for everything else. At most three queries."""
    if len(path) > LONGEST or not _is_ours(path):
        return NOWHERE
    bare = path.partition("#")[0].partition("?")[0]
    try:
        match = resolve(bare)
    except (Resolver404, ValidationError):
        return NOWHERE
    find = FOUND.get(match.view_name)
    return find(user, bare, match.kwargs) if find else NOWHERE


def _is_ours(path: str) -> bool:
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def _page(user: User, path: str, _asked: Asked) -> Place:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return NOWHERE
    rows = Page.objects.live().select_related(*FREQUENT)
    found = rows.filter(url_path=site.root_page.url_path + path.lstrip("/")).first()
    if found is None or not may_view(user, found):
        return NOWHERE
    page: Any = frequent_child(found)
    titles = [section.title for section in page.sections()] if page is not None else []
    named = tuple(dict.fromkeys(title for title in titles if title))
    points = page if hasattr(page, "points") else None
    return Place(found.title, path, found.translation_key, named, points)


def _article(_user: User, path: str, asked: Asked) -> Place:
    rows = Provision.objects.select_related("version__statute")
    found = rows.filter(version__key=asked["version"], number=asked["number"]).first()
    return Place(found.citation, path) if found else NOWHERE


def _sitting(user: User, path: str, asked: Asked) -> Place:
    rows = Attempt.objects.select_related("quiz").filter(learner_id=user.pk, pk=asked["attempt"])
    found = rows.first()
    if found is None:
        return NOWHERE
    places = found.items.order_by("position").values_list("position", flat=True)
    named = tuple(_("第 %(n)d 题") % {"n": position} for position in places)
    return Place(str(found.quiz), path, found.quiz.uuid, named)


def _programme(_user: User, _path: str, _asked: Asked) -> Place:
    return Place(_("课程安排"), reverse("portal:programme"))


# By the name of the address.
FOUND: dict[str, Callable[[User, str, Asked], Place]] = {
    "wagtail_serve": _page,
    "law:provision": _article,
    "attempts:result": _sitting,
    "portal:programme": _programme,
    "timetable:mine": _programme,
}
