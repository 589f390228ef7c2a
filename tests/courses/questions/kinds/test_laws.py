"""What holds for questions of every kind, whatever is asked and answered."""

import json
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.kinds.registry import (
    FOLDERS,
    KINDS,
    default_rules,
    grade,
    module_of,
    rules_offered,
)
from courses.questions.outcome import Outcome
from tests.factories import authored
from tests.factories.authored import law

SEED = "0123456789abcdef"
KIND_NAMES = sorted(KINDS)
every_kind = pytest.mark.parametrize("kind", KIND_NAMES)


def any_rules(draw: Any) -> dict[str, str]:
    """Some known rule of every kind, old ones included."""
    return {name: draw(st.sampled_from(sorted(kind.marking.RULES))) for name, kind in KINDS.items()}


def is_sound(outcome: Outcome) -> bool:
    states = {"right", "partial", "wrong", "gaveup", "needsgrading"}
    bounded = isinstance(outcome.fraction, Decimal) and 0 <= outcome.fraction <= 1
    idle = outcome.answered or outcome.fraction == 0
    return bounded and idle and outcome.state in states and all(map(is_sound, outcome.parts))


@every_kind
@law
@given(st.data())
def test_an_author_who_wrote_everything_hears_of_no_flaw(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    assert KINDS[kind].flaws(body, key) == []


@every_kind
@law
@given(st.data())
def test_marks_are_between_nothing_and_everything(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    payload = data.draw(authored.payloads(kind, body, key))
    assert is_sound(grade(kind, body, key, payload, any_rules(data.draw)))


@every_kind
@law
@given(st.data())
def test_nothing_answered_is_given_up_and_no_guess(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    outcome = grade(kind, body, key, {}, any_rules(data.draw))
    assert (outcome.state, outcome.fraction) == ("gaveup", 0)


def _waits(kind: str, body: dict[str, Any]) -> bool:
    parts = [part["kind"] for part in body.get("parts", [])]
    return "short_answer" in {kind, *parts}


@every_kind
@law
@given(st.data())
def test_the_right_answer_earns_everything_or_waits_for_a_person(
    kind: str, data: st.DataObject
) -> None:
    body, key = data.draw(authored.EVERY[kind])
    outcome = grade(kind, body, key, authored.perfect(kind, body, key), any_rules(data.draw))
    if _waits(kind, body):
        assert outcome.state == "needsgrading"
    else:
        assert (outcome.state, outcome.fraction) == ("right", 1)


@every_kind
@law
@given(st.data())
def test_an_answer_is_read_back_as_it_was_filled_in(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    payload = data.draw(authored.payloads(kind, body, key))
    paper, shuffle = KINDS[kind].paper, data.draw(st.booleans())
    shown = paper.refill(paper.present(body, SEED, shuffle=shuffle), payload, SEED)
    assert paper.read(authored.posted(shown, "q7"), "q7", body, SEED) == payload


bits = st.sampled_from([None, True, 7, b"7", "", "true", "9" * 5000, "\x00a", "\ud800", "１", "⅔"])
junk = bits | st.lists(bits, max_size=3) | st.just({"a": "b"})


@every_kind
@law
@given(st.data())
def test_junk_is_read_as_something_that_can_be_marked(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    paper = KINDS[kind].paper
    names = [*authored.posted(paper.refill(paper.present(body, SEED), {}, SEED), "q7"), "q7"]
    sent = data.draw(st.dictionaries(st.sampled_from(names), junk))
    payload = paper.read(sent, "q7", body, SEED)
    assert "\x00" not in json.dumps(payload, ensure_ascii=False)
    json.dumps(payload, ensure_ascii=False).encode()
    assert is_sound(grade(kind, body, key, payload, default_rules()))
    assert paper.review(body, key, payload)


def _marked(value: Any, marks: list[str]) -> Any:
    """The same with a marker in every text, so that a leak shows; identities stay."""
    if isinstance(value, dict):
        return {k: v if k == "id" else _marked(v, marks) for k, v in value.items()}
    if isinstance(value, list):
        return [_marked(entry, marks) for entry in value]
    if not isinstance(value, str):
        return value
    marks.append(f"leak{len(marks):04d}x")
    return f"{value}{marks[-1]}"


SHOWN_TOO = {"pairs", "right", "order", "answers", "parts"}
"""Keys that hold identities or numbers, not words; they are looked for by themselves."""


@every_kind
@law
@given(st.data())
def test_nothing_of_the_key_is_presented(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    marks: list[str] = []
    told = {name: _marked(value, marks) for name, value in key.items() if name not in SHOWN_TOO}
    told["parts"] = [_marked(part, marks) for part in key.get("parts", [])]
    shown = json.dumps(KINDS[kind].paper.present(body, SEED), default=list, ensure_ascii=False)
    assert not [mark for mark in marks if mark in shown]
    for identity in _identities(body) | _identities(key):
        assert identity not in shown


def _identities(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {str(value["id"])} if "id" in value else set()
        return own.union(*(map(_identities, value.values())))
    if isinstance(value, list):
        return set().union(*map(_identities, value)) if value else set()
    return set()


@every_kind
@law
@given(st.data())
def test_what_is_presented_does_not_depend_on_the_key(kind: str, data: st.DataObject) -> None:
    """`present` is never given the key; so the body must not hold it in any order of its own."""
    body, _key = data.draw(authored.EVERY[kind])
    for name in ("items", "right"):
        listed = body.get(name, [])
        assert listed == sorted(listed, key=lambda entry: entry["id"])


@every_kind
def test_every_kind_tells_its_rules_in_words(kind: str) -> None:
    offered = rules_offered()[kind]
    assert next(iter(offered)) == KINDS[kind].rule == default_rules()[kind]
    assert all(sentence.endswith("。") for sentence in KINDS[kind].marking.RULES.values())
    assert not KINDS[kind].old_rules & set(offered)
    assert set(offered) | KINDS[kind].old_rules == set(KINDS[kind].marking.RULES)


@every_kind
def test_a_kind_s_folder_is_complete(kind: str) -> None:
    folder = Path(import_module(module_of(kind, "kind")).__file__ or "").parent
    wanted = {"ask.jinja", "review.jinja", "print.html", "space.html", "models.py", "written.py"}
    wanted |= {"part.py"} if kind in FOLDERS else set()
    assert not wanted - {path.name for path in folder.iterdir()}


@every_kind
@law
@given(st.data())
def test_an_unknown_rule_counts_as_the_kinds_own(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    payload = data.draw(authored.payloads(kind, body, key))
    ordinary = grade(kind, body, key, payload, default_rules())
    assert grade(kind, body, key, payload, {**default_rules(), kind: "no such"}) == ordinary


# ---- choices


def multiple(body: Any, key: Any, ticked: Any, rule: str) -> Decimal:
    return grade(
        "multiple_choice", body, key, {"chosen": sorted(ticked)}, {"multiple_choice": rule}
    ).fraction


multiple_rules = pytest.mark.parametrize("rule", sorted(KINDS["multiple_choice"].marking.RULES))


@multiple_rules
@law
@given(authored.multiple_choice())
def test_ticking_everything_never_pays(rule: str, question: authored.Pair) -> None:
    body, key = question
    everything = [option["id"] for option in body["options"]]
    right, wrong = len(key["right"]), len(everything) - len(key["right"])
    earned = multiple(body, key, everything, rule)
    if rule == "hits_minus_wrong":  # the one rule that says so
        excess = Fraction(max(right - wrong, 0), right)
        assert earned == Decimal(excess.numerator) / Decimal(excess.denominator)
        assert "全部勾上也会得" in KINDS["multiple_choice"].marking.RULES[rule]
    else:
        assert earned == 0


@multiple_rules
@law
@given(authored.multiple_choice(), st.data())
def test_one_more_right_tick_never_costs_and_one_more_wrong_tick_never_pays(
    rule: str, question: authored.Pair, data: st.DataObject
) -> None:
    body, key = question
    ids = [option["id"] for option in body["options"]]
    ticked = set(data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True)))
    before = multiple(body, key, ticked, rule)
    for identity in set(ids) - ticked:
        after = multiple(body, key, ticked | {identity}, rule)
        assert after >= before if identity in key["right"] else after <= before


@law
@given(authored.single_choice(), st.data())
def test_several_ticks_of_a_single_choice_never_pay(
    question: authored.Pair, data: st.DataObject
) -> None:
    body, key = question
    ids = [option["id"] for option in body["options"]]
    ticked = data.draw(st.lists(st.sampled_from(ids), min_size=2, unique=True))
    for rule in KINDS["single_choice"].marking.RULES:
        assert (
            grade(
                "single_choice", body, key, {"chosen": sorted(ticked)}, {"single_choice": rule}
            ).fraction
            == 0
        )


@every_kind
@law
@given(st.data())
def test_the_order_in_which_things_are_listed_changes_nothing(
    kind: str, data: st.DataObject
) -> None:
    body, key = data.draw(authored.EVERY[kind])
    payload, rules = data.draw(authored.payloads(kind, body, key)), any_rules(data.draw)
    other = {
        name: data.draw(st.permutations(value))
        if name in {"options", "left", "right", "items"}
        else value
        for name, value in body.items()
    }
    assert grade(kind, other, key, payload, rules) == grade(kind, body, key, payload, rules)


# ---- rows and places


@law
@given(authored.matching(), st.data())
def test_one_more_right_row_never_costs(question: authored.Pair, data: st.DataObject) -> None:
    body, key = question
    payload = data.draw(authored.payloads("matching", body, key))
    left = data.draw(st.sampled_from(sorted(key["pairs"])))
    better = {"pairs": {**payload["pairs"], left: key["pairs"][left]}}
    for rule in KINDS["matching"].marking.RULES:
        marks = [
            grade("matching", body, key, answer, {"matching": rule}).fraction
            for answer in (payload, better)
        ]
        assert marks[1] >= marks[0]


@law
@given(authored.matching())
def test_one_partner_for_all_gains_only_its_own_rows(question: authored.Pair) -> None:
    body, key = question
    for partner in body["right"]:
        same = {"pairs": dict.fromkeys(key["pairs"], partner["id"])}
        own = list(key["pairs"].values()).count(partner["id"])
        earned = grade("matching", body, key, same, default_rules()).fraction
        assert earned == Decimal(own) / len(key["pairs"])
        assert grade("matching", body, key, same, {"matching": "all_or_nothing"}).fraction == 0


@law
@given(authored.ordering(), st.data())
def test_places_given_to_several_entries_gain_nothing(
    question: authored.Pair, data: st.DataObject
) -> None:
    body, key = question
    place = data.draw(st.integers(1, len(key["order"])))
    same = {"ranks": dict.fromkeys(key["order"], place)}
    for rule in rules_offered()["ordering"]:
        assert grade("ordering", body, key, same, {"ordering": rule}).fraction == 0


@law
@given(authored.ordering(), st.data())
def test_only_the_whole_order_earns_everything(
    question: authored.Pair, data: st.DataObject
) -> None:
    body, key = question
    order = data.draw(st.permutations(key["order"]))
    payload = {"ranks": {identity: n for n, identity in enumerate(order, start=1)}}
    for rule in KINDS["ordering"].marking.RULES:
        earned = grade("ordering", body, key, payload, {"ordering": rule}).fraction
        assert (earned == 1) == (order == key["order"])


@law
@given(authored.fill_blank(), st.data())
def test_one_more_right_blank_never_costs(question: authored.Pair, data: st.DataObject) -> None:
    body, key = question
    payload = data.draw(authored.payloads("fill_blank", body, key))
    n = data.draw(st.integers(0, len(key["blanks"]) - 1))
    better = [*payload["blanks"]]
    better[n] = key["blanks"][n][0]
    for rule in KINDS["fill_blank"].marking.RULES:
        marks = [
            grade("fill_blank", body, key, {"blanks": blanks}, {"fill_blank": rule}).fraction
            for blanks in (payload["blanks"], better)
        ]
        assert marks[1] >= marks[0]


# ---- the printed key


@pytest.mark.parametrize("shuffle", [True, False])
@law
@given(authored.multiple_choice())
def test_the_printed_letters_name_the_right_options(shuffle: bool, question: authored.Pair) -> None:
    body, key = question
    paper = KINDS["multiple_choice"].paper
    letters = paper.solution(body, key, SEED, shuffle=shuffle)
    shown = paper.present(body, SEED, shuffle=shuffle)["options"]
    tokens = [option["token"] for option in shown if option["letter"] in letters]
    assert paper.read({"q": tokens}, "q", body, SEED) == {"chosen": list(key["right"])}


@pytest.mark.parametrize("shuffle", [True, False])
@law
@given(authored.matching())
def test_the_printed_pairs_are_the_right_ones(shuffle: bool, question: authored.Pair) -> None:
    body, key = question
    paper = KINDS["matching"].paper
    shown = paper.present(body, SEED, shuffle=shuffle)
    letters = {partner["letter"]: partner["token"] for partner in shown["partners"]}
    sent = {
        f"q-{row['token']}": [letters[pair[-1]]]
        for row, pair in zip(
            shown["rows"],
            paper.solution(body, key, SEED, shuffle=shuffle).split(),
            strict=True,
        )
    }
    assert paper.read(sent, "q", body, SEED) == {"pairs": key["pairs"]}


@pytest.mark.parametrize("shuffle", [True, False])
@law
@given(authored.ordering())
def test_the_printed_numbers_give_the_right_order(shuffle: bool, question: authored.Pair) -> None:
    body, key = question
    paper = KINDS["ordering"].paper
    shown = paper.present(body, SEED, shuffle=shuffle)
    numbers = paper.solution(body, key, SEED, shuffle=shuffle).split()
    sent = {f"q-{entry['token']}": [n] for entry, n in zip(shown["entries"], numbers, strict=True)}
    payload = paper.read(sent, "q", body, SEED)
    assert grade("ordering", body, key, payload, default_rules()).fraction == 1
