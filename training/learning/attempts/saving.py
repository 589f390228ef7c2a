"""Keeping answers: every save an appended step, none refused because it is late."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import IntegerField, Q, QuerySet, UUIDField
from django.utils.translation import gettext as _

from cms.core.inserting import insert
from cms.core.prepared import prepared
from courses.questions.kinds.registry import KINDS
from courses.questions.models import QuestionVersion
from training.learning import saves
from training.learning.attempts.deadline import is_over
from training.learning.attempts.errors import SaveRefused
from training.learning.attempts.models import Attempt, AttemptItem, Response

State = Attempt.State
CERTAINTIES = {"1": 1, "2": 2, "3": 3}


@dataclass(frozen=True)
class Save(saves.Save):
    """One save of an answer; `tried` says that it is given for judgement at once (practice), and
    `place` which question the page is turned to, where it does not know that the server knows."""

    tried: bool = False
    place: int | None = None


@dataclass(frozen=True)
class Saved:
    """What the server answers: the step given, whether it came too late, and what another device
    said."""

    step: int
    due_at: datetime | None
    late: bool = False
    current: bool = True
    other: dict[str, Any] | None = None


@dataclass(frozen=True)
class Given:
    """What a form says about one question: the answer, how sure, and whether to look again."""

    payload: dict[str, Any]
    certainty: int | None = None
    flagged: bool = False


class Asked(Protocol):
    """A question as it is put before a person: on a paper, or in a diagnosis."""

    position: int
    version: QuestionVersion
    seed: str


def given(posted: Any, item: Asked) -> Given:
    """One question's part of a posted form; whatever else is in it is ignored."""
    name = f"q{item.position}"
    kind = KINDS[item.version.kind]
    sure = [*posted.get(f"{name}-certainty", [])]
    return Given(
        payload=kind.paper.read(posted, name, item.version.body, item.seed),
        certainty=CERTAINTIES.get(sure[0]) if sure else None,
        flagged=bool([*posted.get(f"{name}-flag", [])]),
    )


@transaction.atomic
def save_response(
    *,
    learner_id: UUID,
    attempt_id: UUID,
    position: int,
    posted: Any,
    save: Save,
    now: datetime,
) -> Saved:
    """Store one answer as the next step; the same client_id twice has one effect. Three queries.

    A save after the deadline or on a closed attempt is stored as late and not scored, never
    refused. With a place one query more. Raises SaveRefused when the paper has no such question or
    a client_id is reused, and Attempt.DoesNotExist when the person has no such attempt.
    """
    item = locked_item(learner_id, attempt_id, position)
    saved = append(item, given(posted, item), save, now)
    if save.place is not None and saved.current:
        turn_to(learner_id=learner_id, attempt_id=attempt_id, position=save.place)
    return saved


def turn_to(*, learner_id: UUID, attempt_id: UUID, position: int) -> bool:
    """Remember which question an open sitting is turned to; False when there is no such sitting.
    One query."""
    return bool(
        Attempt.objects.filter(learner_id=learner_id, id=attempt_id, state=State.INPROGRESS).update(
            place=position
        )
    )


def locked_item(learner_id: UUID, attempt_id: UUID, position: int) -> AttemptItem:
    """The item with its attempt locked; the answer key is not even fetched. One query."""
    item = _locked.first(learner=learner_id, attempt=attempt_id, position=position)
    if item is None:
        Attempt.objects.only("pk").get(learner_id=learner_id, id=attempt_id)
        raise SaveRefused("no_such_question", _("这份试卷没有这道题。"))
    return item


@prepared(learner=UUIDField(), attempt=UUIDField(), position=IntegerField())
def _locked(learner: Any, attempt: Any, position: Any) -> "QuerySet[AttemptItem]":
    return (
        AttemptItem.objects.select_for_update(of=("attempt",))
        .select_related("attempt", "version")
        .only(
            "learner_id",
            "position",
            "seed",
            "attempt__state",
            "attempt__due_at",
            "version__kind",
            "version__body",
        )
        .filter(learner_id=learner, attempt_id=attempt, position=position)
        .order_by()
    )


@dataclass(frozen=True)
class _Earlier:
    """What was saved before for one item; `twin` is the same save, received already."""

    last_step: int
    last_seq: int | None
    standing: int
    twin: tuple[int, bool, bool] | None


def _earlier(item: AttemptItem, save: Save) -> _Earlier:
    """Raises SaveRefused when the client_id belongs to another item. One query, no payloads."""
    rows = _steps.all(
        learner=item.learner_id, attempt=item.attempt_id, item=item.pk, client_id=save.client_id
    )
    if any(row[4] == save.client_id and row[0] != item.pk for row in rows):
        raise SaveRefused("client_id_reused", _("这次保存的编号已经用过，请刷新页面再试。"))
    twin = next(((row[1], row[5], row[6]) for row in rows if row[4] == save.client_id), None)
    before = [row for row in rows if twin is None or row[1] < twin[0]]
    return _Earlier(
        last_step=max((row[1] for row in rows), default=0),
        last_seq=max((row[3] for row in rows if row[2] == save.device), default=None),
        standing=max((row[1] for row in before if row[5] and not row[6]), default=0),
        twin=twin,
    )


