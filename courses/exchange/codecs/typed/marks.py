"""What a typed line is: a number, a heading, an option, a label. Widths and brackets do not matter.

Every pattern is matched at one place and has bounded repeats, so that no line takes longer than
its length.
"""

import re
from dataclasses import dataclass

from courses.exchange.contract import OF_QUESTION
from courses.questions.kinds.columns import OPTIONS
from courses.questions.kinds.plain import WORDS

# One character for one, so that places in the folded line are places in the line itself.
FOLD = {0xFF01 + n: 0x21 + n for n in range(94)}
FOLD |= {
    ord(a): ord(b) for a, b in zip("【】〔〕　\t﹙﹚。", "[][]  ().", strict=True) if a != "。"
}

KINDS = (
    ("单项选择", "single_choice"),
    ("单选", "single_choice"),
    ("多项选择", "multiple_choice"),
    ("不定项选择", "multiple_choice"),
    ("多选", "multiple_choice"),
    ("不定项", "multiple_choice"),
    ("选择", ""),
    ("判断", "true_false"),
    ("是非", "true_false"),
    ("填空", "fill_blank"),
    ("数值", "numeric"),
    ("计算", "numeric"),
    ("匹配", "matching"),
    ("连线", "matching"),
    ("配对", "matching"),
    ("排序", "ordering"),
    ("简答", "short_answer"),
    ("问答", "short_answer"),
    ("论述", "short_answer"),
    ("名词解释", "short_answer"),
    ("案例分析", "case_group"),
    ("案例", "case_group"),
    ("材料分析", "case_group"),
    ("材料", "case_group"),
)
"""How kinds are called in headings and brackets, longer words first; 选择题 may be either."""

LABELS = {
    **WORDS,
    **{word: code for code, word in OF_QUESTION.items()},
    **dict.fromkeys(("答", "答案要点", "参考要点", "答题要点", "正确选项"), "answer"),
    **dict.fromkeys(("试题解析", "题目解析", "详解", "分析", "理由", "解答"), "explanation"),
    **dict.fromkeys(("考点", "考查点", "知识要点"), "points"),
    **dict.fromkeys(("难易度", "难易程度", "难度系数", "难度等级"), "difficulty"),
    **dict.fromkeys(("依据", "法条依据", "法条", "出处", "法规依据"), "citations"),
    **dict.fromkeys(("编号", "题目编号"), "number"),
    **dict.fromkeys(("类别", "章节", "所属分类"), "category"),
    **dict.fromkeys(("关键词", "关键字"), "tags"),
    **dict.fromkeys(("题目类型", "试题类型"), "kind"),
    **dict.fromkeys(("评分要点", "给分点", "采分点"), "criteria"),
    **dict.fromkeys(("分值", "分数", "本题分值"), "score"),
}
"""A word before a colon → the column; `score` is none of ours (points belong to the quiz)."""

_KIND = "|".join(word for word, _name in KINDS)
_LABEL = "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True))
_HAN = "一二三四五六七八九十"
RINGS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

NUMBER = re.compile(
    r"(?:第\s{0,2}(?P<said>\d{1,4})\s{0,2}题\s{0,2}[.、:)]?"
    r"|(?P<plain>\d{1,4})\s{0,2}(?:[、)]|[.:](?!\d)|\.(?=\d{4}\s?年))"
    r"|\((?P<round>\d{1,4})\)|\[(?P<square>\d{1,4})\])"
)
PART = re.compile(
    rf"(?:\((?P<round>\d{{1,2}})\)|(?P<ring>[{RINGS}])|第\s?(?P<said>\d{{1,2}})\s?问"
    rf"|(?:小题|问题)\s?(?P<word>\d{{1,2}}))\s{{0,3}}[.、:]?"
)
SECTION = re.compile(
    rf"(?P<ordinal>(?:第\s?)?[{_HAN}]{{1,3}}\s?(?:部分|大题)?\s{{0,3}}[、.:)]?\s{{0,3}}"
    rf"|\([{_HAN}]{{1,3}}\)\s{{0,3}})?(?P<kind>{_KIND})(?P<noun>题组|题)?"
)
SECTION_REST = re.compile(r"(?:每|共|本大题|本题|各题|请[将在把从]|\d{1,3}\s?[分道个])")
KIND_MARK = re.compile(
    rf"[\[(]\s?(?P<kind>{_KIND})(?:题组|题)?(?:[,、;: ]?\s?\d{{1,3}}\s?分)?\s?[\])]"
)
CASE = re.compile(rf"(?:\[\s?)?(?:案例|材料)\s?(?:[{_HAN}]{{1,3}}|\d{{1,3}})?\s?[\]:、.]")
LABEL = re.compile(
    rf"(?:\[\s?(?P<boxed>{_LABEL})\s?\]\s{{0,3}}:?|(?P<word>{_LABEL})\s{{0,3}}:)\s{{0,9}}"
)
SHORT_ANSWER_LABEL = re.compile(
    r"(?:正确|参考|标准)?答案(?P<gap>\s{0,9})(?=[A-Ja-j√×✓✔✗✘对错]|正确|错误)"
)
OPTION = re.compile(r"(?P<open>\()?(?P<letter>[A-Ja-j])\s{0,3}(?P<end>[.、:,)。])\s{0,9}")
LOOSE_OPTION = re.compile(r"(?P<letter>[A-J])\s{1,9}(?=[^\sA-Za-z0-9])")
KEY_HEAD = re.compile(
    r"\[?(?:附\s?[:：]?\s?)?(?:[一二三四五六七八九十]{1,3}、)?(?:正确|参考|标准|试题)?答案"
    r"(?:\s?(?:及|与|和)?\s?(?:解析|要点|评分标准))?\]?\s{0,3}:?\s{0,9}"
)
KEY_RUN = re.compile(
    r"\d{1,4}\s{0,2}(?:[-—–~～至]\s{0,2}\d{1,4})\s{0,2}(?:题)?[.:、]?\s{0,9}[A-J√×✓✔✗✘对错TF]"
)


