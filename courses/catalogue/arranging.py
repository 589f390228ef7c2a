"""The order of the lessons of a course, one step up or down at a time."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from courses.catalogue.models import CoursePage, LessonPage

UP, DOWN, FIRST, LAST = "up", "down", "first", "last"
WAYS = frozenset({UP, DOWN, FIRST, LAST})


def lessons_in_order(course: CoursePage) -> list[LessonPage]:
    """All lessons of a course, drafts included, without their bodies. One query."""
    return list(LessonPage.objects.child_of(course).order_by("path").defer_streamfields())


def may_arrange(course: CoursePage, user: Any) -> bool:
    """Whether a person may change the order: whoever may edit the course. What the lessons say
    stays as it was approved."""
    return bool(course.permissions_for_user(user).can_edit())


@transaction.atomic
def arrange(*, course: CoursePage, lesson: int, way: str, by: Any) -> bool:
    """Move a lesson of a course up, down, to the front or to the end; at once, for readers too.

    False when it already stands there or is no lesson of the course. Raises PermissionDenied.
    """
    if not may_arrange(course, by):
        raise PermissionDenied
    # Locked, so that two people do not move at once.
    Page.objects.select_for_update().get(pk=course.pk)
    order = [one.pk for one in lessons_in_order(course)]
    if lesson not in order or way not in WAYS:
        return False
    at = order.index(lesson)
    to = {UP: at - 1, DOWN: at + 1, FIRST: 0, LAST: len(order) - 1}[way]
    if to == at or not 0 <= to < len(order):
        return False
    page, other = Page.objects.get(pk=lesson), Page.objects.get(pk=order[to])
    page.move(other, "left" if to < at else "right", user=None)
    log(instance=page.specific_deferred, action="wagtail.reorder", user=by)
    return True
