"""<question> elements of Moodle's XML → what other systems know as a question."""

import re
from collections.abc import Callable
from fractions import Fraction
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.exchange.codecs.encodings import clean
from courses.exchange.codecs.markup import text_of_html, text_of_markdown
from courses.exchange.codecs.moodle.cloze import cloze_of
from courses.exchange.codecs.simple import (
    CHOICE,
    ESSAY,
    NUMBER,
    ORDER,
    PAIRS,
    TEXT,
    TRUTH,
    Answer,
    NotTaken,
    Simple,
    near,
)
from courses.questions.numerals import written

CARRIER = "lvzhi"
PLACE = re.compile(r"\[\[(\d{1,2})\]\]")
MANY = {"answer", "subquestion", "selectoption", "dragbox"}
MOST_ANSWERS = 200
ROOTS = {"top", "$course$", "$system$", "$category$", "$cat1$"}


def category_of(element: Element) -> str:
    """The last step of a category's path."""
    path = element.findtext("category/text") or ""
    steps = [step.strip() for step in path.replace("//", "\0").split("/")]
    named = [step.replace("\0", "/") for step in steps if step and step not in ROOTS]
    return clean(named[-1]) if named else ""


def carrier_in(element: Element) -> str:
    """What our own export put beside the question."""
    return (element.findtext(CARRIER) or "").strip()


class Question:
    """One element; texts are plain, and what was left out of them is counted."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.type = element.get("type") or ""
        self.number = clean(element.findtext("idnumber") or "").strip()
        self.pictures = 0
        self.left_out: list[str] = []

    @property
    def tags(self) -> list[str]:
        """The tags people gave."""
        tags = [clean(tag.text or "").strip() for tag in self.element.findall("tags/tag/text")]
        return [tag for tag in tags if tag]

    def told(self) -> list[str]:
        """Sentences about what was left out."""
        told = list(dict.fromkeys(self.left_out))
        if self.pictures or self.element.find(".//file") is not None:
            told.append(str(_("题里的图片或附件没有导入，请导入后在题目里用文字说明。")))
        return told

    def simple(self) -> Simple:
        """The question; raises NotTaken for types that have no kind here."""
        read = TYPES.get(self.type)
        if read is None:
            told = _("Moodle 的“%s”类型在这里没有对应的题型，没有导入。")
            raise NotTaken("type", str(told % (self.type or "?")[:40]))
        if sum(1 for child in self.element if child.tag in MANY) > MOST_ANSWERS:
            told = _("一道题有 %d 个以上的答案，没有导入。") % MOST_ANSWERS
            raise NotTaken("too_many", str(told))
        simple = read(self)
        simple.stem = simple.stem or self.text("questiontext")
        simple.title = self.text("name")
        simple.feedback = simple.feedback or self.text("generalfeedback")
        return simple

    def text(self, path: str, element: Element | None = None) -> str:
        """The plain text of a child with a format."""
        inside = self.element if element is None else element
        found = inside if not path else inside.find(path)
        if found is None:
            return ""
        raw = clean(found.findtext("text") or (found.text or "" if not path else ""))
        style = found.get("format", "")
        if style in {"", "html", "moodle_auto_format"}:
            text, pictures = text_of_html(raw) if "<" in raw or "&" in raw else (raw, 0)
        elif style == "markdown":
            text, pictures = text_of_markdown(raw)
        else:
            text, pictures = raw, 0
        self.pictures += pictures
        return text.strip()

    def answers(self) -> list[Answer]:
        """Every <answer> with its worth and feedback."""
        return [
            Answer(self.text("", one), worth_of(one), self.text("feedback", one))
            for one in self.element.findall("answer")
        ]


def worth_of(element: Element) -> Fraction:
    """The attribute `fraction`, a percentage; nothing where it is no number."""
    return near(element.get("fraction") or "0") or Fraction(0)


def _choice(question: Question) -> Simple:
    single = (question.element.findtext("single") or "true").strip() in {"true", "1"}
    return Simple(CHOICE, "", question.answers(), single=single)


def _truth(question: Question) -> Simple:
    notes = []
    right = None
    for answer in question.answers():
        said = answer.text.strip().lower() in {"true", "对", "正确"}
        if answer.worth == 1:
            right = said
        if answer.feedback:
            notes.append(Answer("", feedback=answer.feedback))
    return Simple(TRUTH, "", notes, right=right)


def _text(question: Question) -> Simple:
    return Simple(TEXT, "", [answer for answer in question.answers() if answer.worth > 0])


def _number(question: Question) -> Simple:
    answers = []
    for element in question.element.findall("answer"):
        answer = Answer(
            question.text("", element), worth_of(element), question.text("feedback", element)
        )
        if answer.text == "*":
            continue
        value, margin = _number_in(answer.text), _number_in(element.findtext("tolerance") or "0")
        if value is None:
            told = _("数值题的答案“%s”不是数。") % answer.text[:40]
            raise NotTaken("no_number", str(told))
        answer.text, answer.tolerance = written(value), abs(margin or Fraction(0))
        answers.append(answer)
    return Simple(NUMBER, "", answers, units=_units(question.element))


def _units(element: Element) -> list[tuple[str, Fraction]]:
    """Units with what one of them is worth in the first: Moodle's multipliers go the other way."""
    units = []
    for unit in element.findall("units/unit"):
        factor = _number_in(unit.findtext("multiplier") or "1")
        name = clean(unit.findtext("unit_name") or "").strip()
        if name and factor:
            units.append((name, 1 / factor))
    return sorted(units, key=lambda unit: unit[1] != 1)


