"""Who is in a class, in which group, on which seat."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.cohorts.errors import ClassRefused
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.stirring import stir
from training.people import audit
from training.people.models import Organisation, User

Status = Enrolment.Status
SEAT = 12


def _learner_held(enrolment: Enrolment) -> Enrolment:
    """The enrolment anew, under its learner's lock, as every writer of hers."""
    held = User.objects.select_for_update(no_key=True).filter(pk=enrolment.learner_id)
    held.values_list("pk").first()
    return Enrolment.objects.select_related("cohort", "learner").get(
        learner=enrolment.learner_id, pk=enrolment.pk
    )


@transaction.atomic
def withdraw(
    *, enrolment: Enrolment, reason: str, at: datetime, by: User, now: datetime
) -> Enrolment:
    """She is no longer in the class, as of a moment; what she did stays hers and in the log. Again
    changes nothing."""
    held = _learner_held(enrolment)
    if held.status == Status.WITHDRAWN:
        return held
    held.status, held.withdrawn_at, held.withdrawn_reason = Status.WITHDRAWN, at, reason
    held.seat = ""
    held.save(update_fields=["status", "withdrawn_at", "withdrawn_reason", "seat"])
    stir(learner_ids=[held.learner_id], now=now)
    _note("withdrawn", held, by, now, reason)
    return held


@transaction.atomic
def take_back_in(*, enrolment: Enrolment, by: User, now: datetime) -> Enrolment:
    """She is in the class again, with everything she did since she first joined it. The caller has
    her verdict judged again. Raises ClassRefused for a class that no longer changes."""
    held = _learner_held(enrolment)
    if held.status == Status.ACTIVE:
        return held
    if not held.cohort.changes:
        raise ClassRefused("closed", _("班次已经取消或者办结，不能再编入。"))
    held.status, held.withdrawn_at, held.withdrawn_reason = Status.ACTIVE, None, ""
    held.save(update_fields=["status", "withdrawn_at", "withdrawn_reason"])
    stir(learner_ids=[held.learner_id], now=now)
    _note("taken_back_in", held, by, now)
    return held


def _note(action: str, held: Enrolment, by: User, now: datetime, reason: str = "") -> None:
    audit.note(
        actor=by,
        action=f"class.{action}",
        at=now,
        target=str(held.learner_id),
        cohort=held.cohort.key,
        reason=reason,
    )


def active(cohort: Cohort) -> list[Enrolment]:
    """Who is in the class, in the order of numbers, with person, unit and group. One query."""
    found = cohort.enrolments.filter(status=Status.ACTIVE)
    found = found.select_related("learner", "unit", "group")
    return list(found.order_by("learner__number", "learner__username"))


def withdrawn(cohort: Cohort) -> list[Enrolment]:
    """Who was in the class once, the last to leave first. One query."""
    found = cohort.enrolments.filter(status=Status.WITHDRAWN).select_related("learner", "unit")
    return list(found.order_by("-withdrawn_at"))


# ---- groups


@dataclass(frozen=True)
class Share:
    """A group as an even distribution would fill it."""

    group: Organisation
    members: tuple[Enrolment, ...]

    @property
    def units(self) -> list[tuple[str, int]]:
        """How many of which township, the most first."""
        return Counter(str(one.unit) for one in self.members).most_common()


def dealt(members: Sequence[Enrolment], groups: Sequence[Organisation]) -> list[Share]:
    """The members dealt out evenly: sizes differ by one at most, and the people of each township
    too. Deputies of their first term are spread within each township. The same people always give
    the same groups."""
    by_unit: dict[int, list[Enrolment]] = defaultdict(list)
    for one in members:
        by_unit[one.unit_id].append(one)
    # Dealt one after the other without starting anew at a township, as cards are: what is left over
    # of one township goes on with the next.
    large_first = sorted(by_unit.values(), key=lambda unit: (-len(unit), unit[0].unit_id))
    hands: list[list[Enrolment]] = [[] for _group in groups]
    turn = 0
    for unit in large_first:
        for one in sorted(unit, key=lambda one: (not one.first_term, one.learner.number)):
            hands[turn % len(groups)].append(one)
            turn += 1
    return [
        Share(group, tuple(sorted(hand, key=lambda one: one.learner.number)))
        for group, hand in zip(groups, hands, strict=True)
    ]


@transaction.atomic
def put_in_groups(
    *, cohort: Cohort, groups: Mapping[UUID, int | None], by: User, now: datetime
) -> int:
    """Who goes into which group, by enrolment; None for no group. Returns how many changed."""
    changed = [one for one in active(cohort) if one.pk in groups and one.group_id != groups[one.pk]]
    for one in changed:
        one.group_id = groups[one.pk]
    Enrolment.objects.bulk_update(changed, ["group"])
    stir(learner_ids=[one.learner_id for one in changed], now=now)
    if changed:
        audit.note(
            actor=by,
            action="class.grouped",
            at=now,
            target=cohort.key,
            people={str(one.learner_id): one.group_id for one in changed},
        )
    return len(changed)


# ---- seats


def seat_name(row: int, column: int) -> str:
    """A seat of the plan: row and place, counted from one."""
    return f"{row}-{column}"


def in_order(members: Iterable[Enrolment], by_group: bool) -> list[Enrolment]:
    """In the order in which seats are given: by group, or by township, then by number."""
    if by_group:
        return sorted(
            members,
            key=lambda one: (
                one.group is None,
                (one.group.order, one.group.name) if one.group else (0, ""),
                one.learner.number,
            ),
        )
    return sorted(members, key=lambda one: (one.unit.order, one.unit.name, one.learner.number))


def laid_out(
    members: Sequence[Enrolment], *, rows: int, columns: int, by_group: bool
) -> dict[UUID, str]:
    """A seat for everybody, row after row; raises ClassRefused where there are too few."""
    if rows * columns < len(members):
        words = {"seats": rows * columns, "people": len(members)}
        raise ClassRefused(
            "seats", _("只有 %(seats)d 个座位，不够 %(people)d 人坐，请加排或者加座。") % words
        )
    seats = [
        seat_name(row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)
    ]
    ordered = in_order(members, by_group)
    return {one.pk: seat for one, seat in zip(ordered, seats, strict=False)}


@transaction.atomic
def seat(
    *, cohort: Cohort, seats: Mapping[UUID, str], size: tuple[int, int], by: User, now: datetime
) -> int:
    """Give seats, by enrolment; an empty one is none. `size` is rows and places a row, 0 for none.
    Raises ClassRefused where two people would sit on one. Returns how many changed."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    members = active(cohort)
    wanted = {one.pk: _written(seats.get(one.pk, one.seat)) for one in members}
    _no_seat_twice(members, wanted)
    changed = [one for one in members if one.seat != wanted[one.pk]]
    for one in changed:
        one.seat = wanted[one.pk]
    Enrolment.objects.bulk_update(changed, ["seat"])
    Cohort.objects.filter(pk=cohort.pk).update(seat_rows=size[0], seat_columns=size[1])
    if changed:
        audit.note(actor=by, action="class.seated", at=now, target=cohort.key, people=len(changed))
    return len(changed)


def _written(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()[:SEAT]


def _no_seat_twice(members: Sequence[Enrolment], wanted: Mapping[UUID, str]) -> None:
    taken: dict[str, Enrolment] = {}
    for one in members:
        place = wanted[one.pk]
        if place and place in taken:
            words = {"seat": place, "one": taken[place].learner, "other": one.learner}
            raise ClassRefused(
                "twice", _("座位 %(seat)s 同时排给了%(one)s和%(other)s，请改一个。") % words
            )
        taken[place] = one
