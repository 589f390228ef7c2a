"""What figures, flags and choices are called, the same on pages, in files and on a terminal."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.questions.usage.figures import FLAGS
from training.learning.attempts.analysis.records import NOTHING

FIGURES = {
    "n": gettext_lazy("人次"),
    "answered": gettext_lazy("作答"),
    "max_mark": gettext_lazy("分值"),
    "mean": gettext_lazy("平均分"),
    "facility": gettext_lazy("得分率"),
    "deviation": gettext_lazy("标准差"),
    "guess": gettext_lazy("猜测得分率"),
    "intended_weight": gettext_lazy("设定权重"),
    "effective_weight": gettext_lazy("实际权重"),
    "discrimination": gettext_lazy("区分度"),
    "efficiency": gettext_lazy("区分效率"),
}
PAPER_FIGURES = {
    "n": gettext_lazy("人次"),
    "people": gettext_lazy("人数"),
    "maximum": gettext_lazy("满分"),
    "mean": gettext_lazy("平均分"),
    "median": gettext_lazy("中位数"),
    "deviation": gettext_lazy("标准差"),
    "skewness": gettext_lazy("偏度"),
    "kurtosis": gettext_lazy("峰度"),
    "alpha": gettext_lazy("内部一致性系数 α"),
    "error_ratio": gettext_lazy("误差比"),
    "standard_error": gettext_lazy("标准误"),
}
SHARES = frozenset({"facility", "guess", "intended_weight", "effective_weight"})
"""Figures shown in per cent."""
MARKS = frozenset({"max_mark", "maximum", "mean", "median", "deviation", "standard_error"})
"""Figures in marks."""
MEANINGS = (
    (
        gettext_lazy("得分率"),
        gettext_lazy("平均得到这题的几成分。越高越容易；0.95 以上很容易，0.2 以下很难。"),
    ),
    (
        gettext_lazy("标准差"),
        gettext_lazy("大家的得分散得多开，单位是分。是零说明人人得分一样，这题分不出高低。"),
    ),
    (
        gettext_lazy("猜测得分率"),
        gettext_lazy("什么都不会、全靠猜，平均能得几成。要写出文字或数字的题是零。"),
    ),
    (
        gettext_lazy("设定权重、实际权重"),
        gettext_lazy(
            "设定权重是这题占满分的几成；实际权重是总分的差别有几成出在这题上。两个差得远，"
            "说明这题的作用和打算的不一样。得分与总分相反的题没有实际权重。"
        ),
    ),
    (
        gettext_lazy("区分度"),
        gettext_lazy(
            "这题的得分与卷子其余部分的得分的相关，从 −1 到 1。越高越能分出会与不会；"
            "0.3 以上好，0.2 以下弱，是负数说明会的人反而答错，先核对答案。"
        ),
    ),
    (
        gettext_lazy("区分效率"),
        gettext_lazy("照这题的难易，最多能区分到什么程度，实际做到了几成。1 是做到了头。"),
    ),
    (
        gettext_lazy("内部一致性系数 α"),
        gettext_lazy("各题是不是在考同一件事，最高 1。0.75 以上较好，0.64 以下整卷要改。"),
    ),
    (
        gettext_lazy("标准误"),
        gettext_lazy(
            "一个人的得分有多少是碰运气，单位是分：真实水平多半在得分上下一个标准误之内。"
        ),
    ),
    (
        gettext_lazy("高分组、中间组、低分组"),
        gettext_lazy(
            "按总分把作答分成三份，同分的不拆开。好的干扰项，低分组选得多，高分组选得少。"
        ),
    ),
)
JUDGEMENTS = {"true": gettext_lazy("对"), "false": gettext_lazy("错")}
NEARNESS = {
    "unit": gettext_lazy("数一样，单位不同"),
    "holds": gettext_lazy("多写了几个字"),
    "part": gettext_lazy("少写了几个字"),
    "spelling": gettext_lazy("差一两个字"),
}
SELECTIONS = {
    "first": gettext_lazy("每人第一次"),
    "last": gettext_lazy("每人最后一次"),
    "best": gettext_lazy("每人最好一次"),
    "all": gettext_lazy("全部作答"),
}


def shown(number: float | int | None) -> str:
    """A figure in print: whole numbers as they are, others with three decimals, — for none."""
    if number is None:
        return "—"
    return str(number) if isinstance(number, int) else f"{number:.3f}"


def figure(code: str, number: float | int | None) -> str:
    """A figure on a page: shares in per cent, marks without needless zeros, the rest with two
    decimals and a true minus."""
    if number is None:
        return "—"
    if isinstance(number, int):
        return str(number)
    if code in SHARES:
        return f"{number * 100:.1f}%"
    if code in MARKS:
        return f"{number:.2f}".rstrip("0").rstrip(".")
    return f"{number:.2f}".replace("-", "−")


def flag_words(flag: str) -> str:
    """A flag in words."""
    return str(FLAGS.get(flag, flag))


def choice_words(row: dict[str, Any]) -> str:
    """A choice in words: its text, 对 or 错, or that nothing was chosen."""
    if row["key"] == NOTHING:
        return _("没有作答")
    return str(JUDGEMENTS.get(row["text"], row["text"]))
