"""Tables of old and new articles: what is read from text and files, and what is wrong with them."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]

from cms.law.numerals import Place, article_name, article_number, asked_number, place_of
from cms.law.revising.models import Correspondence
from cms.law.revising.plan import understood
from cms.law.revising.reading import Unreadable, as_text, rows_of_file, rows_of_text
from tests.factories.law import pasted, table

Change = Correspondence.Change


@given(st.integers(min_value=1, max_value=999))
def test_every_article_is_named_and_read_back(number: int) -> None:
    assert article_number(article_name(number)) == number
    assert place_of(f" 第{number}条") == Place(number)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("第七条", Place(7)),
        ("第７条", Place(7)),
        ("47", Place(47)),
        ("四十七", Place(47)),
        ("第二条第三款", Place(2, "第三款")),
        ("第七条第(六)项", Place(7, "第（六）项")),
        ("第六十二条第一款第（二）项", Place(62, "第一款第（二）项")),
    ],
)
def test_articles_are_read_as_people_write_them(written: str, place: Place) -> None:
    assert place_of(written) == place


@pytest.mark.parametrize("written", ["", "代表", "第条", "第0条", "第七条之外", "第1000条", "甲"])
def test_what_is_no_article_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="不是"):
        place_of(written)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("代表法第四十七条", (47, "代表法")),
        ("《代表法》第47条", (47, "代表法")),
        ("47", (47, "")),
        ("四十七", (47, "")),
        ("选举法 50", (50, "选举法")),
        ("代表法第七条第（六）项", (7, "代表法")),
        ("三分之二", (None, "三分之二")),
        ("培训", (None, "培训")),
    ],
)
def test_a_search_names_an_article(asked: str, found: tuple[int | None, str]) -> None:
    assert asked_number(asked) == found


def test_the_whole_table_is_understood() -> None:
    found = table()
    assert found.sound, [line.problem for line in found.wrong]
    assert found.numbers("old") == set(range(1, 53))
    assert found.numbers("new") == set(range(1, 66))
    assert found.missing_old == found.missing_new == []
    assert sum(line.change == Change.NEW for line in found.lines) == 12


def test_what_a_table_leaves_out_is_told_in_runs_and_beyond_its_last_line() -> None:
    found = understood(rows_of_text("第二条 → 第五条\n第六条 → 第六条"), held={2, 6, 9, 10})
    assert found.missing_old == ["第一条", "第三条至第五条", "第九条至第十条"]
    assert found.missing_new == ["第一条至第四条"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("第七条之二 → 第九条", "原条号“第七条之二”看不懂"),
        ("第七条 → 九九九九 改动", "新条号“九九九九”看不懂"),
        ("第七条 → 第九条 大概", "“大概”看不懂"),
        ("第七条 → 第九条 新增", "是新增就把原条号留空"),
        ("第七条 → 第九条 删去", "是删去就把新条号留空"),
        ("第七条 → 第九条 没有变", "只改了条号的写“条号”"),
        ("— → 第九条 改动", "没有原条号的只能是“新增”"),
        ("第七条 → — 改动", "没有新条号的只能是“删去”"),
    ],
)
def test_a_line_that_contradicts_itself_says_what_to_do(line: str, told: str) -> None:
    found = understood(rows_of_text(f"第一条 → 第一条 没有变\n{line}"))
    assert [one.row.line for one in found.wrong] == [2]
    assert told in found.wrong[0].problem
    assert not found.sound


def test_a_doubled_line_is_named_with_the_first() -> None:
    found = understood(rows_of_text("3 → 7\n\n第三条 → 第七条 改动"))
    assert [(one.row.line, one.problem) for one in found.wrong] == [
        (3, "和第 1 行一样，请删掉一行。")
    ]


def test_what_is_not_said_is_to_be_checked() -> None:
    changes = [line.change for line in understood(rows_of_text("3→7\n4→\n→5")).lines]
    assert changes == [Change.UNKNOWN, Change.REMOVED, Change.NEW]


def excel(*rows: Any) -> bytes:
    book, kept = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def test_an_excel_file_and_cells_copied_from_it_read_the_same() -> None:
    rows: list[Any] = [
        ("原条号", "新条号", "变动", "说明"),
        ("第三条", 7, "改动", "七项，改为八项"),
        (4, "8", None, None),
    ]
    read = rows_of_file("表.xlsx", excel(*rows))
    copied = rows_of_text("\n".join("\t".join(str(c or "") for c in row) for row in rows))
    assert read == copied
    assert [(line.old, line.new, line.note) for line in understood(read).lines] == [
        (Place(3), Place(7), "七项，改为八项"),
        (Place(4), Place(8), ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_people_have(encoding: str) -> None:
    rows = rows_of_file("表.csv", "第三条,第七条,改动,七项，改为八项\n".encode(encoding))
    assert [row[1:] for row in rows] == [("第三条", "第七条", "改动", "七项，改为八项")]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\x00\x00", b"x" * 3_000_000]
)
def test_a_file_that_is_no_table_says_so(content: bytes) -> None:
    with pytest.raises(Unreadable):
        rows_of_file("坏.xlsx", content)


def test_what_was_read_is_posted_again_without_loss() -> None:
    rows = rows_of_text(pasted())
    assert rows_of_text(as_text(rows)) == rows


@given(st.lists(st.text(alphabet="第七条款→\t,，0 改动新增\n(（)一", max_size=30), max_size=8))
def test_whatever_is_pasted_is_understood_or_refused_by_line(lines: list[str]) -> None:
    rows = rows_of_text("\n".join(lines))
    found = understood(rows)
    assert len(found.lines) == len(rows)
    assert all(line.problem or line.change for line in found.lines)
