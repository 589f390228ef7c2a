"""Writing from the first line to the result. Nothing acknowledged is lost, nothing is decided
twice."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.workshops.models import WritingTask
from courses.workshops.parts import missing
from courses.workshops.services import freeze
from training.cohorts.models import Enrolment
from training.learning.submissions import telling
from training.learning.submissions.errors import WritingRefused
from training.learning.submissions.models import Draft, DraftStep, Marking, Submission
from training.learning.submissions.saving import Save, Saved, save, standing
from training.people import audit
from training.people.models import User

__all__ = [
    "AT_IT",
    "Save",
    "Saved",
    "drafts_of",
    "hand_in",
    "newest_submission",
    "reopen",
    "save",
    "see",
    "start",
    "take_back",
    "why_not_start",
]

State = Draft.State
AT_IT = timedelta(minutes=30)
"""So long a marker who does nothing more counts as being at a draft."""


def drafts_of(learner_id: UUID, task: WritingTask) -> list[Draft]:
    """A person's drafts for a task in order. One query."""
    return list(Draft.objects.filter(learner_id=learner_id, task=task).order_by("number"))


def why_not_start(task: WritingTask, earlier: list[Draft], now: datetime) -> str:
    """Why another draft may not be begun; empty when it may."""
    if earlier and earlier[-1].state == State.HANDED_IN:
        return _("上一稿还在等评阅。评完再决定要不要改。")
    if not task.live:
        return _("这个任务已经收回，不能再开始新的一稿。")
    if task.opens_at and now < task.opens_at:
        return _("这个任务还没有开放。")
    if task.is_over(now):
        return _("已经过了截止时间，不能再开始新的一稿。需要补写，请联系讲师。")
    if task.drafts_allowed and len(earlier) >= task.drafts_allowed:
        return _("这个任务最多交 %d 稿，已经交完了。") % task.drafts_allowed
    return ""


@transaction.atomic
def start(
    *, task: WritingTask, learner_id: UUID, enrolment: Enrolment | None, now: datetime
) -> Draft:
    """The draft under way, or a new one that starts from the text of the last; raises
    WritingRefused with the reason."""
    rows = Draft.objects.select_for_update(of=("self",)).filter(learner_id=learner_id, task=task)
    earlier = list(rows.order_by("number"))
    if earlier and earlier[-1].state == State.WRITING:
        return earlier[-1]
    if reason := why_not_start(task, earlier, now):
        raise WritingRefused("not_open", reason)
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                learner_id=learner_id,
                task=task,
                enrolment=enrolment,
                number=len(earlier) + 1,
                started_at=now,
            )
    except IntegrityError:
        # Two devices pressed at once: no row was there to be locked, and the first one stands.
        return Draft.objects.get(learner_id=learner_id, task=task, state=State.WRITING)
    if earlier:
        _begin_from(draft, earlier[-1], now)
    return draft


def _begin_from(draft: Draft, last: Draft, now: datetime) -> None:
    """The first step of a revision is the text that was assessed."""
    DraftStep.objects.create(
        learner_id=draft.learner_id,
        draft=draft,
        step=1,
        device="revision",
        seq=1,
        client_id=uuid4(),
        parts=newest_submission(last).parts,
        saved_at=now,
    )


def newest_submission(draft: Draft) -> Submission:
    """What counts of a draft that was handed in; Submission.DoesNotExist for one that never was.
    One query."""
    found = (
        Submission.objects.select_related("rubric")
        .filter(learner_id=draft.learner_id, draft=draft)
        .order_by("-number")
        .first()
    )
    if found is None:
        raise Submission.DoesNotExist
    return found


def _locked(learner_id: UUID, draft_id: UUID) -> Draft:
    """The draft, locked, with its task; Draft.DoesNotExist when the person has no such draft."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("task__rubric")
    return drafts.get(learner_id=learner_id, id=draft_id)


@transaction.atomic
def hand_in(*, learner_id: UUID, draft_id: UUID, now: datetime) -> Submission:
    """Freeze the text and the rubric and tell the log. Twice gives the first result.

    Raises WritingRefused when nothing is written.
    """
    draft = _locked(learner_id, draft_id)
    if draft.state != State.WRITING:
        return newest_submission(draft)
    parts = standing(draft).parts
    if len(missing(parts)) == len(parts):
        raise WritingRefused("empty", _("还什么都没写，不能交。写几句再交，以后还可以改。"))
    number = Submission.objects.filter(learner_id=learner_id, draft=draft).count() + 1
    submission = Submission.objects.create(
        learner_id=learner_id,
        draft=draft,
        number=number,
        rubric=freeze(rubric=draft.task.rubric, now=now),
        pass_score=draft.task.pass_score,
        parts=parts,
        late=draft.task.is_over(now),
        submitted_at=now,
    )
    draft.state, draft.handed_in_at, draft.returned = State.HANDED_IN, now, ""
    draft.save(update_fields=["state", "handed_in_at", "returned"])
    telling.handed_in(draft, submission, now)
    return submission


def _is_being_marked(draft: Draft, now: datetime) -> bool:
    """Whether somebody has chosen a level, or has just opened it. One query."""
    rows = Marking.objects.filter(learner_id=draft.learner_id, draft=draft)
    return any(
        row.at > now - AT_IT or any(name.startswith("level-") for name in row.given) for row in rows
    )


def _open_again(draft: Draft, reason: str, now: datetime) -> None:
    telling.given_back(draft, newest_submission(draft), now, reason=reason)
    Marking.objects.filter(learner_id=draft.learner_id, draft=draft).delete()
    draft.state = State.WRITING
    draft.save(update_fields=["state", "returned"])


@transaction.atomic
def take_back(*, learner_id: UUID, draft_id: UUID, now: datetime) -> Draft:
    """Write on at a draft that was handed in; raises WritingRefused once marking has begun.

    A draft that is being written stays as it is.
    """
    draft = _locked(learner_id, draft_id)
    if draft.state == State.WRITING:
        return draft
    if draft.state == State.ASSESSED or _is_being_marked(draft, now):
        raise WritingRefused("begun", _("讲师已经开始评阅，不能取回了。评完以后可以修改再交。"))
    _open_again(draft, "taken back", now)
    return draft


@transaction.atomic
def reopen(*, draft: Draft, reason: str, by: User, now: datetime) -> Draft:
    """Return a draft that was handed in, unmarked, to be written on, with a word why.

    Raises WritingRefused when it is not waiting for its marks.
    """
    draft = _locked(draft.learner_id, draft.pk)
    if draft.state != State.HANDED_IN:
        raise WritingRefused("not_waiting", _("这份稿子现在不在等评阅，没有退回。请刷新页面。"))
    draft.returned = reason
    _open_again(draft, reason, now)
    audit.note(actor=by, action="draft.returned", at=now, target=f"draft:{draft.pk}", reason=reason)
    return draft


def see(*, draft: Draft, now: datetime) -> None:
    """She has read the newest assessment."""
    Draft.objects.filter(learner_id=draft.learner_id, pk=draft.pk).update(seen_at=now)
