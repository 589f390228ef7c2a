"""A phone as it calls: what it sends of each kind, and how."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from courses.models import Question
from tests.factories import questions
from tests.factories.world import LESSON_BODY, World

SYNC = "/my/sync/"
OPENING = "11111111-0000-0000-0000-000000000001"
LAW = "11111111-0000-0000-0000-000000000002"
DECISION = "22222222-0000-0000-0000-000000000002"


def ago(**span: float) -> str:
    """A moment before now, as a phone says it."""
    return (timezone.now() - timedelta(**span)).isoformat()


def item(kind: str, seq: int = 1, **said: Any) -> dict[str, Any]:
    """One thing done on the phone a minute ago, unless told otherwise."""
    return {"client_id": str(uuid4()), "seq": seq, "at": ago(minutes=1), "kind": kind, **said}


def reading(world: World, seconds: int, seq: int = 1, **said: Any) -> dict[str, Any]:
    """Both sections of the lesson, for half of the time each."""
    half = seconds // 2
    looked = [{"id": OPENING, "seconds": half}, {"id": LAW, "seconds": seconds - half}]
    return item("reading", seq, page=world.lesson.pk, sections=looked, seconds=seconds, **said)


def chosen(question: Question, *texts: str) -> dict[str, Any]:
    """The answer that chooses options by what they say."""
    version = question.live_version
    assert version is not None
    options = [one["id"] for one in version.body["options"] if one["text"] in texts]
    return {
        "question": str(question.uuid),
        "version": str(version.uuid),
        "response": {"chosen": options},
    }


def practice(world: World, number: str = "V1", **extra: Any) -> Question:
    """A published practice question of the congress; right is 乙."""
    return questions.single(world.root, number, **{"use": Question.Use.PRACTICE, **extra})


def ask_in_lesson(world: World, *asked: Question) -> None:
    """Put questions into the lesson and publish it."""
    blocks = [{"type": "practice", "value": {"question": one.pk}} for one in asked]
    body: Any = [*LESSON_BODY, *blocks]
    world.lesson.body = body
    world.lesson.save_revision().publish()


def call(
    client: Client, items: Sequence[Any], device: UUID | None = None, **said: Any
) -> dict[str, Any]:
    """One call; 200 is expected."""
    told = {"device": str(device or uuid4()), "sent_at": timezone.now().isoformat(), "waiting": 0}
    reply = client.post(
        SYNC, json.dumps({**told, "items": items, **said}), content_type="application/json"
    )
    assert reply.status_code == 200, reply.content.decode()[:500]
    answered: dict[str, Any] = reply.json()
    return answered


def outcomes(answered: dict[str, Any]) -> list[str]:
    """What became of each thing."""
    return [one["outcome"] for one in answered["results"]]


def at(text: str) -> datetime:
    """A moment that a reply says."""
    return datetime.fromisoformat(text)
