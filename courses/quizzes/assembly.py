"""Making a paper: which frozen versions are asked, in which order."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from courses.questions.models import QuestionTag
from courses.quizzes.askable import askable, drawable
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.matching import assign
from courses.quizzes.models import EASIEST, HARDEST, Quiz, QuizSlot
from courses.quizzes.sampling import FEW, WINDOW, Candidate, Sampler, Want


@dataclass(frozen=True)
class PaperItem:
    """A version to ask (its row need not be read for that), what it is worth, and the title of
    its section."""

    version_id: int
    mark: Decimal
    section: str = ""


def draw(quiz: Quiz, rng: random.Random, seen: Mapping[int, int] | None = None) -> list[PaperItem]:
    """The items of a new paper, in order. Three queries at most, however large the bank.

    No question is asked twice: one that is named a second time is left out there, and draws keep
    clear of all that are named. `seen` (question → how often this person has met it) counts when
    the quiz draws the least seen first; chance decides among equals. Raises PaperIncomplete when a
    slot has nothing to ask.
    """
    slots = _slots(quiz)
    named = _named(slots)
    drawn = _drawn(quiz, slots, set(named), rng, seen if quiz.least_seen_first else None)
    items: list[PaperItem] = []
    used: set[int] = set()
    for section, of_section in groupby(slots, key=lambda slot: slot.section):
        part = []
        for slot in of_section:
            asked = [named[slot.question_id]] if slot.question_id else drawn[slot.pk]
            fresh = [candidate for candidate in asked if candidate.question_id not in used]
            used.update(candidate.question_id for candidate in fresh)
            part += [PaperItem(found.version_id, slot.mark, section.title) for found in fresh]
        if section.shuffle:
            rng.shuffle(part)
        items += part
    return items


def _slots(quiz: Quiz) -> list[Any]:
    """In the order of the paper, each with the version that would be asked of the question it
    names, and whether its tag is on more than few questions."""
    question = askable(quiz).filter(pk=OuterRef("question_id")).order_by()
    bearers = QuestionTag.objects.filter(tag__name=OuterRef("draw_tag")).order_by()
    return list(
        QuizSlot.objects.filter(section__quiz=quiz)
        .select_related("section")
        .annotate(
            version_to_ask=Subquery(question.values("live_version_id")),
            tag_is_common=Exists(bearers.values("pk")[FEW : FEW + 1]),
        )
        .order_by("section__sort_order", "section_id", "sort_order")
    )


def _named(slots: Sequence[Any]) -> dict[int, Candidate]:
    """The questions that slots name; raises PaperIncomplete for one that may not be asked."""
    named = {}
    for slot in slots:
        if slot.question_id:
            if slot.version_to_ask is None:
                raise PaperIncomplete(_not_askable(slot), slot.pk)
            named[slot.question_id] = Candidate(slot.question_id, slot.version_to_ask)
    return named


def _not_askable(slot: QuizSlot) -> str:
    told = _("“%(question)s”已经停用、还没有发布，或者不能用在这份卷子里")
    return told % {"question": slot.question}


def want_of(slot: QuizSlot) -> Want:
    """What a slot draws."""
    return Want(
        tag=slot.draw_tag,
        points=tuple(dict.fromkeys(slot.drawn_points())),
        easiest=slot.draw_easiest or EASIEST,
        hardest=slot.draw_hardest or HARDEST,
    )


def _drawn(
    quiz: Quiz,
    slots: Sequence[Any],
    taken: set[int],
    rng: random.Random,
    seen: Mapping[int, int] | None,
) -> dict[int, list[Candidate]]:
    """The candidates given to each drawing slot; raises PaperIncomplete for one that gets too
    few."""
    drawing = [slot for slot in slots if not slot.question_id]
    few = {slot.draw_tag for slot in drawing if not slot.tag_is_common}
    fills = _fill(quiz, drawing, taken, rng, few=few, seen=seen)
    for fill in fills:
        if fill.short:
            raise PaperIncomplete(too_few(fill), fill.slot.pk)
    return {fill.slot.pk: fill.given for fill in fills}


@dataclass(frozen=True)
class Fill:
    """What a drawing slot gets, and how many questions of its sample it could have had."""

    slot: QuizSlot
    given: list[Candidate]
    fitting: int

    @property
    def short(self) -> bool:
        """Whether it gets fewer than it asks."""
        return len(self.given) < self.slot.draw_count


def _fill(
    quiz: Quiz,
    drawing: Sequence[QuizSlot],
    taken: set[int],
    rng: random.Random,
    *,
    few: Collection[str],
    seen: Mapping[int, int] | None = None,
) -> list[Fill]:
    """Something for each drawing slot, as much as can be. Two queries at most."""
    if not drawing:
        return []
    wants = list(dict.fromkeys(want_of(slot) for slot in drawing))
    sampler = Sampler(
        drawable(quiz),
        root_id=quiz.owner_root_id,
        window=enough(sum(slot.draw_count for slot in drawing), len(taken)),
        few=few,
        seen=seen,
    )
    found = dict(zip(wants, sampler.candidates(wants, rng), strict=True))
    draws = [(found[want_of(slot)], slot.draw_count) for slot in drawing]
    given = share_out(draws, taken, rng, seen)
    return [
        Fill(slot, got, len({one.question_id for one in candidates} - taken))
        for slot, got, (candidates, _count) in zip(drawing, given, draws, strict=True)
    ]


def shortfalls(quiz: Quiz, slots: Sequence[QuizSlot]) -> dict[int, str]:
    """Why the draws among these slots cannot all be satisfied: place in the list → words.

    For a paper that is being written: neither the quiz nor its slots need be saved. Three queries
    at most; empty when there is a paper.
    """
    drawing = [slot for slot in slots if not slot.question_id]
    taken = {slot.question_id for slot in slots if slot.question_id}
    tags = {slot.draw_tag for slot in drawing if slot.draw_tag}
    bearers = QuestionTag.objects.filter(tag__name__in=tags).order_by()
    counted = bearers.values_list("tag__name").annotate(n=Count("pk")) if tags else []
    common = {name for name, n in counted if n > FEW}
    fills = _fill(quiz, drawing, taken, random.Random(0), few=tags - common)  # noqa: S311
    places = {id(slot): place for place, slot in enumerate(slots)}
    return {places[id(fill.slot)]: too_few(fill) for fill in fills if fill.short}


def enough(draws: int, named: int) -> int:
    """How large samples must be so that a paper is found whenever there is one.

    A draw that sees as many questions as the paper asks always finds one that is left, so only
    draws that see all of their questions can run short, and for these the sample is the truth.
    """
    return max(WINDOW, draws + named)


def share_out(
    draws: Sequence[tuple[Sequence[Candidate], int]],
    taken: set[int],
    rng: random.Random,
    seen: Mapping[int, int] | None = None,
) -> list[list[Candidate]]:
    """For each draw (its candidates, how many) what it gets: nothing in `taken`, nothing twice,
    the least seen first; fewer than asked only where no sharing-out gives more."""
    met = Counter(seen or {})
    places: list[list[Candidate]] = []
    for candidates, count in draws:
        free = [candidate for candidate in candidates if candidate.question_id not in taken]
        for _place in range(count):
            order = rng.sample(free, len(free))
            places.append(sorted(order, key=lambda candidate: met[candidate.question_id]))
    given = iter(assign(places))
    return [[got for got in (next(given) for _ in range(count)) if got] for _, count in draws]


def too_few(fill: Fill) -> str:
    """Why a draw cannot be satisfied, in words."""
    if fill.fitting >= fill.slot.draw_count:
        told = _("%(slot)s：要 %(asked)d 题，符合条件的 %(fitting)d 题里有的要留给别的题位")
    else:
        told = _("%(slot)s：要 %(asked)d 题，符合条件的只有 %(fitting)d 题")
    slot = fill.slot
    return told % {"slot": slot.describe(), "asked": slot.draw_count, "fitting": fill.fitting}
