"""A roster on its way in: the file while it waits, and every row of it as it was understood."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterImport(models.Model):
    """One file of people for a congress's roster. All chosen rows of it come in, or none."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        PLANNING = "planning", _("等待对照")
        READY = "ready", _("等您选择")
        FAILED = "failed", _("读不出来")
        APPLYING = "applying", _("正在导入")
        APPLIED = "applied", _("已导入")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(max_length=64)
    cohort = models.SlugField(
        _("编入班次"), blank=True, help_text="Key of the class everybody is taken into."
    )
    numbering = models.BooleanField(
        _("自动编号"), default=False, help_text="Whether new people without a number get one."
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    sheets = models.JSONField(
        default=list, help_text="Of each sheet its name, the line, titles and codes of its head."
    )
    meanings = models.JSONField(
        default=dict, help_text="Names of units the roster does not know → what the office meant."
    )
    said = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    failure_code = models.CharField(max_length=20, blank=True)
    counts = models.JSONField(default=dict, help_text="What was done, once it is applied.")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("导入时间"))
    worked_at = models.DateTimeField(
        null=True, blank=True, help_text="The last sign of who works on it; empty when nobody does."
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["congress", "-created_at"], name="roster_import_recent")]
        verbose_name = _("名册导入")
        verbose_name_plural = _("名册导入")

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether something is under way that waits for nobody's decision."""
        states = self.State
        return self.state in {states.WAITING, states.PLANNING, states.APPLYING}


class RosterFile(models.Model):
    """A file that waits to be read; thrown away once it is."""

    job = models.OneToOneField(RosterImport, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.job_id}"


class RosterRow(models.Model):
    """One row of a file: as it was read, what it would do, and what the office says to it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("新增")
        CHANGED = "changed", _("更新")
        TRANSFER = "transfer", _("调动")
        UNCHANGED = "unchanged", _("没有变化")
        QUESTION = "question", _("要您回答")
        ERROR = "error", _("不能导入")
        SKIPPED = "skipped", _("您选择不导入")

    TAKEN: ClassVar = (Outcome.NEW, Outcome.CHANGED, Outcome.TRANSFER)

    job = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    sheet = models.PositiveSmallIntegerField(default=0, help_text="Place in the import's `sheets`.")
    line = models.PositiveIntegerField(help_text="The row's number in the file.")
    cells = models.JSONField(help_text="The texts of the row, in the order of the columns.")
    broken = models.JSONField(default=dict, help_text="Column → why its cell cannot be read.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    name = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=40, blank=True)
    person = models.UUIDField(null=True, help_text="Whom it is about, or who will come of it.")
    changes = models.JSONField(default=list, help_text="[column, before, after] of each change.")
    problems = models.JSONField(default=list)
    question = models.JSONField(default=dict, help_text="What is asked, with the answers on offer.")
    answers = models.JSONField(default=dict, help_text="Code of a question → what was answered.")
    chosen = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["job", "place"], name="roster_row_place_unique")
        ]
        indexes = [
            models.Index(fields=["job", "outcome", "place"], name="roster_row_outcome"),
            models.Index(fields=["job", "person"], name="roster_row_person"),
        ]
        verbose_name = _("名册的一行")
        verbose_name_plural = _("名册的一行")

    def __str__(self) -> str:
        return f"{self.job_id} {self.line}"

    @property
    def is_taken(self) -> bool:
        """Whether it writes something when the import is applied."""
        return self.chosen and self.outcome in self.TAKEN

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The problems that keep it out."""
        return [problem for problem in self.problems if not problem["warning"]]
