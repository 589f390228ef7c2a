"""The adaptive placement: what must hold whatever is asked and answered."""

from itertools import product
from math import exp, log
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.learning.mastery import network as net_module
from training.learning.mastery.adaptive import (
    MOST_QUESTIONS,
    MOST_SECONDS,
    Answer,
    Belief,
    Item,
    Word,
    belief_of,
    may_show,
    next_item,
    prior,
    updated,
    verdicts,
    word_for,
)
from training.learning.mastery.chances import guess_of, likelihoods
from training.learning.mastery.network import FORCE, SHARES, marginals, network

POINTS = tuple("abcdefgh")
EDGES = (("a", "b"), ("b", "c"), ("a", "d"), ("d", "c"), ("e", "f"), ("c", "g"), ("b", "g"))


def item(number: int, point: str | tuple[str, ...], guess: float = 0.25, **extra: int) -> Item:
    identity = UUID(int=number)
    return Item(identity, identity, tuple(point), "single_choice", guess, **extra)


POOL = [
    item(10 * n + k, point, guess)
    for n, point in enumerate(POINTS)
    for k, guess in enumerate((0.06, 0.25, 0.25, 0.5))
]

answers = st.builds(Answer, st.sampled_from(POOL), st.booleans(), st.sampled_from((None, 1, 2, 3)))
many = st.lists(answers, max_size=30)
modest = settings(max_examples=60, deadline=None)


def after(told: list[Answer], edges: tuple[tuple[str, str], ...] = EDGES) -> Belief:
    belief = prior(POINTS, edges)
    for answer in told:
        belief = updated(belief, answer)
    return belief


def counted(edges: tuple[tuple[str, str], ...], evidence: list[float]) -> list[float]:
    """Every point's chance by going through all combinations one by one."""
    net = network(POINTS, edges)
    sums, whole = [0.0] * len(POINTS), 0.0
    for odds in net.fields:
        weights, alone = [], 0.0
        for state in product((0, 1), repeat=len(POINTS)):
            ties = FORCE ** sum(state[b] > state[a] for a, b in net.edges)
            prior_weight = ties * odds ** sum(state)
            alone += prior_weight
            weights.append(
                (
                    state,
                    prior_weight * exp(sum(e * s for e, s in zip(evidence, state, strict=True))),
                )
            )
        for state, weight in weights:
            whole += weight / alone
            for n, known in enumerate(state):
                sums[n] += known * weight / alone
    return [value / whole for value in sums]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=8, max_size=8))
def test_summing_out_is_exact(evidence: list[float]) -> None:
    known = marginals(network(POINTS, EDGES), evidence)
    assert known == pytest.approx(counted(EDGES, evidence), abs=1e-9)


def test_every_share_is_missing_as_often_as_it_says() -> None:
    net = network(POINTS, EDGES)
    for share, odds in zip(SHARES, net.fields, strict=True):
        known, _whole = net_module._summed(net, [odds] * len(POINTS))
        assert 1 - sum(known) / len(known) == pytest.approx(share, abs=1e-4)


@modest
@given(many)
def test_chances_stay_chances(told: list[Answer]) -> None:
    belief = after(told)
    assert all(0 <= known <= 1 for known in belief.known)
    for verdict in verdicts(belief):
        assert 0.5 <= verdict.sure <= 1


@modest
@given(many, answers)
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises(
    told: list[Answer], one: Answer
) -> None:
    before, then = after(told), after([*told, one])
    sign = 1 if one.right else -1
    for earlier, later in zip(before.known, then.known, strict=True):
        assert sign * (later - earlier) >= -1e-9


@modest
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(told: list[Answer], rng: Random) -> None:
    mixed = list(told)
    rng.shuffle(mixed)
    assert after(mixed).known == pytest.approx(after(told).known)


@modest
@given(many)
def test_a_belief_kept_as_json_comes_back(told: list[Answer]) -> None:
    belief = after(told)
    assert belief_of(belief.kept()).known == pytest.approx(belief.known)


