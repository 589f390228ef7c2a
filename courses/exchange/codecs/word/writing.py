"""A paper as .docx: sections by kind, numbered questions, places to answer, and the key at the
end. Reads back through `styled`."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from courses.exchange.codecs.encodings import clean
from courses.exchange.codecs.typed.answers import EMPTY_BRACKETS
from courses.exchange.codecs.word import layout, names
from courses.exchange.codecs.word.numbering import chinese
from courses.exchange.contract import OF_QUESTION, Exported
from courses.questions.kinds.columns import LABELS, OPTIONS, part_columns
from courses.questions.kinds.registry import KINDS
from courses.questions.outcome import Body, Key

WORDS = LABELS | OF_QUESTION
ON_PAPER = {"kind", "stem", *OPTIONS}
FIRST = ("answer", "pairs", "explanation", "citations")
"""In the key these come before everything else."""

LINE = "_" * 24
SLOT_AFTER = {"single_choice": "（　　）", "multiple_choice": "（　　）", "true_false": "（　　）"}
LINES_OF_ANSWER = 6
STAMP = (2026, 1, 1, 0, 0, 0)
"""Members carry a fixed date, so that the same questions give the same file."""


def write_paper(questions: Iterable[Exported], out: BinaryIO, *, with_key: bool) -> None:
    """Write everything; questions are held in memory to be sorted by kind."""
    by_kind: dict[str, list[Exported]] = {kind: [] for kind in KINDS}
    for question in questions:
        by_kind[question.kind].append(question)
    parts = {
        "[Content_Types].xml": layout.CONTENT_TYPES,
        "_rels/.rels": layout.PACKAGE_RELATIONS,
        "word/_rels/document.xml.rels": layout.DOCUMENT_RELATIONS,
        "word/styles.xml": layout.styles(),
        "word/footer1.xml": layout.FOOTER,
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(_member(name), text.encode())
        with package.open(_member("word/document.xml"), "w") as document:
            document.write(layout.DOCUMENT_START.encode())
            for paragraph in _paper(by_kind, with_key=with_key):
                document.write(paragraph.encode())
            document.write(layout.DOCUMENT_END.encode())


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _paper(by_kind: Mapping[str, list[Exported]], *, with_key: bool) -> Iterator[str]:
    count = sum(map(len, by_kind.values()))
    title = _("履职学习题目（含参考答案）") if with_key else _("履职学习题目")
    yield _paragraph(names.TITLE, str(title))
    note = _("姓名：____________　单位：____________　得分：______（共 %d 题）") % count
    yield _paragraph(names.NOTE, str(note))
    numbered, kinds = [], [kind for kind in by_kind if by_kind[kind]]
    for place, kind in enumerate(kinds, start=1):
        heading = f"{chinese(place)}、{KINDS[kind].label}（共 {len(by_kind[kind])} 题）"
        yield _paragraph(names.SECTION, heading)
        for question in by_kind[kind]:
            numbered.append(question)
            yield from _asked(len(numbered), question)
    if with_key and numbered:
        yield _paragraph(names.KEY_TITLE, str(_("参考答案")))
        for number, question in enumerate(numbered, start=1):
            yield from _key(number, question)


# ---- what is asked


def _asked(number: int, question: Exported) -> Iterator[str]:
    stem = question.columns.get("stem", "")
    yield _paragraph(names.STEM, f"{number}. {stem}", _slot(question.kind, stem))
    if question.kind != "case_group":
        yield from _answering(question.kind, question.columns, question.body)
        return
    for place, part in enumerate(question.body["parts"], start=1):
        columns, kind = part_columns(question.columns, place), part["kind"]
        text = f"（{place}）【{KINDS[kind].label}】{columns.get('stem', '')}"
        yield _paragraph(names.PART, text, _slot(kind, text))
        yield from _answering(kind, columns, part["body"])


def _slot(kind: str, stem: str) -> str:
    """Brackets to write the answer in, unless the stem has some."""
    return "" if EMPTY_BRACKETS.search(stem) else SLOT_AFTER.get(kind, "")


def _answering(kind: str, columns: Mapping[str, str], body: Body) -> Iterator[str]:
    """Options or entries, and where the answer is written."""
    if kind == "matching":
        yield from _two_sides(body)
    shown = _entries(body) if kind == "ordering" else columns
    for letter in OPTIONS:
        if letter in shown:
            yield _paragraph(names.OPTION, f"{letter}. {shown[letter]}")
    if kind == "ordering":
        yield _paragraph(names.SPACE, str(_("顺序：")) + LINE)
    elif kind == "numeric":
        yield _paragraph(names.SPACE, str(_("答：")) + LINE)
    elif kind == "short_answer":
        for _line in range(LINES_OF_ANSWER):
            yield _paragraph(names.SPACE, LINE * 3)


def _two_sides(body: Body) -> Iterator[str]:
    for number, left in enumerate(body["left"], start=1):
        yield _paragraph(names.SHOWN, f"（{number}）{left['text']}")
    for number, right in enumerate(body["right"]):
        yield _paragraph(names.SHOWN, f"{chr(65 + number)}. {right['text']}")
    places = "　".join(f"（{n}）____" for n in range(1, len(body["left"]) + 1))
    yield _paragraph(names.SPACE, places)


def _entries(body: Body) -> dict[str, str]:
    """Entries by identity: the columns have them in the right order."""
    return dict(zip(OPTIONS, (entry["text"] for entry in body["items"]), strict=False))


# ---- the key


def _key(number: int, question: Exported) -> Iterator[str]:
    own = {c: text for c, text in question.columns.items() if not c[0].isdecimal()}
    start = f"{number}. "
    for word, text in _told(question.kind, own, question.body, question.key):
        yield _paragraph(names.KEY, f"{start}{word}：{text}")
        start = ""
    if question.kind != "case_group":
        return
    if start:
        yield _paragraph(names.KEY, start)
    pairs = zip(question.body["parts"], question.key["parts"], strict=True)
    for place, (part, key) in enumerate(pairs, start=1):
        columns = part_columns(question.columns, place)
        for word, text in _told(part["kind"], columns, part["body"], key):
            yield _paragraph(names.KEY_PART, f"（{place}）{word}：{text}")


def _told(kind: str, columns: Mapping[str, str], body: Body, key: Key) -> Iterator[tuple[str, str]]:
    """Every column that is not on the paper, with its word."""
    told: dict[str, Any] = {c: text for c, text in columns.items() if c not in ON_PAPER}
    if kind == "ordering":
        letters = {entry["id"]: OPTIONS[n] for n, entry in enumerate(body["items"])}
        told["answer"] = "".join(letters[identity] for identity in key["order"])
    for code in (*FIRST, *(code for code in told if code not in FIRST)):
        if told.get(code):
            yield WORDS[code], told[code]


def _paragraph(style: str, text: str, slot: str = "") -> str:
    runs = _run(text) + (_run(slot, names.SLOT) if slot else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str, style: str = "") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    pieces = []
    for row, line in enumerate(clean(text).split("\n")):
        if row:
            pieces.append("<w:br/>")
        for place, piece in enumerate(line.split("\t")):
            if place:
                pieces.append("<w:tab/>")
            if piece:
                pieces.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r>{properties}{''.join(pieces)}</w:r>"
