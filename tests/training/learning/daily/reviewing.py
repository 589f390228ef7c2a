"""Steps of a review: what a deputy's phone sends, and what was answered on earlier days."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Question
from tests.factories import questions
from tests.factories.world import World
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.mastery.models import PointMastery
from training.people.models import User

TODAY, NEXT = reverse("review:today"), reverse("review:next")
HIDDEN = re.compile(r'name="(version|turn|client_id|asked|groups)" value="([^"]*)"')
OPTION = re.compile(r'name="q" value="([^"]*)"[^>]*><span class="option__text">\w\. ([^<]*)<')
ACTION = re.compile(r'action="(/my/review/answer/[^"]*)"')


def practice(world: World, number: str, **extra: Any) -> Question:
    """A published practice question of the congress: right is 乙."""
    extra = {"use": Question.Use.PRACTICE, **extra}
    return questions.single(world.root, f"V{number}", **extra)


def learned(learner: User, question: Question, days_ago: int, scaled: int = 1) -> UUID:
    """She answered a practice question some days ago; returns the statement's id."""
    at = timezone.now() - timedelta(days=days_ago)
    version = question.live_version
    assert version is not None
    told = Happening(
        verb=Verb.ANSWERED,
        activity=question.uuid,
        activity_type="question",
        occurred_at=at,
        statement_id=uuid4(),
        scaled=Decimal(scaled),
        success=scaled == 1,
        context={
            "use": "practice",
            "version": str(version.uuid),
            "points": version.points,
            "kind": version.kind,
            "chance": 0.25,
            "slip": 0.1,
            "answered": True,
        },
    )
    evidence.record(learner_id=learner.pk, happenings=[told], now=at)
    return told.statement_id


def weak_at(learner: User, point: str, at: datetime | None = None) -> None:
    """Her answers say that she does not know a point."""
    PointMastery.objects.update_or_create(
        learner=learner,
        point=point,
        defaults={
            "probability": 0.2,
            "evidence": -2.0,
            "answers": 2,
            "right": 0,
            "updated_at": at or timezone.now(),
            "last_stored_at": at or timezone.now(),
            "last_statement": uuid4(),
            "model": 1,
        },
    )


def sent(page: str, answer: str | None = None, **extra: str) -> tuple[str, dict[str, str]]:
    """Where the form of a question page goes and what it sends when an option is ticked."""
    found = ACTION.search(page)
    assert found, "no question is asked here"
    fields = dict(HIDDEN.findall(page)) | extra
    if answer is not None:
        fields["q"] = {text: token for token, text in OPTION.findall(page)}[answer]
    return found[1], fields


def ask(client: Client, address: str = NEXT) -> str:
    """The page that asks the next question."""
    reply = client.get(address)
    assert reply.status_code == 200, reply.get("Location", "")
    return str(reply.content.decode())


def give(client: Client, page: str, answer: str | None = None, **extra: str) -> str:
    """Send a page's form and follow to what is said of it."""
    address, fields = sent(page, answer, **extra)
    reply = client.post(address, fields, follow=True)
    assert reply.status_code == 200
    return str(reply.content.decode())


def led_to(client: Client, address: str) -> str:
    """Where an address sends one on to."""
    return str(client.get(address)["Location"])


def sent_to(client: Client, address: str, fields: dict[str, str]) -> str:
    """Where one is led after sending a form."""
    return str(client.post(address, fields)["Location"])
