"""What a person is advised to do next, and why: kept so that it stands still while she works."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Owned


class Plan(Owned):
    """When a person's plan was last made, after what, and what it had to go by.

    `basis`: {"cause": code, "missing": [keys], "uncovered": [keys], "unknown": n, "known": n}.
    """

    proposed_at = models.DateTimeField(_("安排时间"))
    basis = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner"], name="plan_unique")]
        verbose_name = _("补学计划")
        verbose_name_plural = _("补学计划")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.proposed_at:%Y-%m-%d %H:%M}"


class PlanItem(Owned):
    """A lesson, a case, a practice set or a short check on the plan of one person.

    `points` are the keys it is there for. `reason` is a code of wording.py with its `numbers`, so
    that it can be told in both languages and as it was when it was given; `closing` likewise says
    how it ended: {"code", ...numbers}.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("课时")
        CASE = "case", _("案例")
        QUIZ = "quiz", _("练习卷")
        CHECK = "check", _("练一练")

    class State(models.TextChoices):
        OPEN = "open", _("待学")
        DONE = "done", _("已完成")
        WAIVED = "waived", _("免学")
        REMOVED = "removed", _("已移除")

    activity = models.UUIDField(help_text="A check's is derived from its knowledge point.")
    kind = models.CharField(_("形式"), max_length=8, choices=Kind.choices)
    points = models.JSONField(default=list)
    reason = models.CharField(max_length=20)
    numbers = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    due_on = models.DateField(_("哪天"), null=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing = models.JSONField(default=dict)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(_("讲师写的理由"), max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "activity"], name="plan_item_unique")
        ]
        indexes = [models.Index(fields=["learner", "state", "position"], name="plan_item_to_do")]
        verbose_name = _("计划项目")
        verbose_name_plural = _("计划项目")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.kind} {self.activity}"
