"""What a class thinks of its days. Who was given a form and what was written never meet: no row
here holds both, nor anything by which they could be put together (ADR 0033)."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from training.cohorts.models import Cohort
from training.people.models import Congress
from training.people.owned import Owned


class Occasion(models.TextChoices):
    """After what a form is filled in."""

    DAY = "day", _("每天")
    END = "end", _("结业时")


class FeedbackRules(models.Model):
    """How a congress asks."""

    congress = models.OneToOneField(Congress, on_delete=models.CASCADE, related_name="+")
    asks = models.BooleanField(_("课后请代表填满意度表"), default=True)
    day_stays_open = models.PositiveSmallIntegerField(_("每天的表开放几天"), default=2)
    end_stays_open = models.PositiveSmallIntegerField(_("结业的表开放几天"), default=7)

    class Meta:
        verbose_name = _("满意度测评规则")
        verbose_name_plural = _("满意度测评规则")

    def __str__(self) -> str:
        return str(self.congress_id)


class QuestionSet(models.Model):
    """The questions a congress asks; the newest number holds for forms that open later."""

    congress = models.ForeignKey(Congress, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(_("场合"), max_length=4, choices=Occasion.choices)
    number = models.PositiveIntegerField(_("版本"))
    questions = models.JSONField(help_text="See questions.py.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "occasion", "number"], name="feedback_questions_number_unique"
            )
        ]
        verbose_name = _("满意度题目")
        verbose_name_plural = _("满意度题目")

    def __str__(self) -> str:
        return f"{self.congress_id} {self.occasion} {self.number}"


class FeedbackForm(models.Model):
    """One form of a class: of one of its days, or of its end (`day` is then 0). The questions are
    a copy, made as it opened; how long it stays open was decided then, too."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    occasion = models.CharField(_("场合"), max_length=4, choices=Occasion.choices)
    day = models.PositiveSmallIntegerField(_("第几天"), default=0)
    date = models.DateField(_("日期"))
    questions = models.JSONField(help_text="See questions.py.")
    opens_at = models.DateTimeField(_("开放"))
    closes_at = models.DateTimeField(_("截止"))
    closed = models.BooleanField(default=False, help_text="Everything that came in is counted.")
    released_on = models.DateField(null=True, help_text="Answers were last added to the results.")
    sample = models.BooleanField(default=False, help_text="Filled by the loader, not by people.")

    class Meta:
        ordering = ["cohort", "date", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "occasion", "day"], name="feedback_form_unique"
            )
        ]
        verbose_name = _("满意度表")
        verbose_name_plural = _("满意度表")

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.occasion} {self.day}"


class FormGiven(Owned):
    """This person has opened this form. Not whether, when or what she answered; it says whom not
    to remind."""

    form = models.ForeignKey(FeedbackForm, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "form"], name="feedback_given_unique")
        ]
        verbose_name = _("已打开的满意度表")
        verbose_name_plural = _("已打开的满意度表")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.form_id}"


class SpentTicket(models.Model):
    """A ticket that was used, so that sending again adds nothing. Its mark is made with a key that
    is not in the database. Rows go when the form has closed."""

    mark = models.CharField(primary_key=True, max_length=64)
    form = models.ForeignKey(FeedbackForm, on_delete=models.CASCADE, related_name="spent")

    class Meta:
        verbose_name = _("用过的凭据")
        verbose_name_plural = _("用过的凭据")

    def __str__(self) -> str:
        return self.mark


class AnswerBox(models.Model):
    """What has come in for a form and is not counted yet: one row, whose list is shuffled at every
    answer, so that it has no first and no last."""

    form = models.OneToOneField(
        FeedbackForm, primary_key=True, on_delete=models.CASCADE, related_name="box"
    )
    answers: Any = models.JSONField(default=list)

    class Meta:
        verbose_name = _("满意度票箱")
        verbose_name_plural = _("满意度票箱")

    def __str__(self) -> str:
        return f"{self.form_id}: {len(self.answers)}"


class FeedbackAnswer(models.Model):
    """One filled form: nobody's. Written by the jobs worker, five at least at once, in shuffled
    order; the key is random, the only date is the form's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    form = models.ForeignKey(FeedbackForm, on_delete=models.PROTECT, related_name="answers")
    answers = models.JSONField(help_text="Key of the question → 1 to 5, or words.")

    class Meta:
        verbose_name = _("满意度答卷")
        verbose_name_plural = _("满意度答卷")

    def __str__(self) -> str:
        return str(self.id)
