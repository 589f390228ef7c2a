"""Markdown with blocks becomes StreamField data that survives edits elsewhere on the page."""

from typing import Any

from training.packs.directives import CASE, LESSON
from training.packs.prose import Ref, blocks_of, rich, stream
from training.packs.report import Problem


def raw(text: str, key: str = "lesson:X", find: Any = lambda ref: 1) -> list[dict[str, Any]]:
    """The raw data of a body that has nothing wrong."""
    problems: list[Problem] = []
    blocks = blocks_of(text, 1, "x.md", {**CASE, **LESSON}, problems)
    assert not problems
    return stream(blocks, key, find)


def test_html_is_text():
    assert rich("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_bold_works_beside_chinese_punctuation():
    assert rich("**“权力”**的来源，**人民。**再说") == (
        "<p><b>“权力”</b>的来源，<b>人民。</b>再说</p>"
    )


def test_lists_hold_text_and_not_paragraphs():
    assert rich("- 一\n\n- 二") == "<ul><li>一</li><li>二</li></ul>"


def test_images_links_and_code_are_not_markup():
    assert rich("![x](y) [a](b) `c`") == "<p>![x](y) [a](b) `c`</p>"


def test_headings_cut_the_body_into_sections():
    kinds = [block["type"] for block in raw("## 一\n\n正文。\n\n## 二\n\n- 甲\n- 乙")]
    assert kinds == ["heading", "text", "heading", "text"]


def test_an_inserted_section_leaves_the_ids_of_the_others():
    before = raw("## 一\n\n正文。\n\n## 二\n\n正文乙。")
    after = raw("## 零\n\n新的一节。\n\n## 一\n\n正文。\n\n## 二\n\n改过的正文乙。")
    ids = {block["value"]: block["id"] for block in after if block["type"] == "heading"}
    assert {b["value"]: b["id"] for b in before if b["type"] == "heading"}.items() <= ids.items()


def test_two_sections_of_one_name_have_two_ids():
    first, second = [
        b["id"] for b in raw("## 一\n\n甲。\n\n## 一\n\n乙。") if b["type"] == "heading"
    ]
    assert first != second


def test_the_same_text_on_two_pages_has_two_ids():
    assert raw("## 一")[0]["id"] != raw("## 一", key="lesson:Y")[0]["id"]


def test_options_of_a_decision_keep_their_ids_when_they_change_places():
    options = ["- {text: 甲, consequence: 一。, best: true}", "- {text: 乙, consequence: 二。}"]

    def ids(order: list[str]) -> dict[str, str]:
        listed = "\n".join(f"  {option}" for option in order)
        block = raw(f":::decision\nprompt: 问\noptions:\n{listed}\ndone: 完\n:::")[0]
        return {o["value"]["text"]: o["id"] for o in block["value"]["options"]}

    assert ids(options) == ids(options[::-1])


def test_references_become_primary_keys():
    def find(ref: Ref) -> int:
        return {("provision", "dbf-2025/7"): 7, ("question", "Q1"): 8}[ref.kind, ref.key]

    law, practice = raw(
        ":::law dbf-2025 第七条第（三）项\n怎么用。\n:::\n:::question Q1\n:::", find=find
    )
    assert law["value"] == {"provision": 7, "detail": "第（三）项", "text": "<p>怎么用。</p>"}
    assert practice["value"] == {"question": 8}


def test_a_block_whose_subject_was_deleted_is_left_out():
    assert not raw(":::question Q1\n:::", find=lambda ref: None)


def test_a_table_keeps_its_columns():
    value = raw(":::table 表\n| 甲 | **乙** |\n|---|---|\n| 1 | 2 |\n:::")[0]["value"]
    assert [c["value"] for c in value["columns"]] == ["甲", "乙"]
    assert [[cell["value"] for cell in row["value"]] for row in value["rows"]] == [["1", "2"]]


def test_words_under_a_drawing_follow_it():
    assert [b["type"] for b in raw(":::drawing path\n一句说明。\n:::")] == ["drawing", "text"]


def case_raw(text: str) -> list[dict[str, Any]]:
    """The raw data of a case's body that has nothing wrong."""
    problems: list[Problem] = []
    blocks = blocks_of(text, 1, "x.md", CASE, problems)
    assert not problems
    return stream(blocks, "case:X", lambda ref: 1)


def test_a_title_says_that_a_block_of_a_case_was_invented():
    people = "- {who: 甲, position: 乙}\n:::"
    told, plain_one, more = case_raw(
        f":::people 会上的人（教学编写）\n{people}\n:::people 两边\n{people}\n"
        f":::people 三方（教学编写；都用化名）\n{people}"
    )
    assert (told["value"]["title"], told["value"]["nature"]) == ("会上的人", "fiction")
    assert (plain_one["value"]["title"], plain_one["value"]["nature"]) == ("两边", "")
    assert (more["value"]["title"], more["value"]["nature"]) == ("三方（都用化名）", "fiction")


def test_a_table_of_a_case_keeps_its_caption_and_knows_its_figures():
    (block,) = case_raw(
        ":::table 投诉（教学编写）\n| 点 | 件 |\n|---|---|\n| 甲1 | 12 |\n| 乙 | 7 |\n:::"
    )
    assert block["type"] == "data"
    assert block["value"]["nature"] == "fiction"
    assert block["value"]["table"] == {
        "columns": [{"type": "text", "heading": "点"}, {"type": "number", "heading": "件"}],
        "rows": [{"values": ["甲1", "12"]}, {"values": ["乙", "7"]}],
        "caption": "投诉",
    }
