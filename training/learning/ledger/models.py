"""The statement log: append-only, the one source of truth for progress (xAPI: actor, verb, object,
result, context)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Facts


class Verb(models.TextChoices):
    """Verbs in xAPI/cmi5 terms."""

    LAUNCHED = "launched", _("打开")
    PROGRESSED = "progressed", _("学习中")
    COMPLETED = "completed", _("学完")
    ANSWERED = "answered", _("作答")
    PASSED = "passed", _("通过")
    FAILED = "failed", _("未通过")
    ATTENDED = "attended", _("签到")
    SUBMITTED = "submitted", _("交稿")
    ASSESSED = "assessed", _("评阅")
    REVIEWED = "reviewed", _("复习")
    WAIVED = "waived", _("免修")
    OVERRIDDEN = "overridden", _("裁定")
    SATISFIED = "satisfied", _("达到要求")
    VOIDED = "voided", _("作废")


class Statement(Appended):
    """One thing that happened. `statement_id` makes resending harmless; a correction is a voiding
    row."""

    statement_id = models.UUIDField()
    registration = models.ForeignKey(
        "cohorts.Enrolment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=12, choices=Verb.choices)
    activity = models.UUIDField()
    activity_type = models.CharField(max_length=20)
    scaled = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    success = models.BooleanField(null=True, blank=True)
    completion = models.BooleanField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    context = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(help_text="The clock of the device or of the server.")
    effective_at = models.DateTimeField(
        help_text="occurred_at clamped to [stored_at - 7 d, stored_at]"
    )
    stored_at = models.DateTimeField()
    source = models.CharField(max_length=20, default="web")
    voids = models.UUIDField(
        null=True, blank=True, help_text="The statement_id this one takes back."
    )

    objects = Facts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "statement_id"], name="statement_id_unique")
        ]
        indexes = [
            models.Index(fields=["learner", "activity"], name="statement_by_activity"),
            models.Index(fields=["learner", "effective_at"], name="statement_by_time"),
            models.Index(
                fields=["learner", "voids"],
                name="statement_by_voids",
                condition=Q(voids__isnull=False),
            ),
        ]
        verbose_name = _("学习记录")
        verbose_name_plural = _("学习记录")

    def __str__(self) -> str:
        return f"{self.verb} {self.activity}"
