"""What people call the columns of a table of questions."""

import re

from courses.exchange.contract import OF_QUESTION
from courses.questions.kinds.columns import LABELS, OPTIONS
from courses.questions.spelling import plain

PART = "part"
"""The column in which the rows of a case's parts have 1, 2, 3 …; its heading is 小题."""
OPTIONS_TOGETHER = "options"
"""A column that holds all options, a line each."""

ALSO = {
    "number": ("编号", "试题编号", "题目编号", "number", "id"),
    "category": ("题库", "目录", "题目分类", "category"),
    "use": ("考试或练习", "use"),
    "difficulty": ("难易度", "难易程度", "难度系数", "difficulty"),
    "points": ("考点", "知识点名称", "所属知识点", "points"),
    "citations": ("法条", "依据", "出处", "法条依据", "citations"),
    "tags": ("关键词", "tags"),
    "kind": ("类型", "试题类型", "题目类型", "kind", "type"),
    "stem": (
        "题目",
        "试题",
        "题目内容",
        "试题内容",
        "问题",
        "题干内容",
        "试题题干",
        "stem",
        "question",
    ),
    "answer": ("正确答案", "参考答案", "标准答案", "正确选项", "answer"),
    "explanation": ("答案解析", "试题解析", "说明", "题目解析", "分析", "explanation"),
    "criteria": ("评分点", "给分点", "评分要点", "criteria"),
    "hints": ("hints",),
    "fiction": ("虚构", "fiction"),
    "pairs": ("配对项", "连线", "pairs"),
    PART: ("小题", "小题号", "part"),
    OPTIONS_TOGETHER: ("选项", "选项内容", "全部选项"),
}
WORDS = {
    plain(word): code
    for code, words in [
        *((code, (label,)) for code, label in {**OF_QUESTION, **LABELS}.items()),
        *ALSO.items(),
        *((code, (code,)) for code in LABELS),
    ]
    for word in words
}
OPTION = re.compile(r"(?:选项|答案)?\s?([a-j])\s?(?:选项|项)?\Z")
OF_PART = re.compile(r"(?:小题)?\s?(\d{1,2})\s?[.．、]\s?(.+)\Z")
BETWEEN = re.compile(r"[\s*＊:：（(].*\Z", re.DOTALL)
MOST_PARTS = 50


def code_of(heading: str) -> str | None:
    """The column code that a heading means; None when it means none of ours."""
    said = plain(heading).strip(" *：:")
    if found := OF_PART.match(said):
        inner = code_of(found[2])
        number = int(found[1])
        return f"{number}.{inner}" if inner and 0 < number <= MOST_PARTS else None
    if said in WORDS:
        return WORDS[said]
    if option := OPTION.match(said):
        return option[1].upper() if option[1].upper() in OPTIONS else None
    # 题型（必填）, 答案: 多选写 ACD
    short = BETWEEN.sub("", said)
    return code_of(short) if short and short != said else None


def codes_of(row: dict[int, str]) -> dict[int, str]:
    """The columns of a row that are headings; the first of two that mean the same."""
    found: dict[int, str] = {}
    for column, text in sorted(row.items()):
        code = code_of(text)
        if code and code not in found.values():
            found[column] = code
    return found


def is_head(codes: dict[int, str]) -> bool:
    """Whether a row with these headings begins a table of questions."""
    said = set(codes.values())
    return "stem" in said and bool(said & {"kind", "answer", "A", OPTIONS_TOGETHER, "pairs"})