@modest
@given(st.integers(0, 2**32), st.floats(0, 1))
def test_a_sitting_always_ends(seed: int, knows: float) -> None:
    rng, belief, asked = Random(seed), prior(POINTS, EDGES), set[UUID]()
    while chosen := next_item(belief, POOL, asked=asked, sittings=1, rng=rng):
        assert chosen.question not in asked
        asked.add(chosen.question)
        certainty = rng.choice((None, 1, 2, 3))
        belief = updated(belief, Answer(chosen, rng.random() < knows, certainty))
    assert 0 < len(asked) <= MOST_QUESTIONS


def test_the_harder_one_to_guess_is_asked_first() -> None:
    chosen = next_item(prior(POINTS, EDGES), POOL, asked=(), sittings=1, rng=Random(1))
    assert chosen is not None
    assert chosen.guess == 0.06


def test_nothing_is_asked_when_time_is_up_or_nothing_is_left() -> None:
    belief, rng = prior(POINTS, EDGES), Random(1)
    late = next_item(belief, POOL, asked=(), sittings=1, rng=rng, seconds=MOST_SECONDS)
    assert late is None
    assert next_item(belief, [], asked=(), sittings=1, rng=rng) is None
    enough = [UUID(int=n) for n in range(1000, 1000 + MOST_QUESTIONS)]
    assert next_item(belief, POOL, asked=enough, sittings=1, rng=rng) is None


@pytest.mark.parametrize(
    ("shown", "sittings", "may"),
    [(0, 1, True), (1, 1, False), (1, 3, False), (1, 7, True), (29, 100, True), (30, 100, False)],
)
def test_no_question_is_shown_in_more_than_three_of_ten(
    shown: int, sittings: int, may: bool
) -> None:
    assert may_show(item(1, "a", shown=shown), sittings) is may


def test_who_misses_what_comes_first_is_less_sure_of_what_builds_upon_it() -> None:
    tied, loose = prior(("a", "b"), [("a", "b")]), prior(("a", "b"))
    wrong = Answer(item(1, "a", 0.06), right=False)
    assert updated(tied, wrong).known[1] < updated(loose, wrong).known[1]


def test_certainty_tells_a_guess_from_knowledge() -> None:
    sure = after([Answer(POOL[1], right=True, certainty=3)]).known[0]
    unsaid = after([Answer(POOL[1], right=True)]).known[0]
    guessed = after([Answer(POOL[1], right=True, certainty=1)]).known[0]
    assert prior(POINTS, EDGES).known[0] <= guessed < unsaid < sure


def test_an_answer_about_two_points_weighs_half_on_each() -> None:
    both = updated(prior(("a", "b")), Answer(item(1, ("a", "b")), right=False))
    alone = updated(prior(("a", "b")), Answer(item(1, "a"), right=False))
    assert both.evidence == pytest.approx((alone.evidence[0] / 2,) * 2)
    assert both.answers == (1, 1)


def test_points_the_network_does_not_have_are_passed_over() -> None:
    belief = updated(prior(("a",), [("a", "z")]), Answer(item(1, "z"), right=False))
    assert belief.evidence == (0.0,)


def test_the_words() -> None:
    assert [word_for(known) for known in (0.1, 0.5, 0.7, 0.9)] == [
        Word.LEARN,
        Word.REVIEW,
        Word.UNKNOWN,
        Word.MASTERED,
    ]


def test_chances_follow_from_what_is_asked() -> None:
    options = [{"id": str(n)} for n in range(4)]
    assert guess_of("single_choice", {"options": options}) == 0.25
    assert guess_of("true_false", {}) == 0.5
    assert guess_of("multiple_choice", {"options": options}) == pytest.approx(1 / 15)
    assert guess_of("matching", {"left": options}) == 0.06
    part = {"kind": "true_false", "body": {}}
    assert guess_of("case_group", {"parts": [part, part]}) == 0.25
    assert guess_of("hologram", {}) == 0.25
    known, missing = likelihoods(POOL[3].chances, True, 1)
    assert log(known / missing) == 0
