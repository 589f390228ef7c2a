"""Sittings as a state machine (R5): whatever a deputy, her devices, the clock and the staff do in
whatever order, after every step the database is what model.py says, and at the end there is exactly
one result and no acknowledged answer is lost."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from courses.models import Quiz
from courses.questions.tokens import token
from tests.factories.world import World, moment, quiz_of
from tests.training.learning.attempts.answers import items_of
from tests.training.learning.attempts.model import FINISHED, OPEN, Answer, Kept, Sitting, Told
from training.cohorts.models import Enrolment
from training.learning.attempts import marking, services
from training.learning.attempts.invigilation import allowing
from training.learning.attempts.invigilation import services as staff
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.models import Attempt, AttemptItem, MarkChange, Response, Score
from training.learning.attempts.opening import Limits
from training.learning.models import Statement, Verb
from training.learning.progress import keeping
from training.people.models import User

EXAMPLES = 200
MANY_EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES") or 1000)
PARTS = 2  # for two processors
STEPS = 30
NAMESPACE = UUID("5b0c1f5e-9f61-4a8e-9a53-0f6f6c9b7a10")
PASS_MARK, TIME_LIMIT = 30, 45

# What is chosen, by question, and the share it earns: single choice, multiple choice, statement.
CHOICES: tuple[dict[str, tuple[Any, Decimal]], ...] = (
    {"right": ({"乙"}, Decimal(1)), "wrong": ({"甲"}, Decimal(0)), "blank": (set(), Decimal(0))},
    {
        "right": ({"甲", "丙"}, Decimal(1)),
        "some": ({"甲"}, Decimal("0.5")),
        "wrong": ({"甲", "乙"}, Decimal(0)),
        "blank": (set(), Decimal(0)),
    },
    {"right": (False, Decimal(1)), "wrong": (True, Decimal(0)), "blank": (None, Decimal(0))},
)
ANSWERS = [(n, value) for n, values in enumerate(CHOICES, start=1) for value in values]
DEVICES = ("phone", "tablet", "old tab")

# Much happens to the same question, from the same devices, in the last sitting: that is where
# things meet.
answers = st.sampled_from([*ANSWERS, *(answer for answer in ANSWERS if answer[0] == 1)])
devices = st.sampled_from([*DEVICES, *DEVICES[:2], *DEVICES[:1]])
which = st.sampled_from([0, 0, 0, 1, 1, 2])
recent = st.integers(0, 5)
ACTS = ("extend", "reopen", "hand_in_for", "abandon", "accept_late")


def worth(position: int, value: str) -> Decimal:
    """The share an answer earns."""
    return CHOICES[position - 1][value][1]


def posted(item: AttemptItem, value: str) -> dict[str, list[str]]:
    """The fields of the form that say so."""
    chosen, name = CHOICES[item.position - 1][value][0], f"q{item.position}"
    if not isinstance(chosen, set):
        return {name: [] if chosen is None else [str(chosen).lower()]}
    options = item.version.body["options"]
    return {name: [token(item.seed, o["id"]) for o in options if o["text"] in chosen]}


def value_of(item: AttemptItem, payload: dict[str, Any]) -> str:
    """What a stored answer says, by name."""
    said = payload.get("answer")
    if "options" in item.version.body:
        texts = {option["id"]: option["text"] for option in item.version.body["options"]}
        said = {texts[identity] for identity in payload["chosen"]}
    values = CHOICES[item.position - 1]
    return next(name for name, (chosen, _) in values.items() if chosen == said)


@dataclass(frozen=True)
class Stage:
    """Who sits what, prepared once for all examples."""

    quiz: Quiz
    learner: User
    enrolment: Enrolment
    trainer: User
    questions: tuple[UUID, ...]


@dataclass
class Pair:
    """A sitting in the database and in the model."""

    attempt: Attempt
    items: list[AttemptItem]
    model: Sitting


@dataclass(frozen=True)
class Sent:
    """A save that a page has made, whether the server knows it or not."""

    pair: Pair
    position: int
    value: str
    mark: tuple[str, int, int, UUID]


class Sittings(RuleBasedStateMachine):
    """One deputy with three open pages, the clock, the scheduler, and a trainer."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.now = moment(1, 8)
        self.pairs: list[Pair] = []
        self.seqs = Counter[str]()
        self.bases: dict[tuple[str, UUID, int], int] = {}
        self.held: list[Sent] = []
        self.sent: list[Sent] = []
        self.saves = 0

    def teardown(self) -> None:
        """At the end time is up and the scheduler has been there; then the example is undone."""
        try:
            for wait in (timedelta(days=2), timedelta(seconds=10)):
                self.now += wait
                self.close_overdue()
            self.the_site_is_as_the_model()
            assert all(pair.model.state != OPEN for pair in self.pairs)
            assert keeping.differences(self.stage.learner.pk) == []
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def _pair(self, back: int) -> Pair:
        return self.pairs[-1 - back % len(self.pairs)]

    # ---- the deputy

    @initialize()
    def begin(self) -> None:
        """Every example has a sitting."""
        self.start()

    @rule()
    def start(self) -> None:
        """An open sitting goes on; otherwise the next one begins."""
        attempt = services.start(
            quiz=self.stage.quiz,
            learner_id=self.stage.learner.pk,
            enrolment=self.stage.enrolment,
            now=self.now,
        )
        for pair in self.pairs:
            if pair.model.state == OPEN and pair.model.is_over(self.now):
                pair.model.hand_in(self.now)
        open_now = [pair for pair in self.pairs if pair.model.state == OPEN]
        if open_now:
            assert attempt.pk == open_now[0].attempt.pk
            return
        limit = self.pairs[-1].model.limit if self.pairs else TIME_LIMIT
        blank = [Answer() for _ in CHOICES]
        model = Sitting(self.now, limit, blank, worth, PASS_MARK)
        self.pairs.append(Pair(attempt, items_of(attempt), model))

    def _made(self, back: int, device: str, answer: tuple[int, str]) -> Sent:
        """The person picks an answer on a device: a save with the device's next number."""
        pair, (position, value) = self._pair(back), answer
        self.seqs[device] += 1
        self.saves += 1
        client_id = uuid5(NAMESPACE, str(self.saves))
        base = self.bases.get((device, pair.attempt.pk, position), 0)
        return Sent(pair, position, value, (device, self.seqs[device], base, client_id))

    def _send(self, save: Sent) -> None:
        """The server's reply is the model's."""
        device, seq, base_step, client_id = save.mark
        item = save.pair.items[save.position - 1]
        reply = services.save_response(
            learner_id=self.stage.learner.pk,
            attempt_id=save.pair.attempt.pk,
            position=save.position,
            posted=posted(item, save.value),
            save=services.Save(device, seq, client_id, base_step),
            now=self.now,
        )
        other = None if reply.other is None else value_of(item, reply.other)
        told = Told(reply.step, reply.late, reply.current, other)
        assert told == save.pair.model.save(save.position, save.value, self.now, save.mark)
        self.bases[device, save.pair.attempt.pk, save.position] = reply.step
        if save not in self.sent:
            self.sent.append(save)

    @rule(back=which, device=devices, answer=answers)
    def answer(self, back: int, device: str, answer: tuple[int, str]) -> None:
        """Given and sent at once, also from an old tab and to a sitting that is closed."""
        self._send(self._made(back, device, answer))

    @rule(back=which, device=devices, answer=answers)
    def answer_without_network(self, back: int, device: str, answer: tuple[int, str]) -> None:
        """Given, and kept on the device."""
        self.held.append(self._made(back, device, answer))

    @precondition(lambda self: self.held)
    @rule(n=recent)
    def network_again(self, n: int) -> None:
        """A held answer arrives, in whatever order."""
        self._send(self.held.pop(n % len(self.held)))

    @rule(device=devices, answer=answers, value=st.sampled_from(["right", "wrong"]))
    def out_of_order(self, device: str, answer: tuple[int, str], value: str) -> None:
        """The second thought on a question arrives before the first."""
        first = self._made(0, device, answer)
        self._send(self._made(0, device, (answer[0], value)))
        self._send(first)

    @precondition(lambda self: self.sent)
    @rule(n=recent)
    def duplicate(self, n: int) -> None:
        """Sent again, because the reply was lost."""
        self._send(self.sent[-1 - n % len(self.sent)])

    @rule(
        back=which, said=st.lists(answers, max_size=3), device=st.sampled_from(["form", *DEVICES])
    )
    def whole_form(self, back: int, said: list[tuple[int, str]], device: str) -> None:
        """The paper is posted whole, as without JavaScript."""
        pair, values = self._pair(back), dict(said)
        fields: dict[str, list[str]] = {}
        for position, value in values.items():
            fields |= posted(pair.items[position - 1], value)
        new = services.save_whole_form(
            attempt=pair.attempt, posted=fields, device=device, now=self.now
        )
        assert new == pair.model.whole_form(values, device, self.now)

    @rule(back=which, marked=st.booleans())
    def hand_in(self, back: int, marked: bool) -> None:
        """交卷, for the first time or again; now and then marking fails."""
        pair = self._pair(back)
        closed = services.hand_in(attempt=pair.attempt, now=self.now)
        pair.model.hand_in(self.now)
        if marked:
            marking.mark(attempt=closed, now=self.now)
            pair.model.mark()

    # ---- the clock and the scheduler

    @rule(seconds=st.sampled_from([1, 4, 6, 600]))
    def time_passes(self, seconds: int) -> None:
        """A little."""
        self.now += timedelta(seconds=seconds)

    @rule(seconds=st.sampled_from([-1, 0, 59, 60, 61, 600, 86_400]), back=which)
    def time_is_up(self, seconds: int, back: int) -> None:
        """Just before the deadline of a sitting, at it, at the end of its grace, or after it."""
        self.now = max(self.now, self._pair(back).model.due + timedelta(seconds=seconds))

    @rule()
    def close_overdue(self) -> None:
        """The scheduler comes by."""
        ended = services.close_overdue(now=self.now)
        assert ended == sum(pair.model.close_if_due(self.now) for pair in self.pairs)

    # ---- staff

    @rule(limit=st.sampled_from([30, 60, 90]))
    def staff_allow(self, limit: int) -> None:
        """Another time limit for the person, from now on and for what is open."""
        allowing.allow(
            quiz=self.stage.quiz,
            learner_id=self.stage.learner.pk,
            limits=Limits(time_limit=limit),
            by=self.stage.trainer,
            reason="视力不便",
            now=self.now,
        )
        for pair in self.pairs:
            pair.model.allow(limit, self.now)

    @rule(act=st.sampled_from(ACTS), back=which, minutes=st.sampled_from([None, 5, 60]))
    def staff_act(self, act: str, back: int, minutes: int | None) -> None:
        """More time, open again, hand in for her, give up, accept late answers: done where the
        model says it can be, refused otherwise."""
        pair = self._pair(back)
        how: dict[str, Any] = {"by": self.stage.trainer, "reason": "停电", "now": self.now}
        if act in ("extend", "reopen"):
            how["minutes"] = minutes or (10 if act == "extend" else None)
        if self._possible(act, pair, minutes):
            getattr(staff, act)(attempt=pair.attempt, **how)
            return
        with pytest.raises(ActRefused):
            getattr(staff, act)(attempt=pair.attempt, **how)

    def _possible(self, act: str, pair: Pair, minutes: int | None) -> bool:
        """Does it to the model; says whether it could be done."""
        model = pair.model
        if act == "extend":
            return model.extend(minutes or 10, self.now)
        if act == "reopen":
            others = [other.model.state for other in self.pairs if other is not pair]
            return model.reopen(minutes, self.now, another_open=OPEN in others)
        if act == "hand_in_for":
            was_open = model.state == OPEN
            model.hand_in(self.now)
            if was_open:
                model.mark()
            return was_open
        return model.abandon() if act == "abandon" else model.accept_late()

    # ---- after every step

    @invariant()
    def the_site_is_as_the_model(self) -> None:
        """States, every step of every answer, every score, and what the log holds."""
        site = _Site(self.stage)
        assert site.attempts() == [(p.attempt.pk, *_totals(p.model)) for p in self.pairs]
        items = {item.pk: item for pair in self.pairs for item in pair.items}
        known = {step.client_id for a in self._answers().values() for step in a.steps}
        steps, scores = site.steps(items, known), site.scores()
        for identity, answer in self._answers().items():
            assert steps.get(identity, []) == answer.steps
            assert scores.get(identity, []) == answer.scores
        log = _Log(self.stage)
        assert log.completed() == any(pair.model.verdicts for pair in self.pairs)
        for pair in self.pairs:
            log.compare(pair)

    def _answers(self) -> dict[UUID, Answer]:
        """The model's answers by the item's identity in the database."""
        pairs = [zip(pair.items, pair.model.answers, strict=True) for pair in self.pairs]
        return {item.pk: answer for pair in pairs for item, answer in pair}


