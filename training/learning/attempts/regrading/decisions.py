"""A decision on how a frozen question is marked, before it is taken, and the sittings it
concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.regrading.errors import RegradeRefused
from training.learning.attempts.regrading.keys.registry import in_words, why_not_by

State = Attempt.State
Verb = KeyAmendment.Verb
WITH_KEY = frozenset({Verb.ACCEPT_ALSO, Verb.NEW_KEY})
"""What says how answers are marked from now on; the other verbs need no key."""


@dataclass(frozen=True)
class Decision:
    """What is to be decided. `quiz` None means every quiz; `only` empty means every sitting."""

    version: QuestionVersion
    quiz: Quiz | None
    verb: str
    reason: str = ""
    answer_key: Mapping[str, Any] | None = None
    only: tuple[str, ...] = ()
    withdraws: bool = False
    takes_back: KeyAmendment | None = None

    @classmethod
    def undoing(
        cls, taken: KeyAmendment, *, reason: str = "", withdraws: bool = False
    ) -> "Decision":
        """The decision that from now on another one shall count as never taken."""
        return cls(
            version=taken.version,
            quiz=taken.quiz,
            verb=Verb.TAKE_BACK,
            reason=reason,
            only=tuple(taken.only),
            withdraws=withdraws,
            takes_back=taken,
        )

    def amendment(self) -> KeyAmendment:
        """The decision as marking reads it; not saved, without author and time."""
        return KeyAmendment(
            version=self.version,
            quiz=self.quiz,
            verb=self.verb,
            answer_key=self.answer_key,
            only=list(self.only),
            withdraws=self.withdraws,
            takes_back=self.takes_back,
            reason=self.reason,
        )

    def in_words(self) -> str:
        """The key that is decided on, in words; empty for verbs that need none."""
        if self.answer_key is None:
            return ""
        return in_words(self.version.kind, self.version.body, self.answer_key)

    def content(self) -> dict[str, Any]:
        """Everything that marks depend on, ready for JSON."""
        return {
            "version": self.version.pk,
            "quiz": self.quiz and self.quiz.pk,
            "verb": str(self.verb),
            "key": self.answer_key,
            "only": sorted(self.only),
            "withdraws": self.withdraws,
            "takes_back": self.takes_back and self.takes_back.pk,
        }


def replay_key(asked: QuestionVersion, newer: QuestionVersion) -> Mapping[str, Any]:
    """The key of a newer version, for marking the answers given to an older one.

    Raises RegradeRefused where these do not fit: another kind, other options, or marked by persons.
    Nothing is taken over but the key: order, texts and worth stay those that people were asked.
    """
    match why_not_by(asked, newer):
        case "kind":
            raise RegradeRefused("kind", _("新版换了题型，以前的答案不能按新版评。"))
        case "shape":
            reason = _("新版的选项（空、环节、小题）和当时问的对不上，以前的答案不能按新版评。")
            raise RegradeRefused("shape", reason)
        case "person":
            raise RegradeRefused("person", _("这种题由人评阅，没有可以套用的答案。"))
    key: Mapping[str, Any] = newer.answer_key
    return key


def sittings_with(version: QuestionVersion, quiz: Quiz | None = None) -> "QuerySet[Attempt]":
    """The sittings, of one quiz or of all, in which a version was asked."""
    asked = AttemptItem.objects.filter(version=version).order_by().values("attempt_id")
    sittings = Attempt.objects.filter(pk__in=asked)
    return sittings if quiz is None else sittings.filter(quiz=quiz)


def concerned(amendment: KeyAmendment) -> "QuerySet[Attempt]":
    """The sittings that a decision, taken or only thought of, is about; whatever their state."""
    sittings = sittings_with(amendment.version, amendment.quiz)
    return sittings.filter(pk__in=amendment.only) if amendment.only else sittings


def to_go_over(amendment: KeyAmendment) -> "QuerySet[Attempt]":
    """Those whose marks stand, in the order in which they are gone over.

    The ones just handed in are among them: their marking may have begun before the decision was
    taken, and is waited for by locking the sitting.
    """
    states = (State.SUBMITTED, State.FINISHED)
    return concerned(amendment).filter(state__in=states).order_by("pk")
