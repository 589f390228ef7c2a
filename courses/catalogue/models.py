"""Programme → days → sessions, and course → lessons."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.core.blocks import DiscussBlock, ExerciseBlock, TimelineBlock, shared_blocks
from cms.core.fields import BodyField
from cms.core.language import localised
from cms.core.pages import BasePage
from cms.core.sections import Section, sections
from courses.catalogue.blocks import CaseBlock, PracticeBlock
from courses.quizzes.models import Quiz


class ProgrammePage(BasePage):
    """A training programme: several days of sessions."""

    key = models.SlugField(_("键"), unique=True)
    body = BodyField(shared_blocks(), use_json_field=True, blank=True, verbose_name=_("介绍"))

    template = "pages/catalogue/programme.html"
    parent_page_types: ClassVar = ["cms.CongressRootPage", "cms.SharedRootPage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("key"),
        FieldPanel("body"),
        InlinePanel("sessions", label=_("单元"), heading=_("日程")),
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
    minutes = models.PositiveSmallIntegerField(_("约需分钟"), default=8)
    move_on = models.CharField(
        _("完成条件"), max_length=20, choices=MoveOn.choices, default=MoveOn.COMPLETED
    )
    points = ParentalManyToManyField(
        "cms.KnowledgePoint", related_name="lessons", blank=True, verbose_name=_("知识点")
    )
    body = BodyField(
        [
            *shared_blocks(),
            ("timeline", TimelineBlock()),
            ("discuss", DiscussBlock()),
            ("exercise", ExerciseBlock()),
            ("practice", PracticeBlock()),
            ("case", CaseBlock()),
        ],
        use_json_field=True,
        verbose_name=_("正文"),
    )

    template = "pages/catalogue/lesson.html"
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("code"), FieldPanel("minutes"), FieldPanel("move_on")]),
        FieldPanel("points", widget=forms.CheckboxSelectMultiple),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("课时")
        verbose_name_plural = _("课时")

    def sections(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)


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
