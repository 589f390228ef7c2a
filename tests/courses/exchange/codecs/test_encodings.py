"""Encodings of text files: found out, and said."""

import pytest

from courses.exchange.codecs.encodings import clean, decode
from courses.exchange.contract import Unreadable

TEXT = "题干：代表联名提出议案，至少十人？\nA. 五人\nB. 十人\n答案：B\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("gb18030"), "GB18030"),
        (TEXT.replace("\n", "\r\n").encode("gbk"), "GB18030"),
        ("𠮷𬭎，议案\n".encode("gb18030"), "GB18030"),
        (b"plain\n", "UTF-8"),
        (b"", "UTF-8"),
    ],
)
def test_the_encoding_is_found_out_and_said(content: bytes, name: str) -> None:
    decoded = decode(content)
    assert name in decoded.said
    assert decoded.text in {TEXT, "𠮷𬭎，议案\n", "plain\n", ""}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (TEXT.encode()[:-30] + b"\xff\xfe" + TEXT.encode() * 40, "encoding"),
        (TEXT.encode()[:40], "encoding"),
        (b"\xef\xbb\xbf" + b"\xe4\xbb", "encoding"),
        (b"PK\x03\x04\x00\x00\x00\x01\x02\x80", "not_text"),
        (b"\x00" * 64, "not_text"),
        (b"\xff\xfe\x00\xd8\x41\x00", "encoding"),
        ("\ud800".encode("utf-8", "surrogatepass"), "encoding"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(content)
    assert refused.value.code == code
    assert str(refused.value).endswith("。")


def test_the_line_of_a_broken_byte_is_named() -> None:
    with pytest.raises(Unreadable, match="第 41 行"):
        decode(("好题目\n" * 40).encode() + b"\xff\n" + ("好题目\n" * 40).encode())


def test_characters_that_no_page_may_hold_are_left_out() -> None:
    assert clean("甲\x00乙\u200b\ufeff\r\n丙\xa0丁\ud800\x0b") == "甲乙\n丙 丁"
