"""The law of every fold, those of today and those entered later: whatever devices send, however it
is mixed, repeated, delayed and taken back, what is stored is what the log amounts to."""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories.world import World, moment
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import Statement
from training.people.models import User
from training.people.owned import Appended, Owned

pytestmark = pytest.mark.db
BEGAN = moment(1, 8)
LAST = moment(3, 8)
KINDS = (
    *("opened", "read", "answered", "answered again", "sitting", "attended", "waived"),
    *("passed", "failed", "decided", "case", "watched", "draft", "event"),
)
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FOLDING = tuple(kept.__name__.rsplit(".", 1)[0] for kept in evidence.KEPT)

arrivals = st.lists(
    st.tuples(
        st.integers(0, 2),  # which device
        st.sampled_from(KINDS),
        st.integers(0, 3),  # which of its kind
        st.integers(0, 100),  # how well
        st.booleans(),  # taken back as well
    ),
    min_size=1,
    max_size=9,
)


def claim(world: World, code: str, **more: Any) -> dict[str, Any]:
    """What a statement says of hours."""
    item = {"item": f"{world.cohort.pk}.{code}", "congress": world.congress.pk, "minutes": 60}
    return {**item, "code": code, "title": code, "title_en": "", **more}


class Scene:
    """What a device tells of each kind, about the things of one small world."""

    def __init__(self, world: World, enrolment: Enrolment) -> None:
        self.world, self.enrolment = world, enrolment
        self.session = world.programme.sessions.get(code="D1-1").uuid
        self.questions = [question.uuid for question in world.questions]

    def of(self, place: int, kind: str, which: int, well: int) -> Happening:
        """The n-th thing that happened; no two at one moment."""
        scaled = Decimal(well) / 100
        told: dict[str, Any] = getattr(self, f"_{kind.replace(' ', '_')}")(which, scaled)
        return Happening(
            occurred_at=BEGAN + timedelta(minutes=17 * place, seconds=which),
            statement_id=evidence.derived_id("arrival", place, kind, which, well),
            **told,
        )

    def _about(self, verb: Verb, activity: UUID, kind: str, **more: Any) -> dict[str, Any]:
        return {"verb": verb, "activity": activity, "activity_type": kind, **more}

    def _lesson(self, verb: Verb, **more: Any) -> dict[str, Any]:
        return self._about(verb, self.world.lesson.activity_uuid, "lesson", **more)

    def _opened(self, which: int, scaled: Decimal) -> dict[str, Any]:
        return self._lesson(
            Verb.PROGRESSED, seconds=100 * which, context={"sections": {"a": 100 * which}}
        )

    def _read(self, which: int, scaled: Decimal) -> dict[str, Any]:
        hours = {"hours": [claim(self.world, "D1-1")]}
        return self._lesson(Verb.COMPLETED, completion=True, seconds=which, context=hours)

    def _answer(self, which: int, scaled: Decimal, **more: Any) -> dict[str, Any]:
        question = self.world.questions[which]
        version = question.live_version
        told = {
            "version": str(version.uuid),
            "points": version.points,
            "answered": True,
            "kind": version.kind,
            "use": "practice" if which % 2 else "examination",
            "chance": 0.25,
            **more,
        }
        success = scaled >= Decimal("0.5")
        return self._about(
            *(Verb.ANSWERED, question.uuid, "question"),
            scaled=scaled,
            success=success,
            context=told,
        )

    def _answered(self, which: int, scaled: Decimal) -> dict[str, Any]:
        return self._answer(which, scaled)

    def _answered_again(self, which: int, scaled: Decimal) -> dict[str, Any]:
        return self._answer(which | 1, scaled, certainty="certain" if scaled > 0 else "guess")

    def _sitting(self, which: int, scaled: Decimal) -> dict[str, Any]:
        return self._about(Verb.COMPLETED, self.world.quiz.uuid, "quiz", completion=True)

    def _attended(self, which: int, scaled: Decimal) -> dict[str, Any]:
        hours = {"hours": [claim(self.world, "D1-1", day=f"2026-11-{16 + which}")]}
        return self._about(Verb.ATTENDED, self.session, "session", context=hours)

    def _waived(self, which: int, scaled: Decimal) -> dict[str, Any]:
        activity = self.session if which % 2 else self.world.quiz.uuid
        told = {"reason": "在省里学过", "kind": "elsewhere", "by": str(self.enrolment.learner_id)}
        return self._about(Verb.WAIVED, activity, "session", context=told)

    def _passed(self, which: int, scaled: Decimal) -> dict[str, Any]:
        told = {"hours": [claim(self.world, "final")]}
        if which == 3:
            told["pass_kept"] = True
        return self._about(
            *(Verb.PASSED, self.world.final.uuid, "quiz"),
            scaled=scaled,
            success=True,
            context=told,
        )

    def _failed(self, which: int, scaled: Decimal) -> dict[str, Any]:
        return self._about(Verb.FAILED, self.world.final.uuid, "quiz", scaled=scaled, success=False)

    def _decided(self, which: int, scaled: Decimal) -> dict[str, Any]:
        block = self.world.case.decisions()[0]
        decision = self.world.case.decision_uuid(block.id)
        return self._about(Verb.ANSWERED, decision, "decision", success=which == 0)

    def _case(self, which: int, scaled: Decimal) -> dict[str, Any]:
        case = self.world.case.activity_uuid
        return self._about(Verb.COMPLETED, case, "case", completion=True)

    def _watched(self, which: int, scaled: Decimal) -> dict[str, Any]:
        told = {"how": "watched", "title": "录像", "page": ""}
        return self._about(Verb.COMPLETED, UUID(int=which), "video", completion=True, context=told)

    def _draft(self, which: int, scaled: Decimal) -> dict[str, Any]:
        verb = (Verb.SUBMITTED, Verb.ASSESSED, Verb.PASSED, Verb.FAILED)[which]
        score = {"scaled": scaled, "success": verb == Verb.PASSED} if which else {}
        return self._about(verb, UUID(int=99), "writing", context={"draft": 1}, **score)

    def _event(self, which: int, scaled: Decimal) -> dict[str, Any]:
        hours = {"hours": [claim(self.world, f"event-{which}", credit="1.5", kind="学习会")]}
        return self._about(Verb.ATTENDED, UUID(int=50 + which), "event", context=hours)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def unseen() -> Iterator[None]:
    """No fold is shown what comes."""
    with ExitStack() as folds:
        for kept in (evidence.keeping, *evidence.FOLDS):
            folds.enter_context(patch.object(kept, "apply"))
        yield


