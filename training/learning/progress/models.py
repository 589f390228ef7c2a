"""Folds: what the statements amount to. Both tables can be thrown away and rebuilt."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class ActivityProgress(Owned):
    """One person's state of one activity: a commuting fold, so order of arrival does not matter."""

    activity = models.UUIDField()
    seen_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    best_scaled = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="activity_progress_unique")
        ]
        verbose_name = _("活动进度")
        verbose_name_plural = _("活动进度")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.activity}"


class CourseProgress(Owned):
    """The verdict of an enrolment over its programme, and over each day's course."""

    enrolment = models.ForeignKey(
        "cohorts.Enrolment", on_delete=models.PROTECT, related_name="progress"
    )
    course = models.UUIDField(help_text="The programme's activity, or one of its courses'.")
    whole = models.BooleanField(help_text="True for the verdict over the whole programme.")
    required = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField()
    done_codes = models.JSONField(default=list)
    satisfied_at = models.DateTimeField(null=True)
    satisfied_version = models.PositiveIntegerField(
        null=True, help_text="The requirement version that was met."
    )
    requirement_version = models.PositiveIntegerField()
    reasons = models.JSONField(
        default=dict, help_text="Of the whole verdict only: by item how, when and by what evidence."
    )
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "enrolment", "course"], name="course_progress_unique"
            )
        ]
        verbose_name = _("课程进度")
        verbose_name_plural = _("课程进度")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.done}/{self.required}"
