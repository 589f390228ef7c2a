"""A piece of content as JSON: fields, rows and references by name, no primary key anywhere."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import FileField, JSONField, Model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Page

from cms.core.references import Needed, TakenOut, Visit, in_html, in_stream, raw_of
from courses.questions.services import digest_of
from training.packs.archive.sorts import (
    NAMES,
    content_fields,
    fingerprint,
    is_uuid_known,
    many_fields,
    model_of,
    row_relations,
)

FileSeen = Callable[[str, Any], None]


def state_shown(instance: Any, *, newest: bool) -> Any:
    """What of a drafted piece travels: what readers see, or where there is nothing yet the newest
    draft; with `newest` the newest draft in any case."""
    if not isinstance(instance, DraftStateMixin) or not instance.latest_revision_id:
        return instance
    return instance if instance.live and not newest else instance.get_latest_revision_as_object()


def describe(instance: Any, visit: Visit, see_file: FileSeen) -> dict[str, Any]:
    """Everything that travels of a piece of content. `visit` gives references their names,
    `see_file` is told of every file with its digest.

    Raises Needed when a reference that it cannot do without is taken out.
    """
    model = type(instance)
    content: dict[str, Any] = {
        "model": model._meta.label_lower,
        "fields": _fields(instance, visit, see_file),
    }
    if isinstance(instance, DraftStateMixin) or hasattr(instance, "live"):
        content["live"] = bool(instance.live)
    if is_uuid_known(model):
        names = {name: getattr(instance, name) for name in NAMES if hasattr(instance, name)}
        content["names"] = names
    if many := {field.name: _many(instance, field, visit) for field in many_fields(model)}:
        content["many"] = many
    if rows := _all_rows(instance, visit, see_file):
        content["rows"] = rows
    return content


def compared(content: dict[str, Any]) -> str:
    """The fingerprint by which two descriptions are the same; names, publication and the names of
    files do not count."""
    model = model_of(content["model"])
    said = {"model": content["model"], **_unlike_the_unsaid(model, content)}
    return digest_of(_without_file_names(said))


def _unlike_the_unsaid(model: Any, content: dict[str, Any]) -> dict[str, Any]:
    """What differs from an empty row of the model: a field that is new in the software changes no
    fingerprint as long as nobody uses it."""
    fields = {field.name: field for field in content_fields(model)}
    said = content["fields"].items()
    told: dict[str, Any] = {
        "fields": {n: v for n, v in said if n not in fields or not _is_unsaid(fields[n], v)}
    }
    many = {name: listed for name, listed in content.get("many", {}).items() if listed}
    rows = {
        name: [_unlike_the_unsaid(row_model, row) for row in content["rows"][name]]
        for name, row_model in row_relations(model)
        if content.get("rows", {}).get(name)
    }
    return {**told, "many": many, "rows": rows}


def _is_unsaid(field: Any, value: Any) -> bool:
    if value in (None, "", [], {}):
        return True
    if field.is_relation or isinstance(field, (StreamField, FileField)):
        return False
    default = field.get_default()
    return default is not None and (value == default or str(value) == str(default))


def _without_file_names(value: Any) -> Any:
    """A stored file may bear another name where that was taken; it is the same file."""
    if isinstance(value, list):
        return [_without_file_names(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"file", "name"}:
        return value["file"]
    return {name: _without_file_names(one) for name, one in value.items()}


def _fields(instance: Any, visit: Visit, see_file: FileSeen) -> dict[str, Any]:
    return {
        field.name: _value(instance, field, visit, see_file)
        for field in content_fields(type(instance))
    }


def _value(instance: Any, field: Any, visit: Visit, see_file: FileSeen) -> Any:
    value = getattr(instance, field.attname)
    if isinstance(field, StreamField):
        return in_stream(value.stream_block, raw_of(value), visit)
    if isinstance(field, RichTextField):
        return in_html(value or "", visit)
    if isinstance(field, models.ForeignKey):
        return _pointed(field, value, visit)
    if isinstance(field, FileField):
        return _file(value, see_file)
    if isinstance(field, JSONField) or value is None or isinstance(value, (bool, int, str, float)):
        return value
    return field.value_to_string(instance)


def _pointed(field: Any, key: Any, visit: Visit) -> Any:
    if key is None:
        return None
    try:
        return visit(field.related_model, key)
    except TakenOut as gone:
        if not field.null:
            raise Needed(str(field.verbose_name)) from gone
        return None


def _file(value: Any, see_file: FileSeen) -> dict[str, str] | None:
    if not value:
        return None
    digest = fingerprint(value)
    see_file(digest, value)
    return {"file": digest, "name": value.name.rpartition("/")[2]}


def _many(instance: Any, field: Any, visit: Visit) -> list[Any]:
    keys = [one.pk for one in getattr(instance, field.name).all()]
    return sorted(visit(field.related_model, key) for key in keys)


def _all_rows(instance: Any, visit: Visit, see_file: FileSeen) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {}
    for name, model in row_relations(type(instance)):
        rows = [_row(row, visit, see_file) for row in getattr(instance, name).all()]
        known = [row for row in rows if row is not None]
        if not any(field.name == "sort_order" for field in model._meta.concrete_fields):
            known.sort(key=lambda row: digest_of(row))
        if known:
            told[name] = known
    return told


def _row(row: Any, visit: Visit, see_file: FileSeen) -> dict[str, Any] | None:
    """A row below; None when what it leads to does not travel."""
    try:
        content: dict[str, Any] = {"fields": _fields(row, visit, see_file)}
    except Needed:
        return None
    if rows := _all_rows(row, visit, see_file):
        content["rows"] = rows
    return content


def label_of(instance: Model) -> str:
    """How a piece of content is called in messages."""
    return str(instance.title) if isinstance(instance, Page) else str(instance)
