"""How a question is marked once decisions have been taken on it, and by which key a person's answer
is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from courses.questions.kinds.registry import grade
from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.regrading.keys.registry import widens
from training.learning.attempts.sheets import in_force

Verb = KeyAmendment.Verb


@dataclass(frozen=True)
class Standing:
    """How a version is marked by what is decided so far: one key, other accepted ones, or none."""

    key: dict[str, Any]
    also: list[dict[str, Any]] = field(default_factory=list)
    full_marks: bool = False
    left_out: bool = False

    @property
    def keys(self) -> list[dict[str, Any]]:
        """Every key by which an answer may be right."""
        return [self.key, *self.also]

    @property
    def newest_key(self) -> dict[str, Any]:
        """What a further decision starts from."""
        return self.keys[-1]


def standing(version: QuestionVersion, decided: Sequence[KeyAmendment]) -> Standing:
    """How a version is marked after decisions, in their order. No query."""
    found = Standing(version.answer_key)
    for one in in_force(decided):
        match one.verb:
            case Verb.LEAVE_OUT:
                found = Standing(found.key, found.also, found.full_marks, left_out=True)
            case Verb.FULL_MARKS:
                found = Standing(found.key, found.also, full_marks=True)
            case Verb.ACCEPT_ALSO:
                found = Standing(found.key, [*found.also, one.answer_key or {}], found.full_marks)
            case _:
                found = Standing(one.answer_key or {})
    return found


@dataclass(frozen=True)
class Decided:
    """What was decided on one question of a sitting, and the key its answer is shown beside."""

    decisions: list[KeyAmendment]
    key: Mapping[str, Any]


def decided_on(
    attempt: Attempt, items: Iterable[AttemptItem], payloads: Mapping[UUID, Mapping[str, Any]]
) -> dict[UUID, Decided]:
    """By item, for those on which something was decided. Items come with their version. One
    query."""
    mine = {item.version_id: item for item in items}
    taken: dict[int, list[KeyAmendment]] = {}
    here = Q(quiz=None) | Q(quiz=attempt.quiz_id)
    for one in KeyAmendment.objects.filter(here, version__in=mine).order_by("at", "pk"):
        taken.setdefault(one.version_id, []).append(one)
    found = {}
    for version, every in taken.items():
        item = mine[version]
        standing_here = [one for one in in_force(every) if concerns(one, attempt)]
        if standing_here:
            key = key_shown(item.version, standing_here, payloads.get(item.pk, {}), attempt.rules)
            found[item.pk] = Decided(standing_here, key)
    return found


def any_decision(version: str) -> Exists:
    """A condition on rows: whether anything was ever decided on the version that this field names.
    Asked with the items of a sitting it saves the query of decided_on where there is nothing."""
    return Exists(KeyAmendment.objects.filter(version=OuterRef(version)))


def concerns(decision: KeyAmendment, attempt: Attempt) -> bool:
    """Whether a decision on its quiz is about this sitting too."""
    return not decision.only or str(attempt.pk) in decision.only


def key_shown(
    version: QuestionVersion,
    decided: Sequence[KeyAmendment],
    payload: Mapping[str, Any],
    rules: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Of all the keys by which an answer may be right, the one by which this answer earns most.
    Where several do, the newest if it accepts whatever the earlier ones do, else the first."""
    keys = standing(version, decided).keys
    if widens(version.kind):
        keys = keys[::-1]

    def earned(key: Mapping[str, Any]) -> Any:
        return grade(version.kind, version.body, key, payload, rules["kinds"]).fraction

    return max(keys, key=earned)
