"""Hours (学时): the office's table by versions, and everybody's account, to which lines are only
added."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.learning.hours.reckoning import Table
from training.people.owned import Appended, Facts

NUMBERS = (
    "long_minutes",
    "long_credit",
    "middle_minutes",
    "middle_credit",
    "short_credit",
    "lesson_share",
    "test_credit",
    "day_cap",
    "optional",
)
"""What a version of the table decides, in the order in which it is read."""


def _hours(words: Any, default: str) -> models.DecimalField:
    return models.DecimalField(words, max_digits=4, decimal_places=2, default=Decimal(default))


class HoursTable(models.Model):
    """One version of a congress's table. It counts for every day from `valid_from` on for which no
    later version counts; the numbers of a version never change."""

    congress = models.ForeignKey(
        "people.Congress", on_delete=models.PROTECT, related_name="hours_tables"
    )
    number = models.PositiveSmallIntegerField(_("第几版"))
    valid_from = models.DateField(_("从哪天起"))
    long_minutes = models.PositiveSmallIntegerField(_("长课从多少分钟起"), default=30)
    long_credit = _hours(_("长课记"), "1")
    middle_minutes = models.PositiveSmallIntegerField(_("中课从多少分钟起"), default=15)
    middle_credit = _hours(_("中课记"), "0.5")
    short_credit = _hours(_("更短的记"), "0.25")
    lesson_share = _hours(_("没有到课、在线学完的，按到课的几成记"), "0.5")
    test_credit = _hours(_("通过一次测验记"), "0.5")
    day_cap = _hours(_("一天最多记"), "6")
    optional = models.BooleanField(_("选修单元到课也记"), default=False)
    reason = models.CharField(_("为什么改"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("写下时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = Facts.as_manager()

    class Meta:
        ordering = ["congress", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="hours_table_unique")
        ]
        verbose_name = _("学时办法")
        verbose_name_plural = _("学时办法")

    def __str__(self) -> str:
        return f"{self.congress_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted: other numbers are another version."""
        if not self._state.adding:
            raise TypeError("A version of the hours table never changes.")
        super().save(*args, **kwargs)

    def as_table(self) -> Table:
        """The version as the reckoning reads it."""
        told = {name: getattr(self, name) for name in NUMBERS}
        return Table(number=self.number, valid_from=self.valid_from, **told)


class HourEntry(Appended):
    """A line of a person's account. A line is taken back by another one with the sign turned."""

    class Basis(models.TextChoices):
        ATTENDED = "attended", _("课堂")
        LESSON = "lesson", _("在线学习")
        TEST = "test", _("测验")
        EVENT = "event", _("其他活动")
        CORRECTION = "correction", _("工作机构更正")
        CAP = "cap", _("当日上限")

    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(HoursTable, on_delete=models.PROTECT, related_name="entries")
    item = models.CharField(max_length=80, help_text="What may give credit only once.")
    step = models.PositiveIntegerField(help_text="The n-th line about this item.")
    day = models.DateField()
    basis = models.CharField(max_length=12, choices=Basis.choices)
    credit = models.DecimalField(max_digits=6, decimal_places=2)
    minutes = models.PositiveIntegerField(default=0)
    statement = models.UUIDField(null=True, help_text="The statement_id this line rests on.")
    takes_back = models.UUIDField(null=True, help_text="The line this one takes back.")
    told = models.JSONField(default=dict)
    at = models.DateTimeField(help_text="When the line was written.")

    objects = Facts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "congress", "item", "step"], name="hour_entry_unique"
            )
        ]
        indexes = [
            models.Index(fields=["learner", "day"], name="hour_entry_by_day"),
            models.Index(fields=["congress", "day"], name="hour_entry_by_congress"),
        ]
        verbose_name = _("学时")
        verbose_name_plural = _("学时")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.day} {self.credit}"