def _totals(model: Sitting) -> tuple[Any, ...]:
    assert (model.percent is not None) == (model.state == FINISHED)
    times = (model.due, model.submitted_at)
    return (model.state, *times, model.percent, model.passed, model.changes)


class _Site:
    """What the database holds of the learner: four queries, however many sittings."""

    def __init__(self, stage: Stage) -> None:
        self.mine = {"learner": stage.learner}

    def attempts(self) -> list[tuple[Any, ...]]:
        """Every sitting with its state, times and totals, in order."""
        columns = ("pk", "state", "due_at", "submitted_at", "percent", "passed")
        rows = Attempt.objects.filter(**self.mine).order_by("number").values_list(*columns)
        changes = Counter(
            MarkChange.objects.filter(**self.mine).values_list("attempt_id", flat=True)
        )
        return [(*row, changes[row[0]]) for row in rows]

    def steps(
        self, items: dict[UUID, AttemptItem], known: set[UUID | None]
    ) -> dict[UUID, list[Kept]]:
        """By item; those whose client_id the site made up have none here."""
        kept: dict[UUID, list[Kept]] = {}
        for row in Response.objects.filter(**self.mine).order_by("step"):
            kept.setdefault(row.item_id, []).append(
                Kept(
                    step=row.step,
                    device=row.device,
                    seq=row.seq,
                    base_step=row.base_step,
                    value=value_of(items[row.item_id], row.payload),
                    current=row.current,
                    late=row.late,
                    client_id=row.client_id if row.client_id in known else None,
                )
            )
        return kept

    def scores(self) -> dict[UUID, list[Decimal]]:
        """By item, oldest first."""
        given: dict[UUID, list[Decimal]] = {}
        rows = Score.objects.filter(**self.mine).order_by("number")
        for item, fraction in rows.values_list("item_id", "fraction"):
            given.setdefault(item, []).append(fraction)
        return given


