"""Writing the new questions of an import, many at once and unseen.

A question that is arriving is in no list, draw or search (SettledManager); so it may be written
batch by batch. Everything is there that saving it at the desk would have written: its rows, a
first revision, words and fingerprints, the search index, the index of references.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.sql import InsertQuery
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from taggit.models import Tag
from wagtail.models import ReferenceIndex, Revision

from cms.core.search import add_untitled
from cms.taxonomy.models import KnowledgePoint
from courses.exchange.filing import Filed
from courses.exchange.models import ImportJob, ImportRow
from courses.questions.likeness.many import CLOSEST, SHARED, like_many
from courses.questions.likeness.models import Fingerprint, SimilarPair
from courses.questions.likeness.selectors import Similar
from courses.questions.likeness.shingles import LIKELY, Wording, likeness, prints
from courses.questions.models import Question, QuestionCitation, QuestionTag
from courses.questions.selectors import all_questions
from courses.questions.versions.naming import models_by_kind

PLAIN_ROWS = ("hints", "citations")


@dataclass
class Arrival:
    """One question made ready in memory; nothing of it is stored yet."""

    row: ImportRow
    question: Any
    filed: Filed
    said: Wording
    prints: list[int]
    alike: Sequence[Similar] = ()


class Shelf:
    """What the questions of an import refer to, read once."""

    def __init__(self) -> None:
        self.points = {point.pk: point for point in KnowledgePoint.objects.all()}
        self.tags: dict[str, Tag] = {}

    def tag(self, name: str) -> Tag:
        """The tag of this name, made when there is none."""
        if name not in self.tags:
            found = Tag.objects.filter(name=name).first()
            self.tags[name] = found or _new_tag(name)
        return self.tags[name]


def _new_tag(name: str) -> Tag:
    tag = Tag(name=name, slug=slugify(name, allow_unicode=True) or "tag")
    tag.save()
    return tag


def fill(question: Any, row: ImportRow, shelf: Shelf) -> Filed:
    """Put what a row says into a question, rows included; nothing is saved."""
    filed = Filed(**row.filed)
    question.fill(row.body, row.answer_key)
    question.category_id, question.use = filed.category, filed.use
    question.difficulty = filed.difficulty
    question.points = [shelf.points[pk] for pk in filed.points if pk in shelf.points]
    old = {(one.provision_id, one.detail): one for one in question.citations.all()}
    question.citations = [
        old.get((pk, detail)) or QuestionCitation(provision_id=pk, detail=detail)
        for pk, detail in filed.citations
    ]
    tagged = {one.tag_id: one for one in question.tagged_items.all()}
    tags = [shelf.tag(name) for name in filed.tags]
    question.tagged_items = [tagged.get(tag.pk) or QuestionTag(tag=tag) for tag in tags]
    if question.pk is None:
        for relation in get_all_child_relations(question):
            # What it does not have is known, and need not be asked for when it has a key.
            name = relation.get_accessor_name()
            setattr(question, name, list(getattr(question, name).all()))
    return filed


def make_ready(rows: Iterable[ImportRow], job: ImportJob, shelf: Shelf) -> list[Arrival]:
    """Rows as questions in memory, compared with the bank and with those that arrive too."""
    ready = []
    for row in rows:
        model = models_by_kind()[row.kind]
        question: Any = model(
            number=row.number,
            owner_root_id=job.owner_root_id,
            live=False,
            has_unpublished_changes=True,
            polymorphic_ctype_id=kind_type(model).pk,
        )
        filed = fill(question, row, shelf)
        question.words = "\n".join(question.said())
        said = Wording(question.stem, tuple(question.words.splitlines()))
        values = prints(said, [job.owner_root_id])
        ready.append(Arrival(row, question, filed, said, values))
    alike = like_many([(one.said, one.prints) for one in ready], all_questions())
    for one, found in zip(ready, alike, strict=True):
        one.alike = found
    return ready


def kind_type(model: type[Model]) -> ContentType:
    """The content type of a kind."""
    return ContentType.objects.get_for_model(model, for_concrete_model=False)


def write(ready: Sequence[Arrival], job: ImportJob, now: datetime) -> None:
    """Store a batch, unseen; the rows of the plan know their questions and revisions.

    Two short transactions, and what takes thought is thought out between them; a batch that got
    only as far as the first is swept away before the import goes on.
    """
    with transaction.atomic():
        _write_questions(ready, job)
        _write_children(ready)
    revisions = [revision_of(one.question, job, now) for one in ready]
    pairs = _pairs(ready, now)
    with transaction.atomic():
        _write_revisions(ready, revisions)
        _write_likeness(ready, pairs)
        _write_references([one.question for one in ready])
        by_model: dict[type[Any], list[Any]] = defaultdict(list)
        for one in ready:
            by_model[type(one.question)].append(one.question)
        for model, questions in by_model.items():
            add_untitled(model, questions)
        _run_for_each(
            ImportRow,
            "SET question_id = %s, revision_id = %s WHERE id = %s",
            [(one.row.question_id, one.row.revision_id, one.row.pk) for one in ready],
        )


def _run_for_each(model: type[Any], what: str, values: Sequence[Sequence[Any]]) -> None:
    """One prepared UPDATE for many rows; the ORM would build an expression of thousands."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} {what}", values)


