"""Which sorts of content travel in an archive, which of their fields, and how a row is known again.

Only sorts named in SORTS are ever written to an archive or read from one: learners, accounts,
attempts and statistics have no place in it. A new sort of content needs one line; new fields, rows
and blocks of a known sort need none.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Page

from courses.models import Question
from training.people.owned import Owned

SORTS = (
    "taggit.Tag",
    "cms.KnowledgePoint",
    "cms.Township",
    "cms.Statute",
    "cms.StatuteVersion",
    "cms.Provision",
    "cms.Correspondence",
    "cms.Drawing",
    "cms.Picture",
    "cms.Attachment",
    "cms.Recording",
    "cms.CaseStudyPage",
    "courses.Category",
    "courses.Question",
    "courses.Quiz",
    "courses.Rubric",
    "courses.WritingTask",
    "courses.ProgrammePage",
    "courses.CoursePage",
    "courses.LessonPage",
    "courses.CaseQuestion",
)
# Rows that are not referred to, but belong beside what is: sort → the fields that must all lead
# into the archive (or be empty).
BESIDE = {
    "cms.Provision": ("version",),
    "cms.StatuteVersion": ("statute",),
    "cms.Correspondence": ("old_version", "new_version"),
    "courses.CaseQuestion": ("case",),
}
# What belongs to the place and not to the content: publication, dates, people, and what the site
# works out for itself.
LEFT = frozenset(
    """
    id path depth numchild url_path draft_title live has_unpublished_changes first_published_at
    last_published_at latest_revision live_revision latest_revision_created_at go_live_at expire_at
    expired locked locked_at locked_by owner owner_root translation_key locale alias_of content_type
    polymorphic_ctype uuid live_version words collection uploaded_by_user created_at file_size
    file_hash width height prepared phone_bytes held_back_at sort_order opens_at closes_at
    transferred_at made_by arriving
    """.split()  # noqa: SIM905 - a list of words is read more easily
)
# Names that must be unique where the content goes; given once, and not compared.
NAMES = ("slug", "key", "number")
STAYING = ("cms.PointPrerequisite",)
ELSEWHERE = ("wagtailcore", "contenttypes", "auth", "people")
LONGEST_REF = 110


def model_of(label: str) -> type[Model] | None:
    """The model behind a label of an archive, when it is one that may travel."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if travels(model) else None


def travels(model: type[Model]) -> bool:
    """Whether rows of a model may be in an archive at all. What a learner owns never may."""
    if issubclass(model, Owned):
        return False
    return any(issubclass(model, apps.get_model(label)) for label in SORTS)


def sort_of(model: type[Model]) -> str:
    """The label under which references to a row are written: pages and questions are one sort
    each, whatever their type."""
    if issubclass(model, Page):
        return "page"
    if issubclass(model, Question):
        return "question"
    return model._meta.label_lower


def is_uuid_known(model: type[Model]) -> bool:
    """Whether rows are known by an identity of their own that no person chose."""
    return issubclass(model, Page) or _unique(model, "uuid")


def _unique(model: type[Model], name: str) -> bool:
    return any(one.name == name and one.unique for one in model._meta.concrete_fields)


def natural_fields(model: type[Model]) -> tuple[str, ...]:
    """The fields by which a row without an identity is known; empty when its file is all it has."""
    for name in ("key", "name", "title"):
        if _unique(model, name):
            return (name,)
    for constraint in model._meta.total_unique_constraints:
        return tuple(name for name in constraint.fields if name != "owner_root")
    return ()


def content_fields(model: type[Model]) -> Iterator[Any]:
    """The fields of a row that travel, as the model defines them."""
    for field in model._meta.concrete_fields:
        if field.name in LEFT or field.primary_key or isinstance(field, ParentalKey):
            continue
        if isinstance(field, models.OneToOneField) and field.remote_field.parent_link:
            continue
        target = field.related_model
        if field.is_relation and not isinstance(target, str) and target is not None:
            page = issubclass(target, Page)
            if target._meta.app_label in ELSEWHERE and not page:
                continue
        if field.name in NAMES and is_uuid_known(model):
            continue
        yield field


def many_fields(model: type[Model]) -> Iterator[Any]:
    """The relations to several rows that belong to the content itself."""
    for field in model._meta.many_to_many:
        if isinstance(field, ParentalManyToManyField):
            yield field


def row_relations(model: type[Model]) -> Iterator[tuple[str, type[Model]]]:
    """The rows below a row: the name of the relation and their model. Comments stay at home, and
    in which order the place teaches its points."""
    if not issubclass(model, ClusterableModel):
        return
    for relation in get_all_child_relations(model):
        rows = relation.related_model
        if rows._meta.app_label != "wagtailcore" and rows._meta.label not in STAYING:
            yield relation.get_accessor_name(), rows


def short_ref(sort: str, identity: str) -> str:
    """A reference: sort and identity; a long identity as its fingerprint."""
    ref = f"{sort}:{identity}"
    if len(ref) <= LONGEST_REF:
        return ref
    return f"{sort}:#{hashlib.sha256(identity.encode()).hexdigest()[:40]}"


def fingerprint(file: Any) -> str:
    """SHA-256 of a stored file, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        for piece in opened.chunks():
            digest.update(piece)
    return digest.hexdigest()
