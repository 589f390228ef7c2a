"""What people were told, by which ways it went out, and what the office set about it."""

from datetime import time
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.language import localised
from training.notices.kinds import CHANNELS, KINDS, NoticeKind
from training.people.models import Congress
from training.people.owned import Owned

CHANNEL_CHOICES = list(CHANNELS.items())


class NoticeRules(models.Model):
    """What a congress's office set: quiet hours, the name in front of text messages, the most
    reminders a week. Without a row the defaults hold."""

    congress = models.OneToOneField(Congress, on_delete=models.PROTECT, related_name="+")
    quiet_from = models.TimeField(_("安静时段从"), default=time(21))
    quiet_until = models.TimeField(_("到第二天"), default=time(8))
    signature = models.CharField(_("短信签名"), max_length=20, blank=True)
    weekly_cap = models.PositiveSmallIntegerField(_("每人每周最多提醒"), default=3)

    class Meta:
        verbose_name = _("通知规则")
        verbose_name_plural = _("通知规则")

    def __str__(self) -> str:
        return str(self.congress)


class NoticeTemplate(models.Model):
    """The office's own words for a kind, instead of those in kinds.py."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"))
    sms = models.CharField(_("短信"), max_length=300, blank=True)
    title_en = models.CharField(_("英文标题"), max_length=200, blank=True)
    body_en = models.TextField(_("英文正文"), blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "kind"], name="notice_template_unique")
        ]
        verbose_name = _("通知模板")
        verbose_name_plural = _("通知模板")

    def __str__(self) -> str:
        return f"{self.congress_id} {self.kind}"


class Batch(models.Model):
    """One thing told to a number of people, as the office sees it. A message of the office waits
    here, with the people it is for, until it is told."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    title = models.CharField(_("标题"), max_length=200)
    made_at = models.DateTimeField(_("时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Of a message that the office wrote:
    text = models.TextField(_("正文"), blank=True)
    channels = models.JSONField(default=list)
    people = models.JSONField(default=list, help_text="Whom it is for, until it is told.")
    tell_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "kind", "key"], name="notice_batch_unique")
        ]
        indexes = [
            models.Index(fields=["congress", "-made_at"], name="notice_batch_by_time"),
            models.Index(
                fields=["tell_at"],
                name="notice_batch_waiting",
                condition=Q(told_at=None, cancelled_at=None, tell_at__isnull=False),
            ),
        ]
        verbose_name = _("一批通知")
        verbose_name_plural = _("各批通知")

    def __str__(self) -> str:
        return self.title

    @property
    def waits(self) -> bool:
        """Whether it is a message that nobody has got yet."""
        return bool(self.tell_at and not self.told_at and not self.cancelled_at)

    @property
    def kind_name(self) -> Any:
        """What kind it is, in words."""
        return KINDS[self.kind].name if self.kind in KINDS else self.kind


class Notice(Owned):
    """What one person was told, in the words of that moment. Its id follows from person, kind and
    key, so that telling the same again, even at the same moment, is the same row."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    body = models.TextField()
    sms = models.CharField(max_length=600, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    body_en = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    urgent = models.BooleanField(default=False)
    in_inbox = models.BooleanField(default=True)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "kind", "key"], name="notice_unique")
        ]
        indexes = [
            models.Index(fields=["learner", "-told_at"], name="notice_by_person"),
            models.Index(
                fields=["learner"],
                name="notice_unread",
                condition=Q(read_at=None, in_inbox=True),
            ),
            models.Index(fields=["batch"], name="notice_by_batch"),
        ]
        verbose_name = _("通知")
        verbose_name_plural = _("通知")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.kind} {self.key}"

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")

    @property
    def local_body(self) -> str:
        """The text in the reader's language."""
        return localised(self, "body")

    @property
    def known_kind(self) -> NoticeKind | None:
        """Its kind; None for one that is no longer in use."""
        return KINDS.get(self.kind)


class Delivery(Owned):
    """A notice on its way by one channel. Never twice: one row per person, notice and channel."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待发送")
        SENDING = "sending", _("正在发送")
        SENT = "sent", _("已发出")
        UNSURE = "unsure", _("不能确定")
        REFUSED = "refused", _("被退回")
        GIVEN_UP = "givenup", _("没有发出")
        SKIPPED = "skipped", _("没有发")
        CANCELLED = "cancelled", _("已取消")

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=CHANNEL_CHOICES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=20, blank=True, help_text="Why not; see reasons.py.")
    answer = models.CharField(max_length=200, blank=True, help_text="What the other side said.")
    tries = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(max_length=32, blank=True, help_text="A digest of where it went.")
    provider_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="Not before; while sending, how long that may last.")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "notice", "channel"], name="delivery_unique")
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_at"],
                name="delivery_to_do",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            models.Index(fields=["channel", "sent_at"], name="delivery_by_time"),
        ]
        verbose_name = _("发送")
        verbose_name_plural = _("发送")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.channel} {self.state}"


class Wish(Owned):
    """Whether a person wants a group of kinds by a channel; without a row she does."""

    group = models.CharField(max_length=20)
    channel = models.CharField(max_length=8, choices=CHANNEL_CHOICES)
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "group", "channel"], name="wish_unique")
        ]
        verbose_name = _("接收方式")
        verbose_name_plural = _("接收方式")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.group} {self.channel}"


class Channel(models.Model):
    """How a channel stands: after failures of the other side everything waits together."""

    name = models.CharField(max_length=8, primary_key=True, choices=CHANNEL_CHOICES)
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    last_error = models.CharField(max_length=200, blank=True)
    last_error_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("发送渠道")
        verbose_name_plural = _("发送渠道")

    def __str__(self) -> str:
        return self.name
