"""Programme → days → sessions, and course → lessons."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.core.blocks import shared_blocks
from cms.core.fields import BodyField
from cms.core.language import localised
from cms.core.pages import BasePage
from cms.core.sections import Section, sections
from courses.catalogue.blocks import lesson_blocks
from courses.catalogue.editing import LessonForm, ProgrammeForm
from courses.catalogue.reading_time import reading_time
from courses.quizzes.models import Quiz
from courses.workshops.models import WritingTask


class ProgrammePage(BasePage):
    """A training programme: several days of sessions."""

    key = models.SlugField(_("键"), unique=True)
    body = BodyField(shared_blocks(), use_json_field=True, blank=True, verbose_name=_("介绍"))

    base_form_class = ProgrammeForm
    template = "pages/catalogue/programme.html"
    parent_page_types: ClassVar = ["cms.CongressRootPage", "cms.SharedRootPage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("key"),
        FieldPanel("body"),
        InlinePanel(
            "sessions",
            label=_("单元"),
            heading=_("日程"),
            help_text=_(
                "用每个单元上的箭头或把手换位置，同一天的时间会按新的次序重排；"
                "改了时间，就按时间排。"
            ),
        ),
    ]

    class Meta:
        verbose_name = _("培训班方案")
        verbose_name_plural = _("培训班方案")

    def introduction(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)

    def days(self) -> list["Day"]:
        """The timetable day by day, each with its live course. Two queries."""
        courses = {
            course.day: course
            for course in CoursePage.objects.live().child_of(self).order_by("path")
        }
        planned = self.sessions.select_related("lesson").defer("lesson__body")
        return [
            Day(number=number, course=courses.get(number), sessions=list(of_day))
            for number, of_day in groupby(
                sorted(planned, key=lambda one: (one.day, one.starts)), key=lambda one: one.day
            )
        ]


class CoursePage(BasePage):
    """One day's course: a question to answer and the lessons that answer it."""

    day = models.PositiveSmallIntegerField(_("第几天"))

    template = "pages/catalogue/course.html"
    parent_page_types: ClassVar = ["courses.ProgrammePage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("day")]

    class Meta:
        verbose_name = _("课程")
        verbose_name_plural = _("课程")


@dataclass(frozen=True)
class Day:
    """One day of a programme: its course, if there is a live one, and its sessions in order."""

    number: int
    course: CoursePage | None
    sessions: list["ProgrammeSession"]


class LessonPage(BasePage):
    """One lesson (cmi5 AU), read on a phone in a few minutes."""

    class MoveOn(models.TextChoices):
        COMPLETED = "Completed", _("学完即完成")
        NOT_APPLICABLE = "NotApplicable", _("不作要求")

    code = models.CharField(_("编号"), max_length=20, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("约需分钟"), default=8, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    minutes_computed = models.BooleanField(
        _("按篇幅自动算"),
        default=False,
        help_text=_("勾上：每次发布时按正文重算。不勾：用自己写的分钟数，不会被改。"),
    )
    opens_ahead = models.PositiveSmallIntegerField(
        _("上课前几天开放"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "按各班的课表算：0 是上课当天，3 是提前三天。留空是发布以后一直开放。"
            "要定在某一天，请用“发布”旁边的定时发布。讲师和审稿人随时能看。"
        ),
    )
    move_on = models.CharField(
        _("完成条件"), max_length=20, choices=MoveOn.choices, default=MoveOn.COMPLETED
    )
    points = ParentalManyToManyField(
        "cms.KnowledgePoint", related_name="lessons", blank=True, verbose_name=_("知识点")
    )
    body = BodyField(
        lesson_blocks(),
        use_json_field=True,
        verbose_name=_("正文"),
    )

    base_form_class = LessonForm
    template = "pages/catalogue/lesson.html"
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("code"), FieldPanel("move_on")]),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("minutes_computed")]),
        FieldPanel("opens_ahead"),
        InlinePanel(
            "prerequisites",
            label=_("先学的课"),
            heading=_("先学哪几课"),
            help_text=_("“建议”只提醒一句；“要求”没学完就先不打开这一课，已经打开过的人不受影响。"),
        ),
        FieldPanel("points", widget=forms.CheckboxSelectMultiple),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("said_around"),
    ]

    class Meta:
        verbose_name = _("课时")
        verbose_name_plural = _("课时")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As always; minutes that follow the length are worked out anew, also on publishing."""
        if self.minutes_computed and kwargs.get("update_fields") is None:
            self.minutes = reading_time(self.body).minutes
        super().save(*args, **kwargs)

    def said_around(self) -> str:
        """What the search finds beside the body: number and knowledge points."""
        return "\n".join([self.code, *(point.name for point in self.points.all())])

    def sections(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)


class LessonPrerequisite(Orderable):
    """A lesson to do before another: recommended, or required to open it."""

    lesson = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="prerequisites")
    first = models.ForeignKey(
        LessonPage, on_delete=models.CASCADE, related_name="followers", verbose_name=_("先学")
    )
    required = models.BooleanField(
        _("要求"), default=False, help_text=_("不勾只是建议；勾上，学完它才打开这一课。")
    )

    panels: ClassVar = [FieldRowPanel([FieldPanel("first"), FieldPanel("required")])]

    class Meta(Orderable.Meta):
        verbose_name = _("先学的课")
        constraints = [
            models.UniqueConstraint(fields=["lesson", "first"], name="lesson_prerequisite_unique"),
            models.CheckConstraint(
                condition=~models.Q(lesson=models.F("first")),
                name="lesson_is_not_its_own_prerequisite",
                violation_error_message=_("一课不能要求先学它自己。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} ← {self.first_id}"


class ProgrammeSession(Orderable):
    """A session of the timetable; taught ones have a lesson page, tests a quiz."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("讲授")
        CASE = "case", _("案例研讨")
        EXERCISE = "exercise", _("实操")
        TEST = "test", _("测验")
        CEREMONY = "ceremony", _("会议")

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="sessions")
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(_("编号"), max_length=20)
    day = models.PositiveSmallIntegerField(_("第几天"))
    starts = models.TimeField(_("开始"))
    minutes = models.PositiveSmallIntegerField(_("分钟"))
    title = models.CharField(_("标题"), max_length=120)
    title_en = models.CharField(_("英文标题"), max_length=200, blank=True)
    goal = models.TextField(_("目标"), blank=True)
    kind = models.CharField(_("形式"), max_length=12, choices=Kind.choices)
    form = models.CharField(_("教法"), max_length=60, blank=True)
    lesson = models.ForeignKey(
        LessonPage, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    quiz = models.ForeignKey(
        Quiz, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    task = models.ForeignKey(
        WritingTask,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("写作任务"),
        help_text=_("必修单元上的写作任务计入结业：其中一稿评到合格分就算完成。"),
    )
    required = models.BooleanField(_("必修"), default=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("day")]),
        FieldRowPanel([FieldPanel("starts"), FieldPanel("minutes")]),
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldPanel("goal"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("form")]),
        FieldPanel("lesson", heading=_("课时")),
        FieldPanel("quiz", heading=_("测验")),
        FieldPanel("task", heading=_("写作任务")),
        FieldPanel("required"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("单元")

    def __str__(self) -> str:
        return localised(self, "title")

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")
