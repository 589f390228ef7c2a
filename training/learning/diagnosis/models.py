"""Diagnosis: sittings without quiz, mark or deadline, each question put when the last was answered.

Tables of their own and not attempts': see docs/decisions/0024.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Owned


class Diagnosis(Owned):
    """One diagnosis of one person. `belief` is what the model carries from question to question,
    `result` the verdicts as they were told when it ended."""

    class State(models.TextChoices):
        OPEN = "open", _("进行中")
        PAUSED = "paused", _("暂停")
        FINISHED = "finished", _("已完成")
        EXPIRED = "expired", _("过期收回")

    class Ending(models.TextChoices):
        KNOWN = "known", _("已经问清楚了")
        COUNT = "count", _("题数问满了")
        TIME = "time", _("时间用完了")
        POOL = "pool", _("没有合适的题了")
        HERSELF = "herself", _("自己提前结束")
        LEFT = "left", _("很久没有继续")

    enrolment = models.ForeignKey(
        "cohorts.Enrolment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="diagnoses",
    )
    number = models.PositiveSmallIntegerField(_("第几次"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    ended_by = models.CharField(_("怎样结束"), max_length=8, choices=Ending.choices, blank=True)
    roots = models.JSONField(
        default=list, help_text="Content roots whose practice questions may be asked."
    )
    seed = models.CharField(max_length=32)
    model = models.PositiveSmallIntegerField(default=0, help_text="Which version of the model.")
    belief = models.JSONField(default=dict)
    pool = models.JSONField(
        default=dict, help_text="What may be asked while it runs; empty when it is over."
    )
    result = models.JSONField(default=dict)
    asked = models.PositiveSmallIntegerField(_("问了几题"), default=0)
    spent = models.PositiveIntegerField(
        _("答题用时（秒）"), default=0, help_text="Between putting and answering, capped each time."
    )
    ticking_since = models.DateTimeField(
        null=True, help_text="Since when the question before her counts; empty while paused."
    )
    started_at = models.DateTimeField(_("开始时间"))
    touched_at = models.DateTimeField(_("最后动过"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "number"], name="diagnosis_number_unique"),
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(state__in=["open", "paused"]),
                name="diagnosis_one_open",
            ),
        ]
        indexes = [
            # close_abandoned looks for these, whoever they belong to.
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=["open", "paused"]),
                name="diagnosis_by_touch",
            )
        ]
        verbose_name = _("诊断")
        verbose_name_plural = _("诊断")

    def __str__(self) -> str:
        return f"{self.learner_id} #{self.number}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked."""
        return self.state in (self.State.FINISHED, self.State.EXPIRED)


class DiagnosisItem(Owned):
    """One question of a diagnosis: the frozen version, and the seed of its shuffle and names."""

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(
        "courses.QuestionVersion", on_delete=models.PROTECT, related_name="+"
    )
    point = models.CharField(max_length=50, help_text="The knowledge point it was chosen for.")
    seed = models.CharField(max_length=32)
    put_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "diagnosis", "position"], name="diagnosis_item_unique"
            )
        ]
        indexes = [models.Index(fields=["version"], name="diagnosis_item_by_version")]

    def __str__(self) -> str:
        return f"{self.diagnosis_id} {self.position}"


class DiagnosisAnswer(Appended):
    """One answer as it was handed in. The first that comes while the diagnosis runs decides what
    is asked next, so it counts and stays; any other is kept beside it."""

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(DiagnosisItem, on_delete=models.PROTECT, related_name="answers")
    step = models.PositiveIntegerField()
    counts = models.BooleanField()
    device = models.CharField(max_length=36)
    seq = models.PositiveIntegerField()
    client_id = models.UUIDField()
    payload = models.JSONField()
    dont_know = models.BooleanField(default=False, help_text="She said so instead of guessing.")
    certainty = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 guessed, 2 fairly sure, 3 certain."
    )
    fraction = models.DecimalField(max_digits=7, decimal_places=6)
    outcome = models.CharField(max_length=12)
    seconds = models.PositiveIntegerField(default=0)
    client_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "item", "step"], name="diagnosis_answer_step_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "diagnosis", "client_id"], name="diagnosis_answer_client_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "item"],
                condition=Q(counts=True),
                name="diagnosis_answer_one_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.step}"
