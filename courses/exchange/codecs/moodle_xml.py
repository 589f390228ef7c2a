"""Moodle XML, the format in which Moodle takes in and gives out its questions whole.

What it cannot hold rides along in an element that Moodle passes over (see `carried`).
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, TreeBuilder

from django.utils.translation import gettext as _

from courses.exchange.codecs.archives import parse
from courses.exchange.codecs.carried import Piece, carrier_of, resolved
from courses.exchange.codecs.found import refuse_long, within
from courses.exchange.codecs.moodle import reading, writing
from courses.exchange.codecs.simple import NotTaken, columns_of, losses_of, simples_of
from courses.exchange.contract import (
    QUESTION,
    Exported,
    Found,
    Limits,
    Problem,
    Reading,
    Unreadable,
)
from courses.questions.outcome import gettext_noop

LACKING = {
    "case_group": gettext_noop("%d 道案例题在 Moodle 里拆成几道题，每道前面都写上案例。"),
    "ordering": gettext_noop("%d 道排序题要 Moodle 4.4 以上（或装了排序题插件）才能导入。"),
    "short_answer": gettext_noop("%d 道简答题的参考答案在 Moodle 里写成给评卷人的信息。"),
}


class MoodleXmlCodec:
    """Files of Moodle's question bank."""

    name = "moodle_xml"
    label = gettext_noop("Moodle XML")
    extensions = (".xml",)
    always_with_key = True

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question with its place among the questions of the file, from 1 on."""
        refuse_long(content, limits)
        target = _Quiz(source, limits)
        parse(content.lstrip() if content[:1].isspace() else content, target)
        if not target.is_quiz:
            told = _("这不是 Moodle XML：最外层应当是 <quiz>。请在 Moodle 里选“Moodle XML”导出。")
            raise Unreadable(str(told), "not_quiz")
        found = resolved(target.pieces, source)
        return within(Reading(found, QUESTION, target.problems), limits, source)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """What Moodle will not have; our own import gets everything back."""
        return losses_of(questions, LACKING)

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """One question after the other; raises ValueError when the key is to be left out."""
        if not with_key:
            raise ValueError(str(_("Moodle XML 总是带答案的。")))
        out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
        category = None
        for question in questions:
            wanted = question.columns.get("category", "")
            if wanted != category:
                out.write(writing.category(wanted or "题库"))
                category = wanted
            out.write(_written(question))
        out.write(b"</quiz>\n")


class _Quiz:
    """Builds one question at a time and lets it go."""

    def __init__(self, source: str, limits: Limits) -> None:
        self.source, self.limits = source, limits
        self.pieces: list[Piece] = []
        self.problems: list[Problem] = []
        self.is_quiz, self.depth, self.count = False, 0, 0
        self.category = ""
        self.builder: TreeBuilder | None = None

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Take the beginning of an element."""
        self.depth += 1
        if self.depth == 1:
            self.is_quiz = tag == "quiz"
        elif self.depth == 2 and tag == "question":
            self.builder = TreeBuilder()
        if self.builder is not None:
            self.builder.start(tag, attrs)

    def data(self, text: str) -> None:
        """Take text."""
        if self.builder is not None:
            self.builder.data(text)

    def end(self, tag: str) -> None:
        """Take the end of an element; with it a question may be whole."""
        self.depth -= 1
        if self.builder is None:
            return
        self.builder.end(tag)
        if self.depth == 1:
            builder, self.builder = self.builder, None
            self._question(builder.close())

    def _question(self, element: Element) -> None:
        if element.get("type") == "category":
            self.category = reading.category_of(element)
            return
        self.count += 1
        if self.count > self.limits.rows * 3:  # a case is several questions there
            told = _("文件里的题目超过 %d 道，请分成几个文件再来。") % self.limits.rows
            raise Unreadable(str(told), "rows")
        try:
            found = found_in(element, self.count, self.category, self.source)
        except NotTaken as refused:
            problem = Problem(refused.code, str(refused), self.count, "", self.source)
            self.problems.append(problem)
            return
        self.pieces.append(Piece(found, reading.carrier_in(element)))


def found_in(element: Element, row: int, category: str, source: str) -> Found:
    """One <question> as columns; raises NotTaken for a type that has no kind here."""
    read = reading.Question(element)
    found = columns_of(read.simple(), row, source)
    of_it = {"number": read.number, "category": category, "tags": "、".join(read.tags)}
    columns = {**found.columns, **{code: text for code, text in of_it.items() if text}}
    told = [Problem("assumed", text, row, "", source, warning=True) for text in read.told()]
    return Found(row, columns, (*found.problems, *told))


def _written(question: Exported) -> bytes:
    elements = [writing.element_of(simple) for simple in simples_of(question)]
    visible = [found_in(element, 0, "", "").columns for element in elements]
    writing.label(elements[0], question.columns, carrier_of(question.columns, visible))
    return b"".join(map(writing.serialised, elements))


CODEC = MoodleXmlCodec()
