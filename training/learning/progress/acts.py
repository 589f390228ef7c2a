"""Acts of the office over verdicts, and the earlier evidence of people, as the log has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cms.core.language import localised
from training.learning.ledger.models import Statement
from training.learning.progress.judging import OF_STAFF, OWN, Ground, meets
from training.learning.progress.keeping import GROUND_FIELDS, ground_of


@dataclass(frozen=True)
class Act:
    """A waiver or a ruling, with what became of it. `code` is empty for the whole verdict."""

    statement_id: UUID
    learner_id: UUID
    enrolment_id: UUID
    verb: str
    code: str
    title: str
    title_en: str
    done: bool
    kind: str
    reason: str
    by: UUID | None
    at: datetime
    earlier: tuple[UUID, ...]
    taken_back_at: datetime | None
    taken_back_by: UUID | None
    taken_back_reason: str

    @property
    def local_title(self) -> str:
        """The item's title in the reader's language."""
        return localised(self, "title")

    @property
    def in_force(self) -> bool:
        """Whether it was not taken back."""
        return self.taken_back_at is None

    @property
    def waives(self) -> bool:
        """Whether it is a waiver and not a ruling."""
        return self.verb == "waived"


def acts_over(enrolments: "QuerySet[Any]") -> "QuerySet[Statement]":
    """Waivers and rulings over some enrolments, the newest first; `act_of` reads each."""
    voiding = Statement.objects.filter(learner=OuterRef("learner"), voids=OuterRef("statement_id"))
    told = Statement.objects.filter(registration__in=enrolments, verb__in=OF_STAFF)
    return told.annotate(
        voided_at=Subquery(voiding.values("stored_at")[:1]),
        voided_with=Subquery(voiding.values("context")[:1]),
    ).order_by("-stored_at", "-statement_id")


def acts_of(learner_id: UUID, enrolment_id: UUID) -> list[Act]:
    """Every waiver and ruling over one enrolment, the newest first. One query."""
    told = acts_over_one(enrolment_id).filter(learner_id=learner_id)
    return [act_of(statement) for statement in told]


def acts_over_one(enrolment_id: UUID) -> "QuerySet[Statement]":
    """The same for one enrolment."""
    return acts_over([enrolment_id])  # type: ignore[arg-type]


def act_of(statement: Any) -> Act:
    """A statement of `acts_over` as an act."""
    told: Mapping[str, Any] = statement.context
    gone: Mapping[str, Any] = statement.voided_with or {}
    return Act(
        statement_id=statement.statement_id,
        learner_id=statement.learner_id,
        enrolment_id=statement.registration_id,
        verb=statement.verb,
        code=told.get("item", ""),
        title=told.get("title", ""),
        title_en=told.get("title_en", ""),
        done=bool(told.get("done", True)),
        kind=told.get("kind", ""),
        reason=told.get("reason", ""),
        by=_known(told.get("by")),
        at=statement.stored_at,
        earlier=tuple(UUID(one) for one in told.get("earlier", ())),
        taken_back_at=statement.voided_at,
        taken_back_by=_known(gone.get("by")),
        taken_back_reason=gone.get("reason", ""),
    )


def _known(by: str | None) -> UUID | None:
    return UUID(by) if by else None


def evidence_for(
    learner_ids: Iterable[UUID], item: Mapping[str, Any]
) -> dict[UUID, Sequence[Ground]]:
    """By person: her own evidence that would do an item, whenever it was, oldest first. One
    query."""
    hows = {way["activity"]: way["how"] for way in item["ways"]}
    hers = Statement.objects.filter(learner=OuterRef("learner"))
    voided = Exists(hers.filter(voids=OuterRef("statement_id")))
    told = Statement.objects.filter(
        ~voided, learner_id__in=list(learner_ids), activity__in=hows, verb__in=OWN
    )
    found: dict[UUID, list[Ground]] = {}
    for learner_id, *row in told.order_by("effective_at").values_list("learner_id", *GROUND_FIELDS):
        ground = ground_of(row)
        if meets(ground, hows[ground.activity]):
            found.setdefault(learner_id, []).append(ground)
    return {learner_id: tuple(grounds) for learner_id, grounds in found.items()}
