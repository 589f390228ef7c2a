"""Raising an objection to a question, answering it, and what followed from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.quizzes.models import KeyAmendment
from training.learning.attempts.models import Attempt, AttemptItem, Objection
from training.learning.attempts.objections.errors import ObjectionRefused
from training.people import audit
from training.people.models import User

Verdict = Objection.Verdict


@dataclass(frozen=True)
class Ruling:
    """What a trainer decides about objections to one question, and what she tells the deputies."""

    verdict: str
    text: str


@transaction.atomic
def raise_objection(*, attempt: Attempt, position: int, text: str, now: datetime) -> Objection:
    """Question one item of a person's own sitting; raised again while open, it is changed.

    Raises ObjectionRefused when the paper has no such question, before the sitting is marked, and
    once the objection is answered.
    """
    attempt = Attempt.objects.select_for_update().get(learner_id=attempt.learner_id, pk=attempt.pk)
    mine = {"learner_id": attempt.learner_id, "attempt": attempt, "position": position}
    item = AttemptItem.objects.filter(**mine).first()
    if item is None:
        raise ObjectionRefused("no_such_question", _("这份试卷没有这道题。"))
    if attempt.state != Attempt.State.FINISHED:
        raise ObjectionRefused("not_finished", _("评完分才能对题目提疑问。"))
    known = Objection.objects.filter(learner_id=attempt.learner_id, item=item).first()
    if known is None:
        return Objection.objects.create(
            learner_id=attempt.learner_id, item=item, text=text, raised_at=now
        )
    if known.verdict != Verdict.OPEN:
        raise ObjectionRefused(
            "answered", _("这条疑问已经答复，不能再改。还有不同看法，请当面问讲师。")
        )
    if known.text != text:
        known.text, known.raised_at = text, now
        known.save(update_fields=["text", "raised_at"])
    return known


def token(objection: Objection) -> str:
    """What changes whenever somebody edits or answers an objection: proof of having read it."""
    moment = objection.answered_at or objection.raised_at
    return f"{objection.verdict}.{moment.timestamp():.6f}"


@transaction.atomic
def answer(
    *,
    objections: Sequence[Objection],
    read: Mapping[UUID, str],
    ruling: Ruling,
    by: User,
    now: datetime,
) -> list[Objection]:
    """Give one ruling on several objections, or correct an earlier one; the people are told anew.

    `read` has the token of each objection as the trainer saw it. Raises ObjectionRefused, and
    changes nothing, when one of them was changed or answered since.
    """
    found = _locked(objections)
    for objection in found:
        _refuse_if_changed(objection, read.get(objection.pk, ""))
        if regraded(objection) and ruling.verdict == Verdict.DECLINED:
            raise ObjectionRefused(
                "regraded",
                _("成绩已经因为这条疑问重评，不能再改成“维持原答案”。可以只改答复的文字。"),
            )
    for objection in found:
        objection.verdict, objection.answer = ruling.verdict, ruling.text
        objection.answered_by, objection.answered_at, objection.seen_at = by, now, None
        objection.save(update_fields=["verdict", "answer", "answered_by", "answered_at", "seen_at"])
        audit.note(
            actor=by,
            action="objection.answered",
            at=now,
            target=f"objection:{objection.pk}",
            verdict=ruling.verdict,
            text=ruling.text,
        )
    return found


def regraded(objection: Objection) -> bool:
    """Whether a decision on marks that stands, not taken back, followed an objection."""
    decision = objection.amendment
    return decision is not None and not hasattr(decision, "taken_back")


def _locked(objections: Sequence[Objection]) -> list[Objection]:
    """The rows as they are now, always locked in the same order."""
    learners = {objection.learner_id for objection in objections}
    rows = Objection.objects.select_for_update(of=("self",)).filter(
        learner_id__in=learners, pk__in=[objection.pk for objection in objections]
    )
    rows = rows.select_related("learner", "answered_by", "item", "amendment__taken_back")
    return list(rows.order_by("learner_id", "pk"))


def _refuse_if_changed(objection: Objection, seen: str) -> None:
    if token(objection) == seen:
        return
    if objection.answered_by:
        raise ObjectionRefused(
            "answered_meanwhile",
            _("%(who)s 刚刚答复了其中一条，您的答复没有保存。请看过再决定。")
            % {"who": objection.answered_by},
        )
    raise ObjectionRefused(
        "changed_meanwhile",
        _("%(who)s 刚刚改了疑问的内容，您的答复没有保存。请看过再答复。")
        % {"who": objection.learner},
    )


@transaction.atomic
def link_amendment(*, objections: Sequence[Objection], amendment: KeyAmendment) -> int:
    """Note on upheld objections to a question which decision on its marks followed; returns on how
    many. Open and declined ones, and those to other questions, are left as they are."""
    linked = 0
    for objection in _locked(objections):
        same = objection.item.version_id == amendment.version_id
        if same and objection.verdict == Verdict.UPHELD:
            objection.amendment = amendment
            objection.save(update_fields=["amendment"])
            linked += 1
    return linked


def note_seen(*, objection: Objection, now: datetime) -> None:
    """The person has seen the answer to her objection; an open or a seen one stays as it is."""
    Objection.objects.filter(
        learner_id=objection.learner_id, pk=objection.pk, seen_at=None, answered_at__isnull=False
    ).update(seen_at=now)
