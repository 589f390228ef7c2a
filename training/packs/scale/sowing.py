"""Going through all of it in chunks: each is one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from time import monotonic
from uuid import UUID

from django.db import connection, transaction

from courses.models import Question
from training.learning import evidence
from training.learning.models import Statement
from training.learning.progress import keeping
from training.packs.scale import layout, rows
from training.packs.scale.bulk import flush_all
from training.packs.scale.drawing import Deed, answers_of, week_of
from training.packs.scale.rows import Body, Sheets, Someone

LARGEST_CLASS = 10_000
WITH_LOG = 1000
PEOPLE_AT_ONCE = 500
CONGRESSES_AT_ONCE = 30
SAID_EVERY = 5.0


class NotAsTheLogSays(Exception):
    """The folds that were written are not those of the log; nothing of the chunk stays."""


@dataclass(frozen=True)
class Order:
    """How many people, from which seed, in classes that begin on which day."""

    learners: int
    seed: int
    first_day: date

    @property
    def measured(self) -> int:
        """How many are in the large class."""
        return min(self.learners, LARGEST_CLASS)

    @property
    def congresses(self) -> int:
        """How many other congresses there are."""
        return -(-(self.learners - self.measured) // layout.A_CONGRESS)


@dataclass(frozen=True)
class Asked:
    """A question as synthetic people answer it."""

    activity: str
    context: dict[str, object]
    ease: float


def questions(seed: int) -> list[Asked]:
    """One question of each knowledge point; none where there are no questions. One query."""
    found: dict[str, Asked] = {}
    dice = Random(f"{seed}:questions")  # noqa: S311 - a story, not a secret
    asked = Question.objects.filter(live_version__isnull=False).select_related("live_version")
    for one in asked.order_by("number", "pk").non_polymorphic():
        version = one.live_version
        new = [point for point in version.points if point not in found]
        if not new:
            continue
        told = {
            "version": str(version.uuid),
            "points": list(version.points),
            "answered": True,
            "kind": version.kind,
            "use": one.use,
        }
        asked_now = Asked(one.uuid.hex, told, dice.uniform(0.35, 0.9))
        found.update(dict.fromkeys(new, asked_now))
    return list({one.activity: one for one in found.values()}.values())


@dataclass
class Sower:
    """Writes an order; `say` is told how far it is."""

    order: Order
    say: Callable[[str], object]
    sheets: Sheets = field(default_factory=Sheets)
    people: int = 0
    statements: int = 0
    began: float = field(default_factory=monotonic)
    said: float = 0.0

    def sow(self) -> None:
        """The class that is measured, then the nation. Each chunk is a transaction; NotAsTheLogSays
        when what was written of one is not what its log amounts to."""
        programme, congress = layout.programme_here()
        with transaction.atomic():
            layout.units_for(congress)
            size = self.order.measured
            cohort = layout.open_class(programme, congress, size, self.order.first_day)
            body = layout.body_of(cohort)
        asked = questions(self.order.seed)
        for first in range(0, size, PEOPLE_AT_ONCE):
            with transaction.atomic():
                self._measured(body, range(first, min(first + PEOPLE_AT_ONCE, size)), asked)
        nation = layout.Nation(cohort, body)
        for first in range(0, self.order.congresses, CONGRESSES_AT_ONCE):
            last = min(first + CONGRESSES_AT_ONCE, self.order.congresses)
            with transaction.atomic():
                self._congresses(nation, range(first, last))
        tidy()

    def _dice(self, *parts: object) -> Random:
        return Random(":".join(map(str, (self.order.seed, *parts))))  # noqa: S311

    def _measured(self, body: Body, numbers: range, asked: list[Asked]) -> None:
        dice = self._dice("measured", numbers.start)
        logs: dict[UUID, list[Statement]] = {}
        for who in self._people(body, numbers, dice):
            week = body.week
            deeds: list[Deed] = week_of(dice, week, _mood(who.unit))
            rows.presences(self.sheets, body, who, deeds)
            if deeds:
                deeds = [*deeds, *answers_of(dice, asked, week)]
            self._folds(body, who, deeds)
            told = rows.statements(body, who, deeds)
            logs[UUID(who.learner)] = sorted(told, key=_place)
        self._flush(len(numbers))
        self._log(logs, numbers.start)

    def _log(self, logs: dict[UUID, list[Statement]], first: int) -> None:
        """What else the log amounts to, written by the folds themselves; of progress, a proof that
        it is what was written. The statements stay of the first thousand people only."""
        for name, batch in evidence.AT_ONCE.items():
            lines = batch(logs, name != keeping.__name__)  # type: ignore[arg-type]
            if name == keeping.__name__ and lines:
                raise NotAsTheLogSays("\n".join(line for some in lines.values() for line in some))
        kept = list(logs.values())[: max(WITH_LOG - first, 0)]
        told = [one for log in kept for one in log]
        Statement.objects.bulk_create(told, batch_size=PEOPLE_AT_ONCE)
        self.statements += len(told)

    def _congresses(self, nation: layout.Nation, numbers: range) -> None:
        dice = self._dice("nation", numbers.start)
        people = 0
        for number, body in zip(numbers, nation.bodies(numbers), strict=True):
            mood = dice.random()
            first = self.order.measured + number * layout.A_CONGRESS
            last = min(first + layout.A_CONGRESS, self.order.learners)
            for who in self._people(body, range(first, last), dice):
                self._folds(body, who, week_of(dice, body.week, mood))
            people += last - first
        self._flush(people)

    def _people(self, body: Body, numbers: range, dice: Random) -> Iterator[Someone]:
        for number in numbers:
            unit = number % len(body.units)
            who = Someone(
                number + 1, rows.new_id(dice), rows.new_id(dice), dice, unit, bool(body.scheduled)
            )
            rows.person(self.sheets, body, who)
            yield who

    def _folds(self, body: Body, who: Someone, deeds: list[Deed]) -> None:
        rows.folds(self.sheets, who, deeds)
        rows.verdicts(self.sheets, body, who, deeds)

    def _flush(self, people: int) -> None:
        flush_all(self.sheets.all)
        self.people += people
        took = monotonic() - self.began
        if took - self.said > SAID_EVERY or self.people == self.order.learners:
            self.said = took
            rate = self.people / took
            self.say(f"{self.people:,} / {self.order.learners:,} 人，每秒 {rate:,.0f} 人")


def _mood(unit: int) -> float:
    """How diligent a township of the large class is, 0 to 1, no two alike."""
    return (unit * 5 % 13) / 12


def _place(told: Statement) -> tuple[object, ...]:
    return told.effective_at, told.stored_at, told.id


def tidy() -> None:
    """What autovacuum would have done by the next morning, so that plans are as they will be."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
