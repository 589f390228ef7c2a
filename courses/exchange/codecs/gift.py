"""GIFT, Moodle's plain text format for questions (docs.moodle.org, GIFT format).

Questions are parted by empty lines; what GIFT cannot hold rides along in a comment line that
Moodle skips (see `carried`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import BinaryIO

from django.utils.translation import gettext as _

from courses.exchange.codecs.carried import Piece, carrier_of, resolved
from courses.exchange.codecs.encodings import clean, decode
from courses.exchange.codecs.found import refuse_long, within
from courses.exchange.codecs.markup import text_of_html, text_of_markdown
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
    columns_of,
    losses_of,
    near,
    simples_of,
)
from courses.exchange.contract import LINE, Exported, Found, Limits, Problem, Reading
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.numerals import written
from courses.questions.outcome import gettext_noop

SPECIAL = "~=#{}:"
# Escaped signs stand for themselves: they are set aside while the rest is taken apart.
ASIDE = {f"\\{sign}": chr(0xF0000 + n) for n, sign in enumerate("~=#{}:\\")}
BACK = {ord(there): escaped[1] for escaped, there in ASIDE.items()}
ESCAPED = re.compile(r"\\([~=#{}:\\n])")
FORMAT = re.compile(r"\s{0,9}\[(?P<name>html|moodle|plain|markdown)\]")
WEIGHT = re.compile(r"\s{0,9}%(?P<percent>-?\d{1,3}(?:\.\d{1,9})?)%")
TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}
OF_COMMENT = re.compile(r"\[(?P<name>id|tag):(?P<text>[^\]]{1,200})\]")
CARRIER = "// lvzhi "
MOST_ANSWERS = 200
CATEGORY = "$CATEGORY:"
HTML_SIGN = re.compile(
    r"<(?:p|br|b|i|strong|em|ul|ol|li|img|div|span|sub|sup|table)\b[^<>]{0,200}>"
)

LACKING = {
    "several_blanks": gettext_noop(
        "%d 道填空题有几个空：GIFT 没有这种题，在 Moodle 里成为问答题。"
    ),
    "ordering": gettext_noop("%d 道排序题要 Moodle 4.4 以上（或装了排序题插件）才能导入。"),
    "case_group": gettext_noop("%d 道案例题在 GIFT 里拆成几道题，每道前面都写上案例。"),
    "short_answer": gettext_noop("%d 道简答题的参考答案在 GIFT 里写成题目的反馈。"),
}


class GiftCodec:
    """GIFT text files."""

    name = "gift"
    label = gettext_noop("GIFT")
    extensions = (".gift", ".gift.txt")
    always_with_key = True

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every question with the line it begins on."""
        refuse_long(content, limits)
        decoded = decode(content)
        pieces, problems = [], []
        for block in _blocks(decoded.text):
            try:
                pieces.append(Piece(_of_block(block, source), block.carrier))
            except NotTaken as refused:
                told = Problem(refused.code, str(refused), block.line, "", source)
                told = told if refused.code != "description" else _as_warning(told)
                problems.append(told)
        reading = Reading(resolved(pieces, source), LINE, problems, [decoded.said])
        return within(reading, limits, source)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """What Moodle will not have; our own import gets everything back."""
        return losses_of(questions, LACKING)

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """GIFT without its answers is no GIFT: raises ValueError when the key is to be left out."""
        if not with_key:
            raise ValueError(str(_("GIFT 总是带答案的。")))
        out.write("// 履职学堂题目\n\n".encode())
        category = ""
        for question in questions:
            wanted = question.columns.get("category", "")
            if wanted != category:
                out.write(f"{CATEGORY} {_line(wanted) or '题库'}\n\n".encode())
                category = wanted
            out.write(_written(question).encode())


def _as_warning(problem: Problem) -> Problem:
    return Problem(problem.code, problem.message, problem.row, "", problem.source, warning=True)


# ---- reading


