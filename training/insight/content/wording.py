"""What the figures of the content reports mean."""

from django.utils.translation import gettext_lazy as _

from training.insight.definitions import Definition

LESSONS = (
    Definition(
        "opened",
        _("打开过"),
        _(
            "所选班次在班的人里，打开过这一课或者学完这一课的人数。每人只算一次；在几个班的人，"
            "学过的都算，不分在哪个班学的。"
        ),
    ),
    Definition(
        "through",
        _("读到最后一节"),
        _("最后一节在屏幕上出现过，或者已经按了“学完了”的人数。"),
    ),
    Definition("completed", _("学完"), _("按了“学完了”并且记下来的人数。")),
    Definition(
        "lost",
        _("没有学完"),
        _("打开过减去学完。占打开过的百分之几，四舍五入；还有人没学完就不显示 0%。"),
    ),
    Definition(
        "stop",
        _("停在哪一节之后"),
        _(
            "打开过、没有学完、离开 15 分钟以上的人里，看到的最靠后的一节。停在同一处的人相加，"
            "最多的一处列出来。没有脚本的手机不报读到哪一节，不算在里面。"
        ),
    ),
    Definition(
        "median",
        _("实际分钟"),
        _("学完的人按用时排队，排在正中的人用了几分钟（不满一分钟的舍去）。不足 5 人不显示。"),
    ),
)
RECORDINGS = (
    Definition("started", _("开始看"), _("播放过，或者改读文字稿的人数。")),
    Definition("finished", _("看完"), _("播放满九成，或者读完文字稿的人数。")),
    Definition(
        "strip",
        _("各段有多少人播放"),
        _(
            "把录音录像平分成 60 段，一段播放过一半以上算播放过；柱子越矮，跳过的人越多。"
            "只算播放过的人，取最近的 20000 人次；不足 5 人不显示。"
        ),
    ),
    Definition("skipped", _("跳过最多的段落"), _("不到一半的人播放过的连续几段，最多列三处。")),
    Definition("unplayed", _("没有人放过"), _("没有任何人播放过的段数占全长的百分之几。")),
)
QUESTIONS = (
    Definition(
        "facility",
        _("得分率"),
        _("平均得到这道题分值的百分之几。测验题按每人第一次作答，练习题按每一次。"),
    ),
    Definition(
        "discrimination",
        _("区分度"),
        _("这道题得分与其余题目总分的相关，从 −1 到 1；小于 0 的，越会的人越答错，先查答案。"),
    ),
    Definition(
        "few",
        _("样本不足"),
        _("同一版本同一用途的作答不到 30 份，不作判断。测验题跨班、跨卷合并统计，不随所选班次变。"),
    ),
    Definition(
        "practice",
        _("练习题"),
        _("所选班次的人在课里和复习时答过的现行版本。不足 5 人不显示得分率，不到 30 次不作判断。"),
    ),
)
CASES = (
    Definition("opened", _("打开过"), _("所选班次在班的人里打开过这个案例的人数，每人一次。")),
    Definition("decided", _("都作了决定"), _("案例里的“换作是你”全部选过的人数。")),
    Definition(
        "choices",
        _("怎样选"),
        _("按每个人第一次的选择算；后来改选的不算。不足 5 人不显示，任何时候都不显示是谁选的。"),
    ),
)
WORDS = (
    Definition(
        "missed",
        _("没有找到的词"),
        _(
            "最近 90 天里搜索没有结果的词和次数，按人大算，不分班次。不记是谁搜的；"
            "只出现过一次的不列，长号码从来不存。"
        ),
    ),
)
ALL = (*LESSONS, *RECORDINGS, *QUESTIONS, *CASES, *WORDS)
