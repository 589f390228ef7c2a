"""Classes: a cohort of a programme with real dates, who takes part, and what is required of
them."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.models import Congress, Organisation
from training.people.owned import Owned


class Cohort(models.Model):
    """A class of a programme. `clock_held_at` stops the calendar of a sample class at one
    moment."""

    key = models.SlugField(_("键"))
    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="cohorts")
    programme = models.ForeignKey(
        "courses.ProgrammePage", on_delete=models.PROTECT, related_name="cohorts"
    )
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结束日期"))
    clock_held_at = models.DateTimeField(_("演示时钟停在"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "key"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "key"], name="cohort_key_unique")
        ]
        verbose_name = _("班次")
        verbose_name_plural = _("班次")

    def __str__(self) -> str:
        return self.name

    def clock(self, now: datetime) -> datetime:
        """The moment by which this class's calendar is read: now, or where a sample class stands
        still."""
        return self.clock_held_at or now


class Enrolment(Owned):
    """A person in a class (cmi5 registration), with the unit she came from on that day."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("在班")
        WITHDRAWN = "withdrawn", _("退出")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("报名时的镇街")
    )
    group = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("小组"),
    )
    first_term = models.BooleanField(_("初任"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=12, choices=Status.choices, default=Status.ACTIVE
    )
    enrolled_at = models.DateTimeField(_("报名时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "cohort"], name="enrolment_unique")
        ]
        indexes = [models.Index(fields=["cohort", "unit"], name="enrolment_by_unit")]
        verbose_name = _("参训")
        verbose_name_plural = _("参训")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.cohort_id}"


class ScheduledSession(models.Model):
    """A session of the programme at a real time and place."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="timetable")
    session = models.ForeignKey(
        "courses.ProgrammeSession", on_delete=models.PROTECT, related_name="scheduled"
    )
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=80, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "session"], name="scheduled_session_unique")
        ]
        verbose_name = _("课表")
        verbose_name_plural = _("课表")

    def __str__(self) -> str:
        return f"{self.session} {self.starts_at:%Y-%m-%d %H:%M}"


class RequirementVersion(models.Model):
    """What a programme required from a date on. `items` is a frozen list (see requirements.py)."""

    programme = models.ForeignKey(
        "courses.ProgrammePage", on_delete=models.PROTECT, related_name="requirements"
    )
    number = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    items = models.JSONField()
    digest = models.CharField(max_length=64)
    judged_at = models.DateTimeField(
        null=True, blank=True, help_text="When every open enrolment had been judged by it."
    )

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="requirement_version_unique"
            )
        ]
        verbose_name = _("结业要求版本")
        verbose_name_plural = _("结业要求版本")

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.number}"
