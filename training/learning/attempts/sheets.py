"""What a sitting's questions are worth: answers, people's marks and decisions on keys brought
together and judged. Nothing is written here; marking and dry runs share it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField

from cms.core.prepared import prepared
from courses.questions.kinds.registry import grade
from courses.questions.models import QuestionVersion
from courses.questions.outcome import GIVEN, ONE, ZERO, Outcome
from courses.quizzes.models import KeyAmendment
from training.learning.attempts.agreement import Given, agreed
from training.learning.attempts.grading.rubric import about_this, parts_by_hand
from training.learning.attempts.models import Attempt, AttemptItem, ManualMark, Response, Score

CENT = Decimal("0.01")
SIX = Decimal("0.000001")
Verb = KeyAmendment.Verb


@dataclass(frozen=True)
class Answer:
    """What counts of one person's answer to one question; `tries` is how many judged tries she
    used."""

    payload: Mapping[str, Any] = field(default_factory=dict)
    certainty: int | None = None
    tries: int = 0


@dataclass(frozen=True)
class Judged:
    """One question of a sitting, judged; `left_out` keeps it out of the total."""

    item: AttemptItem
    question: UUID
    answer: Answer
    outcome: Outcome
    left_out: bool = False
    amendment: KeyAmendment | None = None
    key: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fraction(self) -> Decimal:
        """The share reached, with the six decimals that are stored."""
        return self.outcome.fraction.quantize(SIX, ROUND_HALF_UP)

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark it."""
        return self.outcome.needs_person and not self.left_out

    def differs(self, score: Score | None) -> bool:
        """Whether a stored score says something else, or nothing yet."""
        if score is None:
            return True
        return (score.fraction, score.left_out) != (self.fraction, self.left_out)


@dataclass(frozen=True)
class Total:
    """A sitting's sum; `percent` is of what entered the total, `passed` None without pass mark."""

    marked: Decimal
    maximum: Decimal
    percent: Decimal
    passed: bool | None


@dataclass
class Sheet:
    """Everything one sitting is judged by."""

    attempt: Attempt
    items: list[AttemptItem] = field(default_factory=list)
    answers: dict[UUID, Answer] = field(default_factory=dict)
    given: dict[UUID, dict[str, Decimal]] = field(default_factory=dict)
    comments: dict[UUID, str] = field(default_factory=dict)
    scores: dict[UUID, Score] = field(default_factory=dict)
    amendments: dict[int, list[KeyAmendment]] = field(default_factory=dict)
    by_frozen_key: dict[UUID, Outcome] = field(default_factory=dict)

    def judged(self, extra: Sequence[KeyAmendment] = ()) -> list[Judged]:
        """Every question judged as things stand, `extra` decisions included."""
        return [self._judge(item, extra) for item in self.items]

    def _judge(self, item: AttemptItem, extra: Sequence[KeyAmendment]) -> Judged:
        answer = self.answers.get(item.pk, Answer())
        decided = [
            *self.amendments.get(item.version_id, ()),
            *(one for one in extra if one.version_id == item.version_id),
        ]
        mine = [one for one in in_force(decided) if self._concerns(one)]
        question, key = item.question, item.version.answer_key  # type: ignore[attr-defined]
        if item.pk not in self.by_frozen_key:
            self.by_frozen_key[item.pk] = self._graded(item, answer, key)
        judged = Judged(item, question, answer, self.by_frozen_key[item.pk], key=key)
        for amendment in mine:
            judged = self._amended(judged, amendment)
        return judged

    def _concerns(self, amendment: KeyAmendment) -> bool:
        if amendment.verb == Verb.TAKE_BACK:
            return False  # it only undoes another one
        here = amendment.quiz_id in (None, self.attempt.quiz_id)
        return here and (not amendment.only or str(self.attempt.pk) in amendment.only)

    def _graded(self, item: AttemptItem, answer: Answer, key: Mapping[str, Any]) -> Outcome:
        """By a key; with what persons gave, less what tries cost."""
        version, rules = item.version, self.attempt.rules
        payload = with_given(version.kind, version.body, answer.payload, self.given.get(item.pk))
        outcome = grade(version.kind, version.body, key, payload, rules["kinds"])
        lost = max(answer.tries - 1, 0) * Decimal(rules.get("try_penalty") or 0) / 100
        return replace(outcome, fraction=max(outcome.fraction - lost, ZERO)) if lost else outcome

    def _amended(self, judged: Judged, amendment: KeyAmendment) -> Judged:
        kept = replace(judged, amendment=amendment, left_out=False)
        key: Mapping[str, Any] = amendment.answer_key or {}
        match amendment.verb:
            case Verb.LEAVE_OUT:
                return replace(kept, left_out=True)
            case Verb.FULL_MARKS:
                return replace(kept, outcome=Outcome(ONE))
            case Verb.ACCEPT_ALSO:
                return self._better(kept, key)
            case _:
                return self._by(kept, key)

    def _by(self, judged: Judged, key: Mapping[str, Any]) -> Judged:
        return replace(judged, outcome=self._graded(judged.item, judged.answer, key), key=key)

    def _better(self, judged: Judged, key: Mapping[str, Any]) -> Judged:
        """As judged, or by another key where that pays more: in a group for each part by itself."""
        other = self._by(judged, key)
        if judged.outcome.parts and other.outcome.parts:
            pairs = zip(judged.outcome.parts, other.outcome.parts, strict=True)
            gains = [theirs.fraction > ours.fraction for ours, theirs in pairs]
            keys = zip(gains, judged.key["parts"], key["parts"], strict=True)
            parts = [new if gain else old for gain, old, new in keys]
            other = self._by(judged, {**judged.key, "parts": parts})
        return other if other.outcome.fraction > judged.outcome.fraction else judged


