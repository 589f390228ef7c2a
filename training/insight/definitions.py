"""What each figure means, in words and in code. Pages, Excel and CSV all ask here."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.learning.progress.states import MARKS, State, due_codes, state_of

__all__ = ["DEFINITIONS", "MARKS", "Definition", "State", "due_codes", "percent", "state_of"]


def percent(part: int, whole: int) -> int | None:
    """A whole percentage, half up; None when there is nobody to count.

    Never 100 while somebody is missing and never 0 when somebody is there.
    """
    if not whole:
        return None
    rounded = (200 * part + whole) // (2 * whole)
    if part < whole:
        rounded = min(rounded, 99)
    return max(rounded, 1) if part else rounded


@dataclass(frozen=True)
class Definition:
    """A figure's name and what it counts."""

    key: str
    name: Any
    words: Any


DEFINITIONS = (
    Definition(
        "should",
        _("应训"),
        _("在这个班次报了名、没有退出的人数。账号停用的人，没有退出班次的仍然计入，并标明已停用。"),
    ),
    Definition(
        "finished",
        _("已结业"),
        _("全部必修项都已完成的人数。结业以后课程再有增减，已经给出的结业不收回。"),
    ),
    Definition(
        "share",
        _("结业率"),
        _(
            "已结业人数除以应训人数，四舍五入到整数。没有全部结业时最多显示 99%，没有人应训时不计算。"
        ),
    ),
    Definition(
        "ontrack",
        _("正常进行"),
        _("已经开始学习，还没有结业，并且课表上已经结束的必修项都已完成的人数。"),
    ),
    Definition(
        "behind",
        _("滞后"),
        _("已经开始学习，但课表上已经结束的必修项中至少有一项没有完成的人数。"),
    ),
    Definition(
        "notstarted",
        _("未开始"),
        _("报名以后没有任何学习记录、也没有办过免修和裁定的人数。打开过一节课就算已经开始。"),
    ),
    Definition(
        "done",
        _("必修完成"),
        _("现行结业要求中已经完成的必修项。按单位合计时，是每个人完成项数相加。"),
    ),
    Definition(
        "required",
        _("必修应完成"),
        _("现行结业要求中的必修项数。按单位合计时，等于必修项数乘以应训人数。"),
    ),
    Definition(
        "doneshare",
        _("必修完成率"),
        _("必修完成除以必修应完成。班次还在进行时，用它看进度；结业率要到最后才动。"),
    ),
    Definition(
        "item",
        _("一项怎样算完成"),
        _(
            "授课单元：到课签到，或者学完对应的课。测验：设及格线的要通过，不设的交卷即可。"
            "经批准免修的、工作机构裁定完成的也算完成。只计报名之后、结班后 30 天之内的学习。"
        ),
    ),
    Definition(
        "unit",
        _("镇街和小组"),
        _("按报名时所在的镇街和小组统计；以后调动，这个班次的统计不变。"),
    ),
    Definition(
        "last",
        _("最近学习"),
        _("报名以后最近一条学习记录的时间，包括阅读、答题和签到。"),
    ),
    Definition(
        "scores",
        _("成绩"),
        _("只有本级人大有书面规定的，才显示个人测验成绩。任何时候都不显示单道题的作答。"),
    ),
    Definition(
        "trend",
        _("逐日进度"),
        _(
            "累计完成：到那天为止，班里每个人完成的必修项相加，按完成的日期算；开班以前完成的算在第一天。"
            "按课表应完成：到那天为止已经上完的必修单元数乘以应训人数。"
        ),
    ),
    Definition(
        "attendance",
        _("出勤率"),
        _(
            "签到的人次除以应到的人次。应到的是已经上完、有人签到的单元乘以人数；"
            "准假没来的不算应到，取消的单元和没有人签到的单元不算。"
        ),
    ),
    Definition(
        "hours",
        _("人均学时"),
        _("从开班到结班后 30 天记入的学时相加，除以应训人数。"),
    ),
    Definition(
        "drafts",
        _("建议稿平均分"),
        _("每人取这个班次里评得最高的一稿，更正过的按更正后的分，再求平均。不足 5 人不显示。"),
    ),
    Definition(
        "satisfaction",
        _("满意率"),
        _(
            "收回 5 份以上的满意度表里，选最好两档的回答占全部回答的百分比。"
            "表是无记名的，所以只有全班的数，不分镇街。"
        ),
    ),
    Definition(
        "pre",
        _("训前平均正确率"),
        _("前后两次平行题都做了的人，前测各知识点正确率的平均。不足 5 人不显示。"),
    ),
    Definition(
        "post",
        _("训后平均正确率"),
        _("同一批人后测各知识点正确率的平均。不足 5 人不显示。"),
    ),
    Definition(
        "gain",
        _("提升幅度"),
        _("训前没答对的部分，训后补上了百分之几：（训后－训前）÷（100%－训前）。不足 5 人不显示。"),
    ),
    Definition(
        "points",
        _("普遍薄弱的知识点"),
        _(
            "根据所有作答，估计每个答过的人还没掌握这个知识点的可能，相加后除以答过的人数。"
            "不足 5 人不显示；为免推算出别组，有时也不显示。"
        ),
    ),
)
