"""The names of content in an archive, and what on this site a name means.

A piece of content keeps the name under which it first came: what was imported here and is exported
again is known by the name it was given where it was made.
"""

from typing import Any
from uuid import UUID

from django.db.models import FileField, Model
from polymorphic.models import PolymorphicModel
from wagtail.models import Collection, Page

from cms.core.models import LoadedItem
from cms.models import CongressRootPage
from courses.models import Question
from training.packs.archive.sorts import (
    fingerprint,
    is_uuid_known,
    natural_fields,
    short_ref,
    sort_of,
)


def pack_of(root: CongressRootPage) -> str:
    """Under which name LoadedItem remembers what was imported below a root."""
    return f"archive:{root.congress_key}"[:60]


def instance_of(model: type[Model], key: Any) -> Any:
    """The row of its own type behind a primary key; None when there is none."""
    if issubclass(model, Page):
        page = Page.objects.filter(pk=key).first()
        return page.specific if page else None
    if issubclass(model, PolymorphicModel):
        return Question.objects.filter(pk=key).first()
    return model._default_manager.filter(pk=key).first()


def kept_under(model: type[Model]) -> type[Model]:
    """The model under whose label a row is remembered: one for all types of a sort."""
    if issubclass(model, Page):
        return Page
    return Question if issubclass(model, Question) else model


class Namer:
    """Names the content of one congress, remembering every answer."""

    def __init__(self, root: CongressRootPage) -> None:
        self.root = root
        self.refs: dict[tuple[str, str], str] = {}
        self.rows: dict[str, Any] = {}
        self.files: dict[type[Model], dict[str, Any]] = {}
        self.memory = {item.key: item for item in LoadedItem.objects.filter(pack=pack_of(root))}
        for ref, item in self.memory.items():
            self.refs[item.model, item.object_pk] = ref

    def ref_of(self, instance: Any) -> str:
        """The name of a row: the one it came with, else its own."""
        place = (kept_under(type(instance))._meta.label, str(instance.pk))
        if place not in self.refs:
            self.refs[place] = short_ref(sort_of(type(instance)), self._identity(instance))
        self.rows.setdefault(self.refs[place], instance)
        return self.refs[place]

    def keys_of(self, model: type[Model]) -> list[Any]:
        """The primary keys of the rows of a model that were named so far."""
        return [row.pk for row in self.rows.values() if isinstance(row, model)]

    def _identity(self, instance: Any) -> str:
        if isinstance(instance, Page):
            return str(instance.translation_key)
        if is_uuid_known(type(instance)):
            return str(instance.uuid)
        names = natural_fields(type(instance))
        if not names:
            return fingerprint(instance.file)
        return "/".join(self._part(instance, name) for name in names)

    def _part(self, instance: Any, name: str) -> str:
        field = instance._meta.get_field(name)
        if not field.is_relation:
            return str(getattr(instance, name))
        other = getattr(instance, name)
        return "" if other is None else self.ref_of(_own_type(other))

    def find(self, ref: str, content: dict[str, Any], model: type[Model]) -> Any:
        """The row here that a name means: the one that came under it, else one with the same
        identity, the same natural name or the same file; None when there is none."""
        if item := self.memory.get(ref):
            found = instance_of(kept_under(model), item.object_pk)
            if found is not None:
                return found
        identity = ref.partition(":")[2]
        return self._native(model, identity, content)

    def _native(self, model: type[Model], identity: str, content: dict[str, Any]) -> Any:
        if issubclass(model, Page):
            pages: Any = model._default_manager
            pages = pages.descendant_of(self.root)
            return pages.filter(translation_key=_uuid(identity)).first()
        rows = model._default_manager.all()
        if any(field.name == "owner_root" for field in model._meta.concrete_fields):
            rows = rows.filter(owner_root=self.root)
        if is_uuid_known(model):
            return rows.filter(uuid=_uuid(identity)).first()
        names = natural_fields(model)
        if not names:
            return self._same_file(model, identity)
        lookup = {}
        for name in names:
            value = content["fields"].get(name)
            if model._meta.get_field(name).is_relation:
                # Only what this site has already can be meant by a natural name.
                other = None if value is None else self.rows.get(value)
                if value is not None and other is None:
                    return None
                value = other.pk if other else None
            lookup[name if value is not None else f"{name}__isnull"] = (
                value if value is not None else True
            )
        return rows.filter(**lookup).first()

    def _same_file(self, model: type[Model], digest: str) -> Any:
        """A picture or document of the congress with the same bytes; its files are read once."""
        if model not in self.files:
            name = next(f.name for f in model._meta.concrete_fields if isinstance(f, FileField))
            rows = model._default_manager.filter(collection=congress_collection(self.root))
            stored = [(row, getattr(row, name)) for row in rows]
            self.files[model] = {
                fingerprint(file): row
                for row, file in stored
                if file and file.storage.exists(file.name)
            }
        return self.files[model].get(digest)


def _own_type(instance: Any) -> Any:
    return instance.specific if isinstance(instance, Page) else instance


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def congress_collection(root: CongressRootPage) -> Collection | None:
    """Where a congress keeps its pictures and documents: the collection that bears its name."""
    from training.people.models import Congress

    congress = Congress.objects.filter(key=root.congress_key).first()
    name = congress.name if congress else root.title
    return Collection.objects.filter(name=name).first()