@dataclass
class _Block:
    """The lines of one question, and what stood before it."""

    line: int
    text: str
    category: str = ""
    number: str = ""
    tags: list[str] = field(default_factory=list)
    carrier: str = ""


def _blocks(text: str) -> Iterator[_Block]:
    category, head, lines, first = "", _Block(0, ""), list[str](), 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if bare.startswith("//"):
            _comment(head, bare)
        elif bare.startswith(CATEGORY) and not lines:
            steps = [step.strip() for step in bare.removeprefix(CATEGORY).split("/")]
            category = next((s for s in reversed(steps) if s and s not in {"top", "$course$"}), "")
        elif bare:
            first = first if lines else number
            lines.append(line)
        elif lines:
            head.line, head.text, head.category = first, "\n".join(lines), category
            yield head
            head, lines = _Block(0, ""), []


def _comment(head: _Block, line: str) -> None:
    if line.startswith(CARRIER):
        head.carrier = line.removeprefix(CARRIER).strip()
        return
    for found in OF_COMMENT.finditer(line):
        if found["name"] == "id":
            head.number = found["text"].strip()
        else:
            head.tags.append(found["text"].strip())


def _of_block(block: _Block, source: str) -> Found:
    """One question; raises NotTaken for a text that is none."""
    simple, pictures = _Parser(block.text).simple()
    found = columns_of(simple, block.line, source)
    columns = dict(found.columns)
    of_it = {"number": block.number, "category": block.category, "tags": "、".join(block.tags)}
    columns |= {code: text for code, text in of_it.items() if text}
    problems = list(found.problems)
    if pictures:
        told = str(_("题里的图片没有导入，请导入后在题目里用文字说明。"))
        problems.append(Problem("picture", told, block.line, "", source, warning=True))
    return Found(block.line, columns, tuple(problems))


def _aside(text: str) -> str:
    return ESCAPED.sub(lambda f: "\n" if f[1] == "n" else ASIDE[f[0]], text)


