"""What a piece of content refers to, wherever it does: in its fields, its rows, its stream and the
links of its rich text. Found by the definitions of fields and blocks, so that a new block needs no
word here.

`visit(model, key)` is asked for every reference and answers with the key to put in its place. It
may raise `TakenOut` for a reference that cannot stand where the content goes.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import features

Visit = Callable[[type[Model], Any], Any]

TAG = re.compile(r"<(a|embed)(\s[^>]*?)(/?)>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
END = re.compile(r"</a\s*>")


class TakenOut(Exception):
    """This reference cannot stand in the new place."""


class Needed(Exception):
    """A reference that was taken out, where the content cannot do without it."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def in_stream(block: Any, stored: Any, visit: Visit) -> Any:
    """The stored value of a block with every reference visited; the value itself is not changed.

    Raises Needed when a reference is taken out that its block requires.
    """
    if stored is None or stored == "":
        return stored
    if isinstance(block, blocks.ChooserBlock):
        return _chosen(block, stored, visit)
    if isinstance(block, blocks.RichTextBlock):
        return in_html(stored, visit)
    if isinstance(block, (blocks.StreamBlock, blocks.ListBlock)):
        return [_listed(block, row, visit) for row in stored]
    if isinstance(block, BaseTypedTableBlock):
        return _table(block, stored, visit)
    return _fields(block, stored, visit) if isinstance(block, blocks.StructBlock) else stored


def _listed(block: Any, row: Any, visit: Visit) -> Any:
    """A block of a stream, or a row of a list; rows stored long ago are bare values."""
    if isinstance(block, blocks.StreamBlock):
        return _row(block.child_blocks.get(row["type"]), row, visit)
    if isinstance(row, dict) and row.get("type") == "item" and "value" in row:
        return _row(block.child_block, row, visit)
    return in_stream(block.child_block, row, visit)


def _table(block: Any, stored: Any, visit: Visit) -> dict[str, Any]:
    """A table whose columns are blocks of their own."""
    columns = [block.child_blocks[column["type"]] for column in stored["columns"]]
    rows = [
        {
            **row,
            "values": [
                in_stream(column, value, visit)
                for column, value in zip(columns, row["values"], strict=False)
            ],
        }
        for row in stored["rows"]
    ]
    return {**stored, "rows": rows}


def _row(block: Any, row: dict[str, Any], visit: Visit) -> dict[str, Any]:
    if block is None:
        return row
    return {**row, "value": in_stream(block, row["value"], visit)}


def _fields(block: Any, stored: Any, visit: Visit) -> Any:
    if not isinstance(stored, dict):
        # A picture stored before it had a text of its own is a bare key.
        image = block.child_blocks.get("image")
        return in_stream(image, stored, visit) if image else stored
    children = block.child_blocks
    return {
        name: in_stream(children[name], value, visit) if name in children else value
        for name, value in stored.items()
    }


def _chosen(block: Any, stored: Any, visit: Visit) -> Any:
    try:
        return visit(block.model_class, stored)
    except TakenOut as gone:
        if block.required:
            raise Needed(str(block.label)) from gone
        return None


def in_html(text: str, visit: Visit) -> str:
    """Rich text as stored, with every link and embed visited; a link that is taken out leaves its
    words."""
    told: list[str] = []
    at = 0
    for found in TAG.finditer(text):
        model = _model_of(found.group(1), found.group(2))
        key = dict(ATTRIBUTE.findall(found.group(2))).get("id")
        if model is None or key is None:
            continue
        told.append(text[at : found.start()])
        at = found.end()
        try:
            new = visit(model, html.unescape(key))
            told.append(found.group().replace(f'id="{key}"', f'id="{html.escape(str(new))}"'))
        except TakenOut:
            end = END.search(text, at) if found.group(1) == "a" else None
            if end:
                told.append(text[at : end.start()])
                at = end.end()
    return "".join([*told, text[at:]])


def _model_of(tag: str, attributes: str) -> type[Model] | None:
    """What a tag of rich text refers to; None for plain links and for what names no row."""
    said = dict(ATTRIBUTE.findall(attributes))
    known = features.get_link_types() if tag == "a" else features.get_embed_types()
    handler: Any = known.get(said.get("linktype" if tag == "a" else "embedtype", ""))
    if handler is None:
        return None
    try:
        model: type[Model] = handler.get_model()
    except (NotImplementedError, AttributeError):
        return None
    return model


def raw_of(value: StreamValue) -> list[dict[str, Any]]:
    """A stream as it is stored."""
    return list(value.get_prep_value())


def foreign_keys(model: type[Model]) -> Iterator[Any]:
    """The foreign keys of a model that say something about content: neither the links to its own
    parents, nor the one to the row it belongs to."""
    for field in model._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or isinstance(field, ParentalKey):
            continue
        if not (field.one_to_one and field.remote_field.parent_link):
            yield field


def rows_of(instance: Any) -> Iterator[tuple[str, Any]]:
    """The rows that belong to a piece of content, with the name of their relation."""
    if not isinstance(instance, ClusterableModel):
        return
    for relation in get_all_child_relations(type(instance)):
        name = relation.get_accessor_name()
        for row in getattr(instance, name).all():
            yield name, row


def rewrite(instance: Any, visit: Visit) -> None:
    """Visit everything an unsaved or loaded piece of content refers to, rows included, in place.

    Rows are changed in memory; saving the piece saves them. Raises Needed as in_stream.
    """
    for field in instance._meta.concrete_fields:
        value = getattr(instance, field.attname)
        if isinstance(field, StreamField):
            stored = in_stream(value.stream_block, raw_of(value), visit)
            setattr(instance, field.name, StreamValue(value.stream_block, stored, is_lazy=True))
        elif isinstance(field, RichTextField) and value:
            setattr(instance, field.name, in_html(value, visit))
    for field in foreign_keys(type(instance)):
        if (key := getattr(instance, field.attname)) is not None:
            setattr(instance, field.attname, _pointed(field, key, visit))
    changed: dict[str, list[Any]] = {}
    for name, row in rows_of(instance):
        rewrite(row, visit)
        changed.setdefault(name, []).append(row)
    for name, rows in changed.items():
        setattr(instance, name, rows)
    for field in instance._meta.many_to_many:
        if isinstance(field, ParentalManyToManyField):
            model = field.related_model
            keys = [visit(model, one.pk) for one in getattr(instance, field.name).all()]
            setattr(instance, field.name, list(model._default_manager.filter(pk__in=keys)))


def _pointed(field: Any, key: Any, visit: Visit) -> Any:
    try:
        return visit(field.related_model, key)
    except TakenOut as gone:
        if not field.null:
            raise Needed(str(field.verbose_name)) from gone
        return None


def needed_in_words(needed: Needed, title: str) -> str:
    """Why a piece of content cannot go where it should."""
    words = {"title": title, "where": needed.where}
    return _("《%(title)s》的“%(where)s”不能空着，可是它指向的内容去不了那里。") % words
