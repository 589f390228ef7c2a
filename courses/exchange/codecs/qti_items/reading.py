"""<assessmentItem> of QTI 2.x → what other systems know as a question.

Read are declarations and one interaction, or several of the kinds that stand inside a text; what an
item works out in response processing of its own is left aside, and that is said.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

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
    NotTaken,
    Simple,
)
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.kinds.true_false.sheet import judgement
from courses.questions.numerals import written

BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "pre", "ul", "ol", "table"}
PICTURES = {"img", "object", "video", "audio"}
NUMBERS = {"integer", "float"}
MOST_ANSWERS = 200
INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def named(element: Element, name: str) -> Iterator[Element]:
    """Every element of a name inside another."""
    return (one for one in element.iter() if local(one) == name)


class Item:
    """One item; texts are plain, and what was left out of them is counted."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.pictures = 0
        self.declared = {
            one.get("identifier", ""): one for one in named(element, "responseDeclaration")
        }
        self.body = next(named(element, "itemBody"), None)

    def simple(self) -> Simple:
        """The question; raises NotTaken where there is no kind for it."""
        if self.body is None:
            raise NotTaken("no_body", str(_("这一项没有题目正文，没有导入。")))
        found = [one for one in self.body.iter() if local(one).endswith("Interaction")]
        names = {local(one) for one in found}
        if not found:
            raise NotTaken("description", str(_("这一条只是说明文字，不是题目，没有导入。")))
        if names <= INLINE:
            simple = self._inline(found)
        elif len(found) == 1 and (read := TYPES.get(local(found[0]))):
            simple = read(self, found[0])
        else:
            told = _("“%s”这样的作答方式在这里没有对应的题型，没有导入。")
            raise NotTaken("type", str(told % "、".join(sorted(names))[:80]))
        simple.stem = simple.stem or self._stem(found)
        simple.title = clean(self.element.get("title", ""))
        simple.feedback = simple.feedback or self._feedback()
        return simple

    def text(self, element: Element) -> str:
        """The text inside an element, blocks on lines of their own."""
        return _tidied("".join(self._pieces(element)))

    def _pieces(self, element: Element) -> Iterator[str]:
        name = local(element)
        if name in PICTURES:
            self.pictures += 1
            if alt := element.get("alt", ""):
                yield f"[{alt}]"
        if name in INLINE:
            yield BLANK
            return
        if name.endswith("Interaction"):
            prompts = [one for one in element if local(one) == "prompt"]
            yield "\n".join(["", *(self.text(one) for one in prompts)])
            return
        if name in {"rubricBlock", "feedbackInline", "feedbackBlock", "modalFeedback"}:
            return
        yield "\n" if name in BLOCKS else ""
        yield " ".join((element.text or "").split("\n"))
        for child in element:
            yield from self._pieces(child)
            yield " ".join((child.tail or "").split("\n"))
        yield "\n" if name in BLOCKS and name != "br" else ""

    def _stem(self, found: list[Element]) -> str:
        return self.text(self.body) if self.body is not None else ""

    def _feedback(self) -> str:
        told = [self._inside(one) for one in named(self.element, "modalFeedback")]
        return "\n".join(dict.fromkeys(text for text in told if text))

    def _inside(self, element: Element) -> str:
        pieces = [element.text or ""]
        for child in element:
            pieces += [*self._pieces(child), child.tail or ""]
        return _tidied("".join(pieces))

    # ---- declarations

    def _declaration(self, interaction: Element) -> Element:
        declared = self.declared.get(interaction.get("responseIdentifier", ""))
        if declared is None:
            raise NotTaken(
                "no_answer", str(_("这道题没有写明答案（responseDeclaration），没有导入。"))
            )
        return declared

    def correct(self, interaction: Element) -> list[str]:
        """The values of the right answer, in their order."""
        values = []
        for response in named(self._declaration(interaction), "correctResponse"):
            values += [clean(one.text or "").strip() for one in named(response, "value")]
        return values

    def worths(self, interaction: Element) -> dict[str, Fraction]:
        """What each answer adds, where the item says so."""
        worths = {}
        for entry in named(self._declaration(interaction), "mapEntry"):
            value = number_in(entry.get("mappedValue", ""))
            if value is not None:
                worths[clean(entry.get("mapKey", "")).strip()] = value
        return worths

    def is_number(self, interaction: Element) -> bool:
        """Whether a number is asked for."""
        return self._declaration(interaction).get("baseType", "") in NUMBERS

    # ---- blanks

    def _inline(self, found: list[Element]) -> Simple:
        gaps = [self._accepted(one) for one in found]
        if not all(gaps):
            raise NotTaken("no_answer", str(_("有的空没有写答案，没有导入。")))
        if len(found) > 1:
            return Simple(CLOZE, "", gaps=gaps)
        if self.is_number(found[0]) and (value := number_in(gaps[0][0])) is not None:
            simple = Simple(NUMBER, "", [Answer(written(value))])
            simple.stem = self._stem(found).replace(BLANK, "").strip()
            return simple
        return Simple(TEXT, "", [Answer(text) for text in gaps[0]])

    def _accepted(self, interaction: Element) -> list[str]:
        worths = self.worths(interaction)
        best = max(worths.values(), default=Fraction(0))
        keys = self.correct(interaction)
        keys += [key for key, worth in worths.items() if worth == best and worth > 0]
        texts = {one.get("identifier", ""): one for one in named(interaction, "inlineChoice")}
        said = [self.text(texts[key]) if key in texts else key for key in keys]
        return list(dict.fromkeys(text for text in said if text))[:MOST_ANSWERS]


