"""Hours outside the class: other events and who took part, and what a person objects to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from training.learning.hours.explaining import shown
from training.people.owned import Owned


class OtherEvent(models.Model):
    """A study meeting, a course elsewhere or a subject studied together: on one day, or on each of
    several. It never changes; a wrong one is taken back and typed anew."""

    class Kind(models.TextChoices):
        STUDY = "study", _("学习会")
        PROVINCE = "province", _("省培训班")
        SUBJECT = "subject", _("专题学习")
        OTHER = "other", _("其他")

    congress = models.ForeignKey(
        "people.Congress", on_delete=models.PROTECT, related_name="other_events"
    )
    name = models.CharField(_("活动名称"), max_length=100)
    organiser = models.CharField(_("主办单位"), max_length=80, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    starts_on = models.DateField(_("日期"))
    ends_on = models.DateField(_("到哪天"))
    minutes = models.PositiveSmallIntegerField(_("每天多少分钟"), null=True, blank=True)
    credit = models.DecimalField(
        _("每天记多少学时"), max_digits=4, decimal_places=2, null=True, blank=True
    )
    made_at = models.DateTimeField(_("登记时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="other_event_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None, credit__isnull=False)
                | Q(minutes__isnull=False, credit=None),
                name="other_event_minutes_or_credit",
            ),
        ]
        indexes = [models.Index(fields=["congress", "starts_on"], name="other_event_by_day")]
        verbose_name = _("其他活动")
        verbose_name_plural = _("其他活动")

    def __str__(self) -> str:
        return self.name

    @property
    def each_day(self) -> str:
        """What one of its days is worth: minutes, or hours that were typed."""
        if self.credit is not None:
            return gettext("%s 学时") % shown(self.credit)
        return gettext("%d 分钟") % self.minutes


class EventPresence(Owned):
    """A person took part in an event, until that is taken back with a reason."""

    event = models.ForeignKey(OtherEvent, on_delete=models.PROTECT, related_name="presences")
    number = models.PositiveSmallIntegerField(help_text="The n-th time she was put on the list.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "event", "number"], name="event_presence_number_unique"
            ),
            models.UniqueConstraint(
                fields=["learner", "event"],
                condition=Q(taken_back_at=None),
                name="event_presence_unique",
            ),
        ]
        verbose_name = _("参加活动")
        verbose_name_plural = _("参加活动")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.event_id}"


class HourAppeal(Owned):
    """这一行不对, or something is missing: what a person says about her account, and the office's
    answer."""

    class State(models.TextChoices):
        OPEN = "open", _("等答复")
        ACCEPTED = "accepted", _("已采纳")
        DECLINED = "declined", _("未采纳")

    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        "learning.HourEntry", on_delete=models.PROTECT, null=True, related_name="appeals"
    )
    day = models.DateField(_("哪一天"))
    text = models.TextField(_("哪里不对"), max_length=500)
    raised_at = models.DateTimeField()
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.OPEN)
    credit = models.DecimalField(
        _("更正多少学时"), max_digits=4, decimal_places=2, null=True, help_text="With its sign."
    )
    answer = models.TextField(_("答复"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "entry"],
                condition=Q(state="open", entry__isnull=False),
                name="hour_appeal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(answered_at__isnull=False),
                name="hour_appeal_answered",
            ),
        ]
        indexes = [models.Index(fields=["congress", "state"], name="hour_appeal_queue")]
        verbose_name = _("学时异议")
        verbose_name_plural = _("学时异议")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.day}"

    @property
    def correction(self) -> str:
        """How many hours were corrected, with sign; '' for none."""
        return f"{self.credit.normalize():+f}" if self.credit else ""
