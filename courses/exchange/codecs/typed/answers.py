"""Answers as trainers write them, brought to what the columns hold."""

import re

from django.utils.translation import gettext as _

from courses.exchange.codecs.typed.marks import folded, part_at
from courses.exchange.contract import Problem
from courses.questions.kinds.columns import OPTIONS, cell_of, fields_of, lines_of
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.kinds.registry import KINDS, kind_called
from courses.questions.kinds.true_false.sheet import judgement

CHOICES = ("single_choice", "multiple_choice")
LETTERS_FIRST = re.compile(r"[A-Ja-j](?:[\s、,;和及.]{0,3}[A-Ja-j])*(?![A-Za-z])")
IN_BRACKETS = re.compile(r"\(\s{0,9}([A-Ja-j](?:[\s、,]{0,3}[A-Ja-j]){0,9})\s{0,9}\)")
_SAID = r"\(\s{0,9}(√|×|✓|✔|✗|✘|x|X|对|错|正确|错误|T|F|Y|N)\s{0,9}\)"
SAID_IN_BRACKETS = re.compile(_SAID + r"[\s。.]{0,3}\Z")
SAID_AT_START = re.compile(_SAID)
GAPS = re.compile(r"_{2,}|﹍{2,}|＿{2,}|…{4,}")
EMPTY_BRACKETS = re.compile(r"[(（][\s　_]{0,40}[)）]")
FILLED_BRACKETS = re.compile(r"[(（]([^()（）\n]{1,30})[)）]")
WIDE_SPACE = re.compile(r"(?<=\S)[ 　]{4,40}")
FIRST_WORD = re.compile(r"[\s,，.。;；:：(（]")
BETWEEN = ("；", ";", "、", "，", ",")
POINT = re.compile(r"(?:\(\d{1,2}\)|[①-⑳]|\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、)\s{0,5}")
MOST_POINTS = 12
ONE_FOR_ALL = "答出参考答案的要点"


def tidy(columns: dict[str, str], source: str, row: int) -> list[Problem]:
    """Bring the answer of one question or part to the form of its kind, in place; what had to be
    assumed is told as a warning."""
    kind = kind_called(columns.get("kind", "")) or ""
    told: list[str] = []
    if kind in (*CHOICES, "ordering"):
        told = _letters(columns)
    elif kind == "true_false":
        told = _judgement(columns)
    elif kind == "fill_blank":
        told = _blanks(columns)
    elif kind == "short_answer" and not columns.get("criteria"):
        columns["criteria"] = criteria_from(columns.get("answer", ""))
        told = [str(_("没有评分标准，先按答案的要点列了几条，各占一份；请在导入后检查。"))]
        if not columns.get("answer"):
            told = [str(_("没有找到参考答案，答案前面要写“答案：”；评分标准先写了一条，请补上。"))]
    return [Problem("assumed", text, row, "answer", source, warning=True) for text in told]


def _letters(columns: dict[str, str]) -> list[str]:
    """Ａ，Ｃ / A CD / a、b first, what follows them moves to the explanation."""
    written = columns.get("answer", "")
    found = LETTERS_FIRST.match(folded(written).strip("()[] "))
    if found is None:
        return []
    letters = [letter for letter in found[0].upper() if letter in OPTIONS]
    start = len(written) - len(folded(written).lstrip("()[] "))
    rest = written[start + found.end() :].strip("　 ()（）[]【】。.,，;；:：\n")
    columns["answer"] = "".join(dict.fromkeys(letters))
    return _moved(columns, rest)


def _judgement(columns: dict[str, str]) -> list[str]:
    written = columns.get("answer", "")
    if judgement(written) is not None:
        return []
    first, rest = (*FIRST_WORD.split(written.strip(), maxsplit=1), "")[:2]
    if judgement(first) is None:
        return []
    columns["answer"] = first
    return _moved(columns, rest.strip("　 ()（）。.,，;；:：\n"))


def _moved(columns: dict[str, str], rest: str) -> list[str]:
    if not rest:
        return []
    columns["explanation"] = "\n".join(filter(None, [rest, columns.get("explanation", "")]))
    return [str(_("答案后面的“%s”放进了解析。") % rest[:40])]


def _blanks(columns: dict[str, str]) -> list[str]:
    """Blanks however they are drawn; answers numbered, on lines, or with a sign between them, or
    in the brackets of the stem."""
    stem, written, told = columns.get("stem", ""), columns.get("answer", ""), []
    for drawn in (GAPS, EMPTY_BRACKETS, WIDE_SPACE):
        if BLANK not in stem or drawn is GAPS:
            stem = drawn.sub(BLANK, stem)
    if BLANK not in stem and not written and (filled := FILLED_BRACKETS.findall(stem)):
        stem = FILLED_BRACKETS.sub(BLANK, stem)
        columns["answer"] = cell_of([text.strip()] for text in filled)
        told = [str(_("题干括号里的字当作了答案，请核对。"))]
    elif written:
        columns["answer"] = _gap_answers(written, stem.count(BLANK))
    columns["stem"] = stem
    return told


