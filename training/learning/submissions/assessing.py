"""Judging a draft by its rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.workshops.scoring import judge
from training.learning.submissions import telling
from training.learning.submissions.errors import AssessmentRefused
from training.learning.submissions.models import (
    Assessment,
    CriterionMark,
    Draft,
    Marking,
    Submission,
)
from training.learning.submissions.services import newest_submission
from training.people import audit
from training.people.models import User

State = Draft.State


@dataclass(frozen=True)
class Judgement:
    """What a marker says of a draft.

    `seen` is the number of the newest assessment she knew of (0: none); a correction needs a
    `reason`, and takes a pass away only where `withdraws` says so.
    """

    levels: Mapping[str, int]
    remarks: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    seen: int = 0
    reason: str = ""
    withdraws: bool = False


def hold(*, draft: Draft, given: Mapping[str, object], by: User, now: datetime) -> Marking:
    """Keep what a marker has put down so far, which also tells others that she is at it."""
    held, _created = Marking.objects.update_or_create(
        learner_id=draft.learner_id,
        draft=draft,
        marker=by,
        defaults={"given": dict(given), "at": now},
    )
    return held


@transaction.atomic
def assess(*, draft: Draft, judgement: Judgement, by: User, now: datetime) -> Assessment:
    """Append an assessment of what was handed in, and tell the log; a correction supersedes the one
    before. Sent twice, it is one assessment.

    Raises AssessmentRefused, and stores nothing, when the draft is not handed in, when somebody
    assessed it meanwhile, when a criterion lacks its level, and for a correction without a reason.
    """
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("task")
        .get(learner_id=draft.learner_id, pk=draft.pk)
    )
    if draft.state == State.WRITING:
        raise AssessmentRefused("not_handed_in", _("代表取回了这份稿子，正在改，现在不能评。"))
    submission = newest_submission(draft)
    earlier = list(
        Assessment.objects.filter(learner_id=draft.learner_id, submission=submission)
        .select_related("assessor")
        .order_by("number")
    )
    if twin := _twin(earlier, judgement, by):
        return twin
    _refuse(earlier, judgement)
    assessment = _append(submission, earlier, judgement, by, now)
    draft.state, draft.seen_at = State.ASSESSED, None
    draft.save(update_fields=["state", "seen_at"])
    Marking.objects.filter(learner_id=draft.learner_id, draft=draft).delete()
    telling.assessed(draft, assessment, earlier, now)
    _note(draft, assessment)
    return assessment


def levels_of(assessment: Assessment) -> dict[str, int]:
    """The levels an assessment gave, by criterion. One query."""
    rows = CriterionMark.objects.filter(learner_id=assessment.learner_id, assessment=assessment)
    return dict(rows.values_list("code", "level"))


def _twin(earlier: Sequence[Assessment], judgement: Judgement, by: User) -> Assessment | None:
    """The same judgement, sent before by the same person from the same page."""
    last = earlier[-1] if earlier else None
    if last is None or last.assessor_id != by.pk or last.number <= judgement.seen:
        return None
    same = last.comment == judgement.comment and levels_of(last) == dict(judgement.levels)
    return last if same else None


def _refuse(earlier: Sequence[Assessment], judgement: Judgement) -> None:
    if earlier and earlier[-1].number > judgement.seen:
        told = _(
            "%(who)s 刚刚评了这份稿子（%(total)s 分），您的评分没有保存。"
            "同意的话不用再评；要改，请写明理由再按一次。"
        )
        who = {"who": earlier[-1].assessor, "total": f"{earlier[-1].total.normalize():f}"}
        raise AssessmentRefused("meanwhile", told % who)
    if earlier and not judgement.reason:
        raise AssessmentRefused("no_reason", _("成绩已经给出，更正要写明理由，代表会看到。"))


def _append(
    submission: Submission,
    earlier: Sequence[Assessment],
    judgement: Judgement,
    by: User,
    now: datetime,
) -> Assessment:
    rubric = earlier[-1].rubric if earlier else submission.rubric.body
    try:
        judged = judge(rubric, judgement.levels)
    except ValueError as lacking:
        raise AssessmentRefused("incomplete", _("每一项都要选一档。")) from lacking
    passed = judged.reaches(submission.pass_score)
    held = bool(earlier) and (earlier[-1].passed or earlier[-1].pass_kept)
    assessment = Assessment.objects.create(
        learner_id=submission.learner_id,
        submission=submission,
        number=earlier[-1].number + 1 if earlier else 1,
        supersedes=earlier[-1] if earlier else None,
        assessor=by,
        kind=Assessment.Kind.CORRECTION if earlier else Assessment.Kind.TRAINER,
        rubric=rubric,
        total=judged.total,
        veto=judged.veto,
        passed=passed,
        pass_kept=held and not passed and not judgement.withdraws,
        comment=judgement.comment,
        reason=judgement.reason if earlier else "",
        at=now,
    )
    _mark(assessment, judgement)
    return assessment


def _mark(assessment: Assessment, judgement: Judgement) -> None:
    CriterionMark.objects.bulk_create(
        CriterionMark(
            learner_id=assessment.learner_id,
            assessment=assessment,
            code=one["code"],
            level=judgement.levels[one["code"]],
            comment=judgement.remarks.get(one["code"], ""),
        )
        for one in assessment.rubric["criteria"]
    )


def _note(draft: Draft, assessment: Assessment) -> None:
    audit.note(
        actor=assessment.assessor,
        action="draft.assessed",
        at=assessment.at,
        target=f"draft:{draft.pk}",
        number=assessment.number,
        total=str(assessment.total),
        passed=assessment.passed,
        pass_kept=assessment.pass_kept,
        reason=assessment.reason,
    )
