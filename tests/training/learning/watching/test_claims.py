"""The law of watching: nothing is believed that could not have been played."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from training.learning.watching.claims import FASTEST, Claim, Watched, believed
from training.learning.watching.spans import clipped, measure, union

LENGTH = 100_000
spans = st.lists(
    st.tuples(st.integers(-5_000, 2 * LENGTH), st.integers(-5_000, 2 * LENGTH)), max_size=6
).map(tuple)


@st.composite
def claims(draw) -> Claim:
    opened = draw(st.integers(0, 200_000))
    return Claim(opened, opened + draw(st.integers(0, 150_000)), draw(spans))


def after(told: list[Claim]) -> Watched:
    watched = Watched()
    for claim in told:
        watched = believed(watched, claim, LENGTH) or watched
    return watched


@given(st.lists(claims(), max_size=12))
def test_never_more_than_the_clock_and_the_recording_allow(told):
    watched = after(told)
    passed = measure(union((claim.opened, claim.now) for claim in told))
    assert measure(watched.spans) <= FASTEST * passed
    assert measure(watched.spans) <= LENGTH
    assert watched.spans == clipped(watched.spans, LENGTH)


@st.composite
def honest(draw) -> list[Claim]:
    """Reports of tabs that really played, one after the other, each telling from the start of its
    own playing again. Two that play in the same moment are one stretch of time by the law, so that
    not all of both need be believed."""
    told, clock = [], 0
    for pause in draw(st.lists(st.integers(0, 300_000), min_size=1, max_size=4)):
        played: list[tuple[int, int]] = []
        opened = clock = clock + pause
        place = draw(st.integers(0, LENGTH))
        for passed in draw(st.lists(st.integers(1, 30_000), max_size=5)):
            clock += passed
            went = draw(st.integers(0, FASTEST * passed))
            played = [*played, (place, place + went)]
            place += went
            told.append(Claim(opened, clock, tuple(played)))
    return told


@given(honest(), st.randoms())
def test_order_and_repeats_do_not_matter_to_who_really_watched(told, chance):
    once = after(sorted(told, key=lambda claim: claim.now))
    assert once.spans == clipped([span for claim in told for span in claim.spans], LENGTH)
    mixed = [*told, *told]
    chance.shuffle(mixed)
    assert after(mixed) == once


@given(claims(), st.integers(1, 50))
def test_tabs_open_at_once_are_one_stretch_of_time(claim, tabs):
    assert after([claim] * tabs) == after([claim])


def test_a_script_that_says_done_at_once_gains_nothing():
    assert believed(Watched(), Claim(0, 1_000, ((0, LENGTH),)), LENGTH) is None


def test_ten_pages_opened_by_a_script_gain_no_more_than_one():
    told = [Claim(n, 10_000 + n, ((n * 10_000, (n + 1) * 10_000),)) for n in range(10)]
    assert measure(after(told).spans) <= FASTEST * 10_009


def test_a_page_left_open_for_days_pays_for_half_a_day():
    watched = believed(Watched(), Claim(0, 3 * 86_400_000, ((0, 10),)), LENGTH)
    assert measure(watched.wall) == 12 * 3600 * 1000


def test_a_union_in_splinters_is_refused():
    splinters = tuple((n * 10, n * 10 + 1) for n in range(2_000))
    assert believed(Watched(), Claim(0, 10**9, splinters), LENGTH) is None


@given(spans, spans)
def test_unions(first, second):
    both = union([*first, *second])
    assert both == union([*union(second), *union(first)])
    assert measure(both) <= measure(union(first)) + measure(union(second))
    assert all(a[1] < b[0] for a, b in pairwise(both))
