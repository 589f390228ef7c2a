"""What there was to choose in a question, and what an answer chose. Pure Python: no Django.

By the shape of body and key; the name of the kind only tells whether several options may be
ticked. A new kind that asks in one of these shapes is analysed without a line here, and any other
still gets every figure but the picture of choices.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, permutations, product
from math import factorial, fsum
from typing import Any

from courses.questions.kinds.case_group.marking import weights
from courses.questions.kinds.fill_blank.folding import fold
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.kinds.fill_blank.nearness import NearMiss, near_misses
from courses.questions.kinds.registry import grade
from courses.questions.outcome import Body, Key, Payload
from training.learning.attempts.analysis.records import NOTHING, Pick

MOST_ANSWERS = 10_000
"""With more possible answers than this the guess score of a question is not worked out."""


@dataclass(frozen=True)
class Choice:
    """One thing that could be chosen."""

    key: str
    text: str
    right: bool


@dataclass(frozen=True)
class Facet:
    """One thing to decide in a question: an option list, a row to join, a blank to fill.

    An open facet takes any text; its choices are those that were given.
    """

    key: str
    heading: str
    choices: tuple[Choice, ...] = ()
    open: bool = False
    accepted: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Distractor:
    """A wrong choice that is there to tempt, and the picks that count as choosing it."""

    text: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True)
class Described:
    """A question version as analysis needs it: what could be chosen and what guessing earns."""

    kind: str
    stem: str
    facets: tuple[Facet, ...] = ()
    distractors: tuple[Distractor, ...] = ()
    guess: float | None = None
    parts: tuple["Described", ...] = ()
    worth: tuple[Fraction, ...] = ()
    """What each part is worth, as a share of the whole."""
    shape: "Shape | None" = field(default=None, compare=False, repr=False)
    share_of: Callable[[Payload], Decimal] | None = field(default=None, compare=False, repr=False)

    def is_right(self, facet: str, text: str) -> bool:
        """Whether a text given in an open facet earns anything there."""
        if self.shape is None or self.shape.written is None or self.share_of is None:
            return False
        return self.share_of(self.shape.written(facet, text)) > 0

    def form(self, text: str) -> str:
        """What spellings of one text have in common."""
        return self.shape.form(text) if self.shape else text

    def close(self, facet: Facet, texts: Iterable[str]) -> dict[str, tuple[str, str]]:
        """For the form of each text that was nearly right: what it comes close to, and why."""
        if self.shape is None or self.shape.close is None:
            return {}
        return {
            self.form(miss.text): (miss.near, miss.why) for miss in self.shape.close(facet, texts)
        }

    def picks(self, payload: Payload) -> tuple[Pick, ...]:
        """What an answer chose in each facet; (facet, NOTHING) where it was left open."""
        if self.shape is None:
            return ()
        made = tuple(self.shape.picks(self, payload))
        touched = {facet for facet, _choice in made}
        left = ((facet.key, NOTHING) for facet in self.facets if facet.key not in touched)
        return (*made, *left)


@dataclass(frozen=True)
class Shape:
    """How to read one shape of question. `answers` are the complete answers that somebody who
    knows nothing gives, each as likely as the other, and `count` how many there are. Where texts
    are written, `written` makes an answer of one text, `form` tells what its spellings share and
    `close` finds those that were nearly right."""

    fits: Callable[[str, Body, Key], bool]
    facets: Callable[[Body, Key], list[Facet]]
    picks: Callable[[Described, Payload], Iterator[Pick]]
    distractors: Callable[[tuple[Facet, ...]], list[Distractor]]
    count: Callable[[Body, Key], int] | None = None
    answers: Callable[[Body, Key], Iterator[Payload]] | None = None
    guess: float | None = None
    written: Callable[[str, str], Payload] | None = None
    form: Callable[[str], str] = str
    close: Callable[[Facet, Iterable[str]], list[NearMiss]] | None = None


# ---- options: single and multiple choice


def _option_facets(body: Body, key: Key) -> list[Facet]:
    right = set(key["right"])
    choices = (Choice(o["id"], o["text"], o["id"] in right) for o in body["options"])
    return [Facet("options", "", tuple(choices))]


def _option_picks(described: Described, payload: Payload) -> Iterator[Pick]:
    offered = {choice.key for choice in described.facets[0].choices}
    for identity in payload.get("chosen", []):
        if identity in offered:
            yield "options", identity


def _wrong_choices(facets: tuple[Facet, ...]) -> list[Distractor]:
    return [
        Distractor(choice.text, ((facet.key, choice.key),))
        for facet in facets
        for choice in facet.choices
        if not choice.right
    ]


def _option_count(body: Body, key: Key) -> int:
    return len(body["options"])


def _one_option(body: Body, key: Key) -> Iterator[Payload]:
    return ({"chosen": [option["id"]]} for option in body["options"])


def _set_count(body: Body, key: Key) -> int:
    return int(2 ** len(body["options"]) - 1)


def _sets_of_options(body: Body, key: Key) -> Iterator[Payload]:
    ids = sorted(option["id"] for option in body["options"])
    sets = chain.from_iterable(combinations(ids, size) for size in range(1, len(ids) + 1))
    return ({"chosen": list(chosen)} for chosen in sets)


# ---- true or false

JUDGEMENTS = {"true": True, "false": False}
"""The choices of a statement; their words are the page's business."""


