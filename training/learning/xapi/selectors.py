"""Reading the log for export: person by person, so that memory holds one at a time."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.xapi.names import Names
from training.learning.xapi.statements import Json, Teller
from training.people.models import Congress, Membership, User

AT_ONCE = 500


def site() -> str:
    """The address under which this site's people and activities are named; no slash at the end."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


@dataclass(frozen=True)
class Wanted:
    """What is exported: whose statements, those stored since when, only some of them by person,
    and whether it is for the person herself (`own`): everything. Else what staff may see: facts,
    never single answers, and scores only where the congress has a written rule."""

    learners: Sequence[UUID]
    since: datetime | None = None
    own: bool = False
    only: Mapping[UUID, Sequence[UUID]] | None = None


def statements(wanted: Wanted) -> Iterator[Json]:
    """What is wanted as xAPI, everybody's in the order in which it was stored. A query a person,
    and some for names that were not met before."""
    names = Names()
    telling = Teller(site(), str(settings.SITE_NAME), names=names)
    silent = Teller(site(), str(settings.SITE_NAME), scores=False, names=names)
    scored = set(wanted.learners) if wanted.own else with_scores(wanted.learners)
    for learner_id in wanted.learners:
        teller = telling if learner_id in scored else silent
        rows = list(_rows(wanted, learner_id))
        names.learn(rows)
        yield from map(teller.statement, rows)


def seen_by(learner_id: UUID, *, own: bool = False) -> "QuerySet[Any]":
    """A person's statements that she herself, or staff, may see."""
    return evidence.visible(learner_id=learner_id, viewer_id=learner_id if own else None)


def _rows(wanted: Wanted, learner_id: UUID) -> "QuerySet[Any]":
    seen = seen_by(learner_id, own=wanted.own)
    if wanted.since:
        seen = seen.filter(stored_at__gte=wanted.since)
    if wanted.only is not None:
        seen = seen.filter(statement_id__in=wanted.only[learner_id])
    return seen.order_by("stored_at", "effective_at", "id")


def with_scores(learners: Iterable[UUID]) -> set[UUID]:
    """Those whose scores staff may see: every congress they learn in has a written rule. One query
    for each five hundred."""
    found: set[UUID] = set()
    people = list(learners)
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        held = Membership.objects.filter(user__in=some, role__in=Membership.LEARNERS)
        rules: dict[UUID, bool] = {}
        for user, rule in held.values_list("user", "organisation__congress__scores_rule"):
            rules[user] = rules.get(user, True) and bool(rule)
        found |= {user for user, may in rules.items() if may}
    return found


def learners_of(
    *, congresses: Sequence[Congress] | None = None, cohort: str = "", username: str = ""
) -> list[UUID]:
    """Whose statements: of one class, by its key; of one person, by her sign-in name; else of
    everybody, or everybody who belongs to the congresses. One query."""
    if username:
        return list(User.objects.filter(username=username).values_list("pk", flat=True))
    if cohort:
        placed = Enrolment.objects.filter(cohort__key=cohort)
        if congresses is not None:
            placed = placed.filter(cohort__congress__in=congresses)
        return list(placed.order_by("learner_id").values_list("learner_id", flat=True).distinct())
    people = User.objects.order_by("pk")
    if congresses is not None:
        people = people.filter(memberships__organisation__congress__in=congresses).distinct()
    return list(people.values_list("pk", flat=True))


def as_json(found: Iterable[Json]) -> Iterator[str]:
    """One JSON array, one statement a line, in pieces: what an LRS takes by POST /statements."""
    piece, before = ["["], "\n"
    for statement in found:
        text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
        piece.append(before + text)
        before = ",\n"
        if len(piece) > AT_ONCE:
            yield "".join(piece)
            piece = []
    yield "".join([*piece, "\n]\n"])
