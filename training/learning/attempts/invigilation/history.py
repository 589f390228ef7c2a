"""Everything that is kept of one sitting: each save, each mark, each change, each act of staff."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.questions.written import of_kind
from training.learning.attempts.invigilation.selectors import Standing, standing_of
from training.learning.attempts.invigilation.services import STAFF_DEVICE, late_answers
from training.learning.attempts.models import (
    Attempt,
    AttemptItem,
    ManualMark,
    MarkChange,
    Response,
    Score,
)
from training.people.models import AuditEvent

ACTS = {
    "sitting.extended": gettext_lazy("延时"),
    "sitting.reopened": gettext_lazy("重开"),
    "sitting.abandoned": gettext_lazy("放弃"),
    "sitting.handed_in": gettext_lazy("代为交卷"),
    "sitting.late_accepted": gettext_lazy("采纳迟到的答案"),
    "sitting.keyed": gettext_lazy("录入纸质卷"),
    "sitting.corrected": gettext_lazy("更正录入"),
    "sitting.annulled": gettext_lazy("作废"),
}
TOLD = {
    "before": gettext_lazy("原截止"),
    "due_at": gettext_lazy("新截止"),
    "was": gettext_lazy("原状态"),
    "percent": gettext_lazy("原成绩"),
    "submitted_at": gettext_lazy("原交卷"),
    "answers": gettext_lazy("答案数"),
    "paper": gettext_lazy("试卷号"),
}
"""What is shown of an act's details, and what it is called."""


@dataclass(frozen=True)
class Step:
    """One save as the history shows it; `counts` for the one that is marked."""

    response: Response
    words: list[str]
    counts: bool
    waits: bool

    @property
    def device(self) -> str:
        """Enough of the device's name to tell two apart."""
        name = self.response.device
        if name == STAFF_DEVICE:
            return _("工作人员")
        return _("网页表单") if name == "form" else name[:6]


@dataclass
class Asked:
    """One question of the sitting with everything that happened to it."""

    item: AttemptItem
    steps: list[Step] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    given: list[ManualMark] = field(default_factory=list)

    @property
    def mark(self) -> Decimal | None:
        """What it is worth as last marked; None before that or when it is left out."""
        if not self.scores or self.scores[-1].left_out:
            return None
        return self.scores[-1].fraction * self.item.max_mark

    @property
    def answer(self) -> list[str]:
        """The answer that counts, in words."""
        return next((step.words for step in reversed(self.steps) if step.counts), [])


@dataclass(frozen=True)
class Act:
    """Something staff did about the sitting."""

    event: AuditEvent
    name: str
    details: list[tuple[str, str]]

    @property
    def reason(self) -> str:
        """Why, in the person's own words."""
        return str(self.event.detail.get("reason", ""))


@dataclass(frozen=True)
class History:
    """A sitting with all that is kept of it."""

    attempt: Attempt
    standing: Standing
    questions: list[Asked]
    changes: list[MarkChange]
    acts: list[Act]
    others: list[Attempt]

    @property
    def late(self) -> int:
        """How many questions have a late answer that could be accepted."""
        return sum(any(step.waits for step in asked.steps) for asked in self.questions)


def history(attempt: Attempt, now: datetime) -> History:
    """Everything kept of one sitting. Seven queries."""
    mine = {"learner_id": attempt.learner_id, "attempt": attempt}
    items = AttemptItem.objects.filter(**mine).select_related("version__question")
    asked = {item.pk: Asked(item) for item in items.order_by("position")}
    _add_steps(asked, list(Response.objects.filter(**mine).select_related("by").order_by("step")))
    of_items = {"learner_id": attempt.learner_id, "item__attempt": attempt}
    for score in Score.objects.filter(**of_items).select_related("grader").order_by("number"):
        asked[score.item_id].scores.append(score)
    for given in ManualMark.objects.filter(**of_items).select_related("grader").order_by("at"):
        asked[given.item_id].given.append(given)
    others = Attempt.objects.filter(learner_id=attempt.learner_id, quiz_id=attempt.quiz_id)
    return History(
        attempt=attempt,
        standing=standing_of(attempt, now),
        questions=list(asked.values()),
        changes=list(MarkChange.objects.filter(**mine).select_related("by", "amendment")),
        acts=_acts(attempt),
        others=list(others.exclude(pk=attempt.pk).order_by("number")),
    )


def _add_steps(asked: dict[Any, Asked], rows: Sequence[Response]) -> None:
    counting = {row.item_id: row.pk for row in rows if row.current and not row.late}
    waiting = {row.pk for row in late_answers(list(rows)).values()}
    for row in rows:
        version = asked[row.item_id].item.version
        asked[row.item_id].steps.append(
            Step(
                response=row,
                words=of_kind(version.kind).say(version.body, row.payload),
                counts=counting.get(row.item_id) == row.pk,
                waits=row.pk in waiting,
            )
        )


def _acts(attempt: Attempt) -> list[Act]:
    events = AuditEvent.objects.filter(
        target=str(attempt.pk), action__in=ACTS, at__gte=attempt.started_at
    ).select_related("actor")
    return [
        Act(event, str(ACTS[event.action]), _details(event.detail))
        for event in events.order_by("at", "pk")
    ]


def _details(detail: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(name), _plainly(key, detail[key])) for key, name in TOLD.items() if key in detail]


def _plainly(key: str, value: Any) -> str:
    if key == "was":
        return str(Attempt.State(value).label)
    when = parse_datetime(str(value)) if key in {"before", "due_at", "submitted_at"} else None
    return date_format(timezone.localtime(when), "n-j H:i") if when else str(value)
