"""What a trainer proposes about a question: one of several ways, and the form for it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz
from training.learning.attempts.regrading import selectors
from training.learning.attempts.regrading.access import asking, may_decide_everywhere
from training.learning.attempts.regrading.decisions import Decision, replay_key
from training.learning.attempts.regrading.forms import ReplayForm, ScopeForm, WhyForm
from training.learning.attempts.regrading.in_force import Standing, standing
from training.learning.attempts.regrading.keys.contract import Pick
from training.learning.attempts.regrading.keys.registry import (
    KeyChange,
    answers_counted,
    editable,
    key_change,
    parts_of,
)
from training.learning.attempts.regrading.models import Regrading
from training.people.models import User

Verb = KeyAmendment.Verb
REPLAY = "replay"


@dataclass(frozen=True)
class Way:
    """A way to mark a question differently, in plain words."""

    name: str
    heading: str | Promise
    meaning: str | Promise
    verb: str
    needs_key: bool = False


WAYS = (
    Way(
        "accept_also",
        _("这样答也算对"),
        _("原来算对的照样算对，另外再认一种答案。谁的分都不会因此变低。"),
        Verb.ACCEPT_ALSO,
        needs_key=True,
    ),
    Way(
        "new_key",
        _("只认新答案"),
        _("原来的答案写错了：只有新答案算对，照原答案得了分的会失去这题的分。"),
        Verb.NEW_KEY,
        needs_key=True,
    ),
    Way(
        REPLAY,
        _("按新版的答案评"),
        _("题目已经改好并发布了新版：用新版的答案评以前的作答。"),
        Verb.NEW_KEY,
    ),
    Way(
        "full_marks",
        _("所有人给满分"),
        _("题目有毛病，又不好说谁对：这题每人都得满分，没作答的也得。"),
        Verb.FULL_MARKS,
    ),
    Way(
        "leave_out",
        _("不计入总分"),
        _("这题作废：总分按其余各题折算成百分制。"),
        Verb.LEAVE_OUT,
    ),
)
TAKE_BACK = Way(
    "take_back",
    _("撤回这个决定"),
    _("从此当它没有作过：成绩按其余的决定和原来的答案重新算。"),
    Verb.TAKE_BACK,
)
BY_NAME = {way.name: way for way in (*WAYS, TAKE_BACK)}


@dataclass(frozen=True)
class Background:
    """How a version stands in a quiz before anything is proposed."""

    quiz: Quiz
    version: QuestionVersion
    past: list[selectors.Past]
    standing: Standing
    counts: Counter[Pick]
    sittings: int
    others: list[Quiz]
    under_way: Regrading | None = None

    @property
    def ways(self) -> list[Way]:
        """Those that make sense for this version."""
        by_machine = editable(self.version)
        newer = self.version.num < (self.newest.num if self.newest else 0)
        return [
            way
            for way in WAYS
            if not way.needs_key or by_machine
            if way.name != REPLAY or (newer and by_machine)
        ]

    @property
    def newest(self) -> QuestionVersion | None:
        """What the question is now."""
        newest: QuestionVersion | None = self.version.question.live_version
        return newest


def background(quiz: Quiz, version: QuestionVersion) -> Background:
    """Everything the page about a question tells. Eight queries."""
    past = selectors.past(quiz, version)
    for_all = [one.decision for one in reversed(past) if not one.decision.only]
    answers = list(selectors.payloads(version, quiz))
    others = asking(version).exclude(pk=quiz.pk)
    return Background(
        quiz=quiz,
        version=version,
        past=past,
        standing=standing(version, for_all),
        counts=answers_counted(version, answers),
        sittings=len(answers),
        others=list(others.order_by("title")),
        under_way=selectors.under_way(quiz),
    )


@dataclass(frozen=True)
class Wish:
    """What was asked for: a way, the part of a case group from 1 on, sittings to begin with, the
    decision to be taken back."""

    way: Way
    part: int = 0
    chosen: tuple[str, ...] = ()
    taken: KeyAmendment | None = None


@dataclass
class Proposal:
    """A way chosen for a version, with its forms; bound when something was posted."""

    background: Background
    wish: Wish
    why: WhyForm
    change: KeyChange | None = None
    replay: ReplayForm | None = None

    @property
    def forms(self) -> list[Form]:
        """All its forms, in the order of the page."""
        about = [self.change.form if self.change else None, self.replay, self.why]
        return [form for form in about if form is not None]

    @property
    def is_ready(self) -> bool:
        """Whether it is known which key is to be changed: of a group, that of one part."""
        return not self.wish.way.needs_key or self.change is not None

    def is_valid(self) -> bool:
        """Whether every form is; each has then said what is wrong with it."""
        valid = [form.is_valid() for form in self.forms]
        return self.is_ready and all(valid)

    def decision(self) -> Decision:
        """What a valid proposal decides."""
        said = self.why.cleaned_data
        if self.wish.taken is not None:
            return Decision.undoing(
                self.wish.taken, reason=said["reason"], withdraws=said["withdraws"]
            )
        scope = cast(ScopeForm, self.why)
        return Decision(
            version=self.background.version,
            quiz=None if scope.everywhere else self.background.quiz,
            verb=self.wish.way.verb,
            reason=said["reason"],
            answer_key=self._key(),
            only=scope.chosen,
            withdraws=said["withdraws"],
        )

    def _key(self) -> Mapping[str, Any] | None:
        if self.change is not None:
            return self.change.answer_key()
        if self.replay is not None:
            return replay_key(self.background.version, self.replay.cleaned_data["newer"])
        return None


def propose(told: Background, wish: Wish, *, by: User, posted: Any = None) -> Proposal:
    """The forms for what was asked for. At most four queries."""
    if wish.taken is not None:
        return Proposal(told, wish, WhyForm(posted))
    version, way = told.version, wish.way
    scope = ScopeForm(
        posted,
        others=told.others if may_decide_everywhere(by, version) else [],
        offered=selectors.choosable(by, version, told.quiz),
        chosen=wish.chosen,
    )
    proposal = Proposal(told, wish, scope)
    if way.name == REPLAY:
        proposal.replay = ReplayForm(posted, asked=version)
    if way.needs_key and (wish.part or not parts_of(version)):
        also = way.verb == Verb.ACCEPT_ALSO
        key = told.standing.newest_key if also else told.standing.key
        proposal.change = key_change(
            version, key, told.counts, also=also, part=wish.part, posted=posted
        )
    return proposal
