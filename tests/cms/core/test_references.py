"""Every reference inside content is found by definition, whatever the block."""

from typing import Any

import pytest
from django.apps import apps
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.core.references import Needed, TakenOut, in_html, in_stream
from cms.models import Picture
from courses.models import LessonPage, Question

CONTAINERS = (
    blocks.BaseStreamBlock,
    blocks.ListBlock,
    blocks.BaseStructBlock,
    BaseTypedTableBlock,
)
LOOKED_INTO = (*CONTAINERS, blocks.ChooserBlock, blocks.RichTextBlock)
PLAIN = blocks.Block.extract_references


def streams() -> list[StreamField]:
    models = [
        *apps.get_app_config("cms").get_models(),
        *apps.get_app_config("courses").get_models(),
    ]
    return [
        f for model in models for f in model._meta.concrete_fields if isinstance(f, StreamField)
    ]


def inside(block: Any) -> list[Any]:
    children = getattr(block, "child_blocks", None) or {}
    listed = [block.child_block] if isinstance(block, blocks.ListBlock) else []
    return [block, *(one for child in [*children.values(), *listed] for one in inside(child))]


@pytest.mark.parametrize("field", streams(), ids=str)
def test_no_block_of_ours_keeps_a_reference_where_nobody_looks(field: StreamField):
    """A block that tells Wagtail of references must be of a sort that the walk goes into."""
    strangers = [
        type(block).__name__
        for block in inside(field.stream_block)
        if type(block).extract_references is not PLAIN and not isinstance(block, LOOKED_INTO)
    ]
    assert not strangers


def body(*raw: dict[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    return LessonPage._meta.get_field("body").stream_block, list(raw)


def test_references_are_found_wherever_they_stand():
    steps = {"title": "", "steps": [{"type": "item", "value": '<a linktype="page" id="5">x</a>'}]}
    block, raw = body(
        {"type": "steps", "value": steps, "id": "a"},
        {"type": "picture", "value": {"image": {"image": 7, "alt_text": "图"}}, "id": "b"},
        {"type": "picture", "value": {"image": 8}, "id": "c"},
        {"type": "practice", "value": {"question": 9}, "id": "d"},
        {"type": "nobody knows", "value": 1, "id": "e"},
    )
    found: list[tuple[Any, Any]] = []

    def visit(model: Any, key: Any) -> Any:
        found.append((model, key))
        return 1000 + int(key)

    made = in_stream(block, raw, visit)
    assert found == [(Page, "5"), (Picture, 7), (Picture, 8), (Question, 9)]
    assert made[0]["value"]["steps"][0]["value"] == '<a linktype="page" id="1005">x</a>'
    assert made[1]["value"]["image"] == {"image": 1007, "alt_text": "图"}
    assert made[3]["value"] == {"question": 1009}
    assert made[4] == raw[4]
    assert raw[1]["value"]["image"]["image"] == 7


def test_what_is_kept_is_kept_to_the_letter():
    block, raw = body({"type": "text", "value": "<p>一 &amp; 二<br/>三</p>", "id": "a"})
    assert in_stream(block, raw, lambda model, key: key) == raw
    stream = StreamValue(block, raw, is_lazy=True)
    assert list(stream.get_prep_value()) == raw


def gone(model: Any, key: Any) -> Any:
    raise TakenOut


def test_a_link_that_is_taken_out_leaves_its_words():
    text = '<p>看<a linktype="page" id="5"><b>这</b>一课</a>，<a href="https://a.cn">外面</a>。</p>'
    assert in_html(text, gone) == '<p>看<b>这</b>一课，<a href="https://a.cn">外面</a>。</p>'
    assert in_html('<embed embedtype="image" id="3" alt="" format="left"/>', gone) == ""


def test_what_a_block_needs_is_named_when_it_is_taken_out():
    block, raw = body({"type": "case", "value": {"case": 3, "why": ""}, "id": "a"})
    with pytest.raises(Needed) as needed:
        in_stream(block, raw, gone)
    assert needed.value.where == "案例"
