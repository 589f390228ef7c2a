"""Time per section: told to the log now and then, never more than the clock and the page allow."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.counting import at_most
from tests.factories.world import World, moment
from training.learning import evidence
from training.learning.models import ActivityProgress, Reading, Statement
from training.learning.readings import services
from training.learning.readings.claims import (
    Beacon,
    Glance,
    believed,
    glances_in,
    most_seconds,
    remembered,
)
from training.learning.readings.views import as_read
from training.people.models import User

OPENED = moment(1, 10)
FIRST, SECOND = (f"11111111-0000-0000-0000-00000000000{n}" for n in (1, 2))


def at(seconds: int) -> datetime:
    return OPENED + timedelta(seconds=seconds)


def beacon(
    wang: User, world: World, seconds: int, counts: dict[str, int], opened: int = 0, far: int = 50
) -> Reading:
    glances = {key: Glance(count, far) for key, count in counts.items()}
    told = Beacon(tuple(counts), int(at(opened).timestamp()), glances)
    return services.note_sections(
        learner_id=wang.pk,
        page=as_read(world.lesson),
        seen=told.seen,
        now=at(seconds),
        beacon=told,
    )


def read_for(wang: User, world: World, minutes: int, opened: int = 0) -> None:
    """Twenty-second beacons of somebody who looks at one section half the time, then the other."""
    for seconds in range(20, minutes * 60 + 1, 20):
        beacon(wang, world, opened + seconds, {FIRST: seconds // 2, SECOND: seconds // 2}, opened)


def told() -> list[Statement]:
    rows = Statement.objects.filter(verb="progressed", seconds__gt=0)
    return list(rows.order_by("effective_at"))


counts = st.dictionaries(st.sampled_from("abc"), st.integers(0, 500), max_size=3)


@given(counts, counts, st.integers(-10, 600))
def test_no_more_is_believed_than_the_clock_allows(
    claimed: dict[str, int], known: dict[str, int], allowed: int
) -> None:
    gained = believed(claimed, known, allowed)
    assert sum(gained.values()) <= max(allowed, 0)
    assert all(0 < gain <= claimed[key] - known.get(key, 0) for key, gain in gained.items())


@given(st.lists(st.tuples(st.integers(1, 9), counts), max_size=12))
def test_what_an_opening_claimed_is_never_forgotten_while_it_is_among_the_last(
    sent: list[tuple[int, dict[str, int]]],
) -> None:
    openings: dict[str, dict[str, int]] = {}
    for opened, claimed in sent:
        openings = remembered(openings, opened, claimed)
        assert len(openings) <= 4
        kept = openings.get(str(opened), {})
        assert not kept or all(kept[key] >= seconds for key, seconds in claimed.items())


def test_what_a_page_sends_is_read_leniently() -> None:
    sent = ["a-b:12:60", "c:3:999", "d:-1:0", "e:1", "f:x:1", "g:1:2:3", ""]
    assert glances_in(sent) == {"a-b": Glance(12, 60), "c": Glance(3, 100)}


@pytest.mark.db
def test_twelve_minutes_are_three_lines_in_the_log(wang: User, dinghai: World) -> None:
    read_for(wang, dinghai, 12)
    assert [s.seconds for s in told()] == [300, 300]
    services.tell_left_behind(now=at(12 * 60 + 1000))
    assert [s.seconds for s in told()] == [300, 300, 120]
    assert told()[-1].context == {
        "sections": {FIRST: 60, SECOND: 60},
        "scrolled": {FIRST: 50, SECOND: 50},
    }
    assert Reading.objects.get().visible == {FIRST: [360, 50], SECOND: [360, 50]}


@pytest.mark.db
def test_a_beacon_sent_twice_or_late_adds_nothing(wang: User, dinghai: World) -> None:
    for seconds in (20, 20, 40, 40):
        beacon(wang, dinghai, seconds, {FIRST: seconds})
    beacon(wang, dinghai, 45, {FIRST: 20})
    assert Reading.objects.get().visible[FIRST] == [40, 50]


@pytest.mark.db
def test_a_lost_beacon_is_made_up_for_by_the_next(wang: User, dinghai: World) -> None:
    beacon(wang, dinghai, 20, {FIRST: 20})
    beacon(wang, dinghai, 200, {FIRST: 200})
    assert Reading.objects.get().visible[FIRST][0] == 200


@pytest.mark.db
def test_two_windows_are_paid_from_one_clock(wang: User, dinghai: World) -> None:
    for seconds in (20, 40, 60):
        beacon(wang, dinghai, seconds, {FIRST: seconds}, opened=0)
        beacon(wang, dinghai, seconds, {SECOND: seconds}, opened=1)
    assert sum(seconds for seconds, _far in Reading.objects.get().visible.values()) <= 60


@pytest.mark.db
def test_nobody_reads_faster_than_the_clock_or_for_ever(wang: User, dinghai: World) -> None:
    beacon(wang, dinghai, 20, {FIRST: 5000})
    assert Reading.objects.get().visible[FIRST][0] == 20
    for minutes in range(1, 200):
        beacon(wang, dinghai, minutes * 60, {FIRST: 5000 + minutes * 60})
    assert Reading.objects.get().visible[FIRST][0] <= most_seconds(dinghai.lesson.minutes) == 1800


@pytest.mark.db
@pytest.mark.parametrize("opened", [-100_000, 60])
def test_an_opening_before_or_after_the_fact_gains_nothing(
    opened: int, wang: User, dinghai: World
) -> None:
    beacon(wang, dinghai, 0, {FIRST: 0})
    beacon(wang, dinghai, 20, {FIRST: 5000}, opened=opened)
    visible = Reading.objects.get().visible
    assert visible[FIRST][0] == (20 if opened < 0 else 0)


@pytest.mark.db
def test_coming_back_after_a_break_tells_what_was_before_it(wang: User, dinghai: World) -> None:
    beacon(wang, dinghai, 60, {FIRST: 60})
    beacon(wang, dinghai, 4000, {FIRST: 0}, opened=3990)
    assert [(s.seconds, s.effective_at) for s in told()] == [(60, at(60))]


@pytest.mark.db
def test_finishing_tells_the_rest_and_counts_no_second_twice(wang: User, dinghai: World) -> None:
    read_for(wang, dinghai, 8)
    opened = services.opened_token(
        learner_id=wang.pk, activity=dinghai.lesson.activity_uuid, now=OPENED
    )
    arguments: dict[str, Any] = {"token": opened, "with_script": True, "now": at(490)}
    page = as_read(dinghai.lesson)
    assert services.complete(learner_id=wang.pk, page=page, **arguments) is True
    assert services.complete(learner_id=wang.pk, page=page, **arguments) is False
    done = Statement.objects.get(verb="completed")
    assert ([s.seconds for s in told()], done.seconds) == ([300, 180], 10)
    assert ActivityProgress.objects.get(activity=page.activity).seconds == 490
    assert evidence.rebuilt([wang.pk], write=False) == []


@pytest.mark.db
def test_the_worker_tells_only_of_who_has_gone_and_only_once(wang: User, dinghai: World) -> None:
    beacon(wang, dinghai, 60, {FIRST: 60})
    assert services.tell_left_behind(now=at(300)) == 0
    assert services.tell_left_behind(now=at(2000)) == 1
    assert services.tell_left_behind(now=at(2000)) == 0
    assert (told()[0].effective_at, told()[0].stored_at) == (at(60), at(2000))


@pytest.mark.db
def test_a_beacon_costs_two_queries_and_one_that_tells_at_most_ten(
    wang: User, dinghai: World
) -> None:
    page = as_read(dinghai.lesson)
    read_for(wang, dinghai, 4)
    half = Beacon((), int(OPENED.timestamp()), {FIRST: Glance(122, 9), SECOND: Glance(122, 9)})
    with at_most(2):
        services.note_sections(learner_id=wang.pk, page=page, seen=[], now=at(245), beacon=half)
    full = Beacon((), int(OPENED.timestamp()), {FIRST: Glance(150, 9), SECOND: Glance(150, 9)})
    with at_most(10):
        services.note_sections(learner_id=wang.pk, page=page, seen=[], now=at(310), beacon=full)
    assert len(told()) == 1


@pytest.mark.db
def test_the_page_sends_its_token_and_counts(as_wang: Client, wang: User, dinghai: World) -> None:
    from django.utils import timezone

    opened = services.opened_token(
        learner_id=wang.pk,
        activity=dinghai.lesson.activity_uuid,
        now=timezone.now() - timedelta(seconds=30),
    )
    sent = {"opened": opened, "seen": [FIRST], "spent": [f"{FIRST}:25:80", "nonsense:9:9"]}
    assert as_wang.post(f"/read/{dinghai.lesson.pk}/beacon", sent).status_code == 200
    assert Reading.objects.get().visible == {FIRST: [25, 80]}


@pytest.mark.db
def test_a_borrowed_token_tells_nothing(as_wang: Client, chen: User, dinghai: World) -> None:
    opened = services.opened_token(
        learner_id=chen.pk, activity=dinghai.lesson.activity_uuid, now=OPENED
    )
    sent = {"opened": opened, "seen": [FIRST], "spent": [f"{FIRST}:25:80"]}
    as_wang.post(f"/read/{dinghai.lesson.pk}/beacon", sent)
    assert Reading.objects.get().visible == {}
