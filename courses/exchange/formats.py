"""Which format a file is, by what is in it; the name only decides between kinds of text."""

import io
import re
import zipfile
from pathlib import PurePath

from django.utils.translation import gettext as _

from courses.exchange.codecs import CODECS, codec_called
from courses.exchange.codecs.archives import OLD_OFFICE
from courses.exchange.contract import Unreadable

MEMBERS = (
    ("xl/workbook.xml", "excel"),
    ("word/document.xml", "docx"),
    ("imsmanifest.xml", "qti"),
)
XML_ROOTS = (("quiz", "moodle_xml"), ("assessmentItem", "qti"), ("manifest", "qti"))
# ::title:: or an answer in braces that begins with = ~ T F #
GIFT = re.compile(
    rb"^\s*::[^:\n]{1,200}::|\{\s*(?:[=~#]|T(?:RUE)?\s*\}|F(?:ALSE)?\s*\})", re.MULTILINE
)
ROOT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)")
TABLE_HEAD = re.compile("题干|题目|题型|stem|question", re.IGNORECASE)
LOOKED_AT = 64 * 1024


def offered() -> list[tuple[str, str]]:
    """The formats as people choose among them: name and label (Chinese source)."""
    return [(name, codec_called(name).label) for name in CODECS]


def extensions() -> dict[str, str]:
    """Every extension that is read, with the format it stands for."""
    return {end: name for name in CODECS for end in codec_called(name).extensions}


def format_of(name: str, content: bytes) -> str:
    """The format of a file; raises Unreadable when it is none of ours, saying what to do."""
    found = _of_content(name, content)
    if found not in CODECS:
        raise _unknown(name)
    return found


def _of_content(name: str, content: bytes) -> str:
    if content[:4] == b"PK\x03\x04":
        return _of_archive(name, content)
    if content.startswith(OLD_OFFICE):
        told = _(
            "这是旧的 .xls 或 .doc 文件，或者加了密码。请去掉密码，另存为 .xlsx 或 .docx 再来。"
        )
        raise Unreadable(told, "old_office")
    if content.startswith(b"%PDF"):
        told = _("PDF 里的题目读不出来。请用 Word、Excel 文件，或者把文字粘贴进来。")
        raise Unreadable(told, "pdf")
    head = _plain_head(content)
    if head.lstrip()[:1] == b"<":
        roots = [root.decode() for root in ROOT.findall(head)]
        return next((format_ for root, format_ in XML_ROOTS if root in roots), "")
    return _of_text(PurePath(name).suffix.lower(), head)


def _of_archive(name: str, content: bytes) -> str:
    try:
        members = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except Exception:
        raise Unreadable(_("文件坏了，打不开。请重新保存一份再来。"), "broken") from None
    found = next((format_ for member, format_ in MEMBERS if member in members), "")
    return found or extensions().get(PurePath(name).suffix.lower(), "")


def _of_text(end: str, head: bytes) -> str:
    known = extensions().get(end, "")
    if known and known not in {"text", "excel", "docx", "qti", "moodle_xml"}:
        return known
    if GIFT.search(head) and "gift" in CODECS:
        return "gift"
    first = head.lstrip().partition(b"\n")[0]
    for encoding in ("utf-8", "gb18030"):
        line = first.decode(encoding, "ignore")
        if TABLE_HEAD.search(line) and any(line.count(sign) > 1 for sign in "\t,;，"):
            return "csv"
    return "text"


def _plain_head(content: bytes) -> bytes:
    """The beginning in a form in which ASCII is ASCII."""
    head = content[:LOOKED_AT]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[: len(head) // 2 * 2].decode("utf-16", "ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _unknown(name: str) -> Unreadable:
    told = _("不认得“%(name)s”是什么格式。可以导入：%(known)s。")
    known = "、".join(_(label) for _name, label in offered())
    return Unreadable(told % {"name": name, "known": known}, "format")
