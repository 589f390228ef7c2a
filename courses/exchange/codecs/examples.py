"""One question of each kind as a trainer would write it, and what each column is for."""

from courses.exchange.codecs.headings import PART
from courses.questions.outcome import gettext_noop

EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "kind": "单选题",
        "stem": "县级人大代表联名向本级人民代表大会提出议案，至少要几人？",
        "A": "五人",
        "B": "十人",
        "C": "三十人",
        "answer": "B",
        "explanation": "县级以上的地方各级人大代表，十人以上联名可以提出议案。",
        "difficulty": "1",
    },
    {
        "kind": "多选题",
        "stem": "下列哪些是代表在闭会期间可以做的？",
        "A": "参加视察",
        "B": "联系选民",
        "C": "直接处理选民反映的问题",
        "D": "提出建议、批评和意见",
        "answer": "ABD",
        "explanation": "代表反映问题，不直接处理问题。",
        "why": "C | 交由有关机关处理",
    },
    {"kind": "判断题", "stem": "代表提出建议，一个人就可以。", "answer": "对"},
    {
        "kind": "填空题",
        "stem": "会议须有____以上的代表出席，才能举行；联名提出议案须有____人以上。",
        "answer": "三分之二 | 2/3\n十 | 10",
    },
    {
        "kind": "数值题",
        "stem": "某项目总投资 1.2 亿元，已完成六成，完成了多少？",
        "answer": "7200 ± 1%",
        "unit": "万元\n亿元 | 10000",
        "unit_rule": "没写或写错得一半",
    },
    {
        "kind": "匹配题",
        "stem": "各要几名代表联名？",
        "pairs": "向区人大提出议案 | 十人以上\n提出建议 | 一人即可\n | 五十人以上",
    },
    {
        "kind": "排序题",
        "stem": "把召开会议的步骤排好。",
        "A": "审议",
        "B": "预备会议",
        "C": "表决",
        "answer": "BAC",
    },
    {
        "kind": "简答题",
        "stem": "写一段话，回复选民反映的路灯问题。",
        "answer": "感谢反映；已转交有关部门；有结果再告诉您。",
        "shortest": "20",
        "longest": "200",
        "criteria": "说明怎么处理 | 2 | 说清转交给谁 | 只说会处理\n语气得体 | 1",
    },
    {
        "kind": "案例题",
        "stem": "选民向代表反映，小区门口的路灯三个月不亮。",
        "fiction": "是",
    },
    {
        PART: "1",
        "kind": "单选题",
        "stem": "代表先做什么？",
        "A": "核实情况",
        "B": "自己请人修",
        "answer": "A",
    },
    {PART: "2", "kind": "判断题", "stem": "代表可以当场答应何时修好。", "answer": "错"},
)

GUIDE: tuple[tuple[str, str], ...] = (
    (gettext_noop("题号"), gettext_noop("不写就自动编号。写了题库里已有的题号，就更新那道题。")),
    (gettext_noop("题型"), gettext_noop("从下拉里选；不写就按内容猜。")),
    (
        gettext_noop("小题"),
        gettext_noop("只有案例题用：案例写一行，下面每个小题一行，写 1、2、3。"),
    ),
    (gettext_noop("题干"), gettext_noop("必写。填空题用四个下划线 ____ 表示空。")),
    (gettext_noop("A 到 J"), gettext_noop("选择题的选项，或者排序题的各项。")),
    (
        gettext_noop("答案"),
        gettext_noop(
            "选择题写字母，如 ACD；判断题写对或错；填空题一空一行，几种写法用 | 隔开；"
            "排序题写字母的正确次序；数值题写数，允许误差写 ± 1%。"
        ),
    ),
    (gettext_noop("配对"), gettext_noop("匹配题：一行一对，左 | 右；左边空着的一行是干扰项。")),
    (
        gettext_noop("评分标准"),
        gettext_noop("简答题：评分点 | 权重 | 怎样满分 | 怎样一部分分，一行一条。"),
    ),
    (gettext_noop("知识点"), gettext_noop("写名称，几个用顿号隔开。")),
    (
        gettext_noop("法律依据"),
        gettext_noop("如《代表法》第十五条第一款，一行一条；找现行有效的那一版。"),
    ),
    (gettext_noop("选错时的提示"), gettext_noop("一行一条：字母 | 提示。")),
    (
        gettext_noop("其余各列"),
        gettext_noop("都可以空着。更新旧题时，空着的分类、用途、难度、知识点保留原样。"),
    ),
)
