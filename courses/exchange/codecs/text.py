"""Plain text, pasted or from a file: as trainers type it, or as this module writes it.

What is written here begins with a line of its own and is read back word for word; text without
that line is read leniently (see `typed`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from courses.exchange.codecs.encodings import decode
from courses.exchange.codecs.found import asked, refuse_long, refuse_many_lines, within
from courses.exchange.codecs.typed.reader import Line, read_lines
from courses.exchange.contract import (
    LINE,
    OF_QUESTION,
    Exported,
    Found,
    Limits,
    Reading,
)
from courses.questions.kinds.plain import read_texts, write_text
from courses.questions.outcome import gettext_noop

HEAD = "# 履职学堂题目 1"
OF_LINE = {word: code for code, word in OF_QUESTION.items()}
META = re.compile(rf"# (?P<word>{'|'.join(OF_LINE)})：(?P<text>.*)\Z")


class TextCodec:
    """Text files and pasted text."""

    name = "text"
    label = gettext_noop("纯文本")
    extensions = (".txt",)

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question with the line it begins on."""
        refuse_long(content, limits)
        decoded = decode(content)
        if decoded.text.lstrip("\n").startswith(HEAD):
            reading = _read_written(decoded.text)
        else:
            reading = read_lines(list(_lines(decoded.text, limits)), source)
        reading.said.insert(0, decoded.said)
        return within(reading, limits, source)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """Text holds every column."""
        return []

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """UTF-8 with a mark, so that every editor of Windows shows it right."""
        out.write(b"\xef\xbb\xbf" + f"{HEAD}\n".encode())
        for question in questions:
            columns = question.columns if with_key else asked(question)
            lines = [
                f"# {word}：{line}"
                for code, word in OF_QUESTION.items()
                for line in columns.get(code, "").split("\n")
                if line.strip()
            ]
            own = {code: text for code, text in columns.items() if code not in OF_QUESTION}
            text = "\n".join(["", *lines, write_text(own)])
            out.write(text.encode())


def _lines(text: str, limits: Limits) -> Iterator[Line]:
    """The lines with their numbers; of several empty ones the first."""
    after_gap, count = False, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() or not after_gap:
            count += 1
            yield Line(number, line)
        after_gap = not line.strip()
        if not count % 1000:
            refuse_many_lines(count, limits)


def _read_written(text: str) -> Reading:
    """The form of `write`. Lines of the question itself never follow an empty line."""
    head: dict[str, str] = {}
    heads: list[tuple[int, dict[str, str]]] = []
    lines, after_gap = [], True
    for number, line in enumerate(text.split("\n"), start=1):
        found = META.match(line) if after_gap else None
        if found or line.startswith(HEAD):
            if found:
                code, text_of_line = OF_LINE[found["word"]], found["text"].strip()
                head[code] = "\n".join(filter(None, [head.get(code, ""), text_of_line]))
            line = ""
        elif line.strip():
            if after_gap:
                heads.append((number, head))
                head = {}
            after_gap = False
        else:
            after_gap = True
        lines.append(line)
    of_line = dict(heads)
    found_all = [
        Found(w.line, {**w.columns, **{c: t for c, t in of_line.get(w.line, {}).items() if t}})
        for w in read_texts("\n".join(lines))
    ]
    return Reading(found_all, LINE)


CODEC = TextCodec()