def _judgement_facets(body: Body, key: Key) -> list[Facet]:
    choices = (Choice(name, name, key["answer"] is value) for name, value in JUDGEMENTS.items())
    return [Facet("judgement", "", tuple(choices))]


def _judgement_picks(described: Described, payload: Payload) -> Iterator[Pick]:
    for name, value in JUDGEMENTS.items():
        if payload.get("answer") is value:
            yield "judgement", name


def _both_judgements(body: Body, key: Key) -> Iterator[Payload]:
    return ({"answer": value} for value in JUDGEMENTS.values())


# ---- matching


def _row_facets(body: Body, key: Key) -> list[Facet]:
    return [
        Facet(
            left["id"],
            left["text"],
            tuple(
                Choice(right["id"], right["text"], key["pairs"].get(left["id"]) == right["id"])
                for right in body["right"]
            ),
        )
        for left in body["left"]
    ]


def _row_picks(described: Described, payload: Payload) -> Iterator[Pick]:
    rows = {facet.key: {choice.key for choice in facet.choices} for facet in described.facets}
    for left, right in payload.get("pairs", {}).items():
        if right in rows.get(left, ()):
            yield left, right


def _spare_partners(facets: tuple[Facet, ...]) -> list[Distractor]:
    """Partners that belong to no row: chosen wherever somebody joined them."""
    wanted = {choice.key for facet in facets for choice in facet.choices if choice.right}
    every = {choice.key: choice.text for facet in facets for choice in facet.choices}
    return [
        Distractor(text, tuple((facet.key, partner) for facet in facets))
        for partner, text in every.items()
        if partner not in wanted
    ]


def _pairings(body: Body, key: Key) -> Iterator[Payload]:
    lefts = [left["id"] for left in body["left"]]
    rights = sorted(right["id"] for right in body["right"])
    for chosen in product(rights, repeat=len(lefts)):
        yield {"pairs": dict(zip(lefts, chosen, strict=True))}


def _pairing_count(body: Body, key: Key) -> int:
    return int(len(body["right"]) ** len(body["left"]))


# ---- ordering


def _entry_facets(body: Body, key: Key) -> list[Facet]:
    texts = {entry["id"]: entry["text"] for entry in body["items"]}
    places = range(1, len(texts) + 1)
    return [
        Facet(
            identity,
            texts[identity],
            tuple(Choice(str(n), str(n), n == place) for n in places),
        )
        for place, identity in enumerate(key["order"], start=1)
    ]