class _Parser:
    """Takes the text of one question apart."""

    def __init__(self, text: str) -> None:
        self.text = _aside(text.strip())
        self.format = "moodle"
        self.pictures = 0

    def simple(self) -> tuple[Simple, int]:
        """The question and how many pictures were left out of it."""
        text, title = self.text, ""
        if text.startswith("::") and (end := text.find("::", 2)) > 0:
            title, text = text[2:end].translate(BACK).strip(), text[end + 2 :]
        if found := FORMAT.match(text):
            self.format, text = found["name"], text[found.end() :]
        start, end = text.find("{"), text.rfind("}")
        if start < 0:
            told = _("这一段没有 { } 里的答案，只是说明文字，没有导入。")
            raise NotTaken("description", str(told))
        if end < start:
            raise NotTaken("unclosed", str(_("答案的 { 没有对应的 }，这道题读不下去。")))
        inner, after = text[start + 1 : end], text[end + 1 :].strip()
        if inner.count("{") or inner.count("}"):
            told = _("答案里又有没写成 \\{ \\} 的大括号，请在前面加反斜杠，或在题目之间空一行。")
            raise NotTaken("braces", str(told))
        before = text[:start]
        stem = self._told(before.rstrip() + BLANK + after if after else before)
        simple = self._answered(inner, stem)
        simple.stem, simple.title = stem, title
        return simple, self.pictures

    def _told(self, text: str) -> str:
        """A piece of text in the format of the question, or in one of its own."""
        style = self.format
        if found := FORMAT.match(text):
            style, text = found["name"], text[found.end() :]
        text = text.translate(BACK).strip()
        pictures = 0
        if style == "html" or (style == "moodle" and HTML_SIGN.search(text)):
            text, pictures = text_of_html(text.replace("\n", "<br>") if style == "moodle" else text)
        elif style == "markdown":
            text, pictures = text_of_markdown(text)
        self.pictures += pictures
        return text

    def _answered(self, inner: str, stem: str) -> Simple:
        inner, _sign, general = inner.partition("####")
        bare, feedback = inner.strip(), self._told(general)
        if not bare:
            return Simple(ESSAY, stem, feedback=feedback)
        if bare.startswith(">"):
            simple = self._order(bare[1:])
        elif bare.startswith("#"):
            simple = self._numbers(bare[1:])
        elif (said := self._judged(bare)) is not None:
            simple = said
        elif "~" in bare:
            simple = self._choice(bare)
        elif bare.startswith("="):
            simple = self._texts(bare)
        else:
            told = _("大括号里的答案要用 =、~、# 开头，或者写 T、F；不认得“%s”。")
            raise NotTaken("answers", str(told % bare.translate(BACK)[:40]))
        simple.feedback = feedback
        return simple

    def _judged(self, bare: str) -> Simple | None:
        word, *notes = bare.split("#")
        said = word.strip().upper()
        if said not in TRUE | FALSE:
            return None
        told = [Answer("", feedback=self._told(note)) for note in notes if note.strip()]
        return Simple(TRUTH, "", told, right=said in TRUE)

    def _order(self, bare: str) -> Simple:
        """Entries in their right order, a line each, behind a line of settings."""
        _settings, *lines = bare.split("\n")
        if len(lines) > MOST_ANSWERS:
            raise NotTaken("too_many", str(_("排序题的环节太多，读不下去。")))
        return Simple(ORDER, "", [Answer(self._told(line)) for line in lines if line.strip()])

    def _choice(self, bare: str) -> Simple:
        answers = [
            self._answer(entry[1:], Fraction(1) if entry[0] == "=" else Fraction(0))
            for entry in _entries(bare)
        ]
        return Simple(CHOICE, "", answers, single="=" in bare)

    def _texts(self, bare: str) -> Simple:
        entries = [entry[1:] for entry in _entries(bare)]
        if all("->" in entry for entry in entries):
            pairs = [entry.partition("#")[0].partition("->") for entry in entries]
            told = [(self._told(left), self._told(right)) for left, _arrow, right in pairs]
            return Simple(PAIRS, "", pairs=told)
        return Simple(TEXT, "", [self._answer(entry, Fraction(1)) for entry in entries])

    def _numbers(self, bare: str) -> Simple:
        entries = [e[1:] for e in _entries(bare)] if bare.lstrip().startswith("=") else [bare]
        answers = []
        for entry in entries:
            answer = self._answer(entry, Fraction(1))
            value, margin = _number_of(answer.text)
            if value is None:
                told = _("“%s”不是数。数值题写成 #5:0.5 或 #4.5..5.5。") % answer.text[:40]
                raise NotTaken("no_number", str(told))
            answers.append(Answer(written(value), answer.worth, answer.feedback, margin))
        return Simple(NUMBER, "", answers)

    def _answer(self, entry: str, worth: Fraction) -> Answer:
        if found := WEIGHT.match(entry):
            worth = near(found["percent"]) or Fraction(0)
            entry = entry[found.end() :]
        text, _sign, feedback = entry.partition("#")
        return Answer(self._told(text), worth, self._told(feedback))


def _entries(bare: str) -> list[str]:
    """Answers with the sign they begin with; what stands before the first sign belongs to none."""
    starts = [place for place, sign in enumerate(bare) if sign in "=~"]
    if len(starts) > MOST_ANSWERS:
        told = _("一道题有 %d 个以上的答案，读不下去；请检查是不是少了空行或者 }。") % MOST_ANSWERS
        raise NotTaken("too_many", str(told))
    ends = [*starts[1:], len(bare)]
    return [bare[start:end] for start, end in zip(starts, ends, strict=True)]


def _number_of(text: str) -> tuple[Fraction | None, Fraction]:
    """5:0.5, 4.5..5.5 or 5 as a value and its tolerance."""
    low, dots, high = text.partition("..")
    try:
        if dots:
            least, most = Fraction(low.strip()), Fraction(high.strip())
            return (least + most) / 2, abs(most - least) / 2
        value, _colon, margin = text.translate(BACK).partition(":")
        return Fraction(value.strip()), abs(Fraction(margin.strip() or "0"))
    except (ValueError, ZeroDivisionError):
        return None, Fraction(0)


