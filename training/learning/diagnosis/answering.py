"""Handing in the answer to the question before her. The first that comes counts, because the next
question was chosen by it; whatever comes after is kept beside it and said so."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.questions.kinds.registry import default_rules, grade
from courses.questions.outcome import GAVE_UP
from training.learning.attempts.saving import given
from training.learning.diagnosis import choosing, services, telling
from training.learning.diagnosis.clock import counted
from training.learning.diagnosis.errors import DiagnosisRefused
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer, DiagnosisItem
from training.learning.diagnosis.trail import trail_of
from training.learning.saves import Save

SIX = Decimal("0.000001")


@dataclass(frozen=True)
class Answered:
    """What came of it: whether this answer, or the same one handed in before, counts."""

    diagnosis: Diagnosis
    counts: bool

    @property
    def message(self) -> str:
        """What to tell her; nothing when all went as she expects."""
        if self.counts:
            return ""
        if self.diagnosis.is_over:
            return _("这次诊断已经结束。您刚才交的答案另外存着，没有算进结果。")
        return _("这道题已经交过了，以先交的为准；刚才交的另外存着。请接着答下面这道。")


@transaction.atomic
def answer(
    *,
    learner_id: UUID,
    diagnosis: UUID,
    position: int,
    posted: Any,
    save: Save,
    now: datetime,
) -> Answered:
    """Keep one answer. If it is the first to the question before her it is marked, recorded, and
    the next question is put, all in this transaction.

    Raises DiagnosisRefused when nothing was answered, when there is no such question or when the
    save's id belongs to another one, and Diagnosis.DoesNotExist when it is not hers. Four queries
    beside those of the log.
    """
    item = _locked_item(learner_id, diagnosis, position)
    found, row = item.diagnosis, judged(item, posted, save, now)
    if found.is_over or position != found.asked:
        return _beside(row)
    row.seconds = counted(found.ticking_since, now)
    _insert(row)
    found.spent += row.seconds
    _count(found, row, now)
    return Answered(found, counts=True)


def _locked_item(learner_id: UUID, diagnosis: UUID, position: int) -> DiagnosisItem:
    items = DiagnosisItem.objects.select_for_update(of=("diagnosis",)).filter(
        learner_id=learner_id, diagnosis_id=diagnosis, position=position
    )
    item = choosing.with_print(items.select_related("diagnosis", "version")).order_by().first()
    if item is None:
        services.locked(learner_id, diagnosis)
        raise DiagnosisRefused("no_such_question", _("这次诊断没有这道题，请从诊断页重新打开。"))
    return item


def judged(item: DiagnosisItem, posted: Any, save: Save, now: datetime) -> DiagnosisAnswer:
    """The answer with its mark, not saved yet. Raises DiagnosisRefused when there is none."""
    version, said = item.version, given(posted, item)
    dont_know = bool(posted.get("dont_know"))
    outcome = GAVE_UP
    if not dont_know:
        outcome = grade(
            version.kind, version.body, version.answer_key, said.payload, default_rules()
        )
    if not outcome.answered and not dont_know:
        raise DiagnosisRefused(
            "empty", _("还没有作答。选好或写好再交；不知道的题，请按“不知道，下一题”。")
        )
    return DiagnosisAnswer(
        learner_id=item.learner_id,
        diagnosis=item.diagnosis,
        item=item,
        step=1,
        counts=True,
        device=save.device,
        seq=save.seq,
        client_id=save.client_id,
        payload=said.payload,
        dont_know=dont_know,
        certainty=said.certainty,
        fraction=outcome.fraction.quantize(SIX, ROUND_HALF_UP),
        outcome=outcome.state,
        client_at=save.client_at,
        saved_at=now,
    )


def _insert(row: DiagnosisAnswer) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise DiagnosisRefused(
            "client_id_reused", _("这次提交的编号已经用过，请刷新页面再试。")
        ) from taken


def _count(found: Diagnosis, row: DiagnosisAnswer, now: datetime) -> None:
    trail = trail_of(found.belief)
    asked = trail.current
    if asked is None:
        raise ValueError(f"diagnosis {found.pk} has no question before her")
    after = trail.answered(row.outcome == "right", row.certainty, row.dont_know)
    fingerprint = choosing.print_of(row.item)
    told = [
        telling.answered(found, asked, row),
        *services.go_on(found, after, fingerprint, now),
    ]
    services.record(found, told, now)


def _beside(row: DiagnosisAnswer) -> Answered:
    """Keep an answer that came when another counted already, or after the end. The same again, by
    its id or its words, is not kept twice. Two queries."""
    mine = DiagnosisAnswer.objects.filter(learner_id=row.learner_id, item=row.item)
    before = list(mine.order_by("step"))
    for one in before:
        same = (one.payload, one.dont_know) == (row.payload, row.dont_know)
        if same or one.client_id == row.client_id:
            return Answered(row.diagnosis, counts=one.counts)
    row.step, row.counts = len(before) + 1, False
    _insert(row)
    return Answered(row.diagnosis, counts=False)
