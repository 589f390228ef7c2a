"""A whole diagnosis at once, for samples: the same rows and the same statements as when it is
answered question by question, in a tenth of the queries."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from courses.questions.models import QuestionVersion
from training.learning.diagnosis import choosing, services, telling
from training.learning.diagnosis.answering import judged
from training.learning.diagnosis.clock import counted
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer, DiagnosisItem
from training.learning.diagnosis.trail import MODEL, Trail, begun
from training.learning.evidence import Happening
from training.learning.mastery.adaptive import Item
from training.learning.mastery.selectors import points, pool, prerequisites
from training.learning.saves import Save

Answers = Callable[[DiagnosisItem], dict[str, list[str]]]
"""What a person posts for a question."""


@dataclass
class Room:
    """What all of them may be asked, read once; counts the sittings as they are held."""

    roots: Sequence[int]
    items: list[Item]
    points: list[str]
    edges: tuple[tuple[str, str], ...]
    versions: dict[int, QuestionVersion]
    shown: Counter[int] = field(default_factory=Counter)
    sittings: int = 0

    def trail(self) -> Trail:
        """The trail of the next one to sit down."""
        self.sittings += 1
        return begun(self.points, self.edges, sittings=self.sittings, shown=dict(self.shown))

    def open_to(self, trail: Trail) -> list[Item]:
        """What may be asked, with how often the others were shown it."""
        return [replace(item, shown=trail.shown.get(item.version_pk, 0)) for item in self.items]


@dataclass(frozen=True)
class Sitter:
    """Who sits down, in which class, when, what she answers and how many seconds each takes."""

    learner_id: UUID
    enrolment_id: UUID | None
    at: datetime
    seed: str
    answers: Answers
    seconds: Callable[[], int]


def room(roots: Sequence[int]) -> Room:
    """The room for people of these content roots. Four queries."""
    items = pool(roots)
    asked = {point for item in items for point in item.points}
    return Room(
        roots=roots,
        items=items,
        points=[point for point in points() if point in asked],
        edges=prerequisites(),
        versions=QuestionVersion.objects.in_bulk([item.version_pk for item in items]),
    )


@dataclass
class _Sitting:
    diagnosis: Diagnosis
    items: list[DiagnosisItem] = field(default_factory=list)
    answers: list[DiagnosisAnswer] = field(default_factory=list)
    told: list[Happening] = field(default_factory=list)


@transaction.atomic
def sit(*, room: Room, sitter: Sitter) -> Diagnosis:
    """Ask one person until the end and keep it all; the sittings held before in this room count
    for what may be shown."""
    last = Diagnosis.objects.filter(learner_id=sitter.learner_id).aggregate(n=Max("number"))["n"]
    diagnosis = Diagnosis(
        learner_id=sitter.learner_id,
        enrolment_id=sitter.enrolment_id,
        number=(last or 0) + 1,
        roots=list(room.roots),
        seed=sitter.seed,
        model=MODEL,
        started_at=sitter.at,
        touched_at=sitter.at,
    )
    sitting = _Sitting(diagnosis)
    now = _ask(room, sitter, sitting)
    diagnosis.save(force_insert=True)
    DiagnosisItem.objects.bulk_create(sitting.items)
    DiagnosisAnswer.objects.bulk_create(sitting.answers)
    telling.leave_plan(diagnosis, now)
    services.record(diagnosis, [*sitting.told, telling.completed(diagnosis, now)], now)
    return diagnosis


def _ask(room: Room, sitter: Sitter, sitting: _Sitting) -> datetime:
    """Question after question, in memory; returns when it ended."""
    diagnosis, now, trail = sitting.diagnosis, sitter.at, room.trail()
    items = room.open_to(trail)
    while (following := choosing.chosen(diagnosis, trail, items)).item is not None:
        asked: Item = following.item
        item = services.put(diagnosis, trail, asked, now)
        item.version = room.versions[asked.version_pk]
        now += timedelta(seconds=sitter.seconds())
        answer = judged(item, sitter.answers(item), _save(item), now)
        answer.seconds = counted(diagnosis.ticking_since, now)
        diagnosis.spent += answer.seconds
        diagnosis.touched_at = now
        trail = trail.put(asked)
        trail = trail.answered(answer.outcome == "right", answer.certainty, answer.dont_know)
        room.shown[asked.version_pk] += 1
        sitting.items.append(item)
        sitting.answers.append(answer)
        sitting.told.append(telling.answered(diagnosis, asked, answer))
    services.close(diagnosis, trail, following.ending, now)
    return now


def _save(item: DiagnosisItem) -> Save:
    """As a phone without JavaScript would say it."""
    return Save(device="form", seq=item.position, client_id=item.pk)
