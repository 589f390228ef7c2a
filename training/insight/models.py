"""The tables of the statistics: the cubes, frozen snapshots, and the programs that may read."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.insight.api.models import Client
from training.insight.papers.models import DigestRules, Snapshot, SnapshotVoided

__all__ = [
    "Cell",
    "Client",
    "CohortCubes",
    "CompletionCell",
    "DayCell",
    "DigestRules",
    "MeasureCell",
    "PointCell",
    "Snapshot",
    "SnapshotVoided",
]


class CohortCubes(models.Model):
    """As of when the cells of a class were counted, and what would make them out of date."""

    cohort = models.OneToOneField("cohorts.Cohort", on_delete=models.PROTECT, related_name="cubes")
    told_at = models.DateTimeField(_("数到什么时候"))
    slow_told_at = models.DateTimeField(
        help_text="The same for days, points and measures, which take longer to count."
    )
    round = models.PositiveIntegerField(
        default=0, help_text="Grows with every counting: an older one never overwrites a newer."
    )
    timetable_version = models.PositiveIntegerField()
    requirement_version = models.PositiveIntegerField()
    due_next = models.DateTimeField(null=True, help_text="When the next session ends.")
    checked_at = models.DateTimeField(
        null=True, help_text="When the cells were last compared with a fresh count."
    )
    # The sums over all cells: many classes together are read from here.
    should = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    on_track = models.PositiveIntegerField(default=0)
    behind = models.PositiveIntegerField(default=0)
    not_started = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    required = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("班次的统计")
        verbose_name_plural = _("班次的统计")

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.told_at:%Y-%m-%d %H:%M}"


def _part() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        "people.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )


class Cell(models.Model):
    """Abstract: a figure about the people of a class who have unit, delegation, group and term in
    common, so that every filter is a sum of cells. Counted, never changed by hand; no key leads
    into rows that belong to a person."""

    # Cells are only ever asked for by their class: no index but that.
    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="+")
    unit = _part()
    delegation = _part()
    group = _part()
    first_term = models.BooleanField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.unit_id} {self.group_id} {self.first_term}"


class CompletionCell(Cell):
    """How many stand where, and what they have done of what is required."""

    should = models.PositiveIntegerField()
    finished = models.PositiveIntegerField()
    on_track = models.PositiveIntegerField()
    behind = models.PositiveIntegerField()
    not_started = models.PositiveIntegerField()
    done = models.PositiveIntegerField()
    required = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("完成情况的格")
        verbose_name_plural = _("完成情况的格")


class DayCell(Cell):
    """How many required items were done on a day."""

    day = models.DateField()
    done = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("逐日完成的格")
        verbose_name_plural = _("逐日完成的格")


class PointCell(Cell):
    """What is believed about people who answered on a knowledge point, added up
    (`gaps.figures.Lacking`)."""

    point = models.CharField(max_length=50)
    people = models.PositiveIntegerField()
    known = models.FloatField()
    spread = models.FloatField()

    class Meta:
        verbose_name = _("知识点的格")
        verbose_name_plural = _("知识点的格")


class MeasureCell(Cell):
    """Sums behind a mean or a share: of how many people, how much, out of how much. `unit` is
    empty where answers have no person."""

    measure = models.CharField(max_length=20)
    people = models.PositiveIntegerField()
    total = models.FloatField()
    of = models.FloatField(null=True)

    class Meta:
        verbose_name = _("其他指标的格")
        verbose_name_plural = _("其他指标的格")
