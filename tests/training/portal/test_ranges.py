"""Byte ranges as RFC 9110 asks for them."""

import pytest

from training.portal.ranges import Part, Unsatisfiable, is_known, part_of, still_valid

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", None),
        ("bytes=0-99", Part(0, 99)),
        ("bytes=900-", Part(900, 999)),
        ("bytes=-100", Part(900, 999)),
        ("bytes=-5000", Part(0, 999)),
        ("bytes=990-5000", Part(990, 999)),
        ("bytes = 0 - 9", Part(0, 9)),
        ("bytes=0-0,5-9", None),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("lines=0-9", None),
    ],
)
def test_a_part_or_the_whole(header, wanted):
    assert part_of(header, SIZE) == wanted


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_what_the_file_does_not_have(header):
    with pytest.raises(Unsatisfiable):
        part_of(header, SIZE)


def test_an_empty_file_has_no_parts():
    with pytest.raises(Unsatisfiable):
        part_of("bytes=0-", 0)


def test_a_part_of_another_version_is_not_sent():
    assert still_valid("", '"a"', "Mon")
    assert still_valid('"a"', '"a"', "Mon")
    assert still_valid("Mon", '"a"', "Mon")
    assert not still_valid('"b"', '"a"', "Mon")
    assert not still_valid('W/"a"', '"a"', "Mon")


def test_a_known_version_is_not_sent_again():
    assert is_known('"b", W/"a"', '"a"')
    assert is_known("*", '"a"')
    assert not is_known("", '"a"')
