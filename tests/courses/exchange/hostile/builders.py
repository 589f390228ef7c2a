"""Files made to break readers, and odd ones that people really have; all built by code."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.courses.exchange.codecs.documents import (
    NAMESPACES,
    PICTURE,
    document,
    p,
    package,
)

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
BODY = f"<w:document {NAMESPACES}><w:body>{{}}</w:body></w:document>"
QUESTION = "1. 几人？\nA. 五人\nB. 十人\n答案：B\n"

SHEET_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def members(**named: bytes) -> bytes:
    """A zip file, members named by keyword, two underscores standing for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in named.items():
            made.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def workbook(sheet: str, **more: bytes) -> bytes:
    """An .xlsx of one sheet, its XML given."""
    out = io.BytesIO()
    head = '<row r="1"><c r="A1" t="str"><v>题型</v></c><c r="B1" t="str"><v>题干</v></c>'
    head += '<c r="C1" t="str"><v>答案</v></c></row>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", SHEET_TYPES)
        made.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
            '2006/relationships"><sheets><sheet name="题" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        made.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        made.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}"><sheetData>{head}{sheet}</sheetData></worksheet>',
        )
        for name, content in more.items():
            made.writestr(name, content)
    return out.getvalue()


def bomb(name: str, megabytes: int, start: bytes = b"", sign: bytes = b" ") -> bytes:
    """A zip whose one member is mostly the same byte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", SHEET_TYPES)
        with made.open(name, "w", force_zip64=True) as member:
            member.write(start)
            for _megabyte in range(megabytes):
                member.write(sign * 2**20)
    return out.getvalue()


def lying(content: bytes, name: str, size: int) -> bytes:
    """The same zip, its directory giving another unpacked size for a member."""
    directory = content.rindex(b"PK\x01\x02" if name else b"")
    place = content.find(b"PK\x01\x02")
    made = bytearray(content)
    while place >= 0:
        length = struct.unpack("<H", content[place + 28 : place + 30])[0]
        if content[place + 46 : place + 46 + length] == name.encode():
            made[place + 24 : place + 28] = struct.pack("<I", size)
        place = content.find(b"PK\x01\x02", place + 4)
    assert directory
    return bytes(made)


def overlapping(copies: int = 400) -> bytes:
    """Many entries of a directory that all point at one member."""
    single = members(word__document=b"x" * 100_000)
    start = single.index(b"PK\x01\x02")
    end = single.index(b"PK\x05\x06")
    entry = single[start:end]
    entries = b"".join(entry.replace(b"document", f"docum{n:03}".encode()) for n in range(copies))
    tail = bytearray(single[end:])
    tail[8:12] = struct.pack("<HH", copies, copies)
    tail[12:16] = struct.pack("<I", len(entries))
    return single[:start] + entries + bytes(tail)


def named(name: str, *, link: bool = False) -> bytes:
    """A .docx with one member more, its path given."""
    out = io.BytesIO(document(p("1. 几人？")))
    member = zipfile.ZipInfo(name)
    if link:
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(member, "/etc/passwd")
    return out.getvalue()


def encrypted() -> bytes:
    """A zip whose members say that they need a password."""
    content = bytearray(document(p("1. 几人？")))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(sign)
        while found >= 0:
            content[found + place] |= 1
            found = content.find(sign, found + 4)
    return bytes(content)


def png(width: int, height: int) -> bytes:
    """A picture that claims a size and holds next to nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


def nested(depth: int = 6) -> bytes:
    content = b"x" * 1000
    for _level in range(depth):
        content = members(word__inner=content)
    return package(
        {"word/embeddings/inner.zip": content, "word/document.xml": BODY.format(p("题"))}
    )


def laughs(root: str) -> str:
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10)
    )  # fmt: skip
    return f"<!DOCTYPE {root} [{levels}]><{root}>&l9;</{root}>"


def external(root: str, where: str = "file:///etc/passwd") -> str:
    return f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "{where}">]><{root}>&x;</{root}>'


def deep(root: str, depth: int = 200_000) -> str:
    return f"<{root}>{'<a>' * depth}{'</a>' * depth}</{root}>"


def docx_xml(xml: str) -> bytes:
    return package({"word/document.xml": xml})


def quiz(stem: str, inside: str = '<answer fraction="100"><text>true</text></answer>') -> bytes:
    return (
        '<quiz><question type="truefalse"><questiontext format="html"><text><![CDATA['
        f"{stem}]]></text></questiontext>{inside}</question></quiz>"
    ).encode()