def _number_in(text: str) -> Fraction | None:
    try:
        return Fraction(text.strip().replace(",", ".")) if len(text) < 60 else None
    except (ValueError, ZeroDivisionError):
        return None


def _pairs(question: Question) -> Simple:
    pairs = [
        (question.text("", one), clean(one.findtext("answer/text") or "").strip())
        for one in question.element.findall("subquestion")
    ]
    return Simple(PAIRS, "", pairs=[pair for pair in pairs if pair[1]])


def _order(question: Question) -> Simple:
    return Simple(ORDER, "", question.answers())


def _essay(question: Question) -> Simple:
    told = [question.text("graderinfo"), question.text("generalfeedback")]
    return Simple(ESSAY, "", feedback="\n".join(filter(None, dict.fromkeys(told))))


def _cloze(question: Question) -> Simple:
    raw = clean(question.element.findtext("questiontext/text") or "")
    read = cloze_of(raw)
    question.left_out += read.left_out
    if not read.gaps:
        raise NotTaken("cloze", str(_("这道完形填空里没有能认出的空，没有导入。")))
    text, pictures = text_of_html(read.stem)
    question.pictures += pictures
    return Simple("cloze", text, gaps=read.gaps)


def _words(question: Question) -> Simple:
    """Gap-select and drag-into-text: [[1]] in the text stands for the first choice."""
    texts = [
        question.text("", one)
        for name in ("selectoption", "dragbox")
        for one in question.element.findall(name)
    ]
    stem, gaps = question.text("questiontext"), []
    for found in PLACE.finditer(stem):
        if not 1 <= int(found[1]) <= len(texts):
            raise NotTaken("cloze", str(_("选词填空里的空没有对应的词，没有导入。")))
        gaps.append([texts[int(found[1]) - 1]])
    question.left_out.append(str(_("选词填空按填空题导入，备选的词没有保留。")))
    return Simple("cloze", PLACE.sub("____", stem), gaps=gaps)


def _description(question: Question) -> Simple:
    raise NotTaken("description", str(_("这一条只是说明文字，不是题目，没有导入。")))


TYPES: dict[str, Callable[[Question], Simple]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _text,
    "numerical": _number,
    "matching": _pairs,
    "ordering": _order,
    "essay": _essay,
    "cloze": _cloze,
    "gapselect": _words,
    "ddwtos": _words,
    "description": _description,
}
