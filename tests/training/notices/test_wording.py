"""Templates: fields, parts that may be left out, and the length of text messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.notices.kinds import KINDS
from training.notices.wording import fill, parts_of, unbalanced, unknown_in


def test_a_part_between_brackets_needs_all_its_fields():
    template = "课程取消。[原因：{原因}。]请留意。"
    assert fill(template, {"原因": "停电"}) == "课程取消。原因：停电。请留意。"
    assert fill(template, {"原因": ""}) == "课程取消。请留意。"
    assert fill(template, {}) == "课程取消。请留意。"


def test_full_width_braces_are_taken_as_braces():
    assert fill("您好，｛姓名｝", {"姓名": "王代表"}) == "您好，王代表"
    assert unknown_in("｛姓各｝", KINDS["from_office"]) == ["姓各"]


def test_unknown_fields_are_named():
    assert unknown_in("{姓名}{班次}{班长}", KINDS["session_moved"]) == ["班长"]


@pytest.mark.parametrize("template", ["{姓名", "姓名}", "[原因：{原因}", "]"])
def test_a_lonely_brace_is_found(template):
    assert unbalanced(template)


@pytest.mark.parametrize(
    ("length", "parts"), [(0, 0), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3)]
)
def test_messages_are_counted_as_the_network_counts_them(length, parts):
    assert parts_of("字" * length) == parts


def test_a_rare_sign_takes_two_places():
    assert parts_of("字" * 69 + "𬭎") == 2


@given(st.text(), st.text())
def test_a_value_is_never_read_as_a_template(before, value):
    quiet = before.translate({ord(sign): None for sign in "{}[]｛｝［］"})
    assert fill(quiet + "{原因}。", {"原因": value}) == (quiet + value + "。").strip()
