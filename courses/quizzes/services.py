"""Copying a quiz, taking it out of use, opening it again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from courses.quizzes.models import Quiz

COPY, CLOSE, REOPEN = "courses.copy_quiz", "courses.close_quiz", "courses.reopen_quiz"


@transaction.atomic
def copy_quiz(*, quiz: Quiz, title: str, key: str, by: Any, now: datetime) -> Quiz:
    """A closed copy with all sections and slots, to be looked through before it is opened.

    Opening hours are left out: those of the copy are other ones. Raises IntegrityError when the
    congress has a quiz of that key.
    """
    copy, _children = quiz.copy_cluster(exclude_fields=["uuid"])
    copy.title, copy.key, copy.title_en = title, key, ""
    copy.live, copy.opens_at, copy.closes_at = False, None, None
    copy.save()
    log(instance=copy, action=COPY, user=by, timestamp=now, data={"of": quiz.key})
    return copy


@transaction.atomic
def close_quiz(*, quiz: Quiz, by: Any, now: datetime) -> bool:
    """Let nobody begin it any more; sittings already begun go on. False when it was closed."""
    return _set_live(quiz, live=False, action=CLOSE, by=by, now=now)


@transaction.atomic
def reopen_quiz(*, quiz: Quiz, by: Any, now: datetime) -> bool:
    """Let people begin it again. False when it was open."""
    return _set_live(quiz, live=True, action=REOPEN, by=by, now=now)


def _set_live(quiz: Quiz, *, live: bool, action: str, by: Any, now: datetime) -> bool:
    changed = bool(Quiz.objects.filter(pk=quiz.pk, live=not live).update(live=live))
    if changed:
        log(instance=quiz, action=action, user=by, timestamp=now)
    return changed
