"""Files of every format, and small and large damage done to them by a seeded chance."""

import io
import re
import zipfile
from functools import cache
from random import Random

from courses.questions.kinds.registry import KINDS
from tests.courses.exchange.codecs.documents import (
    PICTURE,
    box,
    document,
    numbering,
    p,
    table,
)
from tests.courses.exchange.codecs.test_typed import PAPER
from tests.courses.exchange.codecs.written import exported, written
from tests.courses.exchange.hostile.cast import QUESTIONS

FORMATS = ("excel", "csv", "moodle_xml", "gift", "docx", "text", "qti")

TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}", b"~", b"=", b"->", b"::", b"//", b"####", b"\\",
    b"<", b">", b"&", b"&#0;", b"&x;", b"]]>", b"<![CDATA[", b"<!DOCTYPE x>", b"%", b"-1", b"99999999999",
    b"1e999", b"NaN", b'"', b"'", b",", b"\t", b"\r", b"\n\n", b" ", b"|", "（".encode(), "）".encode(),
    "答案：".encode(), "①".encode(), "Ａ．".encode(), b"1-9999 ", b"$CATEGORY:", b"%50%",
    b"____", "\u202e".encode(), "𠮷".encode(), b"\xed\xa0\x80", b"A" * 3000, b"(" * 500,
]  # fmt: skip
VALUES = [
    "",
    "-1",
    "0",
    "9" * 30,
    "1e400",
    "NaN",
    "AAAA1",
    "A0",
    "../x",
    "x" * 2000,
    "true",
    "%9",
    "&amp;",
]
TAG = re.compile(rb"<[^<>]{1,400}>")
VALUE = re.compile(rb'="([^"<>]{0,200})"')


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Sound files of a format: one with every kind, and some as people make them."""
    asked = [exported(kind, *QUESTIONS[kind], number=f"Q-{kind}", tags="甲、乙") for kind in KINDS]
    whole = written(form, asked)
    parts = [written(form, [one]) for one in asked[::3]]
    own: dict[str, list[bytes]] = {
        "docx": [_typed_document(), document(*(p(line) for line in PAPER.split("\n")))],
        "text": [PAPER.encode(), PAPER.encode("gb18030"), PAPER.encode("utf-16")],
    }
    if form == "csv":
        own["csv"] = [whole.decode("utf-8-sig").encode(name) for name in ("gb18030", "utf-16")]
    return (whole, *parts, *own.get(form, []))


def _typed_document() -> bytes:
    lists = numbering([("decimal", "%1．")], [("upperLetter", "%1．")], restart=(3,))
    return document(
        p("一、单项选择题"),
        p("几人？", PICTURE, number=(1, 0)),
        p("五人", number=(2, 0)),
        p("十人", number=(2, 0)),
        p("答案：B"),
        table(["题型", "题干", "A", "B", "答案"], ["单选", "谁？", "甲", "乙", "A"]),
        p("3. 框里", box(p("A. 五人"), p("B. 十人"))),
        table(["A", "甲"], ["B", "乙"]),
        p('<w:ins w:id="1"><w:r><w:t>答案：A</w:t></w:r></w:ins>'),
        numbering=lists,
    )


def mutated(form: str, number: int) -> bytes:
    """The same damage for the same number: even ones to bytes, odd ones to the structure."""
    chance = Random(f"{form}:{number}")
    content = chance.choice(seeds(form))
    for _time in range(chance.choice([1, 1, 2, 4, 12])):
        content = (
            bytes_mutated(content, chance)
            if number % 2 == 0
            else structure_mutated(form, content, chance)
        )
    return content


def bytes_mutated(content: bytes, chance: Random) -> bytes:
    """One piece flipped, cut, doubled, or put in."""
    place, length = chance.randrange(len(content) + 1), chance.choice([1, 1, 2, 8, 64, 600])
    end = min(len(content), place + length)
    way = chance.randrange(6)
    if way == 0:
        noise = bytes(chance.randrange(256) for _byte in range(end - place))
        return content[:place] + noise + content[end:]
    if way == 1:
        return content[:place] + content[end:]
    if way == 2:
        return content[:end] + content[place:end] * chance.choice([1, 3, 50]) + content[end:]
    if way == 3:
        return content[:place] + chance.choice(TOKENS) + content[place:]
    if way == 4:
        return content[:place]
    other = chance.randrange(len(content) + 1)
    return content[:place] + content[other : other + length] + content[end:]


def structure_mutated(form: str, content: bytes, chance: Random) -> bytes:
    """Damage that leaves the outside sound: to the XML inside a zip, to tags, to lines."""
    if form in {"excel", "docx", "qti"}:
        return _member_mutated(content, chance)
    return (
        _tags_mutated(content, chance) if form == "moodle_xml" else _lines_mutated(content, chance)
    )


def _member_mutated(content: bytes, chance: Random) -> bytes:
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = {name: package.read(name) for name in package.namelist()}
    except Exception:
        return bytes_mutated(content, chance)
    if not parts:
        return bytes_mutated(content, chance)
    name = chance.choice(sorted(parts))
    way = chance.randrange(8)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[chance.choice(["xl/vbaProject.bin", "word/vbaProject.bin", "../x", "a/b.zip"])] = (
            content
        )
    elif way == 2:
        parts[name] = bytes_mutated(parts[name], chance)
    else:
        parts[name] = _tags_mutated(parts[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one, part in parts.items():
            made.writestr(one, part)
    return out.getvalue()


def _tags_mutated(content: bytes, chance: Random) -> bytes:
    tags = list(TAG.finditer(content))
    if not tags:
        return bytes_mutated(content, chance)
    tag, other = chance.choice(tags), chance.choice(tags)
    first, last = sorted((tag, other), key=lambda found: found.start())
    values = list(VALUE.finditer(content)) or [tag]
    value = chance.choice(values)
    start, end = value.span(1) if value.re is VALUE else value.span()
    between = content[first.start() : last.end()]
    ways = (
        (first.start(), last.end(), b""),
        (tag.start(), tag.end(), other[0]),
        (tag.end(), tag.end(), tag[0] * chance.choice([1, 5, 300])),
        (start, end, chance.choice(VALUES).encode()),
        (first.start(), last.end(), between * 2),
        (tag.end(), tag.end(), chance.choice(TOKENS)),
    )
    begin, stop, put = chance.choice(ways)
    return content[:begin] + put + content[stop:]


def _lines_mutated(content: bytes, chance: Random) -> bytes:
    lines = content.split(b"\n")
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(6)
    if way == 0:
        del lines[place]
    elif way == 1:
        lines.insert(place, lines[other])
    elif way == 2:
        lines[place], lines[other] = lines[other], lines[place]
    elif way == 3:
        lines[place] += chance.choice(TOKENS)
    elif way == 4:
        lines[place : place + 2] = [b" ".join(lines[place : place + 2])]
    else:
        lines[place] = chance.choice(TOKENS) + lines[place]
    return b"\n".join(lines)
