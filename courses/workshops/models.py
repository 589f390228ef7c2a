"""Writing tasks, and the rubrics by which drafts are judged."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from cms.core.constraints import unique_per_root
from cms.core.language import localised
from courses.workshops.parts import PARTS
from courses.workshops.scoring import LEVELS

BRIEF = ["bold", "italic", "h3", "ol", "ul", "link"]
"""What the brief of a task may hold."""


class Rubric(ClusterableModel):
    """What drafts are judged by: criteria with weights that make 100, and five levels in words."""

    key = models.SlugField(_("键"))
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("名称"), max_length=100)
    note = models.TextField(
        _("给评阅人的话"), blank=True, help_text=_("评阅时显示在评分表上方，例如先看哪一项。")
    )

    class Meta:
        ordering = ["title"]
        constraints = unique_per_root("key", "rubric_key")
        verbose_name = _("评分表")
        verbose_name_plural = _("评分表")

    def __str__(self) -> str:
        return self.title


class Criterion(Orderable):
    """One thing that is looked at. Its levels are columns: there are always these five."""

    rubric = ParentalKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(
        _("编号"), max_length=4, help_text=_("一两个字母，例如 A；评过的稿子靠它对应。")
    )
    title = models.CharField(_("看什么"), max_length=60)
    weight = models.PositiveSmallIntegerField(
        _("权重"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    veto = models.BooleanField(
        _("一票否决"), default=False, help_text=_("评为 0 档时，总分记 0，不合格。")
    )
    level_0 = models.CharField(_("0 不合格"), max_length=200)
    level_1 = models.CharField(_("1 较弱"), max_length=200)
    level_2 = models.CharField(_("2 合格"), max_length=200)
    level_3 = models.CharField(_("3 良好"), max_length=200)
    level_4 = models.CharField(_("4 优秀"), max_length=200)

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "code"],
                name="criterion_code_unique",
                violation_error_message=_("同一张评分表里，编号不能重复。"),
            )
        ]
        verbose_name = _("评分项")
        verbose_name_plural = _("评分项")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def levels(self) -> list[str]:
        """What each level looks like, from 0 to 4."""
        return [str(getattr(self, f"level_{level}")) for level in LEVELS]


class RubricVersion(models.Model):
    """A rubric as drafts were judged by it. `body` is {"key", "title", "criteria": [{"code",
    "title", "weight", "veto", "levels"}]}; never changed."""

    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="versions")
    num = models.PositiveIntegerField(_("第几版"))
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["rubric", "num"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "num"], name="rubric_version_num_unique")
        ]
        verbose_name = _("评分表版本")
        verbose_name_plural = _("评分表版本")

    def __str__(self) -> str:
        return f"{self.rubric_id} v{self.num}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("A rubric that drafts were judged by never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: marks rest on it."""
        raise TypeError("A rubric that drafts were judged by is never deleted.")


class WritingTask(  # type: ignore[django-manager-missing]  # rows of a programme are a cluster
    PreviewableMixin, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model
):
    """What deputies are asked to write; `uuid` is its identity in statements."""

    class Form(models.TextChoices):
        SUGGESTION = "suggestion", _("建议")
        MOTION = "motion", _("议案")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(_("键"))
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("名称"), max_length=100)
    title_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    brief = RichTextField(
        _("任务要求"),
        features=BRIEF,
        help_text=_("给什么材料、写哪件事、写成什么样。代表写的时候一直看得到。"),
    )
    form = models.CharField(_("文种"), max_length=12, choices=Form.choices, default=Form.SUGGESTION)
    rubric = models.ForeignKey(
        Rubric,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("评分表"),
        help_text=_("代表写之前就能看到。改了评分表，只管以后交的稿。"),
    )
    pass_score = models.PositiveSmallIntegerField(
        _("合格分"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    drafts_allowed = models.PositiveSmallIntegerField(
        _("最多交几稿"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("留空表示不限。评过一稿，代表可以修改后再交。"),
    )
    least_characters = models.PositiveIntegerField(
        _("正文大约不少于（字）"), null=True, blank=True, help_text=_("只作提醒，不会挡住交稿。")
    )
    most_characters = models.PositiveIntegerField(
        _("正文大约不多于（字）"), null=True, blank=True, help_text=_("只作提醒，不会挡住交稿。")
    )
    opens_at = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("截止时间"),
        null=True,
        blank=True,
        help_text=_("过后不能再开始新的一稿；已经在写的还可以交，注明迟交。留空表示不截止。"),
    )
    _revisions = GenericRelation(
        Revision,
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    preview_template = "pages/writing/preview.html"
    preview_sizes: ClassVar[list[dict[str, Any]]] = [
        {"name": "mobile", "icon": "mobile-alt", "device_width": 390, "label": _("手机")},
        {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("电脑")},
    ]

    class Meta:
        ordering = ["key"]
        constraints = [
            *unique_per_root("key", "writing_task_key"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="writing_task_opens_before_it_closes",
                violation_error_message=_("截止时间要晚于开放时间。"),
            ),
        ]
        verbose_name = _("写作任务")
        verbose_name_plural = _("写作任务")

    def __str__(self) -> str:
        return localised(self, "title")

    @property
    def revisions(self) -> Any:
        """Wagtail's saved states of the task, newest last."""
        return self._revisions

    def is_open(self, now: datetime) -> bool:
        """Whether a new draft may be begun at a moment."""
        begun = self.opens_at is None or self.opens_at <= now
        return begun and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Whether what is handed in at a moment comes late."""
        return self.closes_at is not None and self.closes_at <= now

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """As deputies meet it."""
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The task, the parts of a draft and the rubric, as far as they are filled in."""
        criteria = list(self.rubric.criteria.all()) if self.rubric_id else []
        return {"task": self, "parts": PARTS, "criteria": criteria}
