"""Reading the catalogue."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from courses.catalogue.models import LessonPage


@dataclass(frozen=True)
class Link:
    """A page's title in the reader's language, and its address."""

    title: str
    url: str


@dataclass(frozen=True)
class Neighbours:
    """Where a lesson stands in its course."""

    course: Link
    position: int
    total: int
    following: Link | None


def _link(row: dict[str, str]) -> Link:
    english = row["lessonpage__title_en"] or row["coursepage__title_en"]
    title = english if english and (get_language() or "").startswith("en") else row["title"]
    tail = row["url_path"].split("/", 2)[2]
    return Link(title=title, url=reverse("wagtail_serve", args=(tail,)))


def neighbours(lesson: LessonPage) -> Neighbours:
    """The course and the lessons beside a lesson. One query, bodies left out."""
    above = lesson.path[: -lesson.steplen]
    rows = list(
        Page.objects.filter(
            Q(path=above) | Q(path__startswith=above, depth=lesson.depth, live=True)
        )
        .order_by("path")
        .values("path", "title", "url_path", "lessonpage__title_en", "coursepage__title_en")
    )
    lessons = rows[1:]
    place = next((n for n, row in enumerate(lessons) if row["path"] == lesson.path), 0)
    return Neighbours(
        course=_link(rows[0]),
        position=place + 1,
        total=len(lessons),
        following=_link(lessons[place + 1]) if place + 1 < len(lessons) else None,
    )
