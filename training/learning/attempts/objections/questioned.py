"""The questions to which people object, as staff see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz
from training.learning.attempts.models import Objection
from training.learning.attempts.objections.access import objections_at_desk
from training.learning.attempts.objections.services import regraded
from training.people.models import User

Verdict = Objection.Verdict
LATELY = 50


@dataclass
class Questioned:
    """A question version to which people object, with all their objections, oldest first."""

    version: QuestionVersion
    objections: list[Objection] = field(default_factory=list)

    @property
    def open(self) -> list[Objection]:
        """Those that nobody has answered."""
        return [one for one in self.objections if one.verdict == Verdict.OPEN]

    @property
    def answered(self) -> list[Objection]:
        """The others."""
        return [one for one in self.objections if one.verdict != Verdict.OPEN]

    @property
    def upheld(self) -> list[Objection]:
        """Those that were right."""
        return [one for one in self.objections if one.verdict == Verdict.UPHELD]

    @property
    def unsettled(self) -> list[Objection]:
        """Upheld, and no marks changed because of it, or changed back."""
        return [one for one in self.upheld if not regraded(one)]

    @property
    def to_regrade(self) -> list[Objection]:
        """One of these for each quiz: marks are changed quiz by quiz."""
        return list({one.item.attempt.quiz_id: one for one in self.unsettled}.values())

    @property
    def since(self) -> datetime:
        """When the oldest open one was raised; the oldest of all when none is open."""
        return min(one.raised_at for one in self.open or self.objections)

    @property
    def quizzes(self) -> list[Quiz]:
        """The quizzes in which it was questioned."""
        found = {one.item.attempt.quiz_id: one.item.attempt.quiz for one in self.objections}
        return list(found.values())

    @property
    def amendments(self) -> list[KeyAmendment]:
        """The decisions on marks that followed."""
        found = {one.amendment_id: one.amendment for one in self.objections if regraded(one)}
        return [decision for decision in found.values() if decision]


def _told(user: User) -> "QuerySet[Objection]":
    return objections_at_desk(user).select_related(
        "learner",
        "answered_by",
        "amendment__taken_back",
        "item__attempt__quiz",
        "item__version__question",
    )


def _by_version(objections: Iterable[Objection]) -> list[Questioned]:
    found: dict[int, Questioned] = {}
    for objection in objections:
        version = objection.item.version
        found.setdefault(version.pk, Questioned(version)).objections.append(objection)
    return list(found.values())


def questioned(user: User) -> list[Questioned]:
    """The question versions with an open objection, longest waiting first. One query."""
    waiting = objections_at_desk(user).filter(verdict=Verdict.OPEN)
    told = _told(user).filter(item__version__in=waiting.values("item__version"))
    return sorted(_by_version(told.order_by("raised_at")), key=lambda one: one.since)


def lately_answered(user: User) -> list[Questioned]:
    """The question versions to which the last objections answered were raised, newest answer
    first; each only with these. One query."""
    told = _told(user).exclude(verdict=Verdict.OPEN).order_by("-answered_at")
    return _by_version(told[:LATELY])


def questioned_version(user: User, version: QuestionVersion) -> Questioned:
    """Everybody's objections to one question version. One query."""
    told = _told(user).filter(item__version=version).order_by("raised_at")
    return Questioned(version, list(told))


def open_count(user: User) -> int:
    """How many objections wait for an answer. One query."""
    return objections_at_desk(user).filter(verdict=Verdict.OPEN).count()


def awaiting_regrade(user: User, version: QuestionVersion, quiz: Quiz) -> list[Objection]:
    """Upheld objections to a question in one quiz after which no marks were changed yet: what
    link_amendment is given once they are. One query."""
    upheld = objections_at_desk(user).filter(
        item__version=version, item__attempt__quiz=quiz, verdict=Verdict.UPHELD
    )
    return list(upheld.filter(Q(amendment=None) | Q(amendment__taken_back__isnull=False)))
