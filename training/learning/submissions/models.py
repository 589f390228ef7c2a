"""Drafts: every save an appended step, every hand-in a frozen text, every marking an appended
assessment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Owned


class Draft(Owned):
    """One person's n-th go at a writing task."""

    class State(models.TextChoices):
        WRITING = "writing", _("在写")
        HANDED_IN = "handed_in", _("已交，等评阅")
        ASSESSED = "assessed", _("已评阅")

    task = models.ForeignKey("courses.WritingTask", on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "cohorts.Enrolment", on_delete=models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    number = models.PositiveSmallIntegerField(_("第几稿"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WRITING)
    started_at = models.DateTimeField(_("开始时间"))
    handed_in_at = models.DateTimeField(_("交稿时间"), null=True, blank=True)
    returned = models.CharField(
        _("退回的话"),
        max_length=300,
        blank=True,
        help_text="Why it was given back to be written on.",
    )
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When she said that she had read the newest assessment."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "task", "number"], name="draft_unique"),
            models.UniqueConstraint(
                fields=["learner", "task"],
                condition=~Q(state="assessed"),
                name="draft_one_under_way",
            ),
        ]
        indexes = [
            models.Index(
                fields=["task", "handed_in_at"],
                condition=Q(state="handed_in"),
                name="draft_awaits_marker",
            ),
            models.Index(fields=["task", "state"], name="draft_by_task"),
        ]
        verbose_name = _("稿子")
        verbose_name_plural = _("稿子")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.task_id} #{self.number}"


class DraftStep(Appended):
    """One save of a draft. What counts is the highest step that is current and not late."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="steps")
    step = models.PositiveIntegerField()
    device = models.CharField(max_length=36)
    seq = models.PositiveIntegerField()
    client_id = models.UUIDField()
    base_step = models.PositiveIntegerField(default=0)
    parts = models.JSONField(help_text="Text by part: title, cause, grounds, plan.")
    current = models.BooleanField(
        default=True, help_text="False for a save that arrived after a newer one of its device."
    )
    late = models.BooleanField(default=False, help_text="Arrived when the draft was handed in.")
    client_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "draft", "step"], name="draft_step_unique"),
            models.UniqueConstraint(
                fields=["learner", "draft", "client_id"], name="draft_client_id_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.step}"


class Submission(Appended):
    """A draft as handed in, and the rubric as it stood then. The newest of a draft counts."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    rubric = models.ForeignKey("courses.RubricVersion", on_delete=models.PROTECT, related_name="+")
    pass_score = models.PositiveSmallIntegerField()
    parts = models.JSONField()
    late = models.BooleanField(_("迟交"), default=False)
    submitted_at = models.DateTimeField(_("交稿时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "draft", "number"], name="submission_unique")
        ]
        verbose_name = _("交稿")
        verbose_name_plural = _("交稿")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.number}"


class Assessment(Appended):
    """What one person gave a submission, with the rubric it was given by. The newest counts."""

    class Kind(models.TextChoices):
        TRAINER = "trainer", _("讲师评阅")
        CORRECTION = "correction", _("更正")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rubric = models.JSONField()
    total = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    veto = models.CharField(max_length=4, blank=True, help_text="The criterion that vetoed it.")
    passed = models.BooleanField(_("合格"))
    pass_kept = models.BooleanField(
        default=False, help_text="Corrected below the pass score, but the earlier pass stands."
    )
    comment = models.TextField(_("评语"), blank=True)
    reason = models.CharField(_("更正的理由"), max_length=300, blank=True)
    at = models.DateTimeField(_("评阅时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "submission", "number"], name="assessment_unique"
            )
        ]
        verbose_name = _("评阅")
        verbose_name_plural = _("评阅")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.total}"


class CriterionMark(Appended):
    """The level an assessment gives one criterion, and a word about it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="marks")
    code = models.CharField(max_length=4)
    level = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "assessment", "code"], name="criterion_mark_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.code}{self.level}"


class Marking(Owned):
    """What somebody who is marking a draft has put down so far; gone once the draft is assessed."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="markings")
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given = models.JSONField(help_text="Levels and comments by criterion, and the comment.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "draft", "marker"], name="marking_unique")
        ]
        indexes = [models.Index(fields=["marker", "at"], name="marking_by_marker")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.marker_id}"
