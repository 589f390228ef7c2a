"""Reading the exceptions of a quiz: which are in force, for whom, and what was said before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.quizzes.models import Quiz
from training.cohorts.models import Cohort, Enrolment
from training.learning.attempts.invigilation.allowing import Part
from training.learning.attempts.models import Allowance, Attempt, GroupAllowance
from training.learning.attempts.opening import Limits
from training.people.models import Organisation

NAMES = tuple(field.name for field in fields(Limits))
SHOWN = 200


@dataclass(frozen=True)
class Concerned:
    """Whom an exception is for: one person or a part of a class; `key` names them in forms."""

    part: Part
    enrolment: Enrolment | None = None

    @property
    def key(self) -> str:
        """person-…, unit-… or class-…"""
        if self.enrolment:
            return f"person-{self.enrolment.pk}"
        if self.part.unit:
            return f"unit-{self.part.cohort.pk}-{self.part.unit.pk}"
        return f"class-{self.part.cohort.pk}"

    @property
    def words(self) -> str:
        """Their name."""
        if self.enrolment:
            return f"{self.enrolment.learner}（{self.enrolment.unit}）"
        whole = str(self.part.cohort)
        return f"{self.part.unit} · {whole}" if self.part.unit else _("%s 全班") % whole


@dataclass(frozen=True)
class Said:
    """One exception as it was set; without limits it took an earlier one back."""

    concerned: Concerned
    limits: Limits
    reason: str
    by: str
    at: datetime

    @property
    def words(self) -> list[str]:
        """What it changes, in words."""
        return in_words(self.limits)


@dataclass(frozen=True)
class Exceptions:
    """Everything said about a quiz, newest first, and what of it is in force."""

    in_force: list[Said]
    history: list[Said]


def limits_in(row: Any) -> Limits:
    """The limits that a quiz or an exception sets."""
    return Limits(**{name: getattr(row, name) for name in NAMES})


def _when(at: datetime) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def in_words(limits: Limits) -> list[str]:
    """What limits say, one sentence each; empty for none."""
    said = []
    if limits.opens_at:
        said.append(_("%s 开放") % _when(limits.opens_at))
    if limits.closes_at:
        said.append(_("%s 关闭") % _when(limits.closes_at))
    if limits.time_limit:
        said.append(_("限时 %d 分钟") % limits.time_limit)
    if limits.attempts_allowed:
        said.append(_("最多 %d 次") % limits.attempts_allowed)
    return said


def exceptions(quiz: Quiz, cohorts: Sequence[Cohort]) -> Exceptions:
    """The exceptions of a quiz in some classes. Three queries."""
    told = sorted([*_of_persons(quiz, cohorts), *_of_parts(quiz, cohorts)], key=lambda one: one.at)
    newest = {one.concerned.key: one for one in told}
    in_force = [one for one in newest.values() if one.limits != Limits()]
    return Exceptions(in_force=in_force[::-1], history=told[::-1][:SHOWN])


def _of_persons(quiz: Quiz, cohorts: Sequence[Cohort]) -> Iterable[Said]:
    here = Enrolment.objects.filter(cohort__in=cohorts)
    rows = list(
        Allowance.objects.filter(quiz=quiz, learner_id__in=here.values("learner_id"))
        .select_related("by")
        .order_by("at")
    )
    places = {
        place.learner_id: place
        for place in here.filter(learner_id__in={row.learner_id for row in rows})
        .select_related("learner", "unit", "cohort")
        .order_by("cohort__starts_on")
    }
    for row in rows:
        place = places[row.learner_id]
        concerned = Concerned(Part(place.cohort), place)
        yield Said(concerned, limits_in(row), row.reason, str(row.by), row.at)


def _of_parts(quiz: Quiz, cohorts: Sequence[Cohort]) -> Iterable[Said]:
    rows = GroupAllowance.objects.filter(quiz=quiz, cohort__in=cohorts)
    for row in rows.select_related("by", "cohort", "unit").order_by("at", "pk"):
        concerned = Concerned(Part(row.cohort, row.unit))
        yield Said(concerned, limits_in(row), row.reason, str(row.by), row.at)


def concerned_by(key: str, cohorts: Sequence[Cohort]) -> Concerned:
    """Whom a key names among the people and parts of these classes; Http404 otherwise."""
    kind, _dash, rest = key.partition("-")
    if kind == "person":
        return _person(rest, cohorts)
    cohort_id, _dash, unit_id = rest.partition("-")
    cohort = next((one for one in cohorts if str(one.pk) == cohort_id), None)
    if cohort is None or kind not in {"class", "unit"}:
        raise Http404
    if kind == "class":
        return Concerned(Part(cohort))
    here = Enrolment.objects.filter(cohort=cohort)
    units = Organisation.objects.filter(
        Q(pk__in=here.values("unit_id")) | Q(pk__in=here.values("group_id"))
    )
    unit = units.filter(pk=unit_id).first() if unit_id.isdecimal() else None
    if unit is None:
        raise Http404
    return Concerned(Part(cohort, unit))


def _person(enrolment_id: str, cohorts: Sequence[Cohort]) -> Concerned:
    try:
        named = UUID(enrolment_id)
    except ValueError as nonsense:
        raise Http404 from nonsense
    rows = Enrolment.objects.select_related("learner", "unit", "cohort")
    place = rows.filter(cohort__in=cohorts, pk=named).first()
    if place is None:
        raise Http404
    return Concerned(Part(place.cohort), place)


def choices(cohort: Cohort) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whom an exception in a class may be for, in groups, by key and name. Two queries."""
    people = list(
        Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
        .select_related("learner", "unit", "group")
        .order_by("unit__order", "unit__name", "learner__name")
    )
    units = {one.unit.pk: one.unit for one in people}
    units |= {one.group.pk: one.group for one in people if one.group}
    return [
        (_("全班"), [(Concerned(Part(cohort)).key, str(cohort))]),
        (
            _("镇街和小组"),
            [(Concerned(Part(cohort, unit)).key, str(unit)) for unit in units.values()],
        ),
        (
            _("个人"),
            [(one.key, one.words) for one in (Concerned(Part(cohort), place) for place in people)],
        ),
    ]


def in_force_for(concerned: Concerned, quiz: Quiz) -> Limits:
    """What the newest exception of exactly these people sets; no limits when there is none. One
    query."""
    newest: Any
    if concerned.enrolment:
        mine = Allowance.objects.filter(learner_id=concerned.enrolment.learner_id, quiz=quiz)
        newest = mine.order_by("-at").first()
    else:
        part = concerned.part
        theirs = GroupAllowance.objects.filter(quiz=quiz, cohort=part.cohort, unit=part.unit)
        newest = theirs.order_by("-at", "-pk").first()
    return limits_in(newest) if newest else Limits()


def sitting_now(concerned: Concerned, quiz: Quiz) -> list[Attempt]:
    """Their open sittings, whose deadlines would move. One query."""
    rows = Attempt.objects.filter(
        quiz=quiz, state=Attempt.State.INPROGRESS, enrolment__cohort=concerned.part.cohort
    )
    if concerned.enrolment:
        rows = rows.filter(learner_id=concerned.enrolment.learner_id)
    elif concerned.part.unit:
        unit = concerned.part.unit
        rows = rows.filter(Q(enrolment__unit=unit) | Q(enrolment__group=unit))
    return list(rows.select_related("learner").order_by("learner__name"))
