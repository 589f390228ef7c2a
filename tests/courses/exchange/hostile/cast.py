"""One sound question of every kind, as body and key."""

from typing import Any

from courses.questions.kinds.sheets import read_sheet

WRITTEN: dict[str, dict[str, str]] = {
    "single_choice": {
        "kind": "单选", "stem": "联名提出议案至少几人？", "A": "五人", "B": "十人", "C": "二十人",
        "answer": "B", "why": "A | 那是乡镇", "explanation": "见地方组织法。", "hints": "数一数",
    },
    "multiple_choice": {
        "kind": "多选", "stem": "哪些是代表的权利？", "A": "审议", "B": "表决", "C": "以上都不对",
        "answer": "AB", "keep_last": "C",
    },
    "true_false": {"kind": "判断", "stem": "=1+1 代表可以当场拍板。", "answer": "错"},
    "fill_blank": {"kind": "填空", "stem": "须有____以上出席，____人联名。", "answer": "三分之二 | 2/3\n十"},
    "numeric": {
        "kind": "数值", "stem": "多少亩？", "answer": "24 ± 0.5\n30 | 0.5", "unit": "亩\n公顷 | 15",
        "unit_rule": "必须写",
    },
    "matching": {"kind": "匹配", "stem": "配一配", "pairs": "甲 | 一\n乙 | 二\n | 三"},
    "ordering": {"kind": "排序", "stem": "排一排", "A": "提出", "B": "审议", "C": "表决", "answer": "ABC"},
    "short_answer": {
        "kind": "简答", "stem": "谈谈代表的义务。", "answer": "出席；联系。", "criteria": "出席 | 2 | 说全\n联系 | 1",
        "shortest": "10", "longest": "300",
    },
    "case_group": {
        "kind": "案例", "stem": "某代表收到来信。", "1.kind": "单选", "1.stem": "先做什么？", "1.A": "询问",
        "1.B": "罢免", "1.answer": "A", "2.kind": "判断", "2.stem": "可以拍板。", "2.answer": "错",
        "2.weight": "2",
    },
}  # fmt: skip


def _read(columns: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    _kind, read = read_sheet(columns)
    assert read.problems == []
    return read.body, read.key


QUESTIONS = {kind: _read(columns) for kind, columns in WRITTEN.items()}
