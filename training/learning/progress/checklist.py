"""What an enrolment's verdict rests on, item by item: for the person herself and for the office.

Completion facts only: how and when an item was done, never an answer or a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cms.core.language import localised
from training.cohorts.models import Enrolment
from training.cohorts.requirements import DRAFT
from training.cohorts.selectors import requirement_in_force
from training.learning.progress.models import CourseProgress
from training.learning.progress.selectors import activity_states, whole_progress

HOW = {
    "attended": _("到课签到"),
    "completed": _("学完本课"),
    "handed_in": _("交卷"),
    "passed": _("测验通过"),
    "writing": _("稿子评阅合格"),
    "waived": _("免修"),
    "overridden": _("工作机构裁定"),
}
STATES = {
    "attended": _("已签到"),
    "completed": _("已学完"),
    "handed_in": _("已交卷"),
    "passed": _("已通过"),
    "writing": _("已合格"),
    "waived": _("免修"),
    "overridden": _("裁定完成"),
    "denied": _("裁定未完成"),
    "failed": _("还没通过"),
    "seen": _("看过，没学完"),
    "none": _("未开始"),
}
# The class of the status mark (shape and colour) that goes with each state.
MARKS = {
    "waived": "waived",
    "overridden": "ruled",
    "denied": "denied",
    "failed": "behind",
    "seen": "ontrack",
    "none": "none",
}


@dataclass(frozen=True)
class Note:
    """A dated remark on a verdict: an act of the office, or a pass that a regrading left or took
    back."""

    at: datetime
    statement_id: UUID
    reason: str = ""
    by: UUID | None = None
    done: bool | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Note | None":
        """As it was kept in the reasons of a verdict."""
        if not kept:
            return None
        by = kept.get("by")
        return cls(
            at=_moment(kept["at"]),
            statement_id=UUID(kept["id"]),
            reason=kept.get("reason", ""),
            by=UUID(by) if by else None,
            done=kept.get("done"),
        )


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found


@dataclass(frozen=True)
class Line:
    """A required item as it stands. `state` is how it was done; else denied, failed, seen or
    none."""

    item: Mapping[str, Any]
    state: str
    at: datetime | None = None
    ids: tuple[UUID, ...] = ()
    kept: Note | None = None
    lost: Note | None = None
    denied: Note | None = None

    @property
    def code(self) -> str:
        """The item's code on the timetable."""
        return str(self.item["code"])

    @property
    def number(self) -> str:
        """The same for people: empty for the draft, which stands in no place of the timetable."""
        return "" if self.code == DRAFT else self.code

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return localised(_Titled(self.item["title"], self.item["title_en"]), "title")

    @property
    def day(self) -> int:
        """The day of the programme to which it belongs."""
        return int(self.item["day"])

    @property
    def minutes(self) -> int:
        """How long it takes; 0 where nobody can say."""
        return int(self.item["minutes"])

    @property
    def ways(self) -> tuple[Mapping[str, str], ...]:
        """The ways by which it may be done, each with activity and how."""
        return tuple(self.item["ways"])

    @property
    def done(self) -> bool:
        """Whether it counts as done."""
        return self.state in HOW

    @property
    def how(self) -> str:
        """By what it was done, in words; empty while it is not."""
        return str(HOW.get(self.state, ""))

    @property
    def words(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def mark(self) -> str:
        """The status mark of the state."""
        return MARKS.get(self.state, "done")


@dataclass(frozen=True)
class _Titled:
    title: str
    title_en: str


@dataclass(frozen=True)
class Checklist:
    """The verdict of an enrolment and every item that is required now, in order."""

    enrolment: Enrolment
    lines: tuple[Line, ...]
    version: int | None
    satisfied_at: datetime | None
    satisfied_version: int | None
    ruling: Note | None

    @property
    def required(self) -> int:
        """How many items are required now."""
        return len(self.lines)

    @property
    def missing(self) -> list[Line]:
        """Those that are not done."""
        return [line for line in self.lines if not line.done]

    @property
    def done(self) -> list[Line]:
        """Those that are done."""
        return [line for line in self.lines if line.done]


def checklist_of(enrolment: Enrolment) -> Checklist:
    """Every item required now of an enrolment, and what its verdict rests on. Three queries."""
    version = requirement_in_force(enrolment.cohort.programme_id)
    verdict = whole_progress(enrolment)
    items = version.items if version else []
    activities = [UUID(way["activity"]) for item in items for way in item["ways"]]
    states = activity_states(enrolment.learner_id, activities)
    by_activity = {str(activity): state for activity, state in states.items()}
    return Checklist(
        enrolment=enrolment,
        lines=tuple(_line(item, verdict, by_activity) for item in items),
        version=version.number if version else None,
        satisfied_at=verdict.satisfied_at if verdict else None,
        satisfied_version=verdict.satisfied_version if verdict else None,
        ruling=Note.of(verdict.reasons.get("ruling")) if verdict else None,
    )


def _line(
    item: Mapping[str, Any], verdict: CourseProgress | None, states: Mapping[str, Any]
) -> Line:
    reasons = verdict.reasons if verdict else {}
    code = item["code"]
    if done := reasons.get("items", {}).get(code):
        return Line(
            item=item,
            state=worded(item, done["how"]),
            at=_moment(done["at"]),
            ids=tuple(UUID(one) for one in done["ids"]),
            kept=Note.of(done.get("kept")),
        )
    denied = Note.of(reasons.get("denied", {}).get(code))
    lost = Note.of(reasons.get("lost", {}).get(code))
    state = "denied" if denied else _begun(item, states)
    return Line(item=item, state=state, lost=lost, denied=denied)


def worded(item: Mapping[str, Any], how: str) -> str:
    """The key of the words for a way of doing an item: a test is handed in, a draft assessed."""
    if how == "completed" and not any(way["how"] == "attended" for way in item["ways"]):
        return "handed_in"
    if how == "passed" and any(way.get("what") == "writing" for way in item["ways"]):
        return "writing"
    return how


def _begun(item: Mapping[str, Any], states: Mapping[str, Any]) -> str:
    """How far an item that is not done has come."""
    found = [state for way in item["ways"] if (state := states.get(way["activity"]))]
    if any(state.failed_at for state in found):
        return "failed"
    return "seen" if any(state.seen_at for state in found) else "none"
