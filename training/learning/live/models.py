"""Live questions: rounds of a class, and what people answered.

Of an anonymous round two things are kept that nothing joins: that a person took part, without a
time, and the answers, without a person, whose order is shuffled when the round is closed.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.cohorts.models import Cohort, ScheduledSession
from training.people.owned import Appended, Facts, Owned


class LiveRound(models.Model):
    """One question put to a class in the room. What it asks is fixed once it was opened."""

    class Kind(models.TextChoices):
        POLL = "poll", _("投票调查")
        QUESTION = "question", _("练习题")
        BALLOT = "ballot", _("模拟票决")
        WORDS = "words", _("说几个词")

    class State(models.TextChoices):
        PREPARED = "prepared", _("准备好了")
        OPEN = "open", _("正在作答")
        CLOSED = "closed", _("停止作答")
        REVEALED = "revealed", _("已公布")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="live_rounds")
    scheduled = models.ForeignKey(
        ScheduledSession,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="live_rounds",
        verbose_name=_("哪一节课"),
    )
    kind = models.CharField(_("形式"), max_length=12, choices=Kind.choices)
    state = models.CharField(
        _("状态"), max_length=12, choices=State.choices, default=State.PREPARED
    )
    ask = models.TextField(_("题目"))
    body = models.JSONField(help_text="By kind, see training.learning.live.asking.")
    version = models.ForeignKey(
        "courses.QuestionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    named = models.BooleanField(_("实名"), default=False)
    shows_live = models.BooleanField(_("边答边显示"), default=False)
    number = models.PositiveIntegerField(
        _("号码"), null=True, blank=True, help_text="What people type to find the open round."
    )
    electorate = models.PositiveIntegerField(
        _("全体人数"), default=0, help_text="How many were in the class when it was opened."
    )
    changes = models.PositiveIntegerField(
        default=0, help_text="Grows with whatever phones and the room's screen must show anew."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("准备时间"))
    opened_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("停止时间"), null=True, blank=True)
    revealed_at = models.DateTimeField(_("公布时间"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=models.Q(state="open"), name="live_one_open_of_a_class"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(state="open"), name="live_number_of_open"
            ),
        ]
        indexes = [models.Index(fields=["cohort", "-opened_at"], name="live_newest_of_class")]
        verbose_name = _("课堂互动")
        verbose_name_plural = _("课堂互动")

    def __str__(self) -> str:
        return self.ask

    @property
    def over(self) -> bool:
        """Whether no more answers are taken."""
        return self.state in (self.State.CLOSED, self.State.REVEALED)


class LiveAnswer(Appended):
    """An answer to a named round. A changed answer is another row; the highest number counts."""

    round = models.ForeignKey(LiveRound, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(help_text="Made by the device: the same answer sent again.")
    payload = models.JSONField()
    at = models.DateTimeField(_("时间"))

    objects = Facts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "round", "number"], name="live_answer_number_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "round", "client_id"], name="live_answer_sent_once"
            ),
        ]
        indexes = [models.Index(fields=["round", "number"], name="live_answer_by_round")]
        verbose_name = _("课堂实名作答")
        verbose_name_plural = _("课堂实名作答")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.round_id} {self.number}"


class LiveTaking(Owned):
    """That a person answered an anonymous round: once, and without a time."""

    round = models.ForeignKey(LiveRound, on_delete=models.PROTECT, related_name="takings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "round"], name="live_taking_unique")
        ]
        verbose_name = _("课堂匿名参加")
        verbose_name_plural = _("课堂匿名参加")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.round_id}"


class LiveSlip(models.Model):
    """An answer to an anonymous round: whose it was is not known, nor when it came."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(LiveRound, on_delete=models.PROTECT, related_name="slips")
    payload = models.JSONField()

    class Meta:
        verbose_name = _("课堂匿名作答")
        verbose_name_plural = _("课堂匿名作答")

    def __str__(self) -> str:
        return str(self.id)


class LiveWord(models.Model):
    """Whether a word may stand on the wall, as the runner last decided; unseen without a row."""

    round = models.ForeignKey(LiveRound, on_delete=models.PROTECT, related_name="ruled_words")
    word = models.CharField(max_length=40)
    shown = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "word"], name="live_word_unique")]
        verbose_name = _("词语审核")
        verbose_name_plural = _("词语审核")

    def __str__(self) -> str:
        return self.word