def number_in(text: str) -> Fraction | None:
    """A number as XML writes it; None for anything else."""
    try:
        return Fraction(text.strip()) if 0 < len(text) < 40 else None
    except (ValueError, ZeroDivisionError):
        return None


def _tidied(text: str) -> str:
    lines = [" ".join(line.split(" ")).strip() for line in clean(text).split("\n")]
    return "\n".join(line for line in lines if line)


def _choice(item: Item, interaction: Element) -> Simple:
    choices = [(c.get("identifier", ""), c) for c in named(interaction, "simpleChoice")]
    if len(choices) > MOST_ANSWERS:
        raise NotTaken("too_many", str(_("一道题有 %d 个以上的答案，没有导入。") % MOST_ANSWERS))
    right, worths = set(item.correct(interaction)), item.worths(interaction)
    notes = {
        note.get("identifier", ""): item._inside(note)
        for _name, choice in choices
        for note in named(choice, "feedbackInline")
    }
    texts = [(name, item.text(choice)) for name, choice in choices]
    single = interaction.get("maxChoices", "1") == "1"
    if judged := _judged(texts, right):
        return Simple(TRUTH, "", right=judged == "right")
    share = Fraction(1, max(len(right), 1))
    answers = [
        Answer(
            text,
            worths.get(name, (Fraction(1) if single else share) if name in right else Fraction(0)),
            notes.get(name, ""),
        )
        for name, text in texts
    ]
    return Simple(CHOICE, "", answers, single=single)


def _judged(texts: list[tuple[str, str]], right: set[str]) -> str:
    """Two choices that say right and wrong are a judgement: which of them is right."""
    said = {judgement(text): name for name, text in texts}
    if len(texts) != 2 or set(said) != {True, False} or len(right) != 1:
        return ""
    return "right" if said[True] in right else "wrong"


def _order(item: Item, interaction: Element) -> Simple:
    texts = {c.get("identifier", ""): item.text(c) for c in named(interaction, "simpleChoice")}
    order = [name for name in dict.fromkeys(item.correct(interaction)) if name in texts]
    if len(order) != len(texts) or len(order) > MOST_ANSWERS:
        raise NotTaken("no_answer", str(_("排序题没有写明全部的次序，没有导入。")))
    return Simple(ORDER, "", [Answer(texts[name]) for name in order])


def _pairs(item: Item, interaction: Element) -> Simple:
    kinds = {"simpleAssociableChoice", "gapText"}
    texts = {
        one.get("identifier", ""): item.text(one)
        for one in interaction.iter()
        if local(one) in kinds
    }
    pairs, taken = [], set()
    for said in item.correct(interaction)[:MOST_ANSWERS]:
        left, _space, right = said.partition(" ")
        if left in texts and right in texts:
            pairs.append((texts[left], texts[right]))
            taken |= {left, right}
    sets = list(named(interaction, "simpleMatchSet"))
    last = (
        [one.get("identifier", "") for one in named(sets[1], "simpleAssociableChoice")]
        if len(sets) == 2
        else []
    )
    pairs += [("", texts[name]) for name in last[:MOST_ANSWERS] if name not in taken]
    return Simple(PAIRS, "", pairs=pairs)


def _essay(item: Item, interaction: Element) -> Simple:
    told = [item._inside(block) for block in named(item.element, "rubricBlock")]
    return Simple(ESSAY, "", feedback="\n".join(text for text in told if text) or item._feedback())


TYPES: dict[str, Callable[[Item, Element], Simple]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _pairs,
    "associateInteraction": _pairs,
    "extendedTextInteraction": _essay,
}
