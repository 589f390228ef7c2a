"""Giving a mark to an answer that no machine can mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.learning.attempts import marking
from training.learning.attempts.agreement import Given
from training.learning.attempts.grading.access import settles
from training.learning.attempts.grading.answers import payload_of
from training.learning.attempts.grading.errors import MarkRefused
from training.learning.attempts.grading.rubric import about_this, asked, fingerprint
from training.learning.attempts.grading.turns import Turn, allowed_turn
from training.learning.attempts.models import Attempt, AttemptItem, ManualMark, MarkChange
from training.learning.attempts.services import mark_now_or_later
from training.people import audit
from training.people.models import User

State = Attempt.State
SIX = Decimal("0.000001")


@dataclass(frozen=True)
class Judgement:
    """What a marker says of one answer.

    `marks` is criterion → share of it as text; `seen` the number of the newest mark she knew of;
    `reason` is needed to change a finished sitting.
    """

    marks: Mapping[str, str]
    comment: str = ""
    decides: bool = False
    seen: int = 0
    reason: str = ""


def givens(marks: Sequence[ManualMark]) -> list[Given]:
    """The marks of one answer as agreement and turns read them."""
    return [Given(row.grader_id, row.fraction, row.decides, row.number) for row in marks]


def give_mark(
    *, item: AttemptItem, part: str, judgement: Judgement, by: User, now: datetime
) -> ManualMark:
    """Append a person's mark of an answer, then finish the sitting if nothing else waits; a
    finished one is marked again and the person told, in one step with the mark.

    Sent twice, it is one mark. Raises MarkRefused, and stores nothing, when the sitting is not
    handed in, when it is not this person's turn, when somebody marked the answer meanwhile, and
    for a change without a reason.
    """
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(
            learner_id=item.learner_id, pk=item.attempt_id
        )
        attempt.quiz = item.attempt.quiz
        mark, fresh = _append(attempt, item, part, judgement, by=by, now=now)
        if fresh and attempt.state == State.FINISHED:
            marking.remark(
                attempt=attempt,
                by=by,
                cause=MarkChange.Cause.REMARK,
                reason=judgement.reason,
                now=now,
            )
        elif fresh:
            # No longer known to wait: should marking fail now, close_overdue tries again.
            attempt.awaits_marker = False
            attempt.save(update_fields=["awaits_marker"])
    if attempt.state == State.SUBMITTED:
        mark_now_or_later(attempt=attempt, now=now)
    return mark


def _append(
    attempt: Attempt,
    item: AttemptItem,
    part: str,
    judgement: Judgement,
    *,
    by: User,
    now: datetime,
) -> tuple[ManualMark, bool]:
    """The mark, and whether it is a new one."""
    known = list(
        ManualMark.objects.filter(learner_id=item.learner_id, item=item, part=part)
        .select_related("grader")
        .order_by("number")
    )
    if twin := _twin(known, judgement, by):
        return twin, False
    payload = payload_of(item)
    valid = about_this(known, item.version, part, payload)
    _refuse_out_of_turn(attempt, valid, judgement, by, now)
    mark = ManualMark.objects.create(
        learner_id=item.learner_id,
        item=item,
        number=known[-1].number + 1 if known else 1,
        part=part,
        marks=dict(judgement.marks),
        fraction=_share(item, part, judgement),
        comment=judgement.comment,
        decides=judgement.decides,
        answer=fingerprint(item.version, part, payload),
        grader=by,
        at=now,
    )
    _note(mark, judgement.reason)
    return mark, True


def _note(mark: ManualMark, reason: str) -> None:
    audit.note(
        actor=mark.grader,
        action="answer.marked",
        at=mark.at,
        target=f"item:{mark.item_id}",
        part=mark.part,
        number=mark.number,
        fraction=str(mark.fraction),
        decides=mark.decides,
        reason=reason,
    )


def _twin(known: Sequence[ManualMark], judgement: Judgement, by: User) -> ManualMark | None:
    """The same judgement, sent before by the same person from the same page."""
    if not known or known[-1].grader_id != by.pk or known[-1].number <= judgement.seen:
        return None
    last = known[-1]
    same = (last.marks, last.comment) == (dict(judgement.marks), judgement.comment)
    return last if same else None


def _refuse_out_of_turn(
    attempt: Attempt, known: Sequence[ManualMark], judgement: Judgement, by: User, now: datetime
) -> None:
    if attempt.state not in (State.SUBMITTED, State.FINISHED):
        raise MarkRefused("not_handed_in", _("这份卷还没有交，不能评阅。"))
    finished, second = attempt.state == State.FINISHED, bool(attempt.rules.get("second_marker"))
    turn = allowed_turn(
        by.pk,
        givens(known),
        second_marker=second,
        settles=settles(by, attempt.quiz, timezone.localdate(now)),
        finished=finished,
    )
    blind = second and turn == Turn.MARK
    others = [row for row in known if row.number > judgement.seen and row.grader_id != by.pk]
    if others and not blind:
        raise MarkRefused("meanwhile", _meanwhile(others[-1]))
    if turn == Turn.NONE:
        raise MarkRefused(
            "not_hers", _("这份答案已由两人评完。要改，请没有评过它的人或审稿人来定。")
        )
    if judgement.decides != (turn == Turn.DECIDE):
        raise MarkRefused(
            "meanwhile", _("这份答案的评阅情况刚刚变了，您的评分没有保存。请看过再评。")
        )
    if finished and not judgement.reason:
        raise MarkRefused("no_reason", _("成绩已经出来了，改分要写明理由，代表会看到。"))


def _meanwhile(other: ManualMark) -> str:
    return _(
        "%(who)s 刚刚评了这份答案（得 %(percent)d%%），您的评分没有保存。"
        "同意的话不用再评；要改，请再按一次保存。"
    ) % {"who": other.grader, "percent": round(other.fraction * 100)}


def _share(item: AttemptItem, part: str, judgement: Judgement) -> Decimal:
    """What the marks are worth; raises MarkRefused unless every criterion has one."""
    try:
        share = asked(item.version, part).share(judgement.marks)
    except ValueError as lacking:
        raise MarkRefused("incomplete", _("每个评分点都要选一项。")) from lacking
    return share.quantize(SIX, ROUND_HALF_UP)
