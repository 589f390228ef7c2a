"""Classes: a cohort of a programme with real dates, who takes part, and what is required of
them."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.models import Congress, Organisation
from training.people.owned import Facts, Owned


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
    skips_weekends = models.BooleanField(_("周末不排课"), default=False)
    skipped_days = models.JSONField(
        _("不排课的日子"), default=list, blank=True, help_text="ISO dates, marked by the office."
    )
    opened_at = models.DateTimeField(_("开班时间"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    cancelled_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    timetable_version = models.PositiveIntegerField(
        default=1, help_text="Grows with every change of the timetable; a form names the one seen."
    )
    seat_rows = models.PositiveSmallIntegerField(_("座位排数"), default=0)
    seat_columns = models.PositiveSmallIntegerField(_("每排座位"), default=0)
    calendar_number = models.PositiveIntegerField(
        default=1, help_text="A new one ends the address of the class's calendar."
    )

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

    @property
    def free_days(self) -> frozenset[date]:
        """The days on which the office holds no sessions of the class."""
        return frozenset(date.fromisoformat(day) for day in self.skipped_days)

    @property
    def changes(self) -> bool:
        """Whether its timetable and members may still change."""
        return self.cancelled_at is None and self.closed_at is None


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
    delegation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("报名时的代表团"),
    )
    first_term = models.BooleanField(_("初任"), null=True, blank=True)
    status = models.CharField(
        _("状态"), max_length=12, choices=Status.choices, default=Status.ACTIVE
    )
    enrolled_at = models.DateTimeField(_("报名时间"))
    withdrawn_at = models.DateTimeField(_("退出时间"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("退出原因"), max_length=200, blank=True)
    seat = models.CharField(_("座位"), max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "cohort"], name="enrolment_unique")
        ]
        indexes = [models.Index(fields=["cohort", "unit"], name="enrolment_by_unit")]
        verbose_name = _("参训")
        verbose_name_plural = _("参训")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.cohort_id}"


class Stirred(Owned):
    """Word that a person's figures may have changed; deleted when her classes were counted."""

    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="stirred_by_age")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.at}"


class ScheduledSession(models.Model):
    """A session of the programme at a real time and place. Records of it name the row, never the
    time: it may be moved without touching them."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="timetable")
    session = models.ForeignKey(
        "courses.ProgrammeSession", on_delete=models.PROTECT, related_name="scheduled"
    )
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="teaches", blank=True, verbose_name=_("讲师")
    )
    guest = models.CharField(_("外请讲师"), max_length=80, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    cancelled_reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("改动时间"), null=True, blank=True)
    sequence = models.PositiveIntegerField(
        default=0, help_text="How often it was changed (RFC 5545 SEQUENCE)."
    )

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "session"], name="scheduled_session_unique")
        ]
        indexes = [models.Index(fields=["starts_at"], name="scheduled_by_time")]
        verbose_name = _("课表")
        verbose_name_plural = _("课表")

    def __str__(self) -> str:
        return f"{self.session} {self.starts_at:%Y-%m-%d %H:%M}"


class TimetableChange(models.Model):
    """One change of a class's timetable, of one session or of many at once. Only ever inserted;
    taking it back is another change that names it."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("改时间")
        SWAPPED = "swapped", _("两节互换")
        HALF_MOVED = "half_moved", _("半天整体移动")
        HALVES_SWAPPED = "halves_swapped", _("两个半天互换")
        SHIFTED = "shifted", _("全班改期")
        ASSIGNED = "assigned", _("教室和讲师")
        CANCELLED = "cancelled", _("取消一节")
        RESTORED = "restored", _("恢复一节")
        UNDONE = "undone", _("撤销上一次改动")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="timetable_changes")
    number = models.PositiveIntegerField(help_text="The timetable's version that it made.")
    kind = models.CharField(_("改动"), max_length=16, choices=Kind.choices)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    steps = models.JSONField(help_text="See training.cohorts.changes: old and new, by session.")
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("时间"))

    objects = Facts.as_manager()

    class Meta:
        ordering = ["cohort", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "number"], name="timetable_change_number_unique"
            )
        ]
        verbose_name = _("课表改动")
        verbose_name_plural = _("课表改动")

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.number} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("Changes of a timetable are facts and never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise TypeError("Changes of a timetable are facts and are never deleted.")


class CalendarFeed(Owned):
    """A secret address under which a phone's calendar reads its owner's sessions without signing
    in. The address is signed, not stored; ending the row ends it."""

    created_at = models.DateTimeField(_("建立时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(ended_at=None),
                name="calendar_feed_one_at_a_time",
            )
        ]
        verbose_name = _("日历订阅")
        verbose_name_plural = _("日历订阅")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.created_at:%Y-%m-%d}"


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
