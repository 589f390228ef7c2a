"""Being there: who checked in, what was taken back, who asked for leave or came late with word."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Owned


class Attendances(models.QuerySet["Attendance"]):
    """Records of being there, those that were taken back included."""

    def standing(self) -> "Attendances":
        """Those that nobody took back: at most one of a person and a session."""
        return self.filter(voidings=None)


class Attendance(Appended):
    """A person was at a session. What was taken back stays, and a later record has the next
    number; the rule of the day is kept in `late` and `counts`."""

    class How(models.TextChoices):
        QR = "qr", _("扫大屏幕的码")
        NUMBER = "number", _("输入数字码")
        OWN_CODE = "own_code", _("出示代表码")
        STAFF = "staff", _("工作人员登记")
        PAPER = "paper", _("按纸质名单录入")
        CLAIM = "claim", _("补签，工作人员核实")

    scheduled = models.ForeignKey(
        "cohorts.ScheduledSession", on_delete=models.PROTECT, related_name="attendance"
    )
    number = models.PositiveSmallIntegerField(
        default=1, help_text="Grows by one with each record that was taken back."
    )
    at = models.DateTimeField(_("到的时间"))
    recorded_at = models.DateTimeField(null=True, help_text="When it was written down.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(_("方式"), max_length=12, choices=How.choices, default=How.STAFF)
    late = models.BooleanField(_("迟到"), default=False)
    counts = models.BooleanField(default=True, help_text="By the rule in force when it was made.")
    device = models.CharField(
        max_length=16, blank=True, help_text="A trace of the phone, another one for each session."
    )

    objects = Attendances.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "scheduled", "number"], name="attendance_number_unique"
            )
        ]
        verbose_name = _("签到")
        verbose_name_plural = _("签到")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.scheduled_id}"


class AttendanceVoided(Appended):
    """A record of being there was wrong, and staff took it back."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="voidings")
    reason = models.CharField(_("原因"), max_length=200)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "attendance"], name="attendance_voided_once")
        ]
        verbose_name = _("撤回的签到")
        verbose_name_plural = _("撤回的签到")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.attendance_id}"


class PresenceClaim(Owned):
    """补签: a person says she was there and the code could not be sent in time. Staff decide."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等核实")
        CONFIRMED = "confirmed", _("已核实")
        REFUSED = "refused", _("没有核实")

    scheduled = models.ForeignKey(
        "cohorts.ScheduledSession", on_delete=models.PROTECT, related_name="claims"
    )
    client_id = models.UUIDField(help_text="Made by the phone: sent again, it is the same claim.")
    words = models.CharField(_("说明"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("收到的时间"))
    code_at = models.DateTimeField(
        null=True, help_text="When the code she holds was on the screen; none without a code."
    )
    phone_at = models.DateTimeField(null=True, help_text="By her phone's clock: shown, not used.")
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("答复"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "client_id"], name="claim_sent_once"),
            models.UniqueConstraint(
                fields=["learner", "scheduled"],
                condition=Q(state="waiting"),
                name="claim_one_waiting",
            ),
        ]
        indexes = [models.Index(fields=["scheduled", "state"], name="claim_queue")]
        verbose_name = _("补签")
        verbose_name_plural = _("补签")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.scheduled_id}"


class LeaveRequest(Owned):
    """请假: a person cannot come to a session, or could not. Approved, it is not attendance, but
    nobody calls it absence."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("公务")
        ILL = "ill", _("生病")
        PRIVATE = "private", _("个人事务")

    class State(models.TextChoices):
        WAITING = "waiting", _("等答复")
        APPROVED = "approved", _("准假")
        REFUSED = "refused", _("不准假")
        WITHDRAWN = "withdrawn", _("已收回")

    scheduled = models.ForeignKey(
        "cohorts.ScheduledSession", on_delete=models.PROTECT, related_name="leaves"
    )
    asked = models.UUIDField(help_text="The same for the sessions that were asked for together.")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("事由"), max_length=200)
    asked_at = models.DateTimeField(_("提出时间"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Staff who entered it for her.",
    )
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.WAITING)
    answer = models.CharField(_("答复"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "scheduled"],
                condition=Q(state__in=["waiting", "approved"]),
                name="leave_one_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["scheduled", "state"], name="leave_queue")]
        verbose_name = _("请假")
        verbose_name_plural = _("请假")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.scheduled_id}"


class CheckInRefusal(Owned):
    """An attempt to check in that was refused and why, for staff who are asked; kept a month."""

    scheduled = models.ForeignKey(
        "cohorts.ScheduledSession", on_delete=models.PROTECT, null=True, related_name="refusals"
    )
    at = models.DateTimeField(_("时间"), db_index=True)
    code = models.CharField(max_length=20)
    reason = models.CharField(_("原因"), max_length=300)
    key = models.CharField(max_length=60, help_text="The same attempt within a minute is one row.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="check_in_refusal_unique")
        ]
        verbose_name = _("没有签成")
        verbose_name_plural = _("没有签成")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.code}"


class CheckInRules(models.Model):
    """When a congress's check-in opens, from when on it is late, and whether late counts."""

    congress = models.OneToOneField(
        "people.Congress", on_delete=models.PROTECT, related_name="check_in_rules"
    )
    opens_minutes = models.PositiveSmallIntegerField(_("课前多少分钟开始签到"), default=30)
    late_minutes = models.PositiveSmallIntegerField(_("开课多少分钟以后算迟到"), default=15)
    late_counts = models.BooleanField(_("迟到的算到课"), default=True)
    claim_days = models.PositiveSmallIntegerField(_("课后几天内可以补签"), default=3)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("签到规则")
        verbose_name_plural = _("签到规则")

    def __str__(self) -> str:
        return str(self.congress)


class OpenedEarly(models.Model):
    """Staff opened the check-in of one session before its time, on its day."""

    scheduled = models.OneToOneField(
        "cohorts.ScheduledSession", on_delete=models.CASCADE, related_name="opened_early"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("提前开放的签到")
        verbose_name_plural = _("提前开放的签到")

    def __str__(self) -> str:
        return f"{self.scheduled_id} {self.at:%Y-%m-%d %H:%M}"