def in_force(decided: Sequence[KeyAmendment]) -> list[KeyAmendment]:
    """The decisions that stand, in their order: neither those taken back nor the takings back."""
    gone = {one.takes_back_id for one in decided if one.takes_back_id}
    return [one for one in decided if one.verb != Verb.TAKE_BACK and one.pk not in gone]


def total_of(judged: Iterable[Judged], rules: Mapping[str, Any]) -> Total:
    """The sum over what is not left out; a sitting with nothing to count has 0 % and no verdict."""
    counted = [one for one in judged if not one.left_out]
    maximum = sum((one.item.max_mark for one in counted), ZERO)
    marked = sum((one.fraction * one.item.max_mark for one in counted), ZERO)
    percent = (marked / maximum * 100).quantize(CENT, ROUND_HALF_UP) if maximum else ZERO
    pass_mark = rules["pass_mark"]
    passed = None if pass_mark is None or not maximum else percent >= pass_mark
    return Total(marked.quantize(CENT, ROUND_HALF_UP), maximum, percent, passed)


def with_given(
    kind: str,
    body: Mapping[str, Any],
    payload: Mapping[str, Any],
    given: Mapping[str, Decimal] | None,
) -> Mapping[str, Any]:
    """The answer with what persons agreed on put where marking looks for it."""
    if not given:
        return payload
    if kind != "case_group":
        return {**payload, GIVEN: str(given[""])} if "" in given else payload
    answers = [*payload.get("parts", [])]
    parts = [
        {**(answers[n] if n < len(answers) else {}), GIVEN: str(given[part["id"]])}
        if part.get("id") in given
        else (answers[n] if n < len(answers) else {})
        for n, part in enumerate(body["parts"])
    ]
    return {**payload, "parts": parts}


def sheets_of(attempts: Sequence[Attempt], kinds: Sequence[str] = ()) -> list[Sheet]:
    """The sheets of a batch of sittings, in their order; of some kinds of question only, if told
    which. At most five queries, for several sittings six, however many."""
    sheets = {attempt.pk: Sheet(attempt) for attempt in attempts}
    learners = {attempt.learner_id for attempt in attempts}
    mine = {"learner_id__in": learners, "attempt__in": list(sheets)}
    one = attempts[0] if len(attempts) == 1 and not kinds else None
    for item in _items_of_one.all(**_key(one)) if one else _items(mine, kinds):
        sheets[item.attempt_id].items.append(item)
    _fill_answers(sheets, _answers_of_one.all(**_key(one)) if one else _answers(mine))
    scored = any(may_be_scored(attempt) for attempt in attempts)
    if scored:
        _fill_scores(sheets, mine)
    _fill_amendments(list(sheets.values()))
    waits = any(one.outcome.needs_person for sheet in sheets.values() for one in sheet.judged())
    # Persons mark only what the machine has gone over: then there are scores.
    if waits and _fill_given(sheets, mine) and not scored:
        _fill_scores(sheets, mine)
    return list(sheets.values())


def _items(mine: dict[str, Any], kinds: Sequence[str]) -> Iterable[AttemptItem]:
    """The items of sittings, each with its version and the question's uuid. Sittings of one quiz
    share versions: each is read, and its JSON decoded, only once, by a query of its own."""
    items = AttemptItem.objects.filter(**mine).order_by("position")
    if kinds:
        items = items.filter(version__kind__in=kinds)
    found = list(items)
    versions = QuestionVersion.objects.annotate(of=F("question__uuid")).in_bulk(
        {item.version_id for item in found}
    )
    for item in found:
        item.version = versions[item.version_id]
        item.question = item.version.of  # type: ignore[attr-defined]
    return found


def _key(one: Attempt) -> dict[str, UUID]:
    return {"learner": one.learner_id, "attempt": one.pk}


