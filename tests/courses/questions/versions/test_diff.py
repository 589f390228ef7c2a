"""Frozen JSON as lines, and two readings compared."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courses.questions.versions.diff import ADDED, REMOVED, SAME, Row, compare, words
from courses.questions.versions.reading import Line, lines

NAMES = {"options": "选项", "right": "正确", "keep_last": "留在最后", "True": "是", "False": "否"}
BODY = {
    "stem": "县级人大代表每届任期五年。",
    "options": [
        {"id": "a", "text": "对", "keep_last": False},
        {"id": "b", "text": "不对", "keep_last": False},
        {"id": "c", "text": "以上都不对", "keep_last": True},
    ],
}
KEY = {"explanation": "法律这样规定。", "right": ["a"], "why": {"b": "再看一遍"}}


def read(body: dict[str, Any], key: dict[str, Any]) -> list[Line]:
    return lines("some_kind", body, key, lambda kind: NAMES)


def rows(old: list[Line], new: list[Line], place: str, part: str = "") -> tuple[Row, ...]:
    return next(s.rows for s in compare(old, new) if (s.part, s.place) == (part, place))


def told(row: Row) -> str:
    signs = {SAME: "{}", ADDED: "[+{}]", REMOVED: "[-{}]"}
    return "".join(signs[piece.state].format(piece.text) for piece in row.pieces)


TEXTS = st.text(st.sampled_from("一二三四五ab 12，。"), max_size=20)


@given(TEXTS, TEXTS)
def test_the_pieces_give_back_both_texts(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(p.text for p in pieces if p.state != REMOVED) == new
    assert "".join(p.text for p in pieces if p.state != ADDED) == old


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.state == SAME for piece in words(text, text))


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), TEXTS), unique_by=lambda o: o[0], max_size=6),
    st.lists(st.tuples(st.sampled_from("abcdef"), TEXTS), unique_by=lambda o: o[0], max_size=6),
)
def test_every_entry_of_both_versions_is_shown_once(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    def of(entries: list[tuple[str, str]]) -> list[Line]:
        return read({"options": [{"id": i, "text": t} for i, t in entries]}, {})

    shown = [row for section in compare(of(old), of(new)) for row in section.rows]
    after = [row.line.identity for row in shown if row.state != REMOVED]
    assert after == [i for i, _text in new]
    gone = {row.line.identity for row in shown if row.state == REMOVED}
    assert gone == {i for i, _text in old} - {i for i, _text in new}


def test_a_number_is_one_word_and_a_chinese_sign_is_one() -> None:
    assert told(
        Row("changed", read({"stem": ""}, {"x": "y"})[0], words("任期5年", "任期15年"))
    ) == ("任期[-5][+15]年")


def test_a_wholly_different_text_is_shown_as_replaced() -> None:
    assert [piece.state for piece in words("甲乙丙丁", "完全不同的话")] == [REMOVED, ADDED]


def test_what_the_key_marks_stands_beside_the_option() -> None:
    options = {line.identity: line for line in read(BODY, KEY) if line.place == "options"}
    assert options["a"].marks == ("正确",)
    assert options["c"].marks == ("留在最后",)
    assert not options["b"].marks
    assert [line.about for line in read(BODY, KEY) if line.place == "why"] == ["不对"]


def test_another_right_option_is_a_change_of_both_options() -> None:
    changed = {row.line.identity: row for row in rows(
        read(BODY, KEY), read(BODY, {**KEY, "right": ["b"]}), "options"
    )}  # fmt: skip
    assert (changed["a"].lost, changed["a"].gained) == (("正确",), ())
    assert (changed["b"].lost, changed["b"].gained) == ((), ("正确",))
    assert not changed["c"].changed


def test_a_reworded_moved_or_lost_option_is_followed_by_its_identity() -> None:
    first, _second, last = BODY["options"]
    later = {**BODY, "options": [last, {**first, "text": "对的"}, {"id": "d", "text": "新"}]}
    found = rows(read(BODY, KEY), read(later, KEY), "options")
    assert [(row.line.identity, row.state) for row in found] == [
        ("c", SAME),
        ("a", "changed"),
        ("b", REMOVED),
        ("d", ADDED),
    ]
    assert told(found[1]) == "对[+的]"
    assert sum(row.moved for row in found) == 1


def test_ordering_is_read_in_the_right_order_and_moves_are_named() -> None:
    body = {"items": [{"id": i, "text": i * 2} for i in "abcd"]}
    old, new = read(body, {"order": list("abcd")}), read(body, {"order": list("bcda")})
    assert [line.text for line in old] == ["aa", "bb", "cc", "dd"]
    assert [row.line.identity for row in rows(old, new, "order") if row.moved] == ["a"]


def test_matching_reads_as_pairs_and_what_is_left_over() -> None:
    body = {
        "left": [{"id": "l1", "text": "议案"}, {"id": "l2", "text": "建议"}],
        "right": [
            {"id": "r1", "text": "10人"},
            {"id": "r2", "text": "1人"},
            {"id": "r3", "text": "50人"},
        ],
    }
    said = [(line.place, line.text) for line in read(body, {"pairs": {"l1": "r1", "l2": "r2"}})]
    assert said == [("right", "50人"), ("pairs", "议案 → 10人"), ("pairs", "建议 → 1人")]


def test_blanks_are_followed_by_their_place() -> None:
    old, new = read({}, {"blanks": [["十", "10"], ["三"]]}), read({}, {"blanks": [["十"], ["三"]]})
    assert [(row.state, told(row)) for row in rows(old, new, "blanks")] == [
        ("changed", "十[- / 10]"),
        (SAME, "三"),
    ]


def group(*stems: str) -> list[Line]:
    body = {"stem": "情境", "parts": [{"kind": "k", "body": {"stem": stem}} for stem in stems]}
    return read(body, {"parts": [{"answer": True} for _stem in stems]})


def test_a_part_put_in_front_does_not_change_the_others() -> None:
    found = compare(
        group("先向谁反映？", "可以当场拍板。"), group("新的一问", "先向谁反映？", "可以当场拍板。")
    )
    assert [(s.part, s.place) for s in found if s.changed] == [("1", "stem"), ("1", "answer")]


def test_a_part_that_is_gone_keeps_its_number_with_a_minus() -> None:
    found = compare(group("先向谁反映？", "可以当场拍板。"), group("可以当场拍板。"))
    assert {s.part for s in found if s.changed} == {"-1"}


def test_parts_with_identities_are_followed_by_them() -> None:
    def with_ids(*parts: tuple[str, str]) -> list[Line]:
        body = {"parts": [{"id": i, "kind": "k", "body": {"stem": t}} for i, t in parts]}
        return read(body, {})

    found = compare(with_ids(("p", "甲乙丙丁")), with_ids(("q", "甲乙丙丁"), ("p", "戊己庚辛")))
    assert [(s.part, [row.state for row in s.rows]) for s in found] == [
        ("1", [ADDED]),
        ("2", ["changed"]),
    ]