class _Log:
    """What the log says that nothing has taken back."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        told = list(Statement.objects.filter(learner=stage.learner))
        voided = {statement.voids for statement in told}
        self.live = [s for s in told if s.statement_id not in voided and not s.voids]

    def completed(self) -> int:
        """How often the quiz is completed."""
        return sum(told.verb == Verb.COMPLETED for told in self.live)

    def compare(self, pair: Pair) -> None:
        """One verdict for a sitting that was ever marked, one ANSWERED for each of its questions,
        with the newest share; nothing for any other."""
        mine = [s for s in self.live if s.context.get("attempt") == str(pair.attempt.pk)]
        verdicts = [s.success for s in mine if s.verb in (Verb.PASSED, Verb.FAILED)]
        assert verdicts == ([pair.model.told] if pair.model.verdicts else [])
        answered = {s.activity: s.scaled for s in mine if s.verb == Verb.ANSWERED}
        assert len(answered) == sum(s.verb == Verb.ANSWERED for s in mine)
        newest = [answer.scores[-1] if answer.scores else None for answer in pair.model.answers]
        assert [answered.get(question) for question in self.stage.questions] == newest


@pytest.fixture
def stage(dinghai: World, wang: User, wangs_enrolment: Enrolment, li: User) -> Stage:
    """A quiz of three questions for 王代表."""
    quiz = quiz_of(
        dinghai.root,
        "machine",
        dinghai.questions[:3],
        purpose=Quiz.Purpose.EARLY,
        pass_mark=PASS_MARK,
        time_limit=TIME_LIMIT,
    )
    questions = tuple(question.uuid for question in dinghai.questions[:3])
    return Stage(quiz, wang, wangs_enrolment, li, questions)


def run(stage: Stage, examples: int) -> None:
    """So many examples, all on the same stage."""
    Sittings.stage = stage
    run_state_machine_as_test(
        Sittings,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_happens_there_is_one_result_and_nothing_is_lost(stage: Stage) -> None:
    run(stage, EXAMPLES)


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_many_times(stage: Stage, part: int) -> None:
    run(stage, MANY_EXAMPLES // PARTS)
