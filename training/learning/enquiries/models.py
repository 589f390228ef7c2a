"""Deputies' questions to the trainers, what was said about each, and the answers that everybody may
read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Facts, Owned


class Enquiry(Owned):
    """A question as it stands. What was said is in its messages, which never change; this row only
    tells who has it and since when it waits."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待答复")
        ANSWERED = "answered", _("已答复")
        CLOSED = "closed", _("已结束")

    congress = models.ForeignKey("people.Congress", on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked = models.UUIDField(help_text="Of the form: sent twice, it is the same question.")
    place_title = models.CharField(
        max_length=255, blank=True, help_text=_("问的时候页面叫什么；页面没了也认得。")
    )
    place_url = models.CharField(max_length=500, blank=True)
    activity = models.UUIDField(null=True, help_text="Of the page, where it has one.")
    section = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    messages_count = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    changed_at = models.DateTimeField()
    with_office = models.BooleanField(default=False)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "asked"], name="enquiry_asked_once")
        ]
        indexes = [
            models.Index(fields=["congress", "state", "waiting_since"], name="enquiry_queue"),
            models.Index(fields=["learner", "-changed_at"], name="enquiry_of_learner"),
        ]
        verbose_name = _("提问")
        verbose_name_plural = _("提问")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.asked_at:%Y-%m-%d}"


class EnquiryMessage(Appended):
    """Something said or done about a question, in its order."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("提问")
        ANSWER = "answer", _("答复")
        FORWARD = "forward", _("转交")
        CLOSE = "close", _("结束")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    asked = models.UUIDField(help_text="Of the form: sent twice, it is the same message.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = Facts.as_manager()

    class Meta:
        ordering = ["enquiry", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "enquiry", "number"], name="enquiry_message_number"
            ),
            models.UniqueConstraint(fields=["learner", "asked"], name="enquiry_message_once"),
        ]
        indexes = [models.Index(fields=["learner", "kind", "at"], name="enquiry_message_rate")]
        verbose_name = _("提问里的话")
        verbose_name_plural = _("提问里的话")

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.number}"

    def told(self) -> str:
        """What stands before the words: who did what."""
        if self.kind == self.Kind.FORWARD:
            return gettext("转给%(who)s") % {"who": self.to or gettext("工作机构")}
        return str(self.get_kind_display())


class FaqEntry(models.Model):
    """A question and its answer written anew for everybody of a congress. It knows the question it
    was made from only by its id, never whose that was."""

    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, related_name="+", verbose_name=_("人大")
    )
    question = models.CharField(_("问题"), max_length=200)
    answer = models.TextField(_("答复"), max_length=3000)
    activity = models.UUIDField(null=True, blank=True, db_index=True)
    place_title = models.CharField(_("放在哪一页"), max_length=255, blank=True)
    place_url = models.CharField(max_length=500, blank=True)
    points = models.ManyToManyField(
        "cms.KnowledgePoint", blank=True, related_name="+", verbose_name=_("知识点")
    )
    live = models.BooleanField(_("已发布"), default=False)
    made_from = models.UUIDField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-changed_at", "pk"]
        verbose_name = _("常见问题")
        verbose_name_plural = _("常见问题")

    def __str__(self) -> str:
        return self.question
