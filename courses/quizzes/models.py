"""Quizzes: sections of slots; a slot names a question or tells how to draw one."""

from typing import Any, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.core.constraints import unique_per_root
from cms.core.language import localised
from courses.questions.models import Question


class Quiz(ClusterableModel):
    """A test or a practice set; `uuid` is its identity in statements."""

    class Purpose(models.TextChoices):
        PLACEMENT = "placement", _("入班前测")
        EARLY = "early", _("早测")
        FINAL = "final", _("结业测评")
        PRACTICE = "practice", _("练习")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(_("键"))
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("名称"), max_length=100)
    title_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    intro = models.TextField(_("说明"), blank=True)
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose.choices)
    time_limit = models.PositiveSmallIntegerField(_("限时（分钟）"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(_("最多几次"), null=True, blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("及格线（百分制）"), null=True, blank=True, help_text=_("留空表示不设及格线。")
    )
    live = models.BooleanField(_("开放"), default=True)

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("owner_root", heading=_("所属人大")),
                FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
                FieldRowPanel([FieldPanel("key"), FieldPanel("purpose")]),
            ],
            heading=_("归类"),
        ),
        FieldPanel("intro"),
        FieldRowPanel(
            [FieldPanel("time_limit"), FieldPanel("attempts_allowed"), FieldPanel("pass_mark")]
        ),
        FieldPanel("live"),
        InlinePanel("sections", label=_("部分"), heading=_("试卷")),
    ]

    class Meta:
        ordering = ["key"]
        constraints = unique_per_root("key", "quiz_key")
        verbose_name = _("测验")
        verbose_name_plural = _("测验")

    def __str__(self) -> str:
        return localised(self, "title")


class QuizSection(Orderable, ClusterableModel):
    """A part of a paper with its own heading and shuffling."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(_("标题"), max_length=100, blank=True)
    shuffle = models.BooleanField(_("打乱题目"), default=False)

    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("shuffle"),
        InlinePanel("slots", label=_("题位"), heading=_("题位")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("部分")


class QuizSlot(Orderable):
    """One place on the paper: a named question, or a draw by tag and knowledge points."""

    section = ParentalKey(QuizSection, on_delete=models.CASCADE, related_name="slots")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="slots"
    )
    draw_tag = models.CharField(_("抽题：标签"), max_length=60, blank=True)
    draw_points = models.CharField(
        _("抽题：知识点"), max_length=200, blank=True, help_text=_("知识点键，用空格分开。")
    )
    mark = models.DecimalField(_("分值"), max_digits=5, decimal_places=2, default=1)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("question", heading=_("题目")), FieldPanel("mark")]),
        FieldRowPanel([FieldPanel("draw_tag"), FieldPanel("draw_points")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("题位")

    def clean(self) -> None:
        """Raises ValidationError unless the slot either names a question or draws one."""
        super().clean()
        if bool(self.question_id) == bool(self.draw_tag or self.draw_points):
            raise ValidationError(_("题位要么指定一道题，要么写明怎样抽题，二者取一。"))

    def drawn_points(self) -> list[str]:
        """The knowledge point keys a draw may come from."""
        return self.draw_points.split()

    def describe(self) -> Any:
        """The slot in words."""
        if self.question_id:
            return str(self.question)
        return _("抽题：%(tag)s %(points)s") % {"tag": self.draw_tag, "points": self.draw_points}
