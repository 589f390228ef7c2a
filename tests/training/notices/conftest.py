from datetime import timedelta

import pytest

from tests.factories.post import Post
from tests.factories.world import moment
from training.notices.services import tell

MORNING = moment(3, 10)


@pytest.fixture(autouse=True)
def empty_post():
    Post.begin()


@pytest.fixture
def reachable(wang, chen):
    """王代表 with a phone and a mail address, 陈主任 with a phone."""
    wang.phone, wang.email = "13900000001", "wang@example.com"
    wang.save()
    chen.phone = "139 0000 0002"
    chen.save()
    return wang, chen


@pytest.fixture
def told(dinghai, reachable):
    """Tell both that something moved; anything may be said otherwise."""

    def say(**more):
        people = more.pop("people", reachable)
        words = {
            "kind": "session_moved",
            "key": "change-1",
            "about": {"cohort": "学习班", "changes": "D2-3 改到 14:00"},
            "now": MORNING,
            "congress": dinghai.congress,
        }
        return tell(people=[person.pk for person in people], **{**words, **more})

    return say


@pytest.fixture
def later():
    """So many minutes after the morning."""
    return lambda minutes: MORNING + timedelta(minutes=minutes)
