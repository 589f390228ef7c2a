"""Case studies: what happened, what is invented for teaching, and what you would have done."""

from typing import Any, ClassVar
from uuid import UUID, uuid5

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from cms.cases.selectors import shelf
from cms.core.blocks import (
    DecisionBlock,
    DiscussBlock,
    ExerciseBlock,
    PeopleBlock,
    TimelineBlock,
    shared_blocks,
)
from cms.core.fields import BodyField
from cms.core.pages import BasePage
from cms.core.sections import Section, sections


class CaseLibraryPage(BasePage):
    """The shelf of case studies of one congress."""

    template = "pages/cases/library.html"
    subpage_types: ClassVar = ["cms.CaseStudyPage"]
    parent_page_types: ClassVar = ["cms.CongressRootPage", "cms.SharedRootPage"]

    class Meta:
        verbose_name = _("案例库")
        verbose_name_plural = _("案例库")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds one page of the live cases that match the query string (see `shelf`)."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        cases = CaseStudyPage.objects.live().child_of(self)
        return {**context, **shelf(cases, request.GET)}


class CaseStudyPage(BasePage):
    """One case; a decision point in its body is answered by the deputy and counts as evidence."""

    class Topic(models.TextChoices):
        LIVELIHOOD = "民生", _("民生")
        SUPERVISION = "监督", _("监督")
        CONTACT = "联系群众", _("联系群众")
        MEETING = "会议", _("会议")
        SUGGESTION = "建议", _("建议")
        DUTY = "履职", _("履职")

    code = models.CharField(_("编号"), max_length=20, blank=True)
    topic = models.CharField(_("主题"), max_length=20, choices=Topic.choices)
    year = models.PositiveSmallIntegerField(_("年份"))
    points = ParentalManyToManyField(
        "cms.KnowledgePoint", related_name="cases", blank=True, verbose_name=_("知识点")
    )
    source = models.CharField(_("事实来源"), max_length=200)
    facts_note = models.TextField(_("哪些是事实"))
    fiction_note = models.TextField(_("哪些是教学编写"))
    glance_background = models.CharField(_("背景"), max_length=255)
    glance_difficulty = models.CharField(_("难点"), max_length=255)
    glance_practice = models.CharField(_("做法"), max_length=255)
    glance_outcome = models.CharField(_("结果"), max_length=255)
    body = BodyField(
        [
            *shared_blocks(),
            ("timeline", TimelineBlock()),
            ("people", PeopleBlock()),
            ("decision", DecisionBlock()),
            ("discuss", DiscussBlock()),
            ("exercise", ExerciseBlock()),
        ],
        use_json_field=True,
        verbose_name=_("正文"),
    )

    template = "pages/cases/case.html"
    parent_page_types: ClassVar = ["cms.CaseLibraryPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("topic"), FieldPanel("year")]),
                FieldPanel("points", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("归类"),
        ),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("facts_note"), FieldPanel("fiction_note")],
            heading=_("事实与虚构"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("glance_background"),
                FieldPanel("glance_difficulty"),
                FieldPanel("glance_practice"),
                FieldPanel("glance_outcome"),
            ],
            heading=_("30 秒看懂"),
        ),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("topic"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("典型案例")
        verbose_name_plural = _("典型案例")

    def sections(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)

    def decisions(self) -> list[Any]:
        """The decision blocks in order."""
        return [block for block in self.body if block.block_type == "decision"]

    def decision_uuid(self, block_id: str) -> UUID:
        """The identity of one decision point in statements."""
        return uuid5(self.translation_key, block_id)