def folded(text: str) -> str:
    """The line in half width with square brackets, as long as it was."""
    return text.translate(FOLD)


@dataclass(frozen=True)
class Label:
    """A column's word at the beginning of a line, and where its text begins."""

    code: str
    end: int


def label_at(line: str, start: int = 0) -> Label | None:
    """The label at a place of a folded line: 答案：, 【解析】, 答案 B."""
    if found := LABEL.match(line, start):
        return Label(LABELS[found["boxed"] or found["word"]], found.end())
    if found := SHORT_ANSWER_LABEL.match(line, start):
        return Label("answer", found.end())
    return None


@dataclass(frozen=True)
class Numbered:
    """The number a line begins with, whether in round brackets, and where its text begins."""

    number: int
    end: int
    round: bool = False


def number_at(line: str) -> Numbered | None:
    """1. / 1、/ （1）/ 第1题 / [1] at the beginning of a folded line."""
    found = NUMBER.match(line)
    if found is None:
        return None
    digits = found["said"] or found["plain"] or found["round"] or found["square"]
    return Numbered(int(digits), _after_spaces(line, found.end()), bool(found["round"]))


def part_at(line: str, start: int = 0) -> Numbered | None:
    """（1）/ ① / 第1问 / 问题1 at a place of a folded line."""
    found = PART.match(line, start)
    if found is None:
        return None
    digits = found["round"] or found["said"] or found["word"]
    number = int(digits) if digits else RINGS.index(found["ring"]) + 1
    return Numbered(number, _after_spaces(line, found.end()), True)


def _after_spaces(line: str, place: int) -> int:
    return place + len(line[place:]) - len(line[place:].lstrip())


@dataclass(frozen=True)
class Heading:
    """What follows is of this kind, or of either kind of choice where it is empty."""

    kind: str
    end: int


def section_at(line: str) -> Heading | None:
    """一、单项选择题（每题 2 分） or 【判断题】 standing alone; a question it is not."""
    boxed = KIND_MARK.match(line)
    if boxed and not line[boxed.end() :].strip(" :"):
        return Heading(kind_of(boxed["kind"]), boxed.end())
    found = SECTION.match(line)
    if found is None or not (found["ordinal"] or found["noun"]) or len(line) > 150:
        return None
    rest = line[found.end() :].strip()
    if rest.startswith(("分析题", "解析题")):
        rest = rest[3:].strip()
    bare = rest.strip(" :.,;。")
    is_told = SECTION_REST.match(rest.lstrip(" ([:,;"))
    if bare and not (rest[0] in "([" and rest[-1] in ")]。.") and not is_told:
        return None
    return Heading(kind_of(found["kind"]), found.end())


def kind_mark_at(line: str, start: int = 0) -> Heading | None:
    """【单选题】 or （判断，2 分） at a place of a folded line."""
    found = KIND_MARK.match(line, start)
    return found and Heading(kind_of(found["kind"]), found.end())


def kind_of(word: str) -> str:
    """The kind a word of KINDS means; empty when it may be either kind of choice."""
    return next((name for known, name in KINDS if known == word), "")


def is_letter(letter: str, expected: int) -> bool:
    """Whether an option's letter is the next in its row."""
    return expected < len(OPTIONS) and letter.upper() == OPTIONS[expected]
