"""Zip archives and XML of strangers, opened with every limit checked before and while reading."""

import io
import stat
import zipfile
from collections.abc import Mapping
from typing import Any, Protocol

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from django.utils.translation import gettext as _

from courses.exchange.contract import Limits, Unreadable

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What old binary office files begin with, and new ones with a password."""

DEEPEST = 200
"""XML of ours and of offices is some 20 deep; deeper is made to break readers."""

CHUNK = 64 * 1024


class Target(Protocol):
    """Takes XML as it is read; keeps no more of it than it needs."""

    def start(self, tag: str, attrs: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class Archive:
    """A zip file that lies about nothing: names, number, sizes and overlaps are checked on opening,
    the real size of each member while it is read."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.left = limits.unpacked_bytes
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            members = self.zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError):
            raise _broken() from None
        if len(members) > limits.members:
            raise Unreadable(str(_("文件里的部件太多，不像正常的文档，没有打开。")), "members")
        if sum(member.file_size for member in members) > limits.unpacked_bytes:
            raise _too_large()
        if sum(member.compress_size for member in members) > len(content):
            raise Unreadable(str(_("文件里的部件互相重叠，不像正常的文档，没有打开。")), "overlap")
        for member in members:
            _refuse_strange(member)
        self.names = {member.filename for member in members}

    def read(self, name: str) -> bytes:
        """One member; raises Unreadable when it is longer than all that may be unpacked."""
        pieces = []
        try:
            with self.zip.open(name) as member:
                while piece := member.read(CHUNK):
                    self.left -= len(piece)
                    if self.left < 0:
                        raise _too_large()
                    pieces.append(piece)
        except Unreadable:
            raise
        except Exception:
            raise _broken() from None
        return b"".join(pieces)


def parse(content: bytes, target: Target) -> None:
    """Feed XML to a target; raises Unreadable for entities, DTDs, depth, or what is no XML."""
    # expat keeps the whole of a start tag in memory, so it is fed piece by piece.
    parser = DefusedXMLParser(target=_Depth(target), forbid_dtd=True)
    try:
        for place in range(0, len(content), CHUNK):
            parser.feed(content[place : place + CHUNK])
        parser.close()
    except DefusedXmlException:
        told = _("XML 里有 DTD 或实体声明，可能有害，没有打开。请去掉 <!DOCTYPE …> 再来。")
        raise Unreadable(str(told), "dtd") from None
    except ParseError as error:
        line, column = error.position
        told = _("XML 第 %(line)d 行第 %(column)d 列写错了，读不下去。请重新导出再来。")
        raise Unreadable(str(told % {"line": line, "column": column + 1}), "xml") from None
    except (ValueError, LookupError, UnicodeError):
        raise Unreadable(str(_("XML 的文字编码认不出来。请另存为 UTF-8 再来。")), "xml") from None


class _Depth:
    """Stands before a target and counts how deep it is."""

    def __init__(self, target: Target) -> None:
        self.target, self.depth = target, 0
        self.data = target.data

    def start(self, tag: str, attrs: Mapping[str, Any]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable(str(_("XML 一层套一层太深，不像正常的文件，没有打开。")), "depth")
        self.target.start(tag, dict(attrs))

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.target.end(tag)

    def close(self) -> None:
        """Nothing is left to do."""


def _refuse_strange(member: zipfile.ZipInfo) -> None:
    name = member.filename
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if is_link or name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
        told = _("文件里有指向外面的路径（%s），可能有害，没有打开。") % name[:60]
        raise Unreadable(str(told), "path")
    if member.flag_bits & 1:
        raise Unreadable(str(_("文件加了密码。请去掉密码，另存以后再来。")), "encrypted")


def _broken() -> Unreadable:
    return Unreadable(str(_("文件坏了，打不开。请在 Word 或 WPS 里打开，另存一份再来。")), "broken")


def _too_large() -> Unreadable:
    return Unreadable(str(_("文件解开以后太大，没有打开。请分成几个文件再来。")), "too_large")