# ---- writing


def _written(question: Exported) -> str:
    texts = [_of_simple(simple) for simple in simples_of(question)]
    visible = [_of_block(_Block(0, text), "").columns for text in texts]
    number, tags = question.columns.get("number", ""), question.columns.get("tags", "")
    head = [f"[id:{_line(number)}]"] if number and "]" not in number else []
    named = [tag for tag in re.split(r"[、,，;；\n]", tags) if tag.strip() and "]" not in tag]
    head += [f"[tag:{_line(tag)}]" for tag in named]
    lines = [f"// {' '.join(head)}"] if head else []
    lines.append(CARRIER + carrier_of(question.columns, visible))
    return "\n".join([*lines, "\n\n".join(texts)]) + "\n\n"


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _signs(text: str) -> str:
    """A text in GIFT: its signs escaped, its lines in one; an arrow would look like a pair."""
    escaped = re.sub(r"[~=#{}:\\]", lambda found: f"\\{found[0]}", clean(text).strip())
    return escaped.replace("->", "→").replace("\n", "\\n")


def _of_simple(simple: Simple) -> str:
    title = f"::{_signs(' '.join(simple.title.split())[:60])}::" if simple.title else ""
    general = f"####{_signs(simple.feedback)}" if simple.feedback else ""
    answers = ANSWERS[simple.form](simple)
    return f"{title}[plain]{_signs(simple.stem)} {{{answers}{general}}}"


def _note(answer: Answer) -> str:
    return f"#{_signs(answer.feedback)}" if answer.feedback else ""


def _percent(worth: Fraction) -> str:
    return f"{float(worth * 100):.5f}".rstrip("0").rstrip(".")


def _write_choice(simple: Simple) -> str:
    lines = []
    for answer in simple.answers:
        whole = simple.single and answer.worth == 1
        weight = "" if whole or not answer.worth else f"%{_percent(answer.worth)}%"
        lines.append(f"{'=' if whole else '~'}{weight}{_signs(answer.text)}{_note(answer)}")
    return "\n" + "\n".join(lines) + "\n"


def _write_number(simple: Simple) -> str:
    lines = []
    for answer in simple.answers:
        weight = "" if answer.worth == 1 else f"%{_percent(answer.worth)}%"
        margin = f":{_decimal(answer.tolerance)}" if answer.tolerance else ""
        lines.append(f"={weight}{_decimal(Fraction(answer.text))}{margin}{_note(answer)}")
    return "#\n" + "\n".join(lines) + "\n"


def _decimal(value: Fraction) -> str:
    exact = written(value)
    return exact if "/" not in exact else f"{float(value):.10g}"


def _write_pairs(simple: Simple) -> str:
    return "\n" + "".join(f"={_signs(a)} -> {_signs(b)}\n" for a, b in simple.pairs)


def _write_order(simple: Simple) -> str:
    head = f">{len(simple.answers)} ALL VERTICAL RELATIVE_NEXT_EXCLUDE_LAST\n"
    return head + "".join(f"{_entry(answer.text)}\n" for answer in simple.answers)


def _entry(text: str) -> str:
    """A line of its own: beginning with // it would be a comment, so it begins with ／／."""
    signs = _signs(text)
    return signs.replace("//", "／／", 1) if signs.startswith("//") else signs


def _write_cloze(simple: Simple) -> str:
    told = "；".join(" | ".join(accepted) for accepted in simple.gaps)
    simple.feedback = "\n".join(filter(None, [told, simple.feedback]))
    return ""


ANSWERS = {
    CHOICE: _write_choice,
    TRUTH: lambda simple: "T" if simple.right else "F",
    TEXT: lambda simple: "".join(f"={_signs(answer.text)} " for answer in simple.answers),
    NUMBER: _write_number,
    PAIRS: _write_pairs,
    ORDER: _write_order,
    ESSAY: lambda simple: "",
    CLOZE: _write_cloze,
}

CODEC = GiftCodec()
