"""Bytes of a text file as text, with a sentence that says which encoding it was taken for.

UTF-8 and UTF-16 with or without a mark at the beginning, and GB18030, in which older Chinese
programs save. Nothing is guessed away: bytes that no encoding explains refuse the file.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.exchange.contract import Unreadable

MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    (b"\xff\xfe", "utf-16-le", "UTF-16"),
    (b"\xfe\xff", "utf-16-be", "UTF-16"),
)
"""What stands at the beginning of a file → its encoding; longer marks before shorter ones."""

# Controls, lone surrogates and characters that are none; a tab and line ends are text.
NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
MOST_LOST = 5
"""One unreadable byte in so many others still is the encoding it looks like, only damaged."""


@dataclass(frozen=True)
class Decoded:
    """A text, and in Chinese what it was taken for."""

    text: str
    said: str


def decode(content: bytes) -> Decoded:
    """The text without its mark, lines ending with \\n; raises Unreadable for anything else."""
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return _decoded(content.removeprefix(mark), codec, name)
    if b"\x00" in content:
        return _decoded(content, _order_of(content), "UTF-16")
    try:
        return _said(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as broken:
        if _is_damaged_utf8(content):
            raise _unreadable("UTF-8", content, broken.start) from None
    said = _decoded(content, "gb18030", "GB18030")
    told = _("按 GB18030（简体中文常用的旧编码）读的；如果文字变成了乱码，请另存为 UTF-8 再来。")
    return Decoded(said.text, str(told))


def clean(text: str) -> str:
    """The text without characters that no page, cell or XML may hold; line ends become \\n."""
    return NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\xa0", " ")


def _decoded(content: bytes, codec: str, name: str) -> Decoded:
    try:
        return _said(content.decode(codec), name)
    except UnicodeDecodeError as broken:
        raise _unreadable(name, content, broken.start) from None


def _said(text: str, name: str) -> Decoded:
    return Decoded(clean(text), str(_("文字编码：%s。") % name))


def _order_of(content: bytes) -> str:
    """UTF-16 without a mark: its line ends and digits have their zero byte first or second."""
    first, second = content[::2].count(0), content[1::2].count(0)
    codec = "utf-16-be" if first > second else "utf-16-le"
    text = content.decode(codec, "replace")
    if len(content) % 2 or "\ufffd" in text or NO_TEXT.search(text):
        told = _("这不是文本文件（里面有零字节）。请用记事本或 Excel 另存为 UTF-8 的文本再来。")
        raise Unreadable(str(told), "not_text")
    return codec


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether nearly everything beyond ASCII is UTF-8, so that only some bytes are broken."""
    lenient = content.decode("utf-8", "replace")
    lost = lenient.count("\ufffd")
    beyond = sum(1 for character in lenient if character > "\x7f")
    return lost * MOST_LOST < beyond


def _unreadable(name: str, content: bytes, place: int) -> Unreadable:
    line = content.count(b"\n", 0, place) + 1
    told = _("第 %(line)d 行有 %(name)s 认不出的字节，文件可能坏了或被截断。请另存为 UTF-8 再来。")
    return Unreadable(str(told % {"line": line, "name": name}), "encoding")
