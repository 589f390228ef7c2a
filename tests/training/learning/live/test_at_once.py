"""In the same moment: two taps of one person, two runners, and an answer that meets the closing."""

from uuid import uuid4

import pytest

from tests.at_once import at_once, coded
from tests.factories.live import NOW, crowd, opened, prepared, say
from tests.factories.world import world
from training.learning.live import services
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip, LiveTaking

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("named", [True, False])
def test_the_same_answer_twice_at_once_counts_once(named: bool) -> None:
    here, sent = world(), uuid4()
    live, [who] = opened(here, named=named), crowd(here, 1)
    told = at_once(*[lambda: say(live, who, "1", client_id=sent)] * 4)
    assert sorted(told) == [False, False, False, True]
    assert LiveAnswer.objects.count() + LiveSlip.objects.count() == 1


def test_two_runners_open_one_round_of_a_class(transactional_db: None) -> None:
    here = world()
    first, second = prepared(here), prepared(here)
    told = at_once(
        lambda: services.open_round(live=first, by=None, now=NOW),
        lambda: services.open_round(live=second, by=None, now=NOW),
    )
    assert "another" in coded(told)
    assert LiveRound.objects.filter(state="open").count() == 1


def test_who_meets_the_closing_is_counted_or_refused_and_never_half() -> None:
    here = world()
    live, people = opened(here, named=False), crowd(here, 6)
    acts = [lambda who=who: say(live, who, "1") for who in people]
    told = at_once(*acts, lambda: services.close(live=live, by=None, now=NOW))
    services.reveal(live=live, by=None, now=NOW)
    taken = sum(one is True for one in told)
    assert taken + coded(told).count("closed") == len(people)
    assert (LiveTaking.objects.count(), LiveSlip.objects.count()) == (taken, taken)
