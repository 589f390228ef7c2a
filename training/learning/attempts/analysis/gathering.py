"""Finished sittings of a quiz, read in batches: a fixed number of queries for each batch, and never
more than a batch in memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from courses.questions.models import QuestionVersion
from courses.quizzes.models import KeyAmendment, Quiz, QuizSlot
from training.learning.attempts.analysis.records import Answer, PartAnswer, Sitting, exact
from training.learning.attempts.analysis.shapes import Described, describe_all
from training.learning.attempts.models import Attempt, AttemptItem, Response, Score
from training.learning.attempts.sheets import answers_of, in_force

BATCH = 300
"""Sittings read at once; a person's sittings are never torn apart."""

Verb = KeyAmendment.Verb
Rules = dict[str, str]
Place = tuple[str, int]
"""Where a question stood: ("named", question) at a place of its own, or ("drawn", k) as the k-th
of those drawn. An attempt does not keep from which slot a question came; on a shuffled paper with
several different draws the k-th drawn question is therefore not always of the k-th draw."""


def counted_sittings(quiz: Quiz) -> "QuerySet[Attempt]":
    """The sittings that statistics are made of: marked to the end, by learners of classes of the
    quiz's own congress (of any class for a quiz of no congress)."""
    finished = Attempt.objects.filter(quiz=quiz, state=Attempt.State.FINISHED)
    if quiz.owner_root is None:
        return finished.filter(enrolment__isnull=False)
    return finished.filter(enrolment__cohort__congress__key=quiz.owner_root.congress_key)


def places_of(quiz: Quiz) -> list[Place]:
    """The places of a quiz as it stands, in the order of the paper. One query."""
    slots = QuizSlot.objects.filter(section__quiz=quiz).order_by(
        "section__sort_order", "section_id", "sort_order"
    )
    drawn = count(1)
    places: list[Place] = []
    for question, times in slots.values_list("question_id", "draw_count"):
        if question:
            places.append(("named", question))
        else:
            places += [("drawn", next(drawn)) for _time in range(times)]
    return places


def described_versions(quiz: Quiz) -> dict[Any, Described]:
    """Every version that was asked, with the keys in force and the marking rules of the newest
    sitting. Three queries."""
    newest = counted_sittings(quiz).order_by("-started_at").values_list("rules", flat=True).first()
    if newest is None:
        return {}
    asked = AttemptItem.objects.filter(attempt__in=counted_sittings(quiz)).values("version")
    versions = QuestionVersion.objects.filter(pk__in=asked).only("kind", "body", "answer_key")
    decided: dict[int, list[KeyAmendment]] = defaultdict(list)
    for amendment in KeyAmendment.objects.filter(
        Q(quiz=None) | Q(quiz=quiz), version__in=asked, only=[]
    ).order_by("at", "pk"):
        decided[amendment.version_id].append(amendment)
    return {
        version.pk: describe_all(
            version.kind, version.body, _keys(version, decided[version.pk]), newest["kinds"]
        )
        for version in versions
    }


def _keys(version: QuestionVersion, decided: list[KeyAmendment]) -> list[dict[str, Any]]:
    """The keys an answer may satisfy, the one that replaced the others first."""
    keys = [version.answer_key]
    for amendment in in_force(decided):
        if amendment.verb == Verb.NEW_KEY and amendment.answer_key:
            keys = [amendment.answer_key]
        elif amendment.verb == Verb.ACCEPT_ALSO and amendment.answer_key:
            keys.append(amendment.answer_key)
    return keys


def people(quiz: Quiz, described: Mapping[Any, Described]) -> Iterator[list[Sitting]]:
    """Each person's counted sittings. Two queries, and three for every BATCH sittings."""
    named = {question for kind, question in places_of(quiz) if kind == "named"}
    rows = (
        counted_sittings(quiz)
        .order_by("learner_id", "number")
        .values_list("learner_id", "pk", "number", "rules__behaviour")
    )
    for batch in _batches(rows.iterator(chunk_size=2000)):
        read = _Batch(batch, named, described)
        for _learner, mine in groupby(batch, key=lambda row: row[0]):
            yield [read.sitting(row) for row in mine]


def _batches(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in lots of about BATCH, cut between two people."""
    lot: list[tuple[Any, ...]] = []
    for _learner, mine in groupby(rows, key=lambda row: row[0]):
        if len(lot) >= BATCH:
            yield lot
            lot = []
        lot += mine
    if lot:
        yield lot


class _Batch:
    """What a lot of sittings needs, read with three queries."""

    def __init__(
        self,
        rows: list[tuple[Any, ...]],
        named: set[int],
        described: Mapping[Any, Described],
    ) -> None:
        self.named, self.described = named, described
        attempts = [row[1] for row in rows]
        mine = {"learner_id__in": {row[0] for row in rows}}
        self.items: dict[UUID, list[Any]] = defaultdict(list)
        items = AttemptItem.objects.filter(**mine, attempt_id__in=attempts).order_by("position")
        for attempt, *item in items.values_list(
            "attempt_id", "pk", "version_id", "version__question_id", "max_mark"
        ):
            self.items[attempt].append(item)
        scores = Score.objects.filter(**mine, item__attempt_id__in=attempts).order_by("number")
        self.scores: dict[UUID, tuple[Any, ...]] = {
            item: tuple(told)
            for item, *told in scores.values_list("item_id", "fraction", "outcome", "left_out")
        }
        self.given: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
        responses = Response.objects.filter(
            **mine, attempt_id__in=attempts, current=True, late=False
        ).order_by("step")
        for attempt, *told in responses.values_list(
            "attempt_id", "item_id", "payload", "certainty", "tried"
        ):
            self.given[attempt].append(tuple(told))

    def sitting(self, row: tuple[Any, ...]) -> Sitting:
        """The sitting of one row; a question without a score does not enter the total."""
        learner, attempt, number, behaviour = row
        answers = answers_of(self.given[attempt], immediate=behaviour == "immediate")
        drawn = count(1)
        found = []
        for item, version, question, max_mark in self.items[attempt]:
            place = ("named", question) if question in self.named else ("drawn", next(drawn))
            payload = answers[item].payload if item in answers else {}
            found.append(self._answer(place, version, max_mark, self.scores.get(item), payload))
        return Sitting(attempt, learner, number, tuple(found))

    def _answer(
        self,
        place: Place,
        version: int,
        max_mark: Any,
        score: tuple[Any, ...] | None,
        payload: Mapping[str, Any],
    ) -> Answer:
        fraction, outcome, left_out = score or ("0", {}, True)
        described = self.described.get(version)
        return Answer(
            place=place,
            version=version,
            fraction=exact(str(fraction)),
            max_mark=exact(str(max_mark)),
            answered=outcome.get("state") != "gaveup",
            left_out=left_out,
            picks=described.picks(payload) if described else (),
            parts=_parts(described, outcome, payload),
        )


def _parts(
    described: Described | None, outcome: Mapping[str, Any], payload: Mapping[str, Any]
) -> tuple[PartAnswer, ...]:
    """The answers to the parts of a case group, each with its own share."""
    told = outcome.get("parts", ())
    if described is None or len(described.parts) != len(told):
        return ()
    given = [*payload.get("parts", [])]
    return tuple(
        PartAnswer(
            fraction=exact(part["fraction"]),
            worth=worth,
            answered=part["state"] != "gaveup",
            picks=known.picks(given[n] if n < len(given) else {}),
        )
        for n, (part, known, worth) in enumerate(
            zip(told, described.parts, described.worth, strict=True)
        )
    )
