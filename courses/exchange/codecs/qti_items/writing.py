"""What other systems know as a question → <assessmentItem> of QTI 2.1."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, tostring

from courses.exchange.codecs.encodings import clean
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

SPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
TEMPLATE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def item_of(simple: Simple, identifier: str) -> Element:
    """One item with its answers declared and a standard way of marking."""
    title = " ".join(clean(simple.title).split()) or identifier
    item = Element(
        "assessmentItem",
        {"xmlns": SPACE, "identifier": identifier, "title": title},
        adaptive="false",
        timeDependent="false",
    )
    body = Element("itemBody")
    FORMS[simple.form](item, body, simple)
    SubElement(
        item, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float"
    )
    if simple.feedback and simple.form != ESSAY:
        SubElement(
            item,
            "outcomeDeclaration",
            identifier="EXPLANATION",
            cardinality="single",
            baseType="identifier",
        )
    item.append(body)
    if simple.form != ESSAY:
        mapped = item.find("responseDeclaration/mapping") is not None
        SubElement(
            item,
            "responseProcessing",
            template=TEMPLATE + ("map_response" if mapped else "match_correct"),
        )
    if simple.feedback and simple.form != ESSAY:
        told = SubElement(
            item,
            "modalFeedback",
            outcomeIdentifier="EXPLANATION",
            identifier="shown",
            showHide="hide",
        )
        _lines(told, simple.feedback)
    return item


def serialised(element: Element) -> bytes:
    """The element as a whole file."""
    return tostring(element, encoding="utf-8", xml_declaration=True)


def _lines(parent: Element, text: str) -> Element:
    """A paragraph with its line ends."""
    paragraph = SubElement(parent, "p")
    first, *rest = clean(text).split("\n")
    paragraph.text = first
    for line in rest:
        SubElement(paragraph, "br").tail = line
    return paragraph


def _declare(
    item: Element, cardinality: str, kind: str, values: Sequence[str], name: str = "RESPONSE"
) -> Element:
    declared = SubElement(
        item, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=kind
    )
    correct = SubElement(declared, "correctResponse")
    for value in values:
        SubElement(correct, "value").text = clean(value)
    return declared


def _map(declared: Element, worths: Sequence[tuple[str, Fraction]]) -> None:
    mapping = SubElement(declared, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
    for key, worth in worths:
        SubElement(mapping, "mapEntry", mapKey=clean(key), mappedValue=f"{float(worth):.6g}")


def _choices(parent: Element, answers: Sequence[Answer]) -> list[str]:
    names = [f"C{number}" for number in range(1, len(answers) + 1)]
    for name, answer in zip(names, answers, strict=True):
        choice = SubElement(parent, "simpleChoice", identifier=name)
        _lines(choice, answer.text)
    return names


def _interaction(body: Element, name: str, stem: str, **attributes: str) -> Element:
    _lines(body, stem)
    return SubElement(body, name, {"responseIdentifier": "RESPONSE", **attributes})


def _choice(item: Element, body: Element, simple: Simple) -> None:
    asked = _interaction(
        body,
        "choiceInteraction",
        simple.stem,
        shuffle="true",
        maxChoices="1" if simple.single else "0",
    )
    names = _choices(asked, simple.answers)
    worths = [answer.worth for answer in simple.answers]
    right = [n for n, worth in zip(names, worths, strict=True) if worth > 0]
    if simple.single:
        right = [n for n, worth in zip(names, worths, strict=True) if worth == 1] or right
    declared = _declare(item, "single" if simple.single else "multiple", "identifier", right)
    if not simple.single or set(worths) - {Fraction(0), Fraction(1)}:
        _map(declared, list(zip(names, worths, strict=True)))


def _truth(item: Element, body: Element, simple: Simple) -> None:
    asked = _interaction(body, "choiceInteraction", simple.stem, shuffle="false", maxChoices="1")
    names = _choices(asked, [Answer("对"), Answer("错")])
    _declare(item, "single", "identifier", [names[0 if simple.right else 1]])


def _blanks(item: Element, body: Element, simple: Simple) -> None:
    gaps = simple.gaps or [[answer.text for answer in simple.answers]]
    paragraph = SubElement(body, "p")
    last = paragraph
    paragraph.text = ""
    place = 0
    for row, line in enumerate(clean(simple.stem).split("\n")):
        if row:
            last = SubElement(paragraph, "br")
            last.tail = ""
        first, *rest = line.split(BLANK)
        _append(paragraph, last, first)
        for piece in rest:
            place += 1
            last = SubElement(
                paragraph, "textEntryInteraction", responseIdentifier=f"RESPONSE{place}"
            )
            last.tail = piece
    for number, accepted in enumerate(gaps, start=1):
        declared = _declare(item, "single", "string", accepted[:1], f"RESPONSE{number}")
        _map(declared, [(text, Fraction(1, len(gaps))) for text in accepted])


def _append(paragraph: Element, last: Element, text: str) -> None:
    if last is paragraph:
        paragraph.text = (paragraph.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _number(item: Element, body: Element, simple: Simple) -> None:
    paragraph = _lines(body, simple.stem)
    SubElement(paragraph, "textEntryInteraction", responseIdentifier="RESPONSE")
    values = [_decimal(answer.text) for answer in simple.answers]
    _declare(item, "single", "float", values[:1])


def _decimal(text: str) -> str:
    exact = written(Fraction(text))
    return exact if "/" not in exact else f"{float(Fraction(text)):.12g}"


def _pairs(item: Element, body: Element, simple: Simple) -> None:
    asked = _interaction(body, "matchInteraction", simple.stem, shuffle="true", maxAssociations="0")
    rights = list(dict.fromkeys(right for _left, right in simple.pairs))
    lefts = [left for left, _right in simple.pairs if left]
    sides = ((lefts, "L", "1"), (rights, "R", "0"))
    for texts, sign, most in sides:
        side = SubElement(asked, "simpleMatchSet")
        for number, text in enumerate(texts, start=1):
            choice = SubElement(
                side, "simpleAssociableChoice", identifier=f"{sign}{number}", matchMax=most
            )
            _lines(choice, text)
    values = [
        f"L{number} R{rights.index(right) + 1}"
        for number, right in enumerate((r for left, r in simple.pairs if left), start=1)
    ]
    declared = _declare(item, "multiple", "directedPair", values)
    _map(declared, [(value, Fraction(1, len(values))) for value in values])


def _order(item: Element, body: Element, simple: Simple) -> None:
    asked = _interaction(body, "orderInteraction", simple.stem, shuffle="true")
    names = _choices(asked, simple.answers)
    _declare(item, "ordered", "identifier", names)


def _essay(item: Element, body: Element, simple: Simple) -> None:
    SubElement(
        item, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType="string"
    )
    if simple.feedback:
        block = SubElement(body, "rubricBlock", view="scorer")
        _lines(block, simple.feedback)
    _interaction(body, "extendedTextInteraction", simple.stem, expectedLines="15")


FORMS: dict[str, Callable[[Element, Element, Simple], None]] = {
    CHOICE: _choice,
    TRUTH: _truth,
    TEXT: _blanks,
    CLOZE: _blanks,
    NUMBER: _number,
    PAIRS: _pairs,
    ORDER: _order,
    ESSAY: _essay,
}