def taken_back(told: Happening) -> Happening:
    """Its voiding."""
    return Happening(
        verb=Verb.VOIDED,
        activity=told.activity,
        activity_type=told.activity_type,
        occurred_at=told.occurred_at + timedelta(seconds=30),
        statement_id=evidence.derived_id("void", told.statement_id),
        voids=told.statement_id,
    )


def send(learner: User, enrolment: Enrolment, sent: list[list[Happening]], now: datetime) -> None:
    """Batches as they arrive."""
    for batch in sent:
        evidence.record(
            learner_id=learner.pk, happenings=batch, now=now, registration_id=enrolment.pk
        )


def standing() -> dict[str, Any]:
    """Every row that folds keep, but for keys of their own and ledgers that tell how they came to
    stand where they do. Keys of statements, which are new each time, are read as their ids."""
    ids = {str(pk): str(sid) for pk, sid in Statement.objects.values_list("pk", "statement_id")}
    found = {}
    for model in apps.get_app_config("learning").get_models():
        folded = model.__module__.startswith(FOLDING) and issubclass(model, Owned)
        if not folded or issubclass(model, Appended):
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
        rows = [repr(row) for row in model.objects.values_list(*names)]
        found[model.__name__] = sorted(
            KEY.sub(lambda key: ids.get(key[0], key[0]), r) for r in rows
        )
    return found


@st.composite
def two_ways(draw: Any) -> tuple[Any, Any, Any]:
    """What happened, and two ways in which it may arrive: places in the list of all that is told,
    each at least once, in batches."""
    happened = draw(arrivals)
    count = len(happened) + sum(back for *_rest, back in happened)

    def way() -> list[list[int]]:
        order = draw(st.permutations(range(count)))
        again = draw(st.lists(st.integers(0, count - 1), max_size=4))
        places = [*order, *again]
        cuts = sorted(draw(st.lists(st.integers(1, len(places)), max_size=6)))
        edges = [0, *cuts, len(places)]
        return [places[a:b] for a, b in pairwise(edges) if a < b]

    return happened, way(), way()


def holds_whatever_arrives(arriving: tuple[Any, Any, Any], wang: User, dinghai: World) -> None:
    """Both ways, and with every voiding first: nothing differs from the log. All end in the same
    state, and so does making everything at once from the log alone."""
    happened, *ways = arriving
    enrolment = Enrolment.objects.get(learner=wang)
    scene = Scene(dinghai, enrolment)
    told = [
        scene.of(place, kind, which, well)
        for place, (_device, kind, which, well, _back) in enumerate(happened)
    ]
    told += [taken_back(one) for one, (*_rest, back) in zip(told, happened, strict=True) if back]
    ends = []
    for sent in (
        *([[told[place] for place in batch] for batch in way] for way in ways),
        late(told),
    ):
        with undone():
            send(wang, enrolment, sent, LAST)
            for kept in evidence.KEPT:
                assert kept.differences(wang.pk) == [], kept
            assert evidence.rebuilt([wang.pk], write=False) == []
            ends.append(standing())
    with undone():
        with unseen():
            send(wang, enrolment, [told], LAST)
        evidence.rebuilt([wang.pk], write=True)
        for kept in evidence.KEPT:
            assert kept.differences(wang.pk) == [], kept
        assert evidence.rebuilt([wang.pk], write=True) == []
        ends.append(standing())
    assert ends[0] == ends[1] == ends[2] == ends[3]


def late(told: Sequence[Happening]) -> list[list[Happening]]:
    """Every voiding before what it takes back, one at a time."""
    return [[one] for one in reversed(told)]


QUICK = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # the long one finds the shortest case
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(arriving=two_ways())
def test_incremental_equals_rebuilt_in_every_fold(
    arriving: Any, wang: User, dinghai: World
) -> None:
    holds_whatever_arrives(arriving, wang, dinghai)


@pytest.mark.full
@settings(QUICK, max_examples=200)
@given(arriving=two_ways())
def test_incremental_equals_rebuilt_in_every_fold_at_length(
    arriving: Any, wang: User, dinghai: World
) -> None:
    holds_whatever_arrives(arriving, wang, dinghai)


def test_every_fold_is_covered() -> None:
    names = {kept.__name__ for kept in evidence.KEPT}
    assert len(names) == len(evidence.KEPT)
    assert {*evidence.AT_ONCE} == names  # a million statements wait for nobody's own way
    assert "training.learning.progress.keeping" in names
