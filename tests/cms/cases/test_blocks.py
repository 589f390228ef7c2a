"""What the blocks of a case refuse, and how they look before one takes them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamBlock

from cms.cases.blocks import CaseBody, own_blocks
from cms.models import CaseStudyPage

BODY = CaseBody()
# These choose a file or a drawing; there is none to show beforehand.
CHOOSING = {"drawing", "video", "audio", "document"}


def stored(kind: str, value: Any) -> Any:
    """A body with one block, as read from the database."""
    return BODY.to_python([{"type": kind, "value": value, "id": "one"}])


def mistakes(kind: str, value: Any) -> str:
    """Everything said about a body with one block; empty when it may be published."""
    try:
        BODY.clean(stored(kind, value))
    except ValidationError as wrong:
        return repr(wrong.as_json_data())  # type: ignore[attr-defined]
    return ""


def listed(*values: Any) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": str(n)} for n, value in enumerate(values)]


def option(text: str, best: bool = False) -> dict[str, Any]:
    return {"text": text, "consequence": "会怎样", "best": best}


def decision(*options: dict[str, Any]) -> dict[str, Any]:
    return {"prompt": "问", "options": listed(*options), "done": ""}


def test_a_decision_needs_a_sounder_option_and_not_only_sounder_ones() -> None:
    assert not mistakes("decision", decision(option("甲", True), option("乙")))
    assert "至少一个选项" in mistakes("decision", decision(option("甲"), option("乙")))
    both = decision(option("甲", True), option("乙", True))
    assert "每个选项都勾了" in mistakes("decision", both)


def test_the_option_that_stands_there_twice_is_named() -> None:
    said = mistakes("decision", decision(option("甲", True), option("乙"), option("乙 ")))
    assert "和前面的一样" in said
    assert "{2:" in said


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("timeline", {"moments": listed({"when": "三月", "what": "走访"})}),
        ("people", {"people": listed({"who": "某代表", "position": "着急"})}),
        ("really", {"text": "<p>办好了。</p>"}),
        ("compare", {"before": "<p>甲</p>", "after": "<p>乙</p>", "notes": []}),
    ],
)
def test_a_fact_names_its_source(kind: str, value: dict[str, Any]) -> None:
    assert not mistakes(kind, {**value, "nature": "fiction"})
    assert not mistakes(kind, {**value, "nature": "fact", "source": "《今日定海》"})
    said = mistakes(kind, {**value, "nature": "fact", "source": ""})
    assert "请写明出处" in said
    assert "'source'" in said


def test_a_mark_without_a_remark_names_the_text() -> None:
    value = {"before": "<p>甲[1]</p>", "after": "<p>乙［2］</p>", "notes": listed("一")}
    said = mistakes("compare", value)
    assert "没有第 2 条批注" in said
    assert "'after'" in said
    assert "'before'" not in said


def table(**changes: Any) -> dict[str, Any]:
    whole = {
        "columns": [{"type": "text", "heading": "点"}, {"type": "number", "heading": "件"}],
        "rows": [{"values": ["甲", "12"]}],
        "caption": "投诉",
    }
    return {"table": {**whole, **changes}}


def test_a_table_has_heads_rows_and_a_caption() -> None:
    assert not mistakes("data", table())
    assert "表题" in mistakes("data", table(caption=" "))
    assert "表格是空的" in mistakes("data", table(rows=[]))
    headless = [{"type": "text", "heading": "点"}, {"type": "number", "heading": ""}]
    assert "表头" in mistakes("data", table(columns=headless))


def test_every_cell_of_a_table_knows_its_column() -> None:
    block = stored("data", table())[0]
    (line,) = block.block.get_context(block.value)["lines"]
    assert [(cell["label"], cell["text"], cell["figure"]) for cell in line] == [
        ("点", "甲", False),
        ("件", "12", True),
    ]


def test_old_bodies_read_as_they_were() -> None:
    old = {"title": "谁", "people": listed({"who": "甲", "position": "乙"})}
    assert stored("people", old)[0].value["nature"] in ("", None)
    fact = {"source": "《今日定海》", "text": "<p>一</p>"}
    assert stored("fact", fact)[0].value["link"] in ("", None)


def test_too_many_decisions_are_refused() -> None:
    one = {"type": "decision", "value": decision(option("甲", True), option("乙"))}
    with pytest.raises(ValidationError):
        BODY.clean(BODY.to_python([one] * 7))


@pytest.mark.parametrize("name", ["heading", "text", "fact", "fiction", "timeline", "people"])
def test_the_blocks_of_a_case_stand_in_groups_with_a_description(name: str) -> None:
    block = BODY.child_blocks[name]
    assert block.meta.group
    assert str(block.get_description())


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({name for name, _block in own_blocks()} - CHOOSING))
def test_every_block_can_be_seen_before_it_is_taken(as_li: Client, name: str) -> None:
    body: StreamBlock = CaseStudyPage._meta.get_field("body").stream_block
    block = body.child_blocks[name]
    assert block.is_previewable
    url = reverse("wagtailadmin_block_preview")
    page = as_li.get(f"{url}?id={block.definition_prefix}")
    assert page.status_code == 200
    assert "cases/case.css" in page.content.decode()
