"""Calendars as RFC 5545 wants them, read back by a reader of its own."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from training.cohorts.calendars import LINE, Event, escaped, folded, written

AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


def event(**more: object) -> Event:
    known = {
        "uid": "a.1@lvzhi-xuetang",
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=1),
        "summary": "D1-1 人大制度",
        "changed_at": AT - timedelta(days=3),
    }
    return Event(**(known | more))  # type: ignore[arg-type]


def unfolded(text: str) -> list[str]:
    """Content lines (3.1): a line break followed by a space or tab is no line break."""
    return text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]


def plain(value: str) -> str:
    """A TEXT value (3.3.11) as it was meant."""
    found, signs = "", iter(value)
    for sign in signs:
        if sign != "\\":
            found += sign
            continue
        marked = next(signs)
        found += "\n" if marked in "nN" else marked
    return found


def value_of(text: str, name: str) -> str:
    return next(one for one in unfolded(text) if one.startswith(f"{name}:")).partition(":")[2]


def test_the_words_of_the_standard_are_escaped() -> None:
    assert escaped("a, b; c\\d\ne") == "a\\, b\\; c\\\\d\\ne"
    assert escaped("one\r\ntwo\rthree") == "one\\ntwo\\nthree"
    assert escaped("a\x00b\x07c") == "abc"


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    shown = "".join(sign for sign in text if (sign >= " " and sign != "\x7f") or sign in "\r\n")
    meant = shown.replace("\r\n", "\n").replace("\r", "\n")
    line = folded(f"SUMMARY:{escaped(text)}")
    assert all(len(piece.encode()) <= LINE for piece in line.split("\r\n"))
    assert plain(unfolded(line)[0].partition(":")[2]) == meant


def test_a_long_chinese_line_is_cut_between_characters_and_at_octets() -> None:
    line = folded("SUMMARY:" + "人大代表履职学习" * 20)
    pieces = line.split("\r\n")
    assert pieces[-1] == ""
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert len(pieces[0].encode()) > 72  # no more pieces than needed
    assert all(piece.startswith(" ") for piece in pieces[1:-1])
    assert unfolded(line) == ["SUMMARY:" + "人大代表履职学习" * 20]


def test_what_every_event_must_say_is_said() -> None:
    text = written("课表", [event(location="一楼报告厅", sequence=3)])
    lines = unfolded(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert value_of(text, "DTSTART") == "20261116T010000Z"
    assert value_of(text, "DTEND") == "20261116T020000Z"
    assert value_of(text, "DTSTAMP") == value_of(text, "LAST-MODIFIED") == "20261113T010000Z"
    assert value_of(text, "SEQUENCE") == "3"
    assert value_of(text, "STATUS") == "CONFIRMED"
    assert value_of(text, "LOCATION") == "一楼报告厅"


def test_a_cancelled_event_says_so_and_takes_no_time() -> None:
    text = written("课表", [event(cancelled=True)])
    assert value_of(text, "STATUS") == "CANCELLED"
    assert value_of(text, "TRANSP") == "TRANSPARENT"


def test_local_time_is_written_in_universal_time() -> None:
    from zoneinfo import ZoneInfo

    local = datetime(2026, 11, 16, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert value_of(written("课表", [event(starts_at=local)]), "DTSTART") == "20261116T003000Z"


def test_an_empty_calendar_is_one() -> None:
    assert unfolded(written("课表", []))[-1] == "END:VCALENDAR"