Build = Callable[[], bytes]

REFUSED: dict[str, tuple[str, Build]] = {
    # format, what is built: the whole file is refused with a sentence
    "docx bomb": ("docx", lambda: bomb("word/document.xml", 300)),
    "docx bomb that lies": (
        "docx",
        lambda: lying(bomb("word/document.xml", 210), "word/document.xml", 1000),
    ),
    "xlsx of one gigabyte": (
        "excel",
        lambda: lying(workbook(""), "xl/worksheets/sheet1.xml", 2**30),
    ),
    "xlsx bomb": ("excel", lambda: bomb("xl/worksheets/sheet1.xml", 300)),
    "overlap": ("docx", overlapping),
    "too many members": (
        "docx",
        lambda: package({f"m{n}": "" for n in range(3000)}),
    ),
    "zip slip": ("docx", lambda: named("../../etc/cron.d/x")),
    "zip slip in the middle": ("docx", lambda: named("word/../../x")),
    "absolute path": ("docx", lambda: named("/etc/passwd")),
    "windows path": ("docx", lambda: named("C:\\windows\\x")),
    "link": ("docx", lambda: named("word/link", link=True)),
    "password": ("docx", encrypted),
    "old word": ("docx", lambda: OLD),
    "old word with a password": ("docx", lambda: OLD + "EncryptedPackage".encode("utf-16-le")),
    "macros": ("docx", lambda: package({"word/vbaProject.bin": b"x", "word/document.xml": BODY.format("")})),
    "macros by type": (
        "docx",
        lambda: package({"[Content_Types].xml": "<Types>macroEnabled</Types>", "word/document.xml": BODY.format("")}),
    ),
    "excel named docx": ("docx", lambda: workbook("")),
    "word named xlsx": ("excel", lambda: document(p("1. 几人？"))),
    "html named docx": ("docx", lambda: b"<html><body>1. ?</body></html>"),
    "rtf named docx": ("docx", lambda: b"{\\rtf1 1. ?}"),
    "pdf named docx": ("docx", lambda: b"%PDF-1.7 ..."),
    "picture named docx": ("docx", lambda: png(10, 10)),
    "picture named xlsx": ("excel", lambda: png(10, 10)),
    "nothing": ("docx", lambda: b""),
    "nothing as xlsx": ("excel", lambda: b""),
    "no member": ("docx", lambda: members()),
    "cut in half": ("docx", lambda: document(p("1. 几人？"))[:400]),
    "no document": ("docx", lambda: members(word__other=b"x")),
    "docx with laughs": ("docx", lambda: docx_xml(laughs("document"))),
    "docx with an outside entity": ("docx", lambda: docx_xml(external("document"))),
    "docx 200,000 deep": ("docx", lambda: docx_xml(deep("document"))),
    "docx of no XML": ("docx", lambda: docx_xml("1. 几人？")),
    "numbering with laughs": (
        "docx",
        lambda: document(p("1. 几人？"), numbering=laughs("numbering")),
    ),
    "xlsx with laughs": ("excel", lambda: workbook("", **{"xl/styles.xml": laughs("styleSheet").encode()})),
    "xml with laughs": ("moodle_xml", lambda: laughs("quiz").encode()),
    "xml with an outside entity": ("moodle_xml", lambda: external("quiz").encode()),
    "xml with an outside server": ("moodle_xml", lambda: external("quiz", "http://127.0.0.1:9/").encode()),
    "xml with a parameter entity": (
        "moodle_xml",
        lambda: b'<!DOCTYPE quiz [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><quiz/>',
    ),
    "xml with a DTD elsewhere": (
        "moodle_xml",
        lambda: b'<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
    ),
    "xml 200,000 deep": ("moodle_xml", lambda: deep("quiz").encode()),
    "xml of something else": ("moodle_xml", lambda: b"<html/>"),
    "xml that stops": ("moodle_xml", lambda: quiz("?")[:60]),
    "xml with a lone surrogate": ("moodle_xml", lambda: quiz("").replace(b"true</text>", b"&#xD800;</text>")),
    "xml in no encoding": ("moodle_xml", lambda: b'<?xml version="1.0" encoding="rot13"?><quiz/>'),
    "qti with laughs": ("qti", lambda: laughs("assessmentItem").encode()),
    "qti whose manifest laughs": (
        "qti",
        lambda: package({"imsmanifest.xml": laughs("manifest")}),
    ),
    "qti bomb": ("qti", lambda: bomb("imsmanifest.xml", 300)),
    "qti with a path outside": ("qti", lambda: named("../../imsmanifest.xml")),
    "text of zeros": ("text", lambda: b"\x00" * 5000),
    "text with a lone surrogate": ("text", lambda: "1. \ud800".encode("utf-8", "surrogatepass")),
    "a picture as text": ("text", lambda: png(10, 10)),
    "a zip as csv": ("csv", lambda: document(p("1. 几人？"))),
    "csv without headings": ("csv", lambda: "甲,乙\n丙,丁\n".encode()),
    "csv of 16,384 columns": ("csv", lambda: ("题型,题干,答案" + ",x" * 16_384).encode()),
    "a quote without end": ("csv", lambda: ('题型,题干,答案\n单选,"' + "字" * 300_000).encode()),
}  # fmt: skip

