"""Answers in plain words, as somebody would tell them over the phone, turned into posted fields."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from courses.questions.tokens import token
from courses.quizzes.models import Quiz
from tests.training.learning.attempts.answers import Posted, items_of
from training.cohorts.models import Enrolment
from training.learning.attempts import services
from training.learning.attempts.marking import mark
from training.learning.attempts.models import Attempt


def _ids(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {entry["text"]: entry["id"] for entry in entries}


def _fields(kind: str, body: Any, said: str, name: str, seed: str) -> Posted:
    words = said.split("|") if said else []
    if kind in {"single_choice", "multiple_choice"}:
        return {name: [token(seed, _ids(body["options"])[word]) for word in words]}
    if kind == "true_false":
        return {name: [{"对": "true", "错": "false"}[said]]} if said else {}
    if kind == "fill_blank":
        return {f"{name}-{n}": [word] for n, word in enumerate(words, start=1)}
    if kind == "matching":
        left, right = _ids(body["left"]), _ids(body["right"])
        joined = (word.split("=") for word in words)
        return {f"{name}-{token(seed, left[a])}": [token(seed, right[b])] for a, b in joined}
    if kind == "ordering":
        entries = _ids(body["items"])
        return {f"{name}-{token(seed, entries[word])}": [str(n)] for n, word in enumerate(words, 1)}
    if kind == "case_group":
        posted: Posted = {}
        for n, (part, answer) in enumerate(zip(body["parts"], said.split(";"), strict=True), 1):
            posted |= _fields(part["kind"], part["body"], answer, f"{name}.{n}", f"{seed}:{n}")
        return posted
    raise LookupError(kind)


def fields(item: Any, said: str) -> Posted:
    """What the form of one question posts. Choices by their texts, joined by |; 对 or 错; rows as
    议案=10人; an order as its texts in order; parts of a group parted by ;. Empty: nothing."""
    version = item.version
    return _fields(version.kind, version.body, said, f"q{item.position}", item.seed)


def sit(
    quiz: Quiz,
    enrolment: Enrolment,
    said: dict[int, str] | list[str],
    now: datetime,
) -> Attempt:
    """A whole sitting of a person of a class: answers by position (from 1), saved one by one."""
    told = said if isinstance(said, dict) else dict(enumerate(said, start=1))
    attempt = services.start(
        quiz=quiz, learner_id=enrolment.learner_id, enrolment=enrolment, now=now
    )
    for item in items_of(attempt):
        posted = fields(item, told.get(item.position, ""))
        if posted:
            services.save_response(
                learner_id=attempt.learner_id,
                attempt_id=attempt.pk,
                position=item.position,
                posted=posted,
                save=services.Save(device="phone", seq=1, client_id=uuid4()),
                now=now + timedelta(minutes=1),
            )
    later = now + timedelta(minutes=5)
    return mark(attempt=services.hand_in(attempt=attempt, now=later), now=later)
