"""Paper sittings as staff key them in: written down, handed in, marked like any other; corrected
and annulled with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.quizzes.assembly import PaperItem
from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.keying.papers import PaperForm
from training.learning.attempts.invigilation.keying.withdrawing import take_back
from training.learning.attempts.invigilation.services import (
    RESULT,
    STAFF_DEVICE,
    locked,
    note,
    said,
)
from training.learning.attempts.marking import mark, remark
from training.learning.attempts.models import Attempt, AttemptItem, MarkChange, Response
from training.learning.attempts.opening import limits_for, used
from training.learning.attempts.saving import kept
from training.learning.attempts.services import (
    Paper,
    Seat,
    hand_in,
    lay_out,
    mark_now_or_later,
)
from training.people.models import User

State = Attempt.State
Answers = Mapping[int, Mapping[str, Any]]
"""Payload by position on the paper."""


@dataclass(frozen=True)
class Sheet:
    """One person's paper: which one, what she answered, and when she handed it in."""

    quiz: Quiz
    enrolment: Enrolment
    form: PaperForm
    answers: Answers
    sat_at: datetime


def key_in(*, sheet: Sheet, by: User, now: datetime) -> Attempt:
    """Keep a paper sitting as the person's next one, then mark it.

    Raises ActRefused when she has an open sitting or no tries left; opening hours and waiting
    times are for those who sit at a screen.
    """
    return key_in_all(sheets=[sheet], by=by, now=now)[0]


def key_in_all(*, sheets: Sequence[Sheet], by: User, now: datetime) -> list[Attempt]:
    """Keep several paper sittings, or none of them when one is refused; then mark each. Twelve
    queries or so for each sheet."""
    try:
        with transaction.atomic():
            in_order = sorted(sheets, key=lambda sheet: sheet.enrolment.learner_id)
            keyed = [_keep(sheet, by, now) for sheet in in_order]
    except IntegrityError as twice:  # she has just begun at a screen
        raise ActRefused(
            "twice", _("刚才有人同时开始了这个测验，这次没有录入。请看一下名单再录。")
        ) from twice
    return [mark_now_or_later(attempt=attempt, now=now) for attempt in keyed]


def why_not_key(sheet: Sheet, history: Sequence[Attempt], now: datetime) -> str:
    """Why a paper sitting may not be added to these; empty when it may. One query when there are
    any."""
    if sheet.sat_at > now:
        return _("交卷时间不能晚于现在，请改过来。")
    if any(attempt.state == State.INPROGRESS for attempt in history):
        return _("本人正在网上做这个测验。请先等那一次交卷，或把它放弃。")
    if not history:
        return ""
    limits = limits_for(sheet.quiz, sheet.enrolment.learner_id, sheet.enrolment)
    if limits.attempts_allowed is None or len(used(history)) < limits.attempts_allowed:
        return ""
    return _("最多做 %d 次，已经用完。还要录，请先在“例外安排”里给本人加一次。") % (
        limits.attempts_allowed
    )


def _keep(sheet: Sheet, by: User, now: datetime) -> Attempt:
    learner_id, form = sheet.enrolment.learner_id, sheet.form
    # What she begins in the same moment has the same number, which the database refuses.
    hers = Attempt.objects.filter(learner_id=learner_id, quiz=sheet.quiz).order_by("number")
    history = list(hers.select_for_update())
    if reason := why_not_key(sheet, history, now):
        raise ActRefused("not_now", f"{sheet.enrolment.learner}：{reason}")
    seat = Seat(
        learner_id,
        sheet.enrolment,
        number=max((one.number for one in history), default=0) + 1,
        limits=limits_for(sheet.quiz, learner_id, sheet.enrolment),
    )
    attempt = lay_out(quiz=sheet.quiz, seat=seat, paper=_paper(form), now=sheet.sat_at, keyed_by=by)
    attempt.rules |= {"shuffle_choices": form.shuffled, "paper": form.number}
    attempt.save(update_fields=["rules"])
    _write_down(attempt, sheet.answers, by, now)
    note("keyed", attempt, by, "", now, paper=form.name, answers=len(sheet.answers))
    return hand_in(attempt=attempt, now=sheet.sat_at)


