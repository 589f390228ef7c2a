"""That the office spoke to somebody about her training. Facts: a mistake is taken back by a row."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Facts


class Contacts(Facts):
    """Notes of having spoken to people, those taken back included."""

    def standing(self) -> Any:
        """Those that nobody took back."""
        return self.filter(taken_back=None)


class Contact(Appended):
    """Staff spoke to a person of a class."""

    class How(models.TextChoices):
        PHONE = "phone", _("电话")
        IN_PERSON = "person", _("当面")
        MESSAGE = "message", _("微信或短信")
        OTHER = "other", _("其他方式")

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="+")
    asked = models.UUIDField(help_text="Of the form: sent twice, it is the same note.")
    how = models.CharField(_("怎样联系"), max_length=12, choices=How.choices)
    note = models.CharField(_("说了什么"), max_length=300, blank=True)
    at = models.DateTimeField(_("什么时候"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = Contacts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "asked"], name="contact_noted_once")
        ]
        indexes = [models.Index(fields=["cohort", "at"], name="contact_by_class")]
        verbose_name = _("联系记录")
        verbose_name_plural = _("联系记录")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.at:%Y-%m-%d}"


class ContactTakenBack(Appended):
    """A note was a mistake."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="taken_back")
    reason = models.CharField(_("原因"), max_length=200)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = Facts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "contact"], name="contact_taken_back_once")
        ]
        verbose_name = _("撤回的联系记录")
        verbose_name_plural = _("撤回的联系记录")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.contact.pk}"
