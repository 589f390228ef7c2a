"""Reading what the office did over verdicts, and what it may rest a waiver on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, Enrolment
from training.cohorts.selectors import credit_window, requirement_in_force
from training.learning.progress.acts import Act, act_of, acts_over, evidence_for
from training.learning.progress.checklist import HOW, worded
from training.learning.progress.judging import Ground, Window
from training.learning.waivers.errors import WaiverRefused
from training.people.models import User


def item_of(programme_id: int, code: str) -> Mapping[str, Any]:
    """An item that is required now; WaiverRefused for any other. One query."""
    version = requirement_in_force(programme_id)
    items = version.items if version else []
    found = next((item for item in items if item["code"] == code), None)
    if found is None:
        raise WaiverRefused("not_required", _("现在没有这个必修项，请重新选择。"))
    return dict(found)


def acts_in(cohort: Cohort) -> "QuerySet[Any]":
    """The waivers and rulings of a class, the newest first, for a pager; read with `told_of`."""
    return acts_over(Enrolment.objects.filter(cohort=cohort).values("pk"))


@dataclass(frozen=True)
class Told:
    """An act with the people it names."""

    act: Act
    learner: User
    by: User | None
    taken_back_by: User | None
    replaced: bool
    """Whether it is a ruling that a later one stands in front of."""


def told_of(statements: Iterable[Any]) -> list[Told]:
    """Acts with their people. One query."""
    return named(act_of(statement) for statement in statements)


def named(acts: Iterable[Act]) -> list[Told]:
    """The same for acts that were read already, the newest first. One query."""
    listed = list(acts)
    wanted = {one for act in listed for one in (act.learner_id, act.by, act.taken_back_by) if one}
    people = {person.pk: person for person in User.objects.filter(pk__in=wanted)}
    newest: dict[tuple[UUID, str], UUID] = {}
    for act in listed:
        if act.in_force and not act.waives:
            newest.setdefault((act.enrolment_id, act.code), act.statement_id)
    return [
        Told(
            act=act,
            learner=people[act.learner_id],
            by=people.get(act.by) if act.by else None,
            taken_back_by=people.get(act.taken_back_by) if act.taken_back_by else None,
            replaced=act.in_force
            and not act.waives
            and newest[act.enrolment_id, act.code] != act.statement_id,
        )
        for act in listed
    ]


@dataclass(frozen=True)
class Earlier:
    """Evidence from outside the credit window that would have done an item."""

    statement_id: UUID
    at: datetime
    how: str
    cohort: str

    @property
    def words(self) -> str:
        """It in one line, as a reason may say it."""
        day = f"{timezone.localtime(self.at):%Y-%m-%d}"
        if not self.cohort:
            return _("%(day)s %(how)s") % {"day": day, "how": self.how}
        told = {"day": day, "cohort": self.cohort, "how": self.how}
        return _("%(day)s 在“%(cohort)s”%(how)s") % told


def earlier_evidence(
    enrolments: Sequence[Enrolment], item: Mapping[str, Any]
) -> dict[UUID, list[Earlier]]:
    """By enrolment: what its person did towards an item outside its credit window. Two queries."""
    learners = {enrolment.learner_id for enrolment in enrolments}
    found = evidence_for(learners, item)
    classes: dict[UUID, list[Enrolment]] = {}
    for one in Enrolment.objects.filter(learner_id__in=found).select_related("cohort"):
        classes.setdefault(one.learner_id, []).append(one)
    told: dict[UUID, list[Earlier]] = {}
    for enrolment in enrolments:
        window = Window(*credit_window(enrolment))
        outside = [
            ground
            for ground in found.get(enrolment.learner_id, ())
            if not window.admits(ground.effective_at)
        ]
        if outside:
            known = classes.get(enrolment.learner_id, [])
            told[enrolment.pk] = [_earlier(ground, item, known) for ground in outside]
    return told


def _earlier(ground: Ground, item: Mapping[str, Any], known: Sequence[Enrolment]) -> Earlier:
    how = next(way["how"] for way in item["ways"] if way["activity"] == ground.activity)
    return Earlier(
        statement_id=ground.statement_id,
        at=ground.effective_at,
        how=str(HOW[worded(item, how)]),
        cohort=_class_of(ground, known),
    )


def _class_of(ground: Ground, known: Sequence[Enrolment]) -> str:
    """The class in which something was done: the one it was recorded for, else the one in whose
    window it lies."""
    for enrolment in known:
        if enrolment.pk == ground.registration:
            return str(enrolment.cohort)
    for enrolment in known:
        if Window(*credit_window(enrolment)).admits(ground.effective_at):
            return str(enrolment.cohort)
    return ""