def _entry_picks(described: Described, payload: Payload) -> Iterator[Pick]:
    known = {facet.key for facet in described.facets}
    for identity, place in payload.get("ranks", {}).items():
        if identity in known:
            yield identity, str(place)


def _orders(body: Body, key: Key) -> Iterator[Payload]:
    for order in permutations(sorted(entry["id"] for entry in body["items"])):
        yield {"ranks": {identity: place for place, identity in enumerate(order, start=1)}}


def _order_count(body: Body, key: Key) -> int:
    return factorial(len(body["items"]))


# ---- texts: blanks and numbers


def _blank_facets(body: Body, key: Key) -> list[Facet]:
    around = [*str(body["stem"]).split(BLANK), *[""] * (len(key["blanks"]) + 1)]
    return [
        Facet(
            key=str(n),
            heading=str(n),
            open=True,
            accepted=tuple(str(text) for text in accepted),
            before=around[n - 1],
            after=around[n],
        )
        for n, accepted in enumerate(key["blanks"], start=1)
    ]


def _close_to_blank(facet: Facet, texts: Iterable[str]) -> list[NearMiss]:
    return near_misses(texts, facet.accepted, facet.before, facet.after)


def _blank_picks(described: Described, payload: Payload) -> Iterator[Pick]:
    for facet, text in zip(described.facets, payload.get("blanks", []), strict=False):
        if fold(str(text)):
            yield facet.key, str(text).strip()


def _blank_written(facet: str, text: str) -> Payload:
    return {"blanks": [*[""] * (int(facet) - 1), text]}


def _value_facets(body: Body, key: Key) -> list[Facet]:
    accepted = tuple(str(answer["value"]) for answer in key["answers"])
    return [Facet("value", "", open=True, accepted=accepted)]


def _value_picks(described: Described, payload: Payload) -> Iterator[Pick]:
    if text := str(payload.get("value") or "").strip():
        yield "value", text


def _value_written(facet: str, text: str) -> Payload:
    return {"value": text}


