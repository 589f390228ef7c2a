"""Several processes (threads on PostgreSQL) meet at a barrier and do what must not be done twice to
one attempt: hand in, save, close what is overdue, mark. Runs with the site's own settings:
python -m benchmarks.faults.races ROUNDS HAND_INS
"""

import json
import multiprocessing
import multiprocessing.dummy
import random
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connection, connections  # noqa: E402 - needs the apps
from django.utils import timezone  # noqa: E402

from benchmarks.faults.verify import SIGNS, Reader  # noqa: E402
from courses.models import Quiz  # noqa: E402
from courses.questions.tokens import token  # noqa: E402
from training.cohorts.models import Enrolment  # noqa: E402
from training.insight.management.commands.seed_bench import KEY, QUESTIONS  # noqa: E402
from training.learning.attempts import marking, services  # noqa: E402
from training.learning.attempts.models import Attempt, AttemptItem  # noqa: E402

FIRST_ANSWERS = 3
Act = tuple[str, dict[str, Any]]


def start(learner: UUID) -> UUID:
    """开始, on one of several devices; returns the sitting it leads to."""
    enrolment = Enrolment.objects.get(learner=learner)
    attempt = services.start(
        quiz=Quiz.objects.get(key=f"{KEY}-1"),
        learner_id=learner,
        enrolment=enrolment,
        now=timezone.now(),
    )
    return attempt.pk


def hand_in(attempt: UUID) -> None:
    """As the view does it: two transactions."""
    now = timezone.now()
    found = Attempt.objects.select_related("quiz").get(pk=attempt)
    services.mark_now_or_later(attempt=services.hand_in(attempt=found, now=now), now=now)


def mark(attempt: UUID) -> None:
    """Once more, by whomever."""
    found = Attempt.objects.select_related("quiz").get(pk=attempt)
    marking.mark(attempt=found, now=timezone.now())


def close_overdue(hours: int) -> None:
    """The scheduler, at a time when every open attempt is overdue."""
    services.close_overdue(now=timezone.now() + timedelta(hours=hours))


def save(attempt: UUID, position: int, choice: int, client_id: str, seq: int) -> dict[str, Any]:
    """One answer; returns what its client would note down."""
    item = AttemptItem.objects.select_related("version").get(attempt=attempt, position=position)
    options = item.version.body["options"]
    chosen = next(o["id"] for o in options if o["text"].startswith(SIGNS[choice]))
    saved = services.save_response(
        learner_id=item.learner_id,
        attempt_id=attempt,
        position=position,
        posted={f"q{position}": [token(item.seed, chosen)]},
        save=services.Save(device="races", seq=seq, client_id=UUID(client_id)),
        now=timezone.now(),
    )
    return {
        "attempt": str(attempt),
        "position": position,
        "choice": choice,
        "client_id": client_id,
        "step": saved.step,
        "current": saved.current,
        "late": saved.late,
    }


ACTS: dict[str, Callable[..., Any]] = {
    "start": start,
    "hand_in": hand_in,
    "mark": mark,
    "close_overdue": close_overdue,
    "save": save,
}


class Crew:
    """Workers that wait for each other before every act."""

    def __init__(self, size: int) -> None:
        """Each has a connection of its own."""
        threads = connection.vendor == "postgresql"
        self.kit: Any = multiprocessing.dummy if threads else multiprocessing.get_context("fork")
        self.barrier = self.kit.Barrier(size)
        self.orders = [self.kit.Queue() for _ in range(size)]
        self.replies = self.kit.Queue()
        self.workers = [self.kit.Process(target=self._work, args=(q,)) for q in self.orders]

    def _work(self, orders: Any) -> None:
        while (order := orders.get()) is not None:
            name, told = order
            self.barrier.wait()
            try:
                self.replies.put((ACTS[name](**told), ""))
            except Exception:
                self.replies.put((None, f"{name}：{traceback.format_exc(limit=-2)}"))
        connections.close_all()

    def at_once(self, acts: Sequence[Act]) -> list[tuple[Any, str]]:
        """All acts at the same moment; each one's result, or how it failed."""
        for orders, act in zip(self.orders, acts, strict=True):
            orders.put(act)
        return [self.replies.get() for _ in acts]


