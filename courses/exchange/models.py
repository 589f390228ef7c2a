"""An import from the file to its undoing: the job, its file while it waits, and every question of
it as it was understood."""

from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportJob(models.Model):
    """One file of questions on its way into a bank. What it brings is seen all at once or not at
    all (docs/decisions/0012)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READING = "reading", _("正在读")
        READY = "ready", _("等您选择")
        FAILED = "failed", _("读不出来")
        APPLYING = "applying", _("正在导入")
        APPLIED = "applied", _("已导入")
        SENDING = "sending", _("已导入，正在送审或发布")
        UNDOING = "undoing", _("正在撤销")
        UNDONE = "undone", _("已撤销")

    class Then(models.TextChoices):
        DRAFT = "draft", _("留作草稿")
        REVIEW = "review", _("送审")
        PUBLISH = "publish", _("直接发布")

    # A question refers to it only while it arrives.
    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("文件名"), max_length=200)
    format = models.CharField(_("格式"), max_length=20)
    digest = models.CharField(max_length=64)
    counts = models.CharField(
        max_length=12, default="row", help_text="What `ImportRow.row` counts."
    )
    missing = models.JSONField(default=dict, help_text="What a question has that does not say it.")
    said = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    then = models.CharField(max_length=10, choices=Then.choices, default=Then.DRAFT)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("导入时间"))
    worked_at = models.DateTimeField(
        null=True, blank=True, help_text="The last sign of who works on it; empty when nobody does."
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "worked_at"], name="import_job_due")]
        verbose_name = _("题目导入")
        verbose_name_plural = _("题目导入")

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether somebody works on it or will do so without being asked again."""
        states = self.State
        return self.state in {
            states.WAITING,
            states.READING,
            states.APPLYING,
            states.SENDING,
            states.UNDOING,
        }


class ImportPiece(models.Model):
    """A piece of a file that waits to be read; thrown away once it is."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="pieces")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "place"], name="import_piece_place_unique")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.place}"


class ImportRow(models.Model):
    """One question of a file as it was understood, and what became of it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新题")
        UPDATE = "update", _("更新")
        UNCHANGED = "unchanged", _("没有变化")
        REJECTED = "rejected", _("不能导入")

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    row = models.PositiveIntegerField(help_text="Where in the file it begins.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    kind = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=40, blank=True)
    columns = models.JSONField(help_text="As the file has them.")
    body = models.JSONField(default=dict)
    answer_key = models.JSONField(default=dict)
    filed = models.JSONField(default=dict, help_text="Category, use, points … as keys of rows.")
    problems = models.JSONField(default=list)
    alike = models.JSONField(default=list)
    chosen = models.BooleanField(default=True)
    question = models.ForeignKey(
        "courses.Question", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    before = models.BigIntegerField(
        null=True, help_text="The newest revision it was compared with."
    )
    was_changed = models.BooleanField(default=False)
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    undone = models.BooleanField(default=False)
    note = models.TextField(blank=True, help_text="Why it was not sent, or not undone.")

    class Meta:
        ordering: ClassVar = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["job", "place"], name="import_row_place_unique")
        ]
        indexes = [models.Index(fields=["job", "outcome", "place"], name="import_row_outcome")]
        verbose_name = _("导入的题目")
        verbose_name_plural = _("导入的题目")

    def __str__(self) -> str:
        return f"{self.job_id} {self.row}"

    @property
    def stem(self) -> str:
        """What it asks, as far as the file says it."""
        return str(self.columns.get("stem", ""))

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The problems that keep it out."""
        return [problem for problem in self.problems if not problem["warning"]]