def _value_form(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _none(facets: tuple[Facet, ...]) -> list[Distractor]:
    return []


SHAPES: tuple[Shape, ...] = (
    Shape(
        fits=lambda kind, body, key: "options" in body and kind != "multiple_choice",
        facets=_option_facets,
        picks=_option_picks,
        distractors=_wrong_choices,
        count=_option_count,
        answers=_one_option,
    ),
    Shape(
        fits=lambda kind, body, key: "options" in body,
        facets=_option_facets,
        picks=_option_picks,
        distractors=_wrong_choices,
        count=_set_count,
        answers=_sets_of_options,
    ),
    Shape(
        fits=lambda kind, body, key: isinstance(key.get("answer"), bool),
        facets=_judgement_facets,
        picks=_judgement_picks,
        distractors=_none,
        count=lambda body, key: 2,
        answers=_both_judgements,
    ),
    Shape(
        fits=lambda kind, body, key: "pairs" in key,
        facets=_row_facets,
        picks=_row_picks,
        distractors=_spare_partners,
        count=_pairing_count,
        answers=_pairings,
    ),
    Shape(
        fits=lambda kind, body, key: "order" in key,
        facets=_entry_facets,
        picks=_entry_picks,
        distractors=_none,
        count=_order_count,
        answers=_orders,
    ),
    # There is nothing to choose among: who knows nothing writes nothing that is right.
    Shape(
        fits=lambda kind, body, key: "blanks" in key,
        facets=_blank_facets,
        picks=_blank_picks,
        distractors=_none,
        guess=0.0,
        written=_blank_written,
        form=fold,
        close=_close_to_blank,
    ),
    Shape(
        fits=lambda kind, body, key: "answers" in key,
        facets=_value_facets,
        picks=_value_picks,
        distractors=_none,
        guess=0.0,
        written=_value_written,
        form=_value_form,
    ),
)


def describe(kind: str, body: Body, key: Key, rules: dict[str, str]) -> Described:
    """What analysis needs to know of a question version, marked by these rules."""
    stem = str(body.get("stem", ""))
    if "parts" in body:
        return _describe_group(kind, stem, body, key, rules)
    shape = next((shape for shape in SHAPES if shape.fits(kind, body, key)), None)
    if shape is None:
        return Described(kind, stem)
    facets = tuple(shape.facets(body, key))
    return Described(
        kind=kind,
        stem=stem,
        facets=facets,
        distractors=tuple(shape.distractors(facets)),
        guess=_guess(shape, kind, body, key, rules),
        shape=shape,
        share_of=lambda payload: grade(kind, body, key, payload, rules).fraction,
    )


def describe_all(kind: str, body: Body, keys: Sequence[Key], rules: dict[str, str]) -> Described:
    """The same where any of several keys may be satisfied: the first, and those accepted also."""
    found = describe(kind, body, keys[0], rules)
    for key in keys[1:]:
        found = _also(found, describe(kind, body, key, rules))
    return found


def _also(one: Described, other: Described) -> Described:
    # By key: the facets of an order follow its key, so two keys list them differently.
    theirs = {facet.key: facet for facet in other.facets}
    facets = tuple(_also_right(mine, theirs[mine.key]) for mine in one.facets)
    shares = [share for share in (one.share_of, other.share_of) if share]
    return replace(
        one,
        facets=facets,
        distractors=tuple(one.shape.distractors(facets)) if one.shape else (),
        share_of=(lambda payload: max(share(payload) for share in shares)) if shares else None,
        parts=tuple(_also(*both) for both in zip(one.parts, other.parts, strict=True)),
    )


def _also_right(mine: Facet, theirs: Facet) -> Facet:
    right = {choice.key for choice in (*mine.choices, *theirs.choices) if choice.right}
    choices = tuple(replace(choice, right=choice.key in right) for choice in mine.choices)
    accepted = tuple(dict.fromkeys((*mine.accepted, *theirs.accepted)))
    return replace(mine, choices=choices, accepted=accepted)


def _describe_group(kind: str, stem: str, body: Body, key: Key, rules: dict[str, str]) -> Described:
    parts = tuple(
        describe(part["kind"], part["body"], part_key, rules)
        for part, part_key in zip(body["parts"], key["parts"], strict=True)
    )
    even = rules.get("case_group") == "mean_of_parts"
    shares = [1] * len(parts) if even else weights(body)
    worth = tuple(Fraction(share, sum(shares)) for share in shares)
    return Described(kind, stem, guess=_group_guess(parts, worth, rules), parts=parts, worth=worth)


def _group_guess(
    parts: tuple[Described, ...], worth: tuple[Fraction, ...], rules: dict[str, str]
) -> float | None:
    """The parts' guess scores by their worth; None where one has none, or all must be right."""
    known = [part.guess for part in parts if part.guess is not None]
    if len(known) < len(parts) or rules.get("case_group") == "all_or_nothing":
        return None
    return fsum(guess * float(share) for guess, share in zip(known, worth, strict=True))


def _guess(shape: Shape, kind: str, body: Body, key: Key, rules: dict[str, str]) -> float | None:
    """Random guess score: the mean share earned by somebody who knows nothing and answers all.

    1/k for one of k options and 1/2 for a statement, as in Moodle. For the other kinds every
    complete answer is taken as equally likely (of several options: every non-empty set) and
    marked by the rule in force; 0 where a text or number must be written. None where an answer is
    marked by a person, and where there are more than MOST_ANSWERS possible answers.
    """
    if shape.answers is None or shape.count is None:
        return shape.guess
    count = shape.count(body, key)
    if not 0 < count <= MOST_ANSWERS:
        return None
    earned: Any = sum(
        grade(kind, body, key, answer, rules).fraction for answer in shape.answers(body, key)
    )
    return float(earned / count)