@contextmanager
def crew(size: int) -> Iterator[Crew]:
    """A crew at work."""
    connections.close_all()  # a connection must not be shared with a forked process
    made = Crew(size)
    for worker in made.workers:
        worker.start()
    try:
        yield made
    finally:
        for orders in made.orders:
            orders.put(None)
        for worker in made.workers:
            worker.join()


@dataclass
class Races:
    """Rounds, each with an attempt of its own, and what was acknowledged in them."""

    rng: random.Random
    rounds: int = 0

    def __post_init__(self) -> None:
        learners = Enrolment.objects.order_by("pk").values_list("learner_id", flat=True)
        self.learners = list(learners)
        self.acknowledged: list[dict[str, Any]] = []
        self.attempts: dict[str, int] = {}
        self.failures: list[str] = []

    def _attempt(self, workers: Crew) -> UUID:
        """A fresh attempt with a few answers, of one learner after the other: started on all
        devices at once."""
        learner = self.learners[self.rounds % len(self.learners)]
        self.rounds += 1
        begun = workers.at_once([("start", {"learner": learner})] * len(workers.workers))
        self.failures += [failure for _, failure in begun if failure]
        attempts = {attempt for attempt, failure in begun if not failure}
        if len(attempts) != 1:
            self.failures.append(f"开始：{len(attempts)} 份作答")
        attempt: UUID = attempts.pop()
        self.attempts[str(attempt)] = self.rounds
        for position in self.rng.sample(range(1, QUESTIONS + 1), FIRST_ANSWERS):
            self.acknowledged.append(save(attempt, position, **self._choice(seq=1)))
        return attempt

    def _choice(self, seq: int) -> dict[str, Any]:
        return {"choice": self.rng.randrange(4), "client_id": str(uuid4()), "seq": seq}

    def _run(self, workers: Crew, acts: Sequence[Act]) -> None:
        for noted, failure in workers.at_once(acts):
            if failure:
                self.failures.append(failure)
            elif noted:
                self.acknowledged.append(noted)

    def hand_ins(self, workers: Crew, times: int) -> None:
        """One attempt handed in so many times at once."""
        attempt = self._attempt(workers)
        self._run(workers, [("hand_in", {"attempt": attempt})] * times)

    def ends(self, workers: Crew) -> None:
        """Four things that end an attempt, or must not come too late for it."""
        attempt = self._attempt(workers)
        position = self.rng.randint(1, QUESTIONS)
        saved = {"attempt": attempt, "position": position, **self._choice(seq=self.rounds + 1)}
        acts: list[Act] = [("hand_in", {"attempt": attempt}), ("save", saved)]
        acts.append(self.rng.choice([("save", saved), ("mark", {"attempt": attempt})]))
        acts.append(
            self.rng.choice([("close_overdue", {"hours": 2}), ("hand_in", {"attempt": attempt})])
        )
        self.rng.shuffle(acts)
        self._run(workers, acts)


def main() -> None:
    """Prints one line of JSON: what `verify` finds, with the failures of the acts."""
    rounds, times = int(sys.argv[1]), int(sys.argv[2])
    races = Races(random.Random(rounds))
    with crew(times) as workers:
        for _ in range(max(rounds // 100, 2)):
            races.hand_ins(workers, times)
    with crew(4) as workers:
        for _ in range(rounds):
            races.ends(workers)
    told = {"acknowledged": races.acknowledged, "attempts": races.attempts, "carried": []}
    found = asdict(Reader({**told, "several": True}).read())
    print(json.dumps({**found, "failures": races.failures}, ensure_ascii=False))


if __name__ == "__main__":
    main()