def _write_questions(ready: Sequence[Arrival], job: ImportJob) -> None:
    names = [f.attname for f in Question._meta.concrete_fields if not f.primary_key]
    plain = []
    for one in ready:
        values = {name: getattr(one.question, name) for name in names}
        plain.append(Question(**{**values, "arriving_id": job.pk}))
    # Past the polymorphic manager, which refuses tables with a parent to be filled at once.
    QuerySet(Question).bulk_create(plain)
    of_kind: dict[type[Any], list[Any]] = defaultdict(list)
    for one, stored in zip(ready, plain, strict=True):
        one.question.pk = one.question.id = stored.pk
        one.question._state.adding = False
        of_kind[type(one.question)].append(one.question)
    for model, questions in of_kind.items():
        # The rows of the parent are there; Django has no public way to insert the child's alone.
        query = InsertQuery(model)
        query.insert_values(model._meta.local_concrete_fields, questions)
        query.get_compiler(connection=connection).execute_sql()


def _write_children(ready: Sequence[Arrival]) -> None:
    by_model: dict[type[Any], list[Any]] = defaultdict(list)
    for one in ready:
        for relation in (*one.question.row_relations, *PLAIN_ROWS):
            for child in getattr(one.question, relation).all():
                child.question_id = one.question.pk
                by_model[type(child)].append(child)
        for tagged in one.question.tagged_items.all():
            tagged.content_object_id = one.question.pk
            by_model[QuestionTag].append(tagged)
    for model, children in by_model.items():
        model._default_manager.bulk_create(children)
    about = Question.points.through
    about.objects.bulk_create(
        about(question_id=one.question.pk, knowledgepoint_id=pk)
        for one in ready
        for pk in one.filed.points
    )


def revision_of(question: Any, job: ImportJob, now: datetime) -> Revision:
    """A revision of a filled question, not stored and not yet its newest one."""
    return Revision(
        content_type=kind_type(type(question)),
        base_content_type=kind_type(Question),
        object_id=str(question.pk),
        created_at=now,
        user=job.by,
        object_str=str(question),
        content=question.serializable_data(),
    )


def _write_revisions(ready: Sequence[Arrival], revisions: list[Revision]) -> None:
    Revision.objects.bulk_create(revisions)
    for one, revision in zip(ready, revisions, strict=True):
        one.row.question_id, one.row.revision = one.question.pk, revision
        one.question.latest_revision_id = revision.pk
    _run_for_each(
        Question,
        "SET latest_revision_id = %s WHERE id = %s",
        [(one.row.revision_id, one.question.pk) for one in ready],
    )


def _pairs(ready: Sequence[Arrival], now: datetime) -> list[SimilarPair]:
    return [
        SimilarPair(
            first_id=min(one.question.pk, other.question.pk),
            second_id=max(one.question.pk, other.question.pk),
            score=other.score,
            why=other.why,
            found_at=now,
        )
        for one in ready
        for other in (*one.alike, *_alike_beside(one, ready))
    ]


def _write_likeness(ready: Sequence[Arrival], pairs: list[SimilarPair]) -> None:
    table = connection.ops.quote_name(Fingerprint._meta.db_table)
    with connection.cursor() as cursor:
        # A third of all rows: building objects for them would take longer than storing them.
        cursor.executemany(
            f"INSERT INTO {table} (question_id, value) VALUES (%s, %s)",  # noqa: S608
            [(one.question.pk, v) for one in ready for v in sorted(set(one.prints))],
        )
    SimilarPair.objects.bulk_create(pairs, ignore_conflicts=True)


def _alike_beside(one: Arrival, ready: Sequence[Arrival]) -> list[Similar]:
    """What comes before it in the same batch, which the bank does not have yet."""
    own, found = set(one.prints), []
    for other in ready:
        if other is one:
            break
        if len(own.intersection(other.prints)) >= SHARED:
            alike = likeness(one.said, other.said)
            if alike.score >= LIKELY:
                found.append(Similar(other.question, alike.score, alike.why))
    return found[:CLOSEST]


def _write_references(questions: Sequence[Any]) -> None:
    """What ReferenceIndex.create_or_update_for_object writes for a new object, for many."""
    base = kind_type(Question)
    ReferenceIndex.objects.bulk_create(
        (
            ReferenceIndex(
                content_type=kind_type(type(question)),
                base_content_type=base,
                object_id=str(question.pk),
                to_content_type_id=to_type,
                to_object_id=to_id,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
            for question in questions
            for to_type, to_id, model_path, content_path in set(
                ReferenceIndex._extract_references_from_object(question)
            )
        ),
        ignore_conflicts=True,
    )
