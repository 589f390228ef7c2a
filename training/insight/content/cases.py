"""Cases: which are read and decided most, and how the decisions fall."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from cms.models import CaseStudyPage
from training.insight.content.asking import Looking
from training.insight.content.keeping import kept
from training.insight.definitions import percent
from training.insight.suppression import shown_for
from training.learning.progress.models import ActivityProgress
from training.learning.progress.pooled import Fallen, first_choices


@dataclass(frozen=True)
class OptionLine:
    """One option of a decision: how many chose it first. None where too few decided."""

    text: str
    best: bool
    people: int | None
    share: int | None


@dataclass(frozen=True)
class DecisionLine:
    """One decision point: how many decided, and for what; `gone` chose what is no longer there."""

    prompt: str
    people: int
    shown: bool
    options: tuple[OptionLine, ...]
    gone: int


@dataclass(frozen=True)
class CaseLine:
    """One case; people each once."""

    pk: int
    code: str
    title: str
    opened: int
    decided: int
    decisions: tuple[DecisionLine, ...]

    @property
    def share(self) -> int | None:
        """Per cent of those who opened it who decided everything."""
        return percent(self.decided, self.opened)

    @property
    def url(self) -> str:
        """The editor."""
        return reverse("wagtailadmin_pages:edit", args=[self.pk])


@dataclass(frozen=True)
class CaseReport:
    """All cases, the most opened first; `unopened` were opened by nobody."""

    as_of: datetime
    people: int
    lines: tuple[CaseLine, ...]
    unopened: tuple[CaseLine, ...]


def case_report(look: Looking) -> CaseReport:
    """The report, at most five minutes old. Six queries when it is made."""
    return kept("cases", look, _made)


def _made(look: Looking) -> CaseReport:
    cases = look.cases()
    numbers = _numbers(look, [case.activity_uuid for case in cases])
    points = [(case, stored) for case in cases for stored in _decisions(case)]
    keys = [case.decision_uuid(stored["id"]) for case, stored in points]
    fallen: dict[UUID, list[Fallen]] = defaultdict(list)
    for one in first_choices(learners=look.learners(), decisions=keys):
        fallen[one.decision].append(one)
    decided: dict[int, list[DecisionLine]] = defaultdict(list)
    for (case, stored), key in zip(points, keys, strict=True):
        decided[case.pk].append(_decision(stored["value"], fallen[key]))
    lines = [_line(case, numbers, tuple(decided[case.pk])) for case in cases]
    opened = [line for line in lines if line.opened]
    opened.sort(key=lambda line: (-line.opened, -line.decided, line.code))
    unopened = tuple(line for line in lines if not line.opened)
    return CaseReport(look.now, look.how_many(), tuple(opened), unopened)


def _numbers(look: Looking, activities: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """By case how many opened it and how many decided everything. One query."""
    rows = (
        ActivityProgress.objects.filter(learner_id__in=look.learners(), activity__in=activities)
        .filter(Q(seen_at__isnull=False) | Q(completed_at__isnull=False))
        .order_by()
        .values("activity")
        .annotate(n=Count("pk"), done=Count("pk", filter=Q(completed_at__isnull=False)))
    )
    return {row["activity"]: (row["n"], row["done"]) for row in rows}


def _line(
    case: CaseStudyPage,
    numbers: dict[UUID, tuple[int, int]],
    decisions: tuple[DecisionLine, ...],
) -> CaseLine:
    opened, decided = numbers.get(case.activity_uuid, (0, 0))
    return CaseLine(case.pk, case.code, case.local_title, opened, decided, decisions)


def _decisions(case: Any) -> list[dict[str, Any]]:
    """The stored decision blocks in order: no block is built."""
    return [stored for stored in case.body.raw_data if stored["type"] == "decision"]


def _decision(asked: dict[str, Any], fallen: list[Fallen]) -> DecisionLine:
    """How one decision fell; an option is known by its id, by its place before it had one."""
    options = asked["options"]
    places = {str(option.get("id") or ""): place for place, option in enumerate(options)}
    counts: dict[int, int] = defaultdict(int)
    for one in fallen:
        place = places.get(one.option_id) if one.option_id else one.place
        counts[-1 if place is None or place >= len(options) else place] += one.people
    people = sum(counts.values())
    shown = shown_for(people)
    lines = [
        OptionLine(
            text=str(option["value"]["text"]),
            best=bool(option["value"].get("best")),
            people=counts[place] if shown else None,
            share=percent(counts[place], people) if shown else None,
        )
        for place, option in enumerate(options)
    ]
    return DecisionLine(
        str(asked.get("prompt", "")), people, shown, tuple(lines), counts[-1] if shown else 0
    )
