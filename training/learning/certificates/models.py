"""Certificates (结业证书): what the office set, what was issued, and papers printed for many.

A certificate is the learner's; what must be unique beyond her (code and number) stands in
`CertificateCode`, which points at no row of hers.
"""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.people.owned import Facts, Owned

NUMBER_FORMAT = "{年}{班次}第{序号}号"
TITLE, TITLE_EN = "结业证书", "Certificate of Completion"


class IssuerRules(models.Model):
    """What a congress's certificates say of who issues them, and how they are numbered."""

    congress = models.OneToOneField(
        "people.Congress", on_delete=models.PROTECT, related_name="certificate_rules"
    )
    issuer = models.CharField(_("发证单位"), max_length=60, blank=True)
    issuer_en = models.CharField(_("发证单位（英文）"), max_length=120, blank=True)
    title = models.CharField(_("证书名称"), max_length=20, default=TITLE)
    title_en = models.CharField(_("证书名称（英文）"), max_length=60, default=TITLE_EN, blank=True)
    number_format = models.CharField(_("编号格式"), max_length=60, default=NUMBER_FORMAT)
    signer = models.CharField(_("签发人"), max_length=40, blank=True)
    seal = models.CharField(_("印章"), max_length=64, blank=True, help_text="A Seal's digest.")

    class Meta:
        verbose_name = _("发证设置")
        verbose_name_plural = _("发证设置")

    def __str__(self) -> str:
        return str(self.congress)


class ClassRules(models.Model):
    """How a class's certificates are issued, and the last number that was given out in it."""

    cohort = models.OneToOneField(
        "cohorts.Cohort", on_delete=models.PROTECT, related_name="certificate_rules"
    )
    at_once = models.BooleanField(
        _("达到结业要求就自动发证"),
        default=False,
        help_text=_("不勾选时，由工作机构核对名单以后发。"),
    )
    short_name = models.CharField(_("编号里的班次"), max_length=30, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("班次发证设置")
        verbose_name_plural = _("班次发证设置")

    def __str__(self) -> str:
        return str(self.cohort)


class Seal(models.Model):
    """A picture of a seal. A new one is another row: what was issued keeps the seal of its day."""

    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    image = models.BinaryField(help_text="PNG, as made by seals.py.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = Facts.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["congress", "digest"], name="seal_unique")]
        verbose_name = _("印章")
        verbose_name_plural = _("印章")

    def __str__(self) -> str:
        return f"{self.congress_id} {self.digest[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("A seal never changes.")
        super().save(*args, **kwargs)


class SigningKey(models.Model):
    """The public half of a key with which certificates were signed; kept for ever, so that old
    certificates can be checked after the key was changed."""

    kid = models.CharField(max_length=16, unique=True)
    public = models.CharField(max_length=64, help_text="32 bytes in hexadecimal.")
    first_used_at = models.DateTimeField()

    class Meta:
        ordering = ["-first_used_at", "-pk"]
        verbose_name = _("签名公钥")
        verbose_name_plural = _("签名公钥")

    def __str__(self) -> str:
        return self.kid


class Certificate(Owned):
    """A certificate. What is printed was frozen when it was issued (`told`); only its standing
    changes, once, from valid to revoked or replaced."""

    class Status(models.TextChoices):
        VALID = "valid", _("有效")
        REVOKED = "revoked", pgettext_lazy("certificate", "已撤销")
        REPLACED = "replaced", _("已换发")

    FROZEN = ("learner_id", "enrolment_id", "code", "number", "told", "digest", "token", "seal")

    enrolment = models.ForeignKey(
        "cohorts.Enrolment", on_delete=models.PROTECT, related_name="certificates"
    )
    code = models.CharField(max_length=20)
    number = models.CharField(_("编号"), max_length=80)
    told = models.JSONField(help_text="Everything printed on it, see freezing.py.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is told.")
    token = models.TextField(help_text="What is told in short, signed (tokens.py).")
    seal = models.CharField(max_length=64, blank=True, help_text="A Seal's digest.")
    requirement_version = models.PositiveIntegerField(null=True)
    evidence = models.CharField(max_length=64, help_text="SHA-256 of the statements it rests on.")
    issued_at = models.DateTimeField(_("发证时间"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    status = models.CharField(
        _("状态"), max_length=10, choices=Status.choices, default=Status.VALID
    )
    ended_at = models.DateTimeField(_("失效时间"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "code"], name="certificate_code_unique"),
            models.UniqueConstraint(
                fields=["learner", "enrolment"],
                condition=Q(status="valid"),
                name="certificate_one_valid",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "status"], name="certificate_by_class")]
        verbose_name = _("结业证书")
        verbose_name_plural = _("结业证书")

    def __str__(self) -> str:
        return self.number

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "Certificate":
        """Remembers what is frozen, so that saving can refuse to change it."""
        found = super().from_db(*args, **kwargs)
        found._note_what_is_frozen()
        return found

    def _note_what_is_frozen(self) -> None:
        known = self.__dict__
        self._frozen = {name: known[name] for name in self.FROZEN if name in known}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only the standing may change: TypeError for a change of what was issued."""
        frozen = getattr(self, "_frozen", {})
        if any(value != self.__dict__.get(name) for name, value in frozen.items()):
            raise TypeError("What a certificate says never changes; issue another one.")
        super().save(*args, **kwargs)
        self._note_what_is_frozen()

    @property
    def is_valid(self) -> bool:
        """Whether it stands."""
        return self.status == self.Status.VALID


class CertificateCode(models.Model):
    """Which certificate a code names, and which numbers a congress has given out. Never deleted,
    so that no code and no number is ever given twice."""

    code = models.CharField(max_length=20, primary_key=True)
    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    certificate = models.UUIDField(help_text="The certificate's id: no key into a learner's rows.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["congress", "number"], name="certificate_number_unique")
        ]
        verbose_name = _("证书核验码")
        verbose_name_plural = _("证书核验码")

    def __str__(self) -> str:
        return self.number


class PrintRun(models.Model):
    """Many certificates as one PDF, made in the background. The file goes after some days."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待中")
        RUNNING = "running", _("正在生成")
        DONE = "done", _("已生成")
        FAILED = "failed", _("没有生成")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="+")
    certificates = models.JSONField(help_text="Pairs of learner and certificate, in print order.")
    address = models.CharField(max_length=200, help_text="The site's own, as the codes name it.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("批量打印")
        verbose_name_plural = _("批量打印")

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.done}/{self.total}"
