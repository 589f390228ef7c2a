"""A .docx as a package: what kind of file it really is, and its parts."""

from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.codecs.archives import OLD_OFFICE, Archive, Target, parse
from courses.exchange.codecs.word.numbering import ListTarget, StyleTarget
from courses.exchange.codecs.word.paragraphs import BodyTarget
from courses.exchange.contract import Limits, Unreadable
from courses.questions.outcome import gettext_noop

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = gettext_noop("请在 Word 或 WPS 里打开，用“另存为”存成 .docx 再来。")


def body_of(content: bytes, limits: Limits) -> BodyTarget:
    """The document's paragraphs and tables; raises Unreadable for everything that is no .docx."""
    _refuse_other(content)
    archive = Archive(content, limits)
    kinds = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive.names else b""
    _refuse_parts(archive, kinds)
    main = _main_part(archive)
    if main not in archive.names:
        told = _("这个文件里没有 Word 正文。%s") % _(SAVE_AS)
        raise Unreadable(str(told), "no_document")
    folder = main.rpartition("/")[0]
    lists, styles = ListTarget(), StyleTarget()
    targets: tuple[tuple[str, Target], ...] = ("numbering.xml", lists), ("styles.xml", styles)
    for name, target in targets:
        path = f"{folder}/{name}" if folder else name
        if path in archive.names:
            parse(archive.read(path), target)
    body = BodyTarget(lists.lists, styles)
    parse(archive.read(main), body)
    return body


def _refuse_other(content: bytes) -> None:
    """Files with the wrong extension say by their first bytes what they are."""
    if content.startswith(OLD_OFFICE):
        if ENCRYPTED in content:
            told = _("文件加了密码。请在 Word 里去掉密码，另存以后再来。")
            raise Unreadable(str(told), "encrypted")
        raise Unreadable(str(_("这是旧格式的文档（.doc 或 .wps）。%s") % _(SAVE_AS)), "old_format")
    if content.startswith(b"PK"):
        return
    names = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"<": str(_("网页")), b"\xef\xbb\xbf<": "XML"}
    start = content[:64].lstrip()
    name = next((name for sign, name in names.items() if start.startswith(sign)), "")
    told = _("这不是 .docx 文件，而是 %s。") % name if name else _("这不是 .docx 文件。")
    raise Unreadable(str(told) + str(_(SAVE_AS)), "not_docx")


def _refuse_parts(archive: Archive, kinds: bytes) -> None:
    if "xl/workbook.xml" in archive.names:
        told = _("这是 Excel 文件。请改名为 .xlsx，按 Excel 导入。")
        raise Unreadable(str(told), "not_docx")
    if "ppt/presentation.xml" in archive.names or "mimetype" in archive.names:
        raise Unreadable(str(_("这不是 Word 文档。%s") % _(SAVE_AS)), "not_docx")
    has_macros = any(name.endswith("vbaProject.bin") for name in archive.names)
    if has_macros or b"macroEnabled" in kinds:
        told = _("文件里有宏，没有打开。%s") % _(SAVE_AS)
        raise Unreadable(str(told), "macros")


class _Main:
    """Finds the main part in _rels/.rels."""

    def __init__(self) -> None:
        self.path = ""

    def start(self, tag: str, attrs: dict[str, Any]) -> None:
        if tag.endswith("Relationship") and attrs.get("Type", "").endswith("/officeDocument"):
            self.path = attrs.get("Target", "").lstrip("/")

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


def _main_part(archive: Archive) -> str:
    main = _Main()
    if "_rels/.rels" in archive.names:
        parse(archive.read("_rels/.rels"), main)
    return main.path or "word/document.xml"
