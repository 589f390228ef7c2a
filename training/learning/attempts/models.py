"""Attempts: a paper pinned to frozen versions, every save an appended step, every mark an appended
score."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Owned


class Attempt(Owned):
    """One sitting of one person. The rules in force are copied in, so that later edits cannot
    reach it."""

    class State(models.TextChoices):
        INPROGRESS = "inprogress", _("作答中")
        SUBMITTED = "submitted", _("已交卷")
        FINISHED = "finished", _("已评分")
        ABANDONED = "abandoned", _("已放弃")

    enrolment = models.ForeignKey(
        "cohorts.Enrolment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attempts",
    )
    quiz = models.ForeignKey("courses.Quiz", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("第几次"))
    rules = models.JSONField(default=dict)
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.INPROGRESS
    )
    started_at = models.DateTimeField(_("开始时间"))
    due_at = models.DateTimeField(_("截止时间"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("交卷时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("评分时间"), null=True, blank=True)
    marked = models.DecimalField(_("得分"), max_digits=7, decimal_places=2, null=True)
    maximum = models.DecimalField(_("满分"), max_digits=7, decimal_places=2)
    percent = models.DecimalField(_("百分制"), max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(_("通过"), null=True)

    class Meta:
        # SQL lets NULL repeat, so attempts outside a class need constraints of their own.
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "quiz", "enrolment", "number"], name="attempt_number_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz", "number"],
                condition=Q(enrolment=None),
                name="attempt_number_alone_unique",
            ),
            models.UniqueConstraint(
                fields=["learner", "quiz"],
                condition=Q(state="inprogress"),
                name="attempt_one_open",
            ),
        ]
        indexes = [
            # close_overdue looks for these, whoever they belong to.
            models.Index(fields=["due_at"], condition=Q(state="inprogress"), name="attempt_by_due"),
            models.Index(
                fields=["submitted_at"], condition=Q(state="submitted"), name="attempt_unmarked"
            ),
        ]
        verbose_name = _("作答")
        verbose_name_plural = _("作答")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.quiz_id} #{self.number}"


class AttemptItem(Owned):
    """One question of a sitting: the frozen version, its worth, and the seed of its shuffle and
    names."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(
        "courses.QuestionVersion", on_delete=models.PROTECT, related_name="+"
    )
    max_mark = models.DecimalField(max_digits=5, decimal_places=2)
    seed = models.CharField(max_length=32)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "attempt", "position"], name="attempt_item_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}"


class Response(Appended):
    """One save of one answer. The current answer is the highest step that is not late and not
    superseded."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="responses")
    step = models.PositiveIntegerField()
    device = models.CharField(max_length=36)
    seq = models.PositiveIntegerField()
    client_id = models.UUIDField()
    base_step = models.PositiveIntegerField(default=0)
    payload = models.JSONField()
    current = models.BooleanField(
        default=True, help_text="False for a save that arrived after a newer one of its device."
    )
    late = models.BooleanField(default=False)
    client_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "item", "step"], name="response_step_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "attempt", "client_id"], name="response_client_id_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.step}"


class Score(Appended):
    """One marking of one item; the latest wins, none is ever changed."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="scores")
    number = models.PositiveSmallIntegerField()
    fraction = models.DecimalField(max_digits=7, decimal_places=6)
    outcome = models.JSONField()
    grader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "item", "number"], name="score_unique")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.fraction}"
