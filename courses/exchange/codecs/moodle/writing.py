"""What other systems know as a question → <question> elements as Moodle writes them."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, tostring

from courses.exchange.codecs.encodings import clean
from courses.exchange.codecs.markup import html_of
from courses.exchange.codecs.moodle import cloze
from courses.exchange.codecs.moodle.reading import CARRIER
from courses.exchange.codecs.simple import (
    CHOICE,
    CLOZE,
    ESSAY,
    NUMBER,
    ORDER,
    PAIRS,
    TEXT,
    TRUTH,
    Answer,
    Simple,
)
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.numerals import written


def category(name: str) -> bytes:
    """The entry that files what follows."""
    element = Element("question", type="category")
    path = f"$course$/top/{clean(name).replace('/', '//')}"
    _text(SubElement(element, "category"), path)
    return serialised(element)


def serialised(element: Element) -> bytes:
    """One element as UTF-8 on a line of its own."""
    return tostring(element, encoding="utf-8", xml_declaration=False) + b"\n"


def label(element: Element, columns: Mapping[str, str], carrier: str) -> None:
    """Add number, tags and the carrier to a question."""
    if number := columns.get("number", ""):
        SubElement(element, "idnumber").text = clean(number)[:100]
    tags = [tag.strip() for tag in clean(columns.get("tags", "")).replace("，", "、").split("、")]
    if any(tags):
        listed = SubElement(element, "tags")
        for tag in filter(None, tags):
            _text(SubElement(listed, "tag"), tag)
    SubElement(element, CARRIER).text = carrier


def element_of(simple: Simple) -> Element:
    """A question of the type Moodle has for it."""
    kind, fill = FORMS[simple.form]
    element = Element("question", type=kind)
    _text(SubElement(element, "name"), " ".join(clean(simple.title).split()) or "?")
    stem = html_of(clean(simple.stem)) if simple.form != CLOZE else _cloze_text(simple)
    _html(element, "questiontext", stem)
    feedback = "" if simple.form == ESSAY else simple.feedback
    _html(element, "generalfeedback", html_of(clean(feedback)) if feedback else "")
    SubElement(element, "defaultgrade").text = "1"
    SubElement(element, "penalty").text = "0.3333333"
    SubElement(element, "hidden").text = "0"
    fill(element, simple)
    return element


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = clean(text)


def _html(parent: Element, name: str, source: str) -> Element:
    element = SubElement(parent, name, format="html")
    SubElement(element, "text").text = source
    return element


def _plain(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name, format="plain_text")
    _text(element, text)
    return element


def _percent(worth: Fraction) -> str:
    return f"{float(worth * 100):.5f}".rstrip("0").rstrip(".")


def _answer(parent: Element, answer: Answer, *, as_html: bool = False) -> Element:
    style = "html" if as_html else "moodle_auto_format"
    element = SubElement(parent, "answer", fraction=_percent(answer.worth), format=style)
    text = clean(answer.text)
    SubElement(element, "text").text = html_of(text) if as_html else text
    if answer.feedback:
        _html(element, "feedback", html_of(clean(answer.feedback)))
    return element


def _choice(element: Element, simple: Simple) -> None:
    SubElement(element, "single").text = "true" if simple.single else "false"
    SubElement(element, "shuffleanswers").text = "true"
    SubElement(element, "answernumbering").text = "ABCD"
    for answer in simple.answers:
        _answer(element, answer, as_html=True)


def _truth(element: Element, simple: Simple) -> None:
    for said in (True, False):
        worth = Fraction(1 if simple.right is said else 0)
        _answer(element, Answer("true" if said else "false", worth))


def _texts(element: Element, simple: Simple) -> None:
    SubElement(element, "usecase").text = "0"
    for answer in simple.answers:
        element_of_answer = _answer(element, answer)
        element_of_answer.set("format", "plain_text")


def _number(element: Element, simple: Simple) -> None:
    for answer in simple.answers:
        one = _answer(element, Answer(_decimal(Fraction(answer.text)), answer.worth))
        SubElement(one, "tolerance").text = _decimal(answer.tolerance)
    SubElement(element, "unitgradingtype").text = "0"
    SubElement(element, "showunits").text = "0" if simple.units else "3"
    if simple.units:
        units = SubElement(element, "units")
        for name, factor in simple.units:
            unit = SubElement(units, "unit")
            SubElement(unit, "multiplier").text = _decimal(1 / factor)
            SubElement(unit, "unit_name").text = clean(name)


def _decimal(value: Fraction) -> str:
    exact = written(value)
    return exact if "/" not in exact else f"{float(value):.12g}"


def _pairs(element: Element, simple: Simple) -> None:
    SubElement(element, "shuffleanswers").text = "true"
    for left, right in simple.pairs:
        one = _html(element, "subquestion", html_of(clean(left)) if left else "")
        _text(SubElement(one, "answer"), right)


def _order(element: Element, simple: Simple) -> None:
    options = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0"}
    options |= {"gradingtype": "RELATIVE_NEXT_EXCLUDE_LAST", "showgrading": "HIDE"}
    for name, text in options.items():
        SubElement(element, name).text = text
    for place, answer in enumerate(simple.answers, start=1):
        one = _html(element, "answer", html_of(clean(answer.text)))
        one.set("fraction", str(place))


def _essay(element: Element, simple: Simple) -> None:
    SubElement(element, "responseformat").text = "editor"
    SubElement(element, "responserequired").text = "1"
    SubElement(element, "responsefieldlines").text = "15"
    SubElement(element, "attachments").text = "0"
    _html(element, "graderinfo", html_of(clean(simple.feedback)) if simple.feedback else "")
    _html(element, "responsetemplate", "")


def _cloze_text(simple: Simple) -> str:
    """The stem in HTML with an embedded answer at each blank."""
    pieces = html_of(clean(simple.stem)).split(BLANK)
    told = [pieces[0]]
    for piece, accepted in zip(pieces[1:], simple.gaps, strict=True):
        told += [cloze.written([clean(text) for text in accepted]), piece]
    return "".join(told)


FORMS: dict[str, tuple[str, Callable[[Element, Simple], None]]] = {
    CHOICE: ("multichoice", _choice),
    TRUTH: ("truefalse", _truth),
    TEXT: ("shortanswer", _texts),
    NUMBER: ("numerical", _number),
    PAIRS: ("matching", _pairs),
    ORDER: ("ordering", _order),
    ESSAY: ("essay", _essay),
    CLOZE: ("cloze", lambda element, simple: None),
}
