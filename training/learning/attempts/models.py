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
    awaits_marker = models.BooleanField(
        _("等人评阅"), default=False, help_text="Submitted, marked by machine, waits for a person."
    )
    place = models.PositiveSmallIntegerField(_("看到第几题"), default=1)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("纸质卷录入人"),
    )
    started_at = models.DateTimeField(_("开始时间"))
    due_at = models.DateTimeField(_("截止时间"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("交卷时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("评分时间"), null=True, blank=True)
    marked = models.DecimalField(_("得分"), max_digits=7, decimal_places=2, null=True)
    maximum = models.DecimalField(_("满分"), max_digits=7, decimal_places=2)
    percent = models.DecimalField(_("百分制"), max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(_("通过"), null=True)
    told = models.PositiveSmallIntegerField(
        default=0, help_text="How many verdicts the log was told."
    )

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
                fields=["submitted_at"],
                condition=Q(state="submitted", awaits_marker=False),
                name="attempt_unmarked",
            ),
            models.Index(
                fields=["quiz", "submitted_at"],
                condition=Q(state="submitted", awaits_marker=True),
                name="attempt_awaits_marker",
            ),
            # Statistics and regrading go over all sittings of a quiz.
            models.Index(fields=["quiz", "state"], name="attempt_by_quiz"),
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
    section = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "attempt", "position"], name="attempt_item_unique"
            )
        ]
        indexes = [models.Index(fields=["version"], name="attempt_item_by_version")]

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
    certainty = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 guessed, 2 fairly sure, 3 certain."
    )
    flagged = models.BooleanField(default=False, help_text="The person wants to look again.")
    tried = models.BooleanField(default=False, help_text="Given for judgement at once (practice).")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Staff who keyed a paper answer or accepted a late one; empty: the person.",
    )
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
    left_out = models.BooleanField(default=False, help_text="Does not enter the total.")
    grader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amendment = models.ForeignKey(
        "courses.KeyAmendment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    comment = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "item", "number"], name="score_unique")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.fraction}"


class ManualMark(Appended):
    """What one marker gave one answer by the rubric. The markers' agreement becomes a Score."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="manual_marks")
    number = models.PositiveSmallIntegerField()
    part = models.CharField(
        max_length=64, blank=True, help_text="Which part of a case group; empty: the whole answer."
    )
    marks = models.JSONField(help_text="Criterion id → share of it, as text between 0 and 1.")
    fraction = models.DecimalField(max_digits=7, decimal_places=6)
    comment = models.TextField(_("评语"), blank=True)
    decides = models.BooleanField(default=False, help_text="Given to settle two that differ.")
    answer = models.CharField(
        max_length=64,
        blank=True,
        help_text="Fingerprint of the text that was read (grading/rubric.py); empty: any.",
    )
    grader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "item", "part", "number"], name="manual_mark_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.fraction}"


class MarkChange(Owned):
    """A finished sitting's mark was changed: what it was, what it is, why, and whether she has
    seen it."""

    class Cause(models.TextChoices):
        REGRADE = "regrade", _("题目重评")
        REMARK = "remark", _("重新评阅")
        LATE = "late", _("迟到的答案被采纳")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="changes")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    amendment = models.ForeignKey(
        "courses.KeyAmendment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    old_percent = models.DecimalField(max_digits=5, decimal_places=2)
    new_percent = models.DecimalField(max_digits=5, decimal_places=2)
    old_passed = models.BooleanField(null=True)
    new_passed = models.BooleanField(null=True)
    pass_kept = models.BooleanField(
        default=False, help_text="Now below the pass mark, but the earlier pass stands."
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        verbose_name = _("成绩更正")
        verbose_name_plural = _("成绩更正")

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.old_percent} → {self.new_percent}"


class Allowance(Appended):
    """Other times or tries for one person in one quiz. The newest counts; empty fields change
    nothing."""

    quiz = models.ForeignKey("courses.Quiz", on_delete=models.PROTECT, related_name="allowances")
    opens_at = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closes_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    time_limit = models.PositiveSmallIntegerField(_("限时（分钟）"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(_("最多几次"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["learner", "quiz"], name="allowance_of_learner")]
        verbose_name = _("个人例外")
        verbose_name_plural = _("个人例外")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.quiz_id}"


class GroupAllowance(models.Model):
    """The same for a group or a township of a class, or with neither for the whole class."""

    quiz = models.ForeignKey("courses.Quiz", on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opens_at = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closes_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    time_limit = models.PositiveSmallIntegerField(_("限时（分钟）"), null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(_("最多几次"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["quiz", "cohort"], name="group_allowance_of_quiz")]
        verbose_name = _("小组例外")
        verbose_name_plural = _("小组例外")

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.unit_id} {self.quiz_id}"


class Objection(Owned):
    """A deputy holds that a question is wrong; the trainer answers, and may regrade."""

    class Verdict(models.TextChoices):
        OPEN = "open", _("等待答复")
        UPHELD = "upheld", _("意见成立")
        DECLINED = "declined", _("维持原答案")

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("哪里有疑问"))
    raised_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    amendment = models.ForeignKey(
        "courses.KeyAmendment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "item"], name="objection_once_per_item")
        ]
        indexes = [
            models.Index(
                fields=["raised_at"], condition=Q(verdict="open"), name="objection_waiting"
            )
        ]
        verbose_name = _("题目疑问")
        verbose_name_plural = _("题目疑问")

    def __str__(self) -> str:
        return f"{self.item_id} {self.verdict}"
