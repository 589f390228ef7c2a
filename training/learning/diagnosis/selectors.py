"""Reading a diagnosis: the question before her, her results, and what changed between two."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.core.fragments import Fragment
from cms.site.models import CongressRootPage
from cms.taxonomy.models import KnowledgePoint
from courses.catalogue.models import LessonPage
from courses.questions.kinds.registry import KINDS, kind_asks
from courses.questions.screens import screen
from training.learning.diagnosis import wording
from training.learning.diagnosis.clock import LEFT_AFTER
from training.learning.diagnosis.models import Diagnosis, DiagnosisAnswer, DiagnosisItem
from training.learning.mastery.adaptive import Word

State = Diagnosis.State


@dataclass(frozen=True)
class Ask:
    """The question before her: exactly what its page may contain, and no more."""

    position: int
    kind: str
    shown: dict[str, Any]
    fiction: bool

    @property
    def name(self) -> str:
        """The prefix of its form fields."""
        return f"q{self.position}"

    @property
    def kind_words(self) -> str:
        """What the kind asks for."""
        return kind_asks(self.kind)

    @property
    def template(self) -> Fragment:
        """The piece in the kind's own folder."""
        return screen(self.kind, "ask")


def question(diagnosis: Diagnosis) -> Ask:
    """The question before her. One query; the answer key is not even fetched."""
    item = (
        DiagnosisItem.objects.select_related("version")
        .only("position", "seed", "version__kind", "version__body")
        .get(learner_id=diagnosis.learner_id, diagnosis=diagnosis, position=diagnosis.asked)
    )
    kind, body = item.version.kind, item.version.body
    shown = KINDS[kind].paper.present(body, item.seed, True)
    return Ask(item.position, kind, shown, bool(body.get("fiction")))


@dataclass(frozen=True)
class Point:
    """What is said of one knowledge point, and what was said the time before."""

    key: str
    name: str
    told: Mapping[str, Any]
    before: str = ""
    lessons: Sequence[LessonPage] = ()

    @property
    def word(self) -> str:
        """The result in one word."""
        return str(wording.WORDS[Word(self.told["word"])][0])

    @property
    def state(self) -> str:
        """The class of its status."""
        return wording.WORDS[Word(self.told["word"])][1]

    @property
    def sure(self) -> str:
        """How sure the word is."""
        return str(wording.SURE[self.told["sure"]])

    @property
    def why(self) -> str:
        """What it rests on."""
        return wording.why(self.told)

    @property
    def before_word(self) -> str:
        """The word of the time before, where both are known and differ."""
        words = {self.before, self.told["word"]}
        if not self.before or len(words) == 1 or Word.UNKNOWN in words:
            return ""
        return str(wording.WORDS[Word(self.before)][0])

    @property
    def missing(self) -> bool:
        """Whether there is something to learn here."""
        return self.told["word"] in (Word.LEARN, Word.REVIEW)


@dataclass(frozen=True)
class Group:
    """The points of one word."""

    word: str
    state: str
    points: list[Point]


def grouped(points: Iterable[Point]) -> list[Group]:
    """Points by word, what to do first in front; words without points are left out."""
    by_word: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        by_word[point.told["word"]].append(point)
    return [
        Group(str(label), state, sorted(by_word[word], key=lambda p: p.told["known"]))
        for word, (label, state) in wording.WORDS.items()
        if by_word[word]
    ]


@dataclass(frozen=True)
class Asked:
    """One question of a diagnosis that is over, with its answer, the key and its reasons."""

    position: int
    kind: str
    state: str
    dont_know: bool
    certainty: str
    review: dict[str, Any] | None
    stem: str
    explanation: str
    citations: list[dict[str, Any]]
    points: str
    lessons: list[LessonPage]

    @property
    def template(self) -> Fragment:
        """The piece that shows the answer beside the key."""
        return screen(self.kind, "review")


@dataclass(frozen=True)
class Result:
    """A diagnosis that is over as its owner sees it."""

    diagnosis: Diagnosis
    points: list[Point] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    before: Diagnosis | None = None

    @property
    def groups(self) -> list[Group]:
        """The points by word."""
        return grouped(self.points)

    @property
    def missing(self) -> int:
        """How many points there is something to learn about."""
        return sum(point.missing for point in self.points)

    @property
    def changed(self) -> list[Point]:
        """The points whose word is another one than the time before."""
        return [point for point in self.points if point.before_word]

    @property
    def ending(self) -> str:
        """Why it ended."""
        return wording.ending(self.diagnosis)

    @property
    def used(self) -> str:
        """How long she answered."""
        return wording.used(self.diagnosis.spent)


def result(diagnosis: Diagnosis) -> Result:
    """What a diagnosis that is over found. Six queries."""
    told = diagnosis.result.get("points", [])
    mine = {"learner_id": diagnosis.learner_id, "diagnosis": diagnosis}
    items = list(DiagnosisItem.objects.filter(**mine).select_related("version"))
    answers = {one.item_id: one for one in DiagnosisAnswer.objects.filter(**mine, counts=True)}
    names = _names()
    lessons = _lessons(diagnosis.roots)
    before = _before(diagnosis)
    words = {one["point"]: one["word"] for one in (before.result["points"] if before else ())}
    return Result(
        diagnosis=diagnosis,
        points=[
            Point(
                key=one["point"],
                name=names.get(one["point"], one["point"]),
                told=one,
                before=words.get(one["point"], ""),
                lessons=lessons.get(one["point"], [])[:1],
            )
            for one in told
        ],
        asked=[
            _asked(item, answers[item.pk], names, lessons) for item in items if item.pk in answers
        ],
        before=before,
    )