def _gap_answers(written: str, gaps: int) -> str:
    lines = [line.strip(" 　。") for line in lines_of(written)]
    if len(lines) == 1 and gaps > 1:
        lines = _split(lines[0], gaps)
    # 1.5 begins like a numbered line: numbers are taken off only when every line has one.
    if len(lines) > 1 and all(POINT.match(folded(line)) for line in lines):
        lines = [_without_point(line) for line in lines]
    return cell_of(fields_of(line) for line in lines)


def _without_point(line: str) -> str:
    found = POINT.match(folded(line))
    return line[found.end() :].strip() if found else line


def _split(line: str, gaps: int) -> list[str]:
    starts = [found.start() for found in POINT.finditer(folded(line))]
    if len(starts) == gaps and not starts[0]:
        return [
            line[a:b].strip("；;，, ") for a, b in zip(starts, [*starts[1:], None], strict=True)
        ]
    for sign in BETWEEN:
        if len(pieces := line.split(sign)) == gaps:
            return [piece.strip() for piece in pieces]
    return words if len(words := line.split()) == gaps else [line]


def from_stem(columns: dict[str, str], source: str, row: int) -> list[Problem]:
    """Take an answer written into the stem's brackets out of it, in place: （ B ）, （√）. Two
    different answers are a problem."""
    stem = columns.get("stem", "")
    line = folded(stem)
    if "A" in columns:
        found = [f for f in IN_BRACKETS.finditer(line) if _are_options(f[1], columns)]
        if len(found) != 1:
            return []
        said = "".join(letter for letter in found[0][1].upper() if letter in OPTIONS)
        replaced = "（　）"
    elif found_mark := SAID_AT_START.match(line) or SAID_IN_BRACKETS.match(line, _last(line)):
        found = [found_mark]
        said, replaced = found_mark[1], ""
    else:
        return []
    given = columns.get("answer", "")
    if given and _differ(given, said):
        told = _("题干括号里写的是“%(one)s”，答案写的是“%(other)s”，请改成一样。")
        message = str(told % {"one": said, "other": given[:40]})
        return [Problem("answers_differ", message, row, "answer", source)]
    columns["stem"] = (stem[: found[0].start()] + replaced + stem[found[0].end() :]).strip()
    columns["answer"] = given or said
    return []


def _last(line: str) -> int:
    return max(line.rfind("("), 0)


def _are_options(letters: str, columns: dict[str, str]) -> bool:
    return all(letter in columns for letter in letters.upper() if letter in OPTIONS)


def _differ(one: str, other: str) -> bool:
    if (judged := judgement(one)) is not None:
        return judged is not judgement(other)
    found = LETTERS_FIRST.match(folded(one).strip("()[] "))
    letters = found[0].upper() if found else one
    return {c for c in letters if c in OPTIONS} != {c for c in other.upper() if c in OPTIONS}


def by_parts(written: str) -> dict[int, str]:
    """One answer line of a case: （1）B（2）ACD（3）对 → each part's; empty when it is none."""
    line = folded(written)
    starts: list[tuple[int, int]] = []
    for found in re.finditer(r"\(\d{1,2}\)|[①-⑳]|第\s?\d{1,2}\s?问|(?<!\S)\d{1,2}[.、]", line):
        part = part_at(line, found.start())
        number = part.number if part else int(re.findall(r"\d+", found[0])[0])
        if number == len(starts) + 1:
            starts.append((found.start(), part.end if part else found.end()))
    if not starts or line[: starts[0][0]].strip():
        return {}
    ends = [start for start, _end in starts[1:]] + [len(written)]
    return {
        number: written[begin:end].strip(" 　；;，,。\n")
        for number, ((_start, begin), end) in enumerate(zip(starts, ends, strict=True), start=1)
    }


def criteria_from(answer: str) -> str:
    """A rubric cell from a model answer: a criterion for each of its points, or one for all."""
    lines = [line for line in answer.split("\n") if line.strip()]
    if len(lines) == 1:
        lines = list(by_parts(lines[0]).values()) or lines
    points = [_without_point(line.strip()).strip(" 　；;。")[:200] for line in lines]
    points = list(dict.fromkeys(point for point in points if point))
    if not 2 <= len(points) <= MOST_POINTS:
        points = [ONE_FOR_ALL]
    return cell_of((point, "1", "", "") for point in points)


def label_of(kind: str) -> str:
    """The kind's word as the column 题型 has it."""
    return KINDS[kind].label
