"""Word documents: read as trainers write them, written as papers to print."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from courses.exchange.codecs.encodings import clean
from courses.exchange.codecs.found import refuse_long, refuse_many_lines, within
from courses.exchange.codecs.typed.reader import Line, read_lines
from courses.exchange.codecs.word.names import OURS
from courses.exchange.codecs.word.package import body_of
from courses.exchange.codecs.word.paragraphs import BodyTarget, Paragraph, Table
from courses.exchange.codecs.word.styled import StyledReader, is_ours
from courses.exchange.codecs.word.tables import lines_of, questions_of
from courses.exchange.codecs.word.writing import write_paper
from courses.exchange.contract import PARAGRAPH, Exported, Found, Limits, Problem, Reading
from courses.questions.outcome import gettext_noop


class DocxCodec:
    """.docx of Word, WPS or LibreOffice."""

    name = "docx"
    label = gettext_noop("Word 文档")
    extensions = (".docx",)

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question with the number of its first paragraph."""
        refuse_long(content, limits)
        body = body_of(content, limits)
        paragraphs = [block for block in body.blocks if isinstance(block, Paragraph)]
        styled = StyledReader(source) if is_ours(paragraphs) else None
        lines: list[Line] = []
        found: list[Found] = []
        for block in body.blocks:
            if isinstance(block, Table):
                if questions := questions_of(block, source):
                    found += questions
                else:
                    lines += lines_of(block)
            elif styled and block.style in OURS:
                block.pieces = [clean("".join(block.pieces))]
                styled.take(block)
                lines.append(Line(block.row, ""))
            else:
                lines += [Line(block.row, clean(text)) for text in block.text.split("\n")]
        refuse_many_lines(len(lines), limits)
        reading = read_lines(lines, source, PARAGRAPH)
        found += reading.found + (styled.found() if styled else [])
        problems = [*reading.problems, *(styled.problems if styled else [])]
        problems += list(_left_out(body, source))
        found.sort(key=lambda one: one.row)
        whole = Reading(found, PARAGRAPH, problems, reading.said)
        return within(whole, limits, source)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """A paper with its key holds every column."""
        return []

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """A paper by kinds; with the key on pages of its own at the end."""
        write_paper(questions, out, with_key=with_key)


def _left_out(body: BodyTarget, source: str) -> Iterator[Problem]:
    """What was in the document and is in no question."""
    for block in body.blocks:
        cells = (
            [cell for row in block.rows for cell in row] if isinstance(block, Table) else [[block]]
        )
        for paragraph in (paragraph for cell in cells for paragraph in cell):
            if paragraph.has_picture:
                told = _("这一段里的图片没有导入，请导入后在题目里用文字说明。")
                yield Problem("picture", str(told), paragraph.row, "", source, warning=True)
            if paragraph.has_formula:
                told = _("这一段里的公式或嵌入对象只取了文字，请核对。")
                yield Problem("formula", str(told), paragraph.row, "", source, warning=True)
    if body.has_chunk:
        told = _("文档里有插入的另一个文件，没有导入。请把它的文字粘贴进正文再来。")
        yield Problem("inserted", str(told), 0, "", source)


CODEC = DocxCodec()
