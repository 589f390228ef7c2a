"""The figures of before and after in words, and what each means."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.insight.definitions import Definition
from training.learning.effect.formulas import Gain, MeanGain

DEFINITIONS = (
    Definition(
        "pair",
        gettext_lazy("前后都测的人"),
        gettext_lazy(
            "在这个班次里，先交了入班前测（A 卷），后来又交了结业测评，并且都已评分的人。"
            "前测取第一次；后测取计入成绩的那一次里的平行题（B 卷），其余抽题不算。"
            "只测了一次的，不参加比较，人数另列。"
        ),
    ),
    Definition(
        "share",
        gettext_lazy("前测、后测得分率"),
        gettext_lazy(
            "每人每题得到的份额（全对是 1）的平均。整套的先算每人各知识点的平均，再算各人的平均。"
            "没答的算 0；重评后不计分的题，这个人的这个知识点不参加比较。"
        ),
    ),
    Definition(
        "gain",
        gettext_lazy("提高幅度"),
        gettext_lazy(
            "前测时没掌握的，到后测掌握了多少：（后测得分率－前测得分率）÷（1－前测得分率），"
            "用全班的平均得分率算。1 表示原来缺的全补上了，0 表示没有变化，负数表示退步。"
            "前测已经全对的，没有可提高的，不计算。"
        ),
    ),
    Definition(
        "interval",
        gettext_lazy("95% 区间"),
        gettext_lazy(
            "换一批同样的人再办一次，大致会落在哪里。人越少，区间越宽；区间里有 0，就说不准有没有提高。"
            "按 Fieller 定理算；单个知识点只有一题，另按 Agresti 和 Min 的办法在四种情形各添半个人，"
            "免得人少时看上去十拿九稳。写“估不出”的，是人太少或者前测几乎都对了。"
        ),
    ),
    Definition(
        "mean",
        gettext_lazy("个人提高幅度的平均"),
        gettext_lazy(
            "每人先按自己 18 个知识点的得分率算提高幅度，再求平均。前测全对的人没有这个数，不计入，"
            "人数另列。前测本来就高的人，错一题就会拉低很多，所以以上面的全班提高幅度为主。"
        ),
    ),
    Definition(
        "few",
        gettext_lazy("不显示的数"),
        gettext_lazy(
            "不足 5 人的不显示；如果因此能从合计里推算出来，人数次少的一组也不显示。人数照常列出。"
        ),
    ),
)

CAUTIONS = (
    gettext_lazy(
        "前测最低的知识点，后测多半会回升一些，即使什么都没教：碰巧答错的下一次会碰巧答对（向均数回归）。"
        "所以不要只看提高最多的几个点。"
    ),
    gettext_lazy(
        "每个知识点前后各一题，是两道不同的题，难度做得相近，但不会完全一样；一个点的变化里也有两道题的差别。"
    ),
    gettext_lazy(
        "没有不参加培训的人作对照，变化里也有自学、讨论和做第二遍题的作用。这些数适合用来找下次要多讲什么，不适合用来给讲师或镇街排名。"
    ),
)


def share(value: float) -> int:
    """A share as a whole percentage, half up."""
    return int(value * 100 + 0.5)


def two_places(value: float | None) -> float | None:
    """A gain as it is shown; never minus nought."""
    return None if value is None else round(value, 2) + 0.0


def gain_words(gain: Gain | MeanGain) -> str:
    """A gain with its bounds in one line."""
    value = gain.gain if isinstance(gain, Gain) else gain.mean
    if value is None:
        return _("前测已全对，不计算")
    return f"{two_places(value):.2f}"


def interval_words(gain: Gain | MeanGain) -> str:
    """The bounds of a gain."""
    if gain.low is None or gain.high is None:
        return _("估不出")
    return _("%(low)s 至 %(high)s") % {
        "low": f"{two_places(gain.low):.2f}",
        "high": f"{two_places(gain.high):.2f}",
    }