def _names() -> dict[str, str]:
    return {point.key: str(point) for point in KnowledgePoint.objects.all()}


def _lessons(roots: Sequence[int]) -> dict[str, list[LessonPage]]:
    """The lessons of her congresses by the points they teach. Two queries."""
    under = Q(pk__in=())
    for path in CongressRootPage.objects.filter(pk__in=roots).values_list("path", flat=True):
        under |= Q(path__startswith=path)
    lessons = LessonPage.objects.live().filter(under, points__key__isnull=False).order_by("path")
    found: dict[str, list[LessonPage]] = defaultdict(list)
    for point, pk, title, title_en, url_path in lessons.values_list(
        "points__key", "pk", "title", "title_en", "url_path"
    ):
        found[point].append(LessonPage(pk=pk, title=title, title_en=title_en, url_path=url_path))
    return found


def _before(diagnosis: Diagnosis) -> Diagnosis | None:
    """The diagnosis before it that told anything. One query."""
    return (
        Diagnosis.objects.filter(
            learner_id=diagnosis.learner_id, number__lt=diagnosis.number, finished_at__isnull=False
        )
        .exclude(result={})
        .defer("belief", "pool")
        .order_by("-number")
        .first()
    )


def _asked(
    item: DiagnosisItem,
    answer: DiagnosisAnswer,
    names: Mapping[str, str],
    lessons: Mapping[str, list[LessonPage]],
) -> Asked:
    version = item.version
    review = KINDS[version.kind].paper.review(version.body, version.answer_key, answer.payload)
    return Asked(
        position=item.position,
        kind=version.kind,
        state=answer.outcome,
        dont_know=answer.dont_know,
        certainty=str(wording.CERTAINTIES.get(answer.certainty or 0, "")),
        review=review,
        stem=version.body["stem"],
        explanation=version.answer_key.get("explanation", ""),
        citations=version.citations,
        points=_("、").join(names.get(key, key) for key in version.points),
        lessons=[lesson for key in version.points for lesson in lessons.get(key, [])[:1]][:1],
    )


@dataclass(frozen=True)
class Listed:
    """An earlier diagnosis in the list of one's own; `words` are (word, class, how many points)."""

    diagnosis: Diagnosis
    words: list[tuple[str, str, int]]
    better: int
    worse: int

    @property
    def used(self) -> str:
        """How long she answered."""
        return wording.used(self.diagnosis.spent)


@dataclass(frozen=True)
class Home:
    """The page of one's own diagnoses: the one under way, and those that are over, newest first."""

    under_way: Diagnosis | None
    earlier: list[Listed]

    @property
    def answered(self) -> int:
        """How many questions of the one under way are answered."""
        return self.under_way.asked - 1 if self.under_way else 0

    @property
    def used(self) -> str:
        """How long she answered so far."""
        return wording.used(self.under_way.spent) if self.under_way else ""

    @property
    def closes_on(self) -> Any:
        """When the one under way is closed if she does not go on."""
        return self.under_way.touched_at + LEFT_AFTER if self.under_way else None


RANK = {Word.LEARN: 0, Word.REVIEW: 1, Word.UNKNOWN: None, Word.MASTERED: 2}
"""What is better than what; what nobody can tell is neither."""


def home(learner_id: UUID) -> Home:
    """All diagnoses of a person. One query."""
    rows = list(
        Diagnosis.objects.filter(learner_id=learner_id).defer("belief", "pool").order_by("number")
    )
    over = [row for row in rows if row.is_over]
    told = [row for row in over if row.result]
    befores = {row.pk: before for before, row in itertools.pairwise(told)}
    return Home(
        under_way=next((row for row in rows if not row.is_over), None),
        earlier=[_listed(row, befores.get(row.pk)) for row in reversed(over)],
    )


def _words_of(diagnosis: Diagnosis | None) -> dict[str, str]:
    points = diagnosis.result.get("points", []) if diagnosis else []
    return {one["point"]: one["word"] for one in points}


def _listed(row: Diagnosis, before: Diagnosis | None) -> Listed:
    words, then = _words_of(row), _words_of(before)
    counts = Counter(words.values())
    steps = []
    for point, word in words.items():
        now_rank, then_rank = (
            RANK[Word(word)],
            RANK.get(Word(then[point])) if point in then else None,
        )
        if now_rank is not None and then_rank is not None:
            steps.append(now_rank - then_rank)
    return Listed(
        diagnosis=row,
        words=[
            (str(label), state, counts[word])
            for word, (label, state) in wording.WORDS.items()
            if counts[word]
        ],
        better=sum(step > 0 for step in steps),
        worse=sum(step < 0 for step in steps),
    )