@prepared(learner=UUIDField(), attempt=UUIDField(), item=UUIDField(), client_id=UUIDField())
def _steps(learner: Any, attempt: Any, item: Any, client_id: Any) -> "QuerySet[Any, Any]":
    hers = Response.objects.filter(learner_id=learner, attempt_id=attempt)
    found = hers.filter(Q(item_id=item) | Q(client_id=client_id))
    return found.values_list("item_id", "step", "device", "seq", "client_id", "current", "late")


def append(item: AttemptItem, said: Given, save: Save, now: datetime) -> Saved:
    """The next step of an item whose attempt is locked; for a save received before, what it was
    told then. Two queries, one more on a clash."""
    attempt, known = item.attempt, _earlier(item, save)
    if known.twin is not None:
        step, current, late = known.twin
    else:
        step = known.last_step + 1
        late = attempt.state != State.INPROGRESS or is_over(attempt, now)
        current = known.last_seq is None or save.seq > known.last_seq
        kept = Response(
            learner_id=item.learner_id,
            attempt=attempt,
            item=item,
            step=step,
            device=save.device,
            seq=save.seq,
            client_id=save.client_id,
            base_step=save.base_step,
            tried=save.tried,
            current=current,
            late=late,
            client_at=save.client_at,
            saved_at=now,
            **vars(said),
        )
        insert([kept])
    clash = known.standing > save.base_step and not late
    other = _what_another_device_said(item, known.standing, save.device) if clash else None
    return Saved(
        step=step, due_at=attempt.due_at, late=late, current=current and not late, other=other
    )


def _what_another_device_said(item: AttemptItem, step: int, device: str) -> dict[str, Any] | None:
    row = Response.objects.filter(learner_id=item.learner_id, item=item, step=step).first()
    return row.payload if row and row.device != device else None


def save_whole_form(*, attempt: Attempt, posted: Any, device: str, now: datetime) -> int:
    """Keep every answer of a posted paper that differs from the one kept; returns how many were
    new.

    What the form says counts as this person's latest word only where nothing newer is kept from
    the same page: a page with JavaScript has saved already and posts the same answers again.
    """
    with transaction.atomic():
        mine = Attempt.objects.select_for_update().filter(learner_id=attempt.learner_id)
        return keep_posted(attempt=mine.get(id=attempt.pk), posted=posted, device=device, now=now)


def keep_posted(*, attempt: Attempt, posted: Any, device: str, now: datetime) -> int:
    """The same for an attempt that is locked already. Three queries; none for a form without
    answers: a page with JavaScript has saved every answer before and posts none."""
    if not any(each.startswith("q") for each in posted):
        return 0
    before = _before(attempt, device)
    changed = _changed_answers(attempt, posted, before)
    if not changed:
        return 0
    late = attempt.state != State.INPROGRESS or is_over(attempt, now)
    Response.objects.bulk_create(
        Response(
            learner_id=attempt.learner_id,
            attempt=attempt,
            item=item,
            step=before.last_step[item.pk] + 1,
            device=device,
            seq=before.last_seq[item.pk] + 1,
            client_id=uuid4(),
            base_step=before.last_step[item.pk],
            late=late,
            saved_at=now,
            **vars(said),
        )
        for item, said in changed
    )
    return len(changed)


def kept(attempt: Attempt) -> dict[UUID, Given]:
    """What counts for each item: the highest step that is current and not late. One query."""
    rows = Response.objects.filter(
        learner_id=attempt.learner_id, attempt=attempt, current=True, late=False
    ).order_by("step")
    return {
        item: Given(payload, certainty, flagged)
        for item, payload, certainty, flagged in rows.values_list(
            "item_id", "payload", "certainty", "flagged"
        )
    }


@dataclass
class _Before:
    """What was kept of a sitting before a form came: what counts, and where to go on counting."""

    counts: dict[UUID, Given] = field(default_factory=dict)
    last_step: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))
    last_seq: dict[UUID, int] = field(default_factory=lambda: defaultdict(int))


def _before(attempt: Attempt, device: str) -> _Before:
    """One query."""
    before = _Before()
    rows = Response.objects.filter(learner_id=attempt.learner_id, attempt=attempt).order_by("step")
    for item, step, from_device, seq, current, late, *said in rows.values_list(
        "item_id",
        "step",
        "device",
        "seq",
        "current",
        "late",
        "payload",
        "certainty",
        "flagged",
    ):
        before.last_step[item] = step
        if from_device == device:
            before.last_seq[item] = max(before.last_seq[item], seq)
        if current and not late:
            before.counts[item] = Given(*said)
    return before


def _changed_answers(
    attempt: Attempt, posted: Any, before: _Before
) -> list[tuple[AttemptItem, Given]]:
    """The posted answers that differ from those kept; questions the form does not mention are
    left."""
    items = AttemptItem.objects.select_related("version").filter(
        learner_id=attempt.learner_id, attempt=attempt
    )
    changed = []
    for item in items:
        name = f"q{item.position}"
        if not any(each == name or each.startswith((f"{name}-", f"{name}.")) for each in posted):
            continue
        said = given(posted, item)
        known = before.counts.get(item.pk)
        if said != (known or Given({})) and (known or is_filled(said.payload)):
            changed.append((item, said))
    return changed


def is_filled(payload: Any) -> bool:
    """Whether anything at all was answered, however deep: a case group holds a list of parts."""
    if isinstance(payload, dict):
        return any(is_filled(value) for value in payload.values())
    if isinstance(payload, list):
        return any(is_filled(value) for value in payload)
    return payload not in (None, "")