@prepared(learner=UUIDField(), attempt=UUIDField())
def _items_of_one(learner: Any, attempt: Any) -> "QuerySet[Any]":
    """The same of one sitting, and whether the key was ever amended; all in one query."""
    decided = KeyAmendment.objects.filter(version=OuterRef("version"))
    items = AttemptItem.objects.filter(learner_id=learner, attempt_id=attempt)
    items = items.select_related("version").order_by("position")
    return items.annotate(amended=Exists(decided), question=F("version__question__uuid"))


def may_be_scored(attempt: Attempt) -> bool:
    """Whether a sitting can have scores already: it was marked before, or is judged at once."""
    immediate = attempt.rules.get("behaviour") == "immediate"
    return bool(attempt.told or attempt.awaits_marker or attempt.finished_at or immediate)


def sheet_of(attempt: Attempt) -> Sheet:
    """The sheet of one sitting. At most five queries."""
    return sheets_of([attempt])[0]


def answers_of(rows: Iterable[tuple[Any, ...]], *, immediate: bool) -> dict[UUID, Answer]:
    """The answer that counts for each item: the newest current one, or where answers are judged
    at once the newest judged one. Rows are (item, payload, certainty, tried), in order of step."""
    answers: dict[UUID, Answer] = {}
    for item, payload, certainty, tried in rows:
        before = answers.get(item, Answer())
        if immediate and before.tries and not tried:
            continue  # typed after it was judged, and not given for judgement
        answers[item] = Answer(payload, certainty, before.tries + bool(tried))
    return answers


def _fill_answers(sheets: dict[UUID, Sheet], rows: Iterable[tuple[Any, ...]]) -> None:
    by_attempt: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for attempt, *row in rows:
        by_attempt[attempt].append(tuple(row))
    for pk, told in by_attempt.items():
        immediate = sheets[pk].attempt.rules.get("behaviour") == "immediate"
        sheets[pk].answers = answers_of(told, immediate=immediate)


def _answers(mine: dict[str, Any]) -> "QuerySet[Any, Any]":
    counted = Response.objects.filter(**mine, current=True, late=False).order_by("step")
    return counted.values_list("attempt_id", "item_id", "payload", "certainty", "tried")


@prepared(learner=UUIDField(), attempt=UUIDField())
def _answers_of_one(learner: Any, attempt: Any) -> "QuerySet[Any, Any]":
    return _answers({"learner_id": learner, "attempt_id": attempt})


def _fill_scores(sheets: dict[UUID, Sheet], mine: dict[str, Any]) -> None:
    scores = Score.objects.filter(
        learner_id__in=mine["learner_id__in"], item__attempt__in=mine["attempt__in"]
    ).annotate(of_attempt=F("item__attempt_id"))
    for score in scores.defer("outcome").order_by("number"):
        sheets[score.of_attempt].scores[score.item_id] = score


def _fill_amendments(sheets: list[Sheet]) -> None:
    items = [item for sheet in sheets for item in sheet.items]
    versions = {item.version_id for item in items if getattr(item, "amended", True)}
    if not versions:
        return
    quizzes = {sheet.attempt.quiz_id for sheet in sheets}
    decided: dict[int, list[KeyAmendment]] = defaultdict(list)
    for amendment in KeyAmendment.objects.filter(
        Q(quiz=None) | Q(quiz__in=quizzes), version__in=versions
    ).order_by("at", "pk"):
        decided[amendment.version_id].append(amendment)
    for sheet in sheets:
        sheet.amendments = decided


def _fill_given(sheets: dict[UUID, Sheet], mine: dict[str, Any]) -> bool:
    """Returns whether any person has marked anything here, the answers as they are now or not."""
    marks: dict[tuple[UUID, UUID, str], list[ManualMark]] = defaultdict(list)
    for row in (
        ManualMark.objects.filter(
            learner_id__in=mine["learner_id__in"], item__attempt__in=mine["attempt__in"]
        )
        .annotate(of_attempt=F("item__attempt_id"))
        .order_by("number")
    ):
        marks[row.of_attempt, row.item_id, row.part].append(row)
    for sheet in sheets.values():
        for item in sheet.items:
            for part in parts_by_hand(item.version):
                if told := marks.get((sheet.attempt.pk, item.pk, part)):
                    _fill_part(sheet, item, part, told)
    return bool(marks)


def _fill_part(sheet: Sheet, item: AttemptItem, part: str, marks: Sequence[ManualMark]) -> None:
    payload = sheet.answers.get(item.pk, Answer()).payload
    valid = about_this(marks, item.version, part, payload)
    told = [Given(row.grader_id, row.fraction, row.decides, row.number) for row in valid]
    comments = [row.comment for row in valid if row.comment]
    if comments:
        sheet.comments[item.pk] = comments[-1]
    share = agreed(told, second_marker=bool(sheet.attempt.rules.get("second_marker")))
    if share is not None:
        sheet.given.setdefault(item.pk, {})[part] = share
        sheet.by_frozen_key.pop(item.pk, None)
