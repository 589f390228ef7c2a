"""Any acts in any order, the worker at any moment: the cells tell what counting everybody tells,
and the lists hold whom it names."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from tests.factories import world as making
from tests.training.insight.conftest import NOW, Class, hand_in, tell
from tests.training.insight.cubes.test_truth import same_as_counting_everybody
from training.cohorts import changes, timetabling
from training.cohorts.members import put_in_groups, take_back_in, withdraw
from training.cohorts.models import Cohort, Enrolment, Stirred
from training.cohorts.services import enrol
from training.insight.cubes import keeping
from training.insight.cubes.keeping import differences, refresh_due
from training.insight.people import people_page
from training.insight.selectors import Filters, completion
from training.learning.evidence import Happening, Verb, void
from training.learning.progress.states import State
from training.learning.waivers.services import Ground, Kind, waive
from training.people.access import Scope
from training.people.errors import Refused
from training.people.models import Membership, User

MORE = [pytest.param(seed, marks=pytest.mark.full) for seed in range(100, 130)]


class Days:
    """What may happen in a class, drawn by lot."""

    def __init__(self, klass: Class, by: User, seed: int) -> None:
        self.klass, self.by, self.dice = klass, by, random.Random(seed)
        self.now: datetime = NOW
        self.people = [klass.on_track, klass.behind, klass.not_started, klass.finished]
        self.told: list[tuple[User, Happening]] = []

    @property
    def cohort(self) -> Cohort:
        """The class as it is now."""
        return Cohort.objects.get(pk=self.klass.world.cohort.pk)

    def one(self) -> Enrolment:
        """The place of somebody in the class, or of somebody who left it."""
        return Enrolment.objects.get(learner=self.dice.choice(self.people), cohort=self.cohort)

    def learn(self) -> None:
        """A lesson is finished."""
        lesson = self.klass.world.lesson.activity_uuid
        who = self.dice.choice(self.people)
        self.told.append((who, tell(who, Verb.COMPLETED, lesson, self.now, completion=True)))

    def look_in(self) -> None:
        """A lesson is opened and not finished."""
        who = self.dice.choice(self.people)
        tell(who, Verb.PROGRESSED, self.klass.world.lesson.activity_uuid, self.now)

    def sit(self) -> None:
        """A test is handed in."""
        quiz = self.dice.choice([self.klass.world.quiz, self.klass.world.final])
        hand_in(self.dice.choice(self.people), quiz, self.now, "0.900000")

    def take_back(self) -> None:
        """What was finished last is taken back."""
        if self.told:
            who, happening = self.told.pop()
            sid = happening.statement_id
            void(learner_id=who.pk, statement_id=sid, reason="错", now=self.now, by=self.by)

    def leave(self) -> None:
        """Somebody leaves the class."""
        withdraw(enrolment=self.one(), reason="出差", at=self.now, by=self.by, now=self.now)

    def come_back(self) -> None:
        """Somebody is in the class again."""
        take_back_in(enrolment=self.one(), by=self.by, now=self.now)

    def join(self) -> None:
        """Somebody new."""
        klass = self.klass
        name = f"new{len(self.people)}"
        who = making.person(name, "新来", klass.jintang, Membership.Role.DEPUTY)
        enrol(learner=who, cohort=self.cohort, unit=klass.jintang, group=None, now=self.now)
        self.people.append(who)

    def group(self) -> None:
        """Somebody goes into another group, or into none."""
        to = self.dice.choice([None, self.klass.world.group.pk, self.klass.farming.pk])
        groups = {self.one().pk: to}
        put_in_groups(cohort=self.cohort, groups=groups, by=self.by, now=self.now)

    def waive(self) -> None:
        """An item is waived."""
        items = self.klass.world.programme.requirements.latest("number").items
        code, ground = self.dice.choice(items)["code"], Ground(Kind.ADMINISTRATIVE, "已学过", {})
        waive(enrolment=self.one(), code=code, ground=ground, by=self.by, now=self.now)

    def move(self) -> None:
        """Two sessions change places."""
        cohort = self.cohort
        table = timetabling.table_of(cohort)
        steps = changes.swapped(table, *self.dice.sample(table, 2))
        kind, version = timetabling.Kind.SWAPPED, cohort.timetable_version
        proposal = timetabling.Proposal(kind=kind, steps=steps, version=version)
        timetabling.change(cohort=cohort, proposal=proposal, by=self.by, now=self.now)

    def count(self) -> None:
        """The worker looks."""
        refresh_due(now=self.now)

    @property
    def kinds(self) -> list[Callable[[], None]]:
        """Everything but the worker."""
        return [
            *(self.learn, self.look_in, self.sit, self.take_back, self.leave, self.come_back),
            *(self.join, self.group, self.waive, self.move),
        ]

    def do(self, act: Callable[[], None]) -> None:
        """One act, some time later; what is refused has not happened."""
        self.now += timedelta(minutes=self.dice.randint(1, 300))
        with suppress(Refused):
            act()


@pytest.mark.parametrize("seed", [11, 12, *MORE])
def test_cells_and_lists_tell_what_counting_everybody_tells(
    klass: Class, zhang: User, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "STALE", timedelta(days=99))  # word alone, not the sweep
    days = Days(klass, zhang, seed)
    for _ in range(30):
        days.do(days.dice.choice([*days.kinds, days.count, days.count]))
    refresh_due(now=days.now)
    assert not Stirred.objects.exists()
    assert differences(days.cohort, days.now) == []
    same_as_counting_everybody(klass, days.now)
    scope = Scope(klass.world.congress)
    for state in State:
        cohort, filters = days.cohort, Filters(state=state)
        listed = people_page(scope=scope, cohort=cohort, now=days.now, filters=filters).rows
        wanted = completion(scope=scope, cohort=cohort, now=days.now, filters=filters).people
        assert [row.learner_id for row in listed] == [row.learner_id for row in wanted]
        assert listed == list(wanted)


def test_every_act_leaves_word(klass: Class, zhang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "STALE", timedelta(days=99))
    days = Days(klass, zhang, 13)
    for _ in range(2):
        for act in days.kinds:
            days.do(act)
            days.count()
            assert differences(days.cohort, days.now) == [], act.__name__
