"""Acts of the office over verdicts: waiving an item, ruling on an item or on the whole, and taking
either back. Each is a statement of the person with her enrolment as its registration, and each is
in the audit log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.progress.acts import Act, acts_of
from training.learning.progress.selectors import whole_progress
from training.learning.waivers.errors import WaiverRefused
from training.learning.waivers.selectors import item_of
from training.people import audit
from training.people.models import User


class Kind(TextChoices):
    """Why a waiver is given, in the words of cmi5."""

    TESTED_OUT = "Tested Out", gettext_lazy("已测试合格")
    EQUIVALENT_AU = "Equivalent AU", gettext_lazy("学过相当的课")
    EQUIVALENT_OUTSIDE = "Equivalent Outside Activity", gettext_lazy("参加过相当的活动")
    ADMINISTRATIVE = "Administrative", gettext_lazy("其他")


@dataclass(frozen=True)
class Ground:
    """On what grounds an item is waived; `earlier` names evidence from before, by enrolment."""

    kind: Kind
    reason: str
    earlier: Mapping[UUID, Sequence[UUID]]


@dataclass(frozen=True)
class Ruling:
    """What the office declares: an item (by its code), or with an empty code the whole verdict."""

    code: str
    done: bool
    reason: str


def _checked(reason: str) -> str:
    """The reason without blanks around; WaiverRefused for none."""
    words = reason.strip()
    if not words:
        raise WaiverRefused("no_reason", _("请写明理由，本人和以后查阅的人都会看到。"))
    return words


def _not_of_oneself(enrolment: Enrolment, by: User) -> None:
    if enrolment.learner_id == by.pk:
        raise WaiverRefused("own", _("不能给自己办理，请由别的工作人员办理。"))


def _hold(enrolment: Enrolment) -> None:
    """Her row first, as every writer of hers: what is read below stays true until it is acted
    upon."""
    held = User.objects.select_for_update(no_key=True).filter(pk=enrolment.learner_id)
    held.values_list("pk").first()


@transaction.atomic
def waive(*, enrolment: Enrolment, code: str, ground: Ground, by: User, now: datetime) -> bool:
    """Waive an item of one enrolment. False, and nothing done, where the item is done or waived
    already; WaiverRefused without a reason, for oneself and for an item that is not required."""
    reason = _checked(ground.reason)
    _not_of_oneself(enrolment, by)
    item = item_of(enrolment.cohort.programme_id, code)
    _hold(enrolment)
    verdict = whole_progress(enrolment)
    if verdict is not None and code in verdict.done_codes:
        return False
    if verdict is not None and code in verdict.reasons.get("denied", {}):
        words = _("%(name)s 的这一项已裁定为未完成，请先撤回裁定。")
        raise WaiverRefused("denied", words % {"name": enrolment.learner})
    activity = item["ways"][0]["activity"]
    before = [act for act in acts_of(enrolment.learner_id, enrolment.pk) if act.waives]
    same = [act for act in before if act.code == code]
    if any(act.in_force for act in same):
        return False
    earlier = [str(one) for one in ground.earlier.get(enrolment.pk, ())]
    told = evidence.Happening(
        verb=evidence.Verb.WAIVED,
        activity=UUID(activity),
        activity_type=_type_of(item),
        occurred_at=now,
        statement_id=evidence.derived_id("waived", enrolment.pk, code, len(same)),
        context={
            **_about(item),
            "kind": ground.kind.value,
            "reason": reason,
            "by": str(by.pk),
            "earlier": earlier,
        },
    )
    _record(enrolment, told, now)
    _note("waiver.given", enrolment, by, now, item=code, kind=ground.kind.value, reason=reason)
    return True


@transaction.atomic
def waive_several(
    *, enrolments: Sequence[Enrolment], code: str, ground: Ground, by: User, now: datetime
) -> int:
    """Waive an item of several enrolments, or of none of them when one is refused. Returns how
    many waivers were new."""
    # In one order, so that two officers at the same people never wait for each other.
    ordered = sorted(enrolments, key=lambda enrolment: enrolment.learner_id)
    return sum(waive(enrolment=one, code=code, ground=ground, by=by, now=now) for one in ordered)


@transaction.atomic
def rule(*, enrolment: Enrolment, ruling: Ruling, by: User, now: datetime) -> None:
    """Declare an item, or the whole verdict, done or not done. It holds against the evidence until
    it is taken back or another ruling follows; WaiverRefused where it would change nothing."""
    reason = _checked(ruling.reason)
    _not_of_oneself(enrolment, by)
    programme = enrolment.cohort.programme
    item = item_of(programme.pk, ruling.code) if ruling.code else None
    _hold(enrolment)
    _check_that_it_changes(enrolment, ruling)
    acts = acts_of(enrolment.learner_id, enrolment.pk)
    number = sum(not act.waives and act.code == ruling.code for act in acts)
    told = evidence.Happening(
        verb=evidence.Verb.OVERRIDDEN,
        activity=UUID(item["ways"][0]["activity"]) if item else programme.translation_key,
        activity_type=_type_of(item) if item else "programme",
        occurred_at=now,
        statement_id=evidence.derived_id("overridden", enrolment.pk, ruling.code, number),
        context={
            **(_about(item) if item else {}),
            "done": ruling.done,
            "reason": reason,
            "by": str(by.pk),
            "number": number,
        },
    )
    _record(enrolment, told, now)
    _note("verdict.ruled", enrolment, by, now, item=ruling.code, done=ruling.done, reason=reason)


def _check_that_it_changes(enrolment: Enrolment, ruling: Ruling) -> None:
    verdict = whole_progress(enrolment)
    done_codes = verdict.done_codes if verdict else []
    finished = verdict is not None and verdict.satisfied_at is not None
    done = ruling.code in done_codes if ruling.code else finished
    if done == ruling.done:
        told = _("现在就是完成，不需要裁定。") if done else _("现在就是未完成，不需要裁定。")
        raise WaiverRefused("no_change", told)


@transaction.atomic
def take_back(
    *, enrolment: Enrolment, statement_id: UUID, reason: str, by: User, now: datetime
) -> Act:
    """Take a waiver or a ruling back; it stays in the log, marked. WaiverRefused without a reason,
    for one's own enrolment, and for what was taken back before."""
    words = _checked(reason)
    _not_of_oneself(enrolment, by)
    _hold(enrolment)
    acts = acts_of(enrolment.learner_id, enrolment.pk)
    act = next((one for one in acts if one.statement_id == statement_id), None)
    if act is None or not act.in_force:
        raise WaiverRefused("gone", _("这一条已经撤回了。"))
    evidence.void(
        learner_id=enrolment.learner_id, statement_id=statement_id, reason=words, now=now, by=by
    )
    action = "waiver.taken_back" if act.waives else "verdict.ruling_taken_back"
    _note(action, enrolment, by, now, item=act.code, reason=words)
    return act


def _about(item: Mapping[str, Any]) -> dict[str, Any]:
    """Which item an act is about, readable without the requirements."""
    ways = list(dict.fromkeys(way["activity"] for way in item["ways"]))
    names = {name: item[name] for name in ("title", "title_en")}
    return {"item": item["code"], **names, "ways": ways}


def _type_of(item: Mapping[str, Any]) -> str:
    way = item["ways"][0]
    if way["how"] == "attended":
        return "session"
    return "writing" if way.get("what") == "writing" else "quiz"


def _record(enrolment: Enrolment, told: evidence.Happening, now: datetime) -> None:
    evidence.record(
        learner_id=enrolment.learner_id,
        happenings=[told],
        now=now,
        registration_id=enrolment.pk,
        source="staff",
    )


def _note(action: str, enrolment: Enrolment, by: User, now: datetime, **detail: Any) -> None:
    cohort = enrolment.cohort.key
    target = str(enrolment.learner_id)
    audit.note(actor=by, action=action, at=now, target=target, cohort=cohort, **detail)
