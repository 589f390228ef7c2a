"""Reading the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from courses.catalogue.models import LessonPage, LessonPrerequisite


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
    return Link(title=title, url=_url(row["url_path"]))


def _url(url_path: str) -> str:
    return reverse("wagtail_serve", args=(url_path.split("/", 2)[2],))


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


def lesson_pairs() -> list[tuple[int, int]]:
    """Every (lesson, lesson to do first). One query."""
    return list(LessonPrerequisite.objects.values_list("lesson_id", "first_id"))


def lesson_titles(pks: Iterable[int]) -> dict[int, str]:
    """The titles of some lessons by primary key. One query."""
    return dict(LessonPage.objects.filter(pk__in=set(pks)).values_list("pk", "title"))


@dataclass(frozen=True)
class First:
    """A lesson to do before another, with as much as a sentence about it needs."""

    lesson: int
    first: int
    required: bool
    activity: UUID
    link: Link


def firsts_of(lessons: Sequence[int]) -> list[First]:
    """The live lessons to do before each of some lessons, in the authors' order. One query."""
    rows = (
        LessonPrerequisite.objects.filter(lesson__in=lessons, first__live=True)
        .order_by("sort_order")
        .values(
            "lesson_id",
            "first_id",
            "required",
            "first__translation_key",
            "first__title",
            "first__title_en",
            "first__url_path",
        )
    )
    english = (get_language() or "").startswith("en")
    return [
        First(
            lesson=row["lesson_id"],
            first=row["first_id"],
            required=row["required"],
            activity=row["first__translation_key"],
            link=Link(
                title=(row["first__title_en"] if english else "") or row["first__title"],
                url=_url(row["first__url_path"]),
            ),
        )
        for row in rows
    ]
