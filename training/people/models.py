"""People, the congresses they belong to, and what staff did (audit)."""

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.core.language import localised
from training.people.actions import words_of
from training.people.devices import DeviceSession  # noqa: F401
from training.people.rosters import RosterFile, RosterImport, RosterRow  # noqa: F401


class User(AbstractUser):
    """A person. Real names go into `name`; accounts are disabled, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    number = models.CharField(_("编号"), max_length=40, blank=True, db_index=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    is_sample = models.BooleanField(_("示例人员"), default=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("已并入"),
    )
    merged_at = models.DateTimeField(_("并入时间"), null=True, blank=True)
    toured_at = models.DateTimeField(_("看过入门的时间"), null=True, blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name as written on the roster; Wagtail shows this."""
        return self.name

    def get_short_name(self) -> str:
        """The same: Chinese names are not shortened."""
        return self.name


class Congress(models.Model):
    """A people's congress: the tenant. Its content lives under the root page with the same key."""

    key = models.SlugField(_("代号"), unique=True)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    office_phone = models.CharField(_("工作机构电话"), max_length=40, blank=True)
    scores_rule = models.CharField(
        _("成绩可见的书面规定"),
        max_length=120,
        blank=True,
        help_text=_("文号和日期；留空则工作机构看不到个人成绩。"),
    )

    class Meta:
        verbose_name = _("人大")
        verbose_name_plural = _("人大")

    def __str__(self) -> str:
        return localised(self, "name")


class Organisation(models.Model):
    """A township, a street, a delegation, a study group or the congress's own office."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("常委会机关")
        TOWNSHIP = "township", _("镇")
        STREET = "street", _("街道")
        DELEGATION = "delegation", _("代表团")
        GROUP = "group", _("小组")

    PLACES: ClassVar = (Kind.TOWNSHIP, Kind.STREET)
    """Where a deputy is elected: her unit."""
    BESIDE: ClassVar = (Kind.DELEGATION, Kind.GROUP)
    """What she is in beside her unit; never another level of one tree."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="organisations")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    closed_on = models.DateField(
        _("撤销日期"), null=True, blank=True, help_text="The last day on which it was there."
    )

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "kind", "name"], name="organisation_name_unique"
            )
        ]
        verbose_name = _("组织")
        verbose_name_plural = _("组织")

    def __str__(self) -> str:
        return localised(self, "name")


class Term(models.Model):
    """届: the years for which deputies are elected."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("届次"))
    starts_on = models.DateField(_("起"), null=True, blank=True)
    ends_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        ordering = ["congress", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="term_number_unique")
        ]
        verbose_name = _("届")
        verbose_name_plural = _("届")

    def __str__(self) -> str:
        return f"{self.congress} {self.number}"


class Membership(models.Model):
    """A person's role in an organisation between two dates; any number per person."""

    class Role(models.TextChoices):
        DEPUTY = "deputy", _("代表")
        DIRECTOR = "director", _("镇街人大办主任")
        TRAINER = "trainer", _("讲师")
        EDITOR = "editor", _("审稿人")
        OFFICE = "office", _("工作机构人员")
        ADMINISTRATOR = "administrator", _("管理员")
        AUDITOR = "auditor", _("审计员")

    class Beginning(models.TextChoices):
        ELECTION = "election", _("换届选举")
        BY_ELECTION = "by_election", _("补选")
        TRANSFER = "transfer", _("调动")
        APPOINTED = "appointed", _("任命")

    class Ending(models.TextChoices):
        RESIGNED = "resigned", _("辞职")
        MOVED = "moved", _("迁出或调离本行政区域")
        RECALLED = "recalled", _("罢免")
        ABSENT = "absent", _("未经批准两次不出席会议，资格终止")
        DISQUALIFIED = "disqualified", _("依法终止资格（其他情形）")
        DIED = "died", _("去世")
        TERM = "term", _("任期届满")
        TRANSFER = "transfer", _("调动")
        RELIEVED = "relieved", _("免去职务")
        MERGED = "merged", _("重复登记，已合并")
        MISTAKEN = "mistaken", _("登记有误")

    LEARNERS: ClassVar = (Role.DEPUTY, Role.DIRECTOR)

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True)
    first_term = models.BooleanField(_("初任"), null=True, blank=True)
    constituency = models.CharField(_("选区"), max_length=60, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    began_by = models.CharField(_("怎样开始"), max_length=12, choices=Beginning.choices, blank=True)
    ended_by = models.CharField(_("因何结束"), max_length=12, choices=Ending.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "starts_on"], name="membership_unique"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"], name="membership_by_unit")]
        verbose_name = _("任职")
        verbose_name_plural = _("任职")

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.organisation}"

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class SignInSlip(models.Model):
    """A one-time code handed over on paper; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="slips")
    code_hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-issued_at"], name="slip_by_user")]
        verbose_name = _("登录条")
        verbose_name_plural = _("登录条")

    def __str__(self) -> str:
        return f"{self.user} {self.issued_at:%Y-%m-%d %H:%M}"


class AuditEvent(models.Model):
    """What a member of staff did, or who signed in. Only ever inserted; kept at least 12 months."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(_("动作"), max_length=60)
    target = models.CharField(_("对象"), max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target", "-at"], name="audit_by_target")]
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("Audit events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise TypeError("Audit events are never deleted.")

    @property
    def words(self) -> str:
        """What was done, in words."""
        return words_of(self.action, self.detail)
