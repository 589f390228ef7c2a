"""Two markers who press the button in the same moment."""

import pytest
from django.utils import timezone

from tests.at_once import at_once
from tests.factories.people import appear
from tests.factories.world import world
from tests.training.learning.attempts.grading.scripts import (
    FULL,
    HALF,
    NONE,
    essay_quiz,
    give,
    hand_in,
    only_item,
    share_of,
)
from training.learning.attempts.grading.errors import MarkRefused
from training.learning.attempts.models import ManualMark
from training.people.models import AuditEvent

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("second_marker", [False, True])
def test_no_mark_is_lost_and_nobody_is_overwritten(second_marker: bool) -> None:
    here = world()
    wang, li, shen = (appear(here, who) for who in ("wang", "li", "shen"))
    attempt = hand_in(essay_quiz(here, second_marker=second_marker), wang)
    item = only_item(attempt)
    told = at_once(
        lambda: give(item, li, FULL, HALF, NONE, seen=0, now=timezone.now()),
        lambda: give(item, shen, HALF, HALF, NONE, seen=0, now=timezone.now()),
    )
    refused = [one for one in told if isinstance(one, MarkRefused)]
    kept = ManualMark.objects.filter(item=item)
    assert len(refused) == (0 if second_marker else 1)
    assert kept.count() == 2 - len(refused)
    assert AuditEvent.objects.filter(action="answer.marked").count() == kept.count()
    counts = sum(mark.fraction for mark in kept) / kept.count() * 100
    assert share_of(attempt) == counts


def test_the_same_button_pressed_twice_is_one_mark() -> None:
    here = world()
    wang, li = appear(here, "wang"), appear(here, "li")
    attempt = hand_in(essay_quiz(here), wang)
    item = only_item(attempt)

    def press() -> ManualMark:
        return give(item, li, FULL, HALF, NONE, seen=0)

    first, second = at_once(press, press)
    assert first == second
    assert ManualMark.objects.count() == 1
