"""What a marker needs of a frozen question: which parts a person marks, the rubric, the answer."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from courses.questions.kinds.case_group.marking import part_id
from courses.questions.kinds.short_answer.marking import from_marks
from courses.questions.models import QuestionVersion

BY_HAND = "short_answer"
GROUP = "case_group"
KINDS = (BY_HAND, GROUP)
"""The kinds among whose versions there are answers for persons."""


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric: what is looked for, and how full and partial fulfilment look."""

    identity: str
    text: str
    full: str
    partial: str
    weight: int


@dataclass(frozen=True)
class Asked:
    """A question, or the part of a group, that a person marks; `number` is the part's, from 1, and
    0 for a whole question."""

    stem: str
    model_answer: str
    explanation: str
    criteria: tuple[Criterion, ...]
    key: Mapping[str, Any]
    situation: str = ""
    number: int = 0

    def share(self, marks: Mapping[str, str]) -> Decimal:
        """What marks by criterion are worth together, between 0 and 1; raises ValueError unless
        every criterion has one between 0 and 1."""
        shares = {name: Decimal(value) for name, value in marks.items()}
        return from_marks(self.key, shares).fraction


def parts_by_hand(version: QuestionVersion) -> list[str]:
    """The names of the parts that a person marks; the empty name is the whole question."""
    if version.kind == BY_HAND:
        return [""]
    if version.kind != GROUP:
        return []
    return [
        part_id(version.body, number)
        for number, part in enumerate(version.body["parts"], start=1)
        if part["kind"] == BY_HAND
    ]


def _place(version: QuestionVersion, part: str) -> int:
    """Where a part stands, from 0; raises ValueError for one that is not there."""
    numbers = range(1, len(version.body["parts"]) + 1)
    return [part_id(version.body, number) for number in numbers].index(part)


def asked(version: QuestionVersion, part: str) -> Asked:
    """What is asked there; raises ValueError for a part that the question does not have."""
    if not part:
        return _asked(version.body, version.answer_key)
    place = _place(version, part)
    return _asked(
        version.body["parts"][place]["body"],
        version.answer_key["parts"][place],
        situation=version.body["stem"],
        number=place + 1,
    )


def _asked(body: Mapping[str, Any], key: Mapping[str, Any], **where: Any) -> Asked:
    criteria = tuple(
        Criterion(row["id"], row["text"], row["full"], row["partial"], row["weight"])
        for row in key["criteria"]
    )
    return Asked(
        stem=body["stem"],
        model_answer=key.get("model_answer", ""),
        explanation=key.get("explanation", ""),
        criteria=criteria,
        key=key,
        **where,
    )


def answered(version: QuestionVersion, part: str, payload: Mapping[str, Any]) -> str:
    """What the person wrote there; empty when she wrote nothing."""
    if part:
        parts, place = [*payload.get("parts", [])], _place(version, part)
        payload = parts[place] if place < len(parts) else {}
    return str(payload.get("text", ""))


class Marked(Protocol):
    """A person's mark, which knows what text it was given for."""

    answer: str


M = TypeVar("M", bound=Marked)


def fingerprint(version: QuestionVersion, part: str, payload: Mapping[str, Any]) -> str:
    """What tells one written answer from another."""
    return hashlib.sha256(answered(version, part, payload).strip().encode()).hexdigest()


def about_this(
    marks: Iterable[M], version: QuestionVersion, part: str, payload: Mapping[str, Any]
) -> list[M]:
    """The marks given for the answer as it is now. A sitting may be reopened, a late answer
    accepted, a paper corrected: what was said of the text before it does not count any more."""
    now = fingerprint(version, part, payload)
    return [mark for mark in marks if mark.answer in ("", now)]
