"""JSON back into a piece of content: fields, rows and references by the definitions of this site.

What an archive says is set on nothing but the fields that travel.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import models
from django.db.models import FileField, JSONField, Model, ProtectedError
from django.db.models.deletion import Collector
from django.utils.text import get_valid_filename
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField

from cms.assets.fields import PictureField
from cms.assets.scrubbing import cleaned
from cms.core.references import Visit, in_html, in_stream
from training.packs.archive.sorts import content_fields, many_fields, row_relations

FileOf = Callable[[str], Path]
# By which of its fields a row below continues an old one.
KNOWN_BY = ("code", "identity", "left_identity", "language")


def references_in(model: type[Model], content: dict[str, Any]) -> list[tuple[type[Model], str]]:
    """Everything a description refers to, by the sort that is expected there."""
    found: list[tuple[type[Model], str]] = []

    def note(wanted: type[Model], ref: Any) -> Any:
        found.append((wanted, str(ref)))
        return ref

    for field, value in _said(model, content):
        _read(field, value, note)
    for many in many_fields(model):
        for ref in content.get("many", {}).get(many.name, []):
            note(many.related_model, ref)
    for name, row_model in row_relations(model):
        for row in content.get("rows", {}).get(name, []):
            found += references_in(row_model, row)
    return found


def unknown_parts(model: type[Model], content: dict[str, Any]) -> Iterator[str]:
    """What a description says that this site has no place for: fields, rows and blocks."""
    fields = {field.name: field for field in content_fields(model)}
    yield from set(content["fields"]) - set(fields)
    relations = dict(row_relations(model))
    yield from set(content.get("rows", {})) - set(relations)
    yield from set(content.get("many", {})) - {field.name for field in many_fields(model)}
    for name, value in content["fields"].items():
        field = fields.get(name)
        if isinstance(field, StreamField) and value:
            known = field.stream_block.child_blocks
            yield from (str(row["type"]) for row in value if row["type"] not in known)
    for name, rows in content.get("rows", {}).items():
        for row in rows if name in relations else []:
            yield from unknown_parts(relations[name], row)


def _said(model: type[Model], content: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    said = content["fields"]
    for field in content_fields(model):
        if field.name in said:
            yield field, said[field.name]


def _read(field: Any, value: Any, visit: Visit) -> Any:
    """A value as the field stores it; files are not read here."""
    if isinstance(field, StreamField):
        stored = in_stream(field.stream_block, value, visit)
        return StreamValue(field.stream_block, stored or [], is_lazy=True)
    if isinstance(field, RichTextField):
        return in_html(value, visit) if value else ""
    if isinstance(field, models.ForeignKey):
        return None if value is None else visit(field.related_model, value)
    if isinstance(field, (FileField, JSONField)):
        return value
    return field.to_python(value)


def fill_plain(instance: Any, content: dict[str, Any]) -> None:
    """Set the fields that refer to nothing: enough for a page to stand in its place."""
    for field, value in _said(type(instance), content):
        if not isinstance(field, (StreamField, RichTextField, models.ForeignKey, FileField)):
            setattr(instance, field.name, field.to_python(value))


def fill(instance: Any, content: dict[str, Any], visit: Visit, file_of: FileOf) -> None:
    """Set everything a description says, rows and relations included; nothing is saved."""
    model = type(instance)
    for field, value in _said(model, content):
        if isinstance(field, FileField):
            _set_file(instance, field, value, file_of)
        else:
            name = field.attname if isinstance(field, models.ForeignKey) else field.name
            setattr(instance, name, _read(field, value, visit))
    for many in many_fields(model):
        keys = [
            visit(many.related_model, ref) for ref in content.get("many", {}).get(many.name, [])
        ]
        found = many.related_model._default_manager.filter(pk__in=keys)
        setattr(instance, many.name, list(found))
    for name, row_model in row_relations(model):
        listed = content.get("rows", {}).get(name, [])
        old = list(getattr(instance, name).all())
        rows = _continued(row_model, old, listed)
        for place, (row, said) in enumerate(zip(rows, listed, strict=True)):
            fill(row, said, visit, file_of)
            if hasattr(row, "sort_order"):
                row.sort_order = place
        kept = [row for row in old if all(row is not one for one in rows) and _in_use(row)]
        setattr(instance, name, [*rows, *kept])


def _set_file(instance: Any, field: Any, value: Any, file_of: FileOf) -> None:
    if not value:
        return
    name = get_valid_filename(Path(str(value["name"])).name)[-100:] or "file"
    opened = File(file_of(str(value["file"])).open("rb"), name=name)
    # A picture is looked at the moment it is set, so it is cleaned before.
    picture = isinstance(field, PictureField)
    setattr(instance, field.name, cleaned(opened, name) if picture else opened)


def _continued(model: type[Model], old: list[Any], listed: list[dict[str, Any]]) -> list[Any]:
    """For every row said the old row that it continues, or a new one."""
    name = next((one for one in KNOWN_BY if _has(model, one)), "")
    if not name:
        return [old[n] if n < len(old) else model() for n in range(len(listed))]
    known = {str(getattr(row, name)): row for row in old}
    return [known.pop(str(said["fields"].get(name)), None) or model() for said in listed]


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def _in_use(row: Any) -> bool:
    """Whether something protects an old row: a session on a class's timetable stays."""
    if not row.pk:
        return False
    try:
        Collector(using="default").collect([row])
    except ProtectedError:
        return True
    return False
