"""The form of a quiz, in five tabs."""

from typing import Any

from django import forms
from django.forms.widgets import Media, Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from cms.site.access import sole_root
from cms.taxonomy.models import KnowledgePoint
from courses.quizzes.defaults import defaults_for
from courses.quizzes.forms import QuizForm
from courses.quizzes.models import Quiz
from courses.quizzes.selectors import tags_in_use

TAGS = "quiz-tags"


class _Told(Panel):
    """A panel that shows something and asks nothing."""

    template = ""

    class BoundPanel(Panel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template


class PaperPanel(_Told):
    """题数 and 总分 as they change, and what the slots below choose from."""

    template = "admin/quizzes/paper_panel.html"

    class BoundPanel(_Told.BoundPanel):
        @property
        def media(self) -> Media:
            """The script that counts and offers."""
            script: Any = Script("courses/quiz.js", type="module")
            return Media(css={"all": ["courses/quiz.css"]}, js=[script])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Tags of the congress, points, defaults by purpose, and where to ask how many."""
            quiz: Quiz = self.instance
            root_id = quiz.owner_root_id
            if root_id is None and (root := sole_root(self.request.user)):
                root_id = root.pk
            points = [
                {"key": point.key, "name": str(point)} for point in KnowledgePoint.objects.all()
            ]
            purposes = {purpose: defaults_for(purpose) for purpose in Quiz.Purpose.values}
            return {
                **super().get_context_data(parent_context),
                "tags_id": TAGS,
                "tags": tags_in_use(root_id),
                "points": points,
                "defaults": {} if quiz.pk else purposes,
                "url": reverse(Quiz.snippet_viewset.get_url_name("available")),
                "quiz": quiz,
            }


class AvailablePanel(_Told):
    """现有几题可抽: filled in by the script, beside the slot."""

    template = "admin/quizzes/available_panel.html"


SLOT = [
    FieldRowPanel([FieldPanel("question", heading=_("指定一道题")), FieldPanel("mark")]),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel(
                        "draw_points",
                        heading=_("知识点"),
                        help_text=" ",
                        widget=forms.TextInput(attrs={"data-quiz-points": ""}),
                    ),
                    FieldPanel(
                        "draw_tag",
                        heading=_("标签"),
                        widget=forms.TextInput(attrs={"list": TAGS, "autocomplete": "off"}),
                    ),
                ]
            ),
            FieldRowPanel(
                [
                    FieldPanel("draw_easiest", heading=_("难度从")),
                    FieldPanel("draw_hardest", heading=_("难度到")),
                    FieldPanel("draw_count", heading=_("抽几题")),
                ]
            ),
            AvailablePanel(),
        ],
        heading=_("或者抽题"),
        classname="quiz-draw",
    ),
]

SECTION = [
    FieldRowPanel([FieldPanel("title", heading=_("标题")), FieldPanel("shuffle")]),
    InlinePanel("slots", panels=SLOT, label=_("题位"), heading=_("题位")),
]

BASICS = [
    FieldPanel("owner_root", heading=_("所属人大")),
    FieldPanel("purpose"),
    FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
    FieldPanel("key", help_text=_("网址和命令里用的名字，只用字母、数字和短横线，存了不能改。")),
    FieldPanel("intro", help_text=_("开始之前给代表看的话。规则不用写，页面会自己列出来。")),
    FieldPanel("live", help_text=_("不勾，代表不能开始新的；已经开始的可以做完。")),
]
PAPER = [
    PaperPanel(),
    FieldRowPanel([FieldPanel("shuffle_choices"), FieldPanel("least_seen_first")]),
    InlinePanel("sections", panels=SECTION, label=_("部分"), heading=_("试卷")),
]
TIMES = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("time_limit"), FieldPanel("overdue")]),
            FieldPanel("extra_time"),
            FieldPanel("grace_minutes", help_text=_("只用于“宽限期内可以交卷”。")),
        ],
        heading=_("限时"),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])],
        heading=_("开放时间"),
        help_text=_("留空表示一直开放。关闭时还没有交的，按“到时没有交卷”处理。"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("attempts_allowed"), FieldPanel("counts")]),
            FieldRowPanel([FieldPanel("wait_after_first"), FieldPanel("wait_between")]),
        ],
        heading=_("次数"),
    ),
]
MARKS = [
    MultiFieldPanel(
        [
            FieldPanel("behaviour", help_text=_("只有用途是“练习”的，可以每题当场讲评。")),
            FieldRowPanel([FieldPanel("tries"), FieldPanel("try_penalty")]),
            FieldRowPanel([FieldPanel("certainty"), FieldPanel("second_marker")]),
        ],
        heading=_("方式"),
    ),
    MultiFieldPanel([FieldPanel("pass_mark")], heading=_("及格")),
    MultiFieldPanel(
        [FieldPanel("marking_rules")],
        heading=_("评分规则"),
        help_text=_("选中的这句话会写在题目上面，代表答题时看得到。已经开始的作答按开始时的规则。"),
    ),
]
REVIEW = [
    MultiFieldPanel(
        [FieldPanel("review")],
        heading=_("交卷以后能看什么"),
        help_text=_("“交卷后两分钟内”以外，看测验有没有关闭；没有写关闭时间的，永远不算关闭。"),
    ),
    MultiFieldPanel([FieldPanel("keys_wait")], heading=_("答案什么时候给")),
]

QUIZ_FORM = TabbedInterface(
    [
        ObjectList(BASICS, heading=_("基本")),
        ObjectList(PAPER, heading=_("组卷")),
        ObjectList(TIMES, heading=_("时间与次数")),
        ObjectList(MARKS, heading=_("评分")),
        ObjectList(REVIEW, heading=_("讲评")),
    ],
    base_form_class=QuizForm,
)
