"""The paper that lies before whoever keys it in: its questions with their letters as printed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.registry import KINDS
from courses.questions.models import QuestionVersion
from courses.questions.written import of_kind
from courses.quizzes import assembly
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.models import Quiz, QuizSlot
from courses.quizzes.printing.models import PrintedPaper
from courses.quizzes.printing.selectors import papers_of, printed
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.saving import kept
from training.learning.attempts.selectors import filled

STANDARD = 0
"""The number under which a quiz with nothing left to chance may be keyed without having been
printed here: questions and options in the author's order."""


@dataclass(frozen=True)
class Place:
    """One question on the paper: what is asked, as it was put, and where an answer is written."""

    position: int
    version: QuestionVersion
    mark: Decimal
    section: str
    seed: str
    shown: dict[str, Any]

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self.version.kind

    @property
    def kind_words(self) -> str:
        """What people call the kind."""
        return str(_(KINDS[self.kind].label))

    @property
    def stem(self) -> str:
        """What is asked."""
        return str(self.version.body["stem"])

    @property
    def labels(self) -> list[str]:
        """The places to write in, as the paper numbers them: 7, or 7(1) 7(2)."""
        return [f"{self.position}{label}" for label in of_kind(self.kind).places(self.shown)]

    @property
    def hint(self) -> str:
        """How an answer is written."""
        return of_kind(self.kind).hint(self.shown)

    @property
    def long(self) -> bool:
        """Whether an answer takes several lines."""
        return self.kind == "short_answer"


@dataclass(frozen=True)
class PaperForm:
    """A paper ready to be keyed; `shuffled` tells whether its options stand in the seeds' order."""

    number: int
    places: list[Place]
    shuffled: bool

    @property
    def name(self) -> str:
        """What is written on it."""
        return _("标准卷") if self.number == STANDARD else str(self.number)


@dataclass(frozen=True)
class PaperName:
    """A paper on offer: its number, 卷别, and when it was printed."""

    number: int
    letter: str = ""
    at: datetime | None = None


def is_fixed(quiz: Quiz) -> bool:
    """Whether every sitting asks the same questions in the same order. One query."""
    left_to_chance = QuizSlot.objects.filter(section__quiz=quiz, question=None)
    shuffled = QuizSlot.objects.filter(section__quiz=quiz, section__shuffle=True)
    return not (left_to_chance | shuffled).exists()


def papers(quiz: Quiz) -> list[PaperName]:
    """The papers that may be keyed, newest first; the standard one last. Two queries."""
    found = [PaperName(one.number, one.letter, one.at) for one in papers_of(quiz)]
    return [*found, PaperName(STANDARD)] if is_fixed(quiz) else found


def paper_form(quiz: Quiz, number: int) -> PaperForm:
    """The paper under a number; raises ActRefused when there is none, or it cannot be made up. At
    most four queries."""
    if number == STANDARD:
        return _standard(quiz)
    try:
        pinned = printed(quiz, number)
    except PrintedPaper.DoesNotExist as missing:
        raise ActRefused(
            "no_such_paper",
            _("没有打印过 %d 号卷。请看卷子上角的号码，或先在测验里打印。") % number,
        ) from missing
    shuffled = all(place.shuffled for place in pinned)
    rows = [(place.version_id, place.mark, place.section, place.seed) for place in pinned]
    return PaperForm(number, _places(rows, shuffled), shuffled)


def _standard(quiz: Quiz) -> PaperForm:
    if not is_fixed(quiz):
        raise ActRefused(
            "not_fixed", _("这个测验要抽题或打乱题目，没有标准卷。请选卷子上角印着的卷号。")
        )
    try:
        items = assembly.draw(quiz, random.Random(0))  # noqa: S311 - nothing is left to chance
    except PaperIncomplete as missing:
        raise ActRefused(
            "paper_incomplete", _("试卷里有题目已停用或还没发布：%s。") % missing
        ) from missing
    rows = [
        (item.version_id, item.mark, item.section, f"standard-{n}") for n, item in enumerate(items)
    ]
    return PaperForm(STANDARD, _places(rows, shuffled=False), shuffled=False)


def _places(rows: Sequence[tuple[int, Decimal, str, str]], shuffled: bool) -> list[Place]:
    versions = QuestionVersion.objects.defer("answer_key").in_bulk([row[0] for row in rows])
    return [
        Place(
            position=position,
            version=versions[version],
            mark=mark,
            section=section,
            seed=seed,
            shown=_shown(versions[version], seed, shuffled),
        )
        for position, (version, mark, section, seed) in enumerate(rows, start=1)
    ]


def _shown(version: QuestionVersion, seed: str, shuffled: bool) -> dict[str, Any]:
    return KINDS[version.kind].paper.present(version.body, seed, shuffled)


def form_of(attempt: Attempt) -> PaperForm:
    """The paper a sitting was keyed from. One query."""
    shuffled = bool(attempt.rules.get("shuffle_choices", True))
    items = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
    places = [
        Place(
            position=item.position,
            version=item.version,
            mark=item.max_mark,
            section=item.section,
            seed=item.seed,
            shown=_shown(item.version, item.seed, shuffled),
        )
        for item in items.select_related("version").order_by("position")
    ]
    return PaperForm(int(attempt.rules.get("paper") or STANDARD), places, shuffled)


def texts_of(attempt: Attempt, form: PaperForm) -> Mapping[int, list[str]]:
    """What is keyed so far, written out as it would be keyed, by position. Two queries."""
    items = AttemptItem.objects.filter(learner_id=attempt.learner_id, attempt=attempt)
    by_position = {item.position: item for item in items}
    given = kept(attempt)
    texts: dict[int, list[str]] = {}
    for place in form.places:
        item = by_position[place.position]
        payload = given[item.pk].payload if item.pk in given else {}
        texts[place.position] = of_kind(place.kind).put(
            filled(place.kind, place.shown, payload, item)
        )
    return texts
