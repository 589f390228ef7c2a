"""这一行不对: what a person says about her account, and the office's answer to it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning import evidence
from training.learning.crediting.errors import CreditingRefused
from training.learning.crediting.models import HourAppeal
from training.learning.hours.explaining import shown
from training.learning.hours.models import HourEntry
from training.learning.hours.reckoning import NOTHING
from training.people import audit
from training.people.models import Congress, User

LONGEST = 500
MOST_OPEN = 10
State = HourAppeal.State


@dataclass(frozen=True)
class Complaint:
    """What is said: about a line, or about a day on which something is missing."""

    congress: Congress
    day: date
    text: str
    entry: HourEntry | None = None


def _refuse_bad(complaint: Complaint, today: date) -> None:
    if not complaint.text.strip():
        raise CreditingRefused("empty", _("请写一写哪里不对，工作机构才好查。"))
    if len(complaint.text) > LONGEST:
        told = _("最多写 %(most)d 字，现在有 %(now)d 字。")
        raise CreditingRefused("too_long", told % {"most": LONGEST, "now": len(complaint.text)})
    if complaint.entry is None and complaint.day > today:
        raise CreditingRefused("future", _("这一天还没有到，请核对日期。"))


@transaction.atomic
def raise_appeal(*, learner: User, complaint: Complaint, now: datetime) -> HourAppeal:
    """Tell the office that a line is wrong or missing; raises CreditingRefused when it waits for
    an answer already."""
    _refuse_bad(complaint, timezone.localdate(now))
    held = User.objects.select_for_update(no_key=True).filter(pk=learner.pk)
    held.values_list("pk").first()
    waiting = HourAppeal.objects.filter(learner=learner, state=State.OPEN)
    if complaint.entry and waiting.filter(entry=complaint.entry).exists():
        raise CreditingRefused("waiting", _("这一行您已经提出过，正在等工作机构答复。"))
    if waiting.count() >= MOST_OPEN:
        told = _("您有 %d 件还在等答复，请等一等再提。") % MOST_OPEN
        raise CreditingRefused("too_many", told)
    return HourAppeal.objects.create(
        learner=learner,
        congress=complaint.congress,
        entry=complaint.entry,
        day=complaint.day,
        text=complaint.text.strip(),
        raised_at=now,
    )


def _open(appeal: HourAppeal) -> HourAppeal:
    """The appeal and its learner's row held; raises CreditingRefused when it was answered."""
    held = User.objects.select_for_update(no_key=True).filter(pk=appeal.learner_id)
    held.values_list("pk").first()
    rows = HourAppeal.objects.select_for_update(of=("self",)).filter(learner=appeal.learner_id)
    current = rows.get(pk=appeal.pk)
    if current.state != State.OPEN:
        raise CreditingRefused("answered", _("这一件已经答复过了。"))
    return current


def _close(appeal: HourAppeal, state: str, answer: str, by: User, now: datetime) -> None:
    if by.pk == appeal.learner_id:
        raise CreditingRefused("own", _("这是您自己提出的，请另一位同志答复。"))
    if not answer.strip():
        raise CreditingRefused("no_answer", _("请写明理由，代表会看到。"))
    if len(answer) > LONGEST:
        raise CreditingRefused("too_long", _("理由最多写 %d 字。") % LONGEST)
    appeal.state, appeal.answer = state, answer.strip()
    appeal.answered_by, appeal.answered_at = by, now
    appeal.save(update_fields=["state", "answer", "answered_by", "answered_at", "credit"])


@transaction.atomic
def decline(*, appeal: HourAppeal, answer: str, by: User, now: datetime) -> HourAppeal:
    """Leave the account as it is, and say why."""
    current = _open(appeal)
    _close(current, State.DECLINED, answer, by, now)
    _note(current, "hours.appeal_declined", by, now)
    return current


@transaction.atomic
def accept(
    *, appeal: HourAppeal, credit: Decimal, answer: str, by: User, now: datetime
) -> HourAppeal:
    """Grant hours, or take some back (a number below nothing), and say why: a statement, and so a
    line. Raises CreditingRefused for nothing and for more than the day has."""
    current = _open(appeal)
    if not credit or not -24 <= credit <= 24:
        raise CreditingRefused("credit", _("请写要加或要减几学时，例如 0.5 或 -0.5。"))
    known = HourEntry.objects.filter(
        learner=current.learner_id, congress=current.congress_id, day=current.day
    ).aggregate(total=Sum("credit"))["total"]
    if credit + (known or NOTHING) < 0:
        told = _("这一天一共才记了 %s 学时，不能减这么多。") % shown(known or NOTHING)
        raise CreditingRefused("below_nothing", told)
    current.credit = credit
    _close(current, State.ACCEPTED, answer, by, now)
    _record(current, by, now)
    _note(current, "hours.appeal_accepted", by, now, credit=str(credit))
    return current


def _record(appeal: HourAppeal, by: User, now: datetime) -> None:
    """The correction as a statement, from which the line follows."""
    claim = {
        "item": f"appeal.{appeal.pk}",
        "congress": appeal.congress_id,
        "minutes": 0,
        "credit": str(appeal.credit),
        "day": appeal.day.isoformat(),
        "reason": appeal.answer,
    }
    told = evidence.Happening(
        verb=evidence.Verb.ASSESSED,
        activity=appeal.pk,
        activity_type="hours",
        occurred_at=now,
        statement_id=evidence.derived_id("hours-appeal", appeal.pk),
        context={"title": appeal.answer, "by": str(by.pk), "hours": [claim]},
    )
    evidence.record(learner_id=appeal.learner_id, happenings=[told], now=now, source="staff")


def _note(appeal: HourAppeal, action: str, by: User, now: datetime, **more: Any) -> None:
    audit.note(
        actor=by,
        action=action,
        at=now,
        target=str(appeal.pk),
        learner=str(appeal.learner_id),
        day=str(appeal.day),
        answer=appeal.answer,
        **more,
    )