def _paper(form: PaperForm) -> Paper:
    items = [PaperItem(place.version.pk, place.mark, place.section) for place in form.places]
    return Paper(items, [place.seed for place in form.places])


def _write_down(attempt: Attempt, answers: Answers, by: User, now: datetime) -> None:
    """Append answers as steps by staff; steps and seqs follow those that are there."""
    mine = {"learner_id": attempt.learner_id, "attempt": attempt}
    items = dict(AttemptItem.objects.filter(**mine).values_list("position", "pk"))
    last = dict(
        Response.objects.filter(**mine).values_list("item_id").annotate(last=Max("step")).order_by()
    )
    Response.objects.bulk_create(
        Response(
            **mine,
            item_id=items[position],
            step=last.get(items[position], 0) + 1,
            device=STAFF_DEVICE,
            # Staff alone write here, so that steps and this device's seqs are the same.
            seq=last.get(items[position], 0) + 1,
            client_id=uuid4(),
            base_step=last.get(items[position], 0),
            payload=payload,
            by=by,
            saved_at=now,
        )
        for position, payload in answers.items()
    )


def correct(
    *, attempt: Attempt, answers: Answers, by: User, reason: str, now: datetime
) -> MarkChange | None:
    """Replace what was keyed wrongly by newer steps and mark again: a finished sitting keeps its
    history and the person is told of the change. Raises ActRefused when nothing differs, or the
    sitting was not keyed in by staff or is annulled."""
    reason = said(reason)
    with transaction.atomic():
        attempt = _keyed(attempt)
        if attempt.state == State.ABANDONED:
            raise ActRefused("abandoned", _("这份纸质卷已经作废了，请重新录一份。"))
        changed = _differing(attempt, answers)
        if not changed:
            raise ActRefused("nothing_changed", _("和原来录的一样，没有要改的。"))
        _write_down(attempt, changed, by, now)
        note("corrected", attempt, by, reason, now, answers=len(changed))
        if attempt.state == State.FINISHED:
            cause = MarkChange.Cause.REMARK
            return remark(attempt=attempt, by=by, cause=cause, reason=reason, now=now)
    mark(attempt=attempt, now=now)
    return None


def _keyed(attempt: Attempt) -> Attempt:
    attempt = locked(attempt)
    if attempt.keyed_by_id is None:
        raise ActRefused("not_keyed", _("这份是本人在网上做的，不能替本人改答案。"))
    return attempt


def _differing(attempt: Attempt, answers: Answers) -> dict[int, Mapping[str, Any]]:
    """The answers that are not as they are kept; one that was taken out becomes an empty one."""
    items = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
    before = {item: given.payload for item, given in kept(attempt).items()}
    changed: dict[int, Mapping[str, Any]] = {}
    for position, item in items.values_list("position", "pk"):
        given = answers.get(position, {})
        if given != before.get(item, {}):
            changed[position] = given
    return changed


@transaction.atomic
def annul(*, attempt: Attempt, by: User, reason: str, now: datetime) -> Attempt:
    """Take a keyed sitting out altogether, as when it was keyed for the wrong person: it is kept,
    counts for nothing, and what the log was told of it is voided.

    Raises ActRefused when it was not keyed in by staff, or is out already.
    """
    reason, attempt = said(reason), _keyed(attempt)
    if attempt.state == State.ABANDONED:
        raise ActRefused("abandoned", _("这份纸质卷已经作废了。"))
    was, percent = attempt.state, attempt.percent
    attempt.state, attempt.awaits_marker = State.ABANDONED, False
    for name in RESULT:
        setattr(attempt, name, None)
    attempt.save(update_fields=["state", "awaits_marker", *RESULT])
    take_back(attempt, reason=reason, by=by, now=now)
    note("annulled", attempt, by, reason, now, was=was, percent=percent)
    return attempt
