"""Case studies: what happened, what is invented for teaching, and what you would have done."""

from typing import Any, ClassVar
from uuid import UUID, uuid5

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.search import index

from cms.cases.blocks import CaseBody
from cms.cases.law import statutes_in
from cms.cases.panels import ReadinessPanel
from cms.cases.selectors import shelf
from cms.cases.starting import CaseForm
from cms.core.fields import BodyField
from cms.core.pages import BasePage
from cms.core.sections import Section, sections
from cms.law.models import Provision

PRINT = "print"


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
        return {**context, **shelf(cases, request.GET, place=self.pk)}


class Township(TagBase):
    """A town, a subdistrict, or 全区: where a case plays. Written once, then offered."""

    free_tagging = True

    class Meta:
        verbose_name = _("镇街")
        verbose_name_plural = _("镇街")


class CaseTownship(ItemBase):
    tag = models.ForeignKey(Township, on_delete=models.CASCADE, related_name="cases")
    content_object = ParentalKey(
        "cms.CaseStudyPage", on_delete=models.CASCADE, related_name="placed"
    )


class CaseStudyPage(BasePage):
    """One case; a decision point in its body is answered by the deputy and counts as evidence."""

    class Topic(models.TextChoices):
        LIVELIHOOD = "民生", _("民生")
        SUPERVISION = "监督", _("监督")
        CONTACT = "联系群众", _("联系群众")
        MEETING = "会议", _("会议")
        SUGGESTION = "建议", _("建议")
        DUTY = "履职", _("履职")

    code = models.CharField(
        _("编号"), max_length=20, blank=True, help_text=_("如 C13。课表和题目用它称呼这个案例。")
    )
    topic = models.CharField(_("主题"), max_length=20, choices=Topic.choices)
    year = models.PositiveSmallIntegerField(_("年份"), help_text=_("事情发生的年份。"))
    townships = ClusterTaggableManager(
        through=CaseTownship,
        blank=True,
        verbose_name=_("镇街"),
        help_text=_("事情发生在哪个镇、街道；涉及全区的写“全区”。打两个字就有提示。"),
    )
    points = ParentalManyToManyField(
        "cms.KnowledgePoint", related_name="cases", blank=True, verbose_name=_("知识点")
    )
    source = models.CharField(
        _("事实来源"),
        max_length=200,
        help_text=_("报刊写到日期和版次，如“《今日定海》2023-02-16 第4版”。"),
    )
    facts_note = models.TextField(
        _("哪些是事实"), help_text=_("一两句话，读者在案例开头就看到。只写有出处的。")
    )
    fiction_note = models.TextField(
        _("哪些是教学编写"), help_text=_("人物、数字、情节里哪些是编的，写明白。")
    )
    glance_background = models.CharField(_("背景"), max_length=255)
    glance_difficulty = models.CharField(_("难点"), max_length=255)
    glance_practice = models.CharField(_("做法"), max_length=255)
    glance_outcome = models.CharField(_("结果"), max_length=255)
    body = BodyField(CaseBody(), use_json_field=True, verbose_name=_("正文"))

    base_form_class = CaseForm
    template = "pages/cases/case.html"
    parent_page_types: ClassVar = ["cms.CaseLibraryPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        ReadinessPanel(heading=_("发布前看一看")),
        TitleFieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("facts_note"), FieldPanel("fiction_note")],
            heading=_("事实与虚构"),
            help_text=_("读者在案例开头就要知道哪些可以当真。"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("glance_background"),
                FieldPanel("glance_difficulty"),
                FieldPanel("glance_practice"),
                FieldPanel("glance_outcome"),
            ],
            heading=_("30 秒看懂"),
            help_text=_("四格各写一句，忙的人只看这里。"),
        ),
        FieldPanel(
            "body",
            help_text=_(
                "建议的次序：背景（事实）→ 难在哪里 → 换作是你 → 后来怎样 → 法律依据 → 讨论 → 练习。"
            ),
        ),
    ]
    sorting_panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("topic"), FieldPanel("year")]),
        FieldPanel("townships"),
        FieldPanel("points", widget=forms.CheckboxSelectMultiple),
    ]
    english_panels: ClassVar[list[Any]] = [FieldPanel("title_en"), FieldPanel("summary_en")]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("内容")),
            ObjectList(sorting_panels, heading=_("归类")),
            ObjectList(english_panels, heading=_("英文")),
            ObjectList(BasePage.promote_panels, heading=_("地址")),
            ObjectList(BasePage.settings_panels, heading=_("设置")),
        ],
        base_form_class=CaseForm,
    )
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("said_around"),
        index.FilterField("topic"),
        index.FilterField("year"),
    ]
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("", _("读者还没选")),
        ("decided", _("读者选过以后")),
        (PRINT, _("打印")),
    ]
    preview_sizes: ClassVar[list[dict[str, Any]]] = [
        {"name": "mobile", "icon": "mobile-alt", "device_width": 390, "label": _("手机")},
        {"name": "tablet", "icon": "tablet-alt", "device_width": 768, "label": _("平板")},
        {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("电脑")},
    ]

    class Meta:
        verbose_name = _("典型案例")
        verbose_name_plural = _("典型案例")

    def said_around(self) -> str:
        """What the search finds beside the body: number, source, glance, places, points, laws."""
        glance = ("background", "difficulty", "practice", "outcome")
        return "\n".join(
            [
                self.code,
                self.get_topic_display(),
                self.source,
                *(getattr(self, f"glance_{part}") for part in glance),
                *(township.name for township in self.townships.all()),
                *(point.name for point in self.points.all()),
                *statutes_in(self.body),
            ]
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `printing`: everything is shown at once, the consequences at the end."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        mode = getattr(request, "preview_mode", "") if _previewed(request) else ""
        printing = PRINT in (request.GET.get("view"), mode)
        return {**context, "printing": printing, "as_decided": mode == "decided"}

    def sections(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)

    def decisions(self) -> list[Any]:
        """The decision blocks in order."""
        return [block for block in self.body if block.block_type == "decision"]

    def decision_uuid(self, block_id: str) -> UUID:
        """The identity of one decision point in statements."""
        return uuid5(self.translation_key, block_id)


def _previewed(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_preview", False))


class CaseProvision(models.Model):
    """An article a case rests on; written when the case is published (law.py)."""

    case = models.ForeignKey(
        CaseStudyPage, on_delete=models.CASCADE, related_name="provisions_cited"
    )
    provision = models.ForeignKey(
        Provision, on_delete=models.CASCADE, related_name="cases_citing", verbose_name=_("法条")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "provision"], name="case_provision_unique")
        ]
        verbose_name = _("案例引用的法条")
        verbose_name_plural = _("案例引用的法条")

    def __str__(self) -> str:
        return f"{self.case_id} → {self.provision_id}"
