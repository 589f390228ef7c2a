"""Documents as they are taken: PDF and Office files without programs in them, and plain text."""

import zipfile
from typing import Any

from django.utils.translation import gettext as _

from cms.assets.limits import DOCUMENTS, check_ending, check_size, refused

# The folder that an Office file keeps its text in, by its kind.
FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
CONTENTS = "[Content_Types].xml"
MOST_PARTS = 5000
MOST_UNPACKED = 500 * 1024 * 1024
LONGEST_CONTENTS = 1024 * 1024
ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/RichMedia")
MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php")
PIECE = 1024 * 1024


def _pdf(file: Any) -> None:
    file.seek(0)
    if not file.read(8).startswith(b"%PDF-"):
        raise refused("not_a_pdf", _("这不是一个真正的 PDF 文件。请重新导出后再上传。"))
    file.seek(0)
    tail = b""
    while piece := file.read(PIECE):
        seen = tail + piece
        if any(word in seen for word in ACTIVE_PDF):
            message = _("这个 PDF 里带有程序或要启动别的程序。请用“打印为 PDF”重新生成后再上传。")
            raise refused("active_pdf", message)
        tail = piece[-16:]


def _office(file: Any, kind: str) -> None:
    """An Office file is a zip; only its list of parts and one small part are read."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            told = _contents(packed) if CONTENTS in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        parts, names, told = [], set(), b""
    if not told or not any(name.startswith(FOLDERS[kind]) for name in names):
        message = _("这不是一个真正的 .%(kind)s 文件。请在 WPS 或 Office 里打开，另存后再上传。")
        raise refused("not_office", message % {"kind": kind})
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refused("bomb", _("这个文件解开后太大，不能上传。请拆成几个文件。"))
    programs = [name for name in names if name.lower().endswith(("vbaproject.bin", ".exe", ".js"))]
    if programs or b"macroEnabled" in told:
        raise refused("macros", _("这个文件里带有宏。请另存为不带宏的文件后再上传。"))


def _contents(packed: zipfile.ZipFile) -> bytes:
    with packed.open(CONTENTS) as part:
        return part.read(LONGEST_CONTENTS)


def _text(file: Any) -> None:
    file.seek(0)
    start = file.read(4096)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("not_text", _("这不是文本文件。请换成真正的文本，或上传原来的文件。"))
    if any(mark in start.lower() for mark in MARKUP):
        raise refused("markup", _("这是网页，不是文本。请改存为 PDF 或 Word 文件再上传。"))


def check_document(file: Any, name: str) -> None:
    """ValidationError, saying what to do, unless a file is a document of the kind its name says.

    `file` is an open binary file with a size; it is left at its beginning.
    """
    kind = check_ending(name, DOCUMENTS)
    check_size(file, "document")
    if kind == "pdf":
        _pdf(file)
    elif kind in FOLDERS:
        _office(file, kind)
    else:
        _text(file)
    file.seek(0)
