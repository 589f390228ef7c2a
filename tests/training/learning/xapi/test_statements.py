"""What we say of a statement is xAPI 1.0.3, whatever the statement."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.learning.xapi.validator import NotXapi, validate
from training.learning.evidence import Verb
from training.learning.xapi.statements import Teller, duration
from training.learning.xapi.vocabulary import ACTIVITIES, VERBS

HOME = "https://xuetang.example.cn"
NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
SPACE = UUID("6d0f1e38-3f0e-4d7f-9d64-0a5a3f6f2b11")
HER, STAFF = uuid5(SPACE, "her"), uuid5(SPACE, "staff")


@dataclass
class Told:
    verb: str = "completed"
    activity: UUID = field(default_factory=uuid4)
    activity_type: str = "lesson"
    learner_id: UUID = HER
    statement_id: UUID = field(default_factory=uuid4)
    registration_id: UUID | None = None
    scaled: Decimal | None = None
    success: bool | None = None
    completion: bool | None = None
    seconds: int = 0
    context: dict[str, Any] = field(default_factory=dict)
    occurred_at: datetime = NOON
    effective_at: datetime = NOON
    stored_at: datetime = NOON + timedelta(seconds=1)
    source: str = "web"
    voids: UUID | None = None


def said(told: Told, **more: Any) -> dict[str, Any]:
    return Teller(HOME, "履职学堂", **more).statement(told)


uuids = st.uuids(version=4)
texts = st.text(max_size=12)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "by": st.just(str(STAFF)),
        "page": st.just("") | uuids.map(str),
        "title": texts,
        "reason": texts,
        "points": st.lists(texts, max_size=2),
        "sections": st.dictionaries(texts, st.integers(0, 300), max_size=2),
        "pass_kept": st.booleans(),
        "chance": st.none() | st.floats(0, 1),
    },
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
tellings = st.builds(
    Told,
    verb=st.sampled_from([v.value for v in Verb if v != Verb.VOIDED] + ["anew"]),
    activity_type=st.sampled_from([*ACTIVITIES, "hours", "anything"]),
    registration_id=st.none() | uuids,
    scaled=st.none() | st.decimals(0, 1, places=6),
    success=st.none() | st.booleans(),
    completion=st.none() | st.booleans(),
    seconds=st.integers(0, 100_000),
    context=contexts,
    occurred_at=moments,
    effective_at=moments,
    source=st.sampled_from(["web", "staff", "sync"]),
)


@given(tellings, st.booleans(), st.booleans())
def test_whatever_is_told_is_valid(told: Told, named: bool, scores: bool) -> None:
    names = {told.activity: ("权利与义务", "Rights and duties")} if named else {}
    validate(said(told, scores=scores, names=names))


@given(contexts, st.none() | uuids)
def test_so_is_a_voiding(context: dict[str, Any], registration: UUID | None) -> None:
    taken = uuid4()
    told = Told(verb="voided", voids=taken, context=context, registration_id=registration)
    found = said(told)
    validate(found)
    assert found["object"] == {"objectType": "StatementRef", "id": str(taken)}
    who = STAFF if "by" in context else HER
    assert found["actor"]["account"] == {"homePage": f"{HOME}/", "name": str(who)}


def test_a_completion_in_full() -> None:
    her_class = uuid4()
    told = Told(
        registration_id=her_class,
        scaled=Decimal("0.85"),
        completion=True,
        seconds=3725,
        context={"by": str(STAFF), "pass_kept": True},
        occurred_at=NOON + timedelta(hours=1),
    )
    found = said(told, names={told.activity: ("权利与义务", "Rights and duties")})
    extensions = found["context"].pop("extensions")
    assert found == {
        "id": str(told.statement_id),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": f"{HOME}/", "name": str(HER)},
        },
        "verb": {
            "id": "http://adlnet.gov/expapi/verbs/completed",
            "display": {"zh-CN": "学完", "en-US": "completed"},
        },
        "object": {
            "objectType": "Activity",
            "id": f"{HOME}/xapi/activities/{told.activity}",
            "definition": {
                "name": {"zh-CN": "权利与义务", "en-US": "Rights and duties"},
                "description": {"zh-CN": "课时", "en-US": "Lesson"},
                "type": "http://adlnet.gov/expapi/activities/lesson",
            },
        },
        "result": {"score": {"scaled": 0.85}, "completion": True, "duration": "PT1H2M5S"},
        "context": {
            "language": "zh-CN",
            "registration": str(her_class),
            "platform": "履职学堂",
            "instructor": {
                "objectType": "Agent",
                "account": {"homePage": f"{HOME}/", "name": str(STAFF)},
            },
        },
        "timestamp": "2026-11-16T04:00:00.000Z",
        "stored": "2026-11-16T04:00:01.000Z",
        "version": "1.0.3",
    }
    assert extensions == {
        f"{HOME}/xapi/extensions/pass-kept": True,
        f"{HOME}/xapi/extensions/source": "web",
        f"{HOME}/xapi/extensions/device-clock": "2026-11-16T05:00:00.000Z",
    }


def test_scores_may_be_left_out() -> None:
    assert "score" not in said(Told(scaled=Decimal(1), success=True), scores=False)["result"]


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "PT0S"), (59, "PT59S"), (3600, "PT1H"), (86_461, "PT24H1M1S")]
)
def test_durations(seconds: int, told: str) -> None:
    assert duration(seconds) == told


def test_every_verb_of_the_log_has_a_name_outside() -> None:
    assert {*VERBS} == {verb.value for verb in Verb}
    assert len({iri for iri, *_words in VERBS.values()}) == len(VERBS)


Spoil = Callable[[dict[str, Any]], Any]
SPOILT: dict[str, Spoil] = {
    "no actor": lambda s: s.pop("actor"),
    "a null": lambda s: s["result"].update(success=None),
    "a text for a number": lambda s: s["result"]["score"].update(scaled="0.5"),
    "a text for true": lambda s: s["result"].update(completion="true"),
    "too much": lambda s: s["result"]["score"].update(scaled=1.1),
    "an unknown property": lambda s: s.update(colour="red"),
    "a key in another case": lambda s: s.update(Result=s.pop("result")),
    "a value in another case": lambda s: s["actor"].update(objectType="agent"),
    "an id without a scheme": lambda s: s["object"].update(id="lesson/1"),
    "an id with a space": lambda s: s["verb"].update(id="http://a b"),
    "a language that is none": lambda s: s["verb"].update(display={"chinese_": "学完"}),
    "an extension without an address": lambda s: s["context"].update(extensions={"source": 1}),
    "a duration that is none": lambda s: s["result"].update(duration="3 min"),
    "a moment without a zone": lambda s: s.update(timestamp="2026-11-16T04:00:00"),
    "no uuid": lambda s: s.update(id="1"),
    "a voiding of an activity": lambda s: s["verb"].update(id=VERBS["voided"][0]),
    "a named person": lambda s: s["actor"].update(name="王代表"),
    "an empty object": lambda s: s.update(result={}),
    "version 2": lambda s: s.update(version="2.0.0"),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_the_validator_is_strict(spoil: Spoil) -> None:
    sound = said(Told(scaled=Decimal("0.5"), success=True, completion=True, seconds=9))
    validate(sound)
    spoilt = copy.deepcopy(sound)
    spoil(spoilt)
    with pytest.raises(NotXapi):
        validate(spoilt)


def test_the_platform_is_not_told_of_a_reference() -> None:
    voiding = said(Told(verb="voided", voids=uuid4()))
    voiding["context"]["platform"] = "履职学堂"
    with pytest.raises(NotXapi):
        validate(voiding)