TAKEN: dict[str, tuple[str, Build]] = {
    # odd, but something can be made of it: a reading comes, with problems where something is wrong
    "nested zips": ("docx", nested),
    "a picture of 40,000 by 40,000": (
        "docx",
        lambda: package({
            "word/media/a.png": png(40_000, 40_000),
            "word/document.xml": BODY.format(p("1. 几人？", PICTURE) + p("答案：对")),
        }),
    ),
    "one cell in the last row": (
        "excel",
        lambda: workbook('<row r="1048576"><c r="B1048576" t="str"><v>几人？</v></c></row>'),
    ),
    "a sheet that is merged whole": (
        "excel",
        lambda: workbook('<row r="2"><c r="B2" t="str"><v>几人？</v></c></row></sheetData><mergeCells>'
                         '<mergeCell ref="A2:C1048576"/></mergeCells><sheetData>'),
    ),
    "a manifest that names what is not there": (
        "qti",
        lambda: package({"imsmanifest.xml": "<m>" + '<resource type="imsqti_item_xmlv2p1" '
                         'href="../../etc/passwd"/>' * 20_000 + "</m>"}),
    ),
    "zeros in a text": ("gift", lambda: "对\x01吗\x08？{T}".encode()),
    "tags without end": ("moodle_xml", lambda: quiz("<a '" * 200_000)),
    "comments without end": ("moodle_xml", lambda: quiz("<!--" * 200_000)),
    "scripts without end": ("moodle_xml", lambda: quiz("<script>" * 100_000)),
    "entities of HTML": ("moodle_xml", lambda: quiz("&amp;" * 200_000)),
    "embedded answers without end": (
        "moodle_xml",
        lambda: quiz("{1:SHORTANSWER:" * 60_000).replace(b"truefalse", b"cloze"),
    ),
    "a carrier that is a bomb": (
        "moodle_xml",
        lambda: quiz("对吗", '<answer fraction="100"><text>true</text></answer><lvzhi>'
                     + __import__("base64").urlsafe_b64encode(zlib.compress(b" " * 10**8)).decode()
                     + "</lvzhi>"),
    ),
    "braces without end": ("gift", lambda: b"{" * 500_000),
    "answers without end": ("gift", lambda: b"x{" + b"~" * 300_000 + b"}"),
    "titles without end": ("gift", lambda: b"::" * 300_000),
    "questions without end": ("gift", lambda: "对吗？{T}\n\n".encode() * 15_000),
    "numbers without end": ("text", lambda: b"1. " * 300_000),
    "options without end": ("text", lambda: ("1. 问" + " A. 甲" * 100_000).encode()),
    "brackets without end": ("text", lambda: ("1. 问" + "（ A" * 200_000).encode()),
    "a key without end": ("text", lambda: ("1. 问\n参考答案：" + "1-2 AB " * 100_000).encode()),
    "spaces without end": ("text", lambda: ("1. 问" + " " * 1_000_000 + "答案：").encode()),
    "lines without end": ("text", lambda: b"\n" * 2_000_000 + QUESTION.encode()),
    "an attribute of two megabytes": (
        "docx", lambda: docx_xml(BODY.format(f'<w:p x="{"a" * 2_000_000}"><w:r><w:t>1. ?</w:t></w:r></w:p>')),
    ),
    "a run of two megabytes": ("docx", lambda: document(p("1. 问" + "字" * 700_000))),
    "numbers that are too large": (
        "docx", lambda: document(p("几人？", number=(99999999, 99999999)), p("1. 几人？")),
    ),
}  # fmt: skip
