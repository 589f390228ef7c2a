"""Quizzes: sections of slots; a slot names a question or tells how to draw one."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from cms.core.constraints import unique_per_root
from cms.core.language import localised
from cms.taxonomy.models import KnowledgePoint
from courses.questions.models import ItemStatistics, Question
from courses.quizzes.review import default_review

EASIEST, HARDEST = 1, 5


class Quiz(ClusterableModel):
    """A test or a practice set; `uuid` is its identity in statements."""

    class Purpose(models.TextChoices):
        PLACEMENT = "placement", _("入班前测")
        EARLY = "early", _("早测")
        FINAL = "final", _("结业测评")
        PRACTICE = "practice", _("练习")

    class Behaviour(models.TextChoices):
        DEFERRED = "deferred", _("考试：交卷以后讲评")
        IMMEDIATE = "immediate", _("练习：每题当场讲评")

    class Counts(models.TextChoices):
        HIGHEST = "highest", _("最高一次")
        AVERAGE = "average", _("各次平均")
        FIRST = "first", _("第一次")
        LAST = "last", _("最后一次")

    class Overdue(models.TextChoices):
        SUBMIT = "submit", _("到时自动交卷")
        GRACE = "grace", _("到时不能再改，宽限期内可以交卷")
        ABANDON = "abandon", _("到时没有交卷就不算")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.SlugField(_("键"))
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("名称"), max_length=100)
    title_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    intro = models.TextField(_("说明"), blank=True)
    purpose = models.CharField(_("用途"), max_length=12, choices=Purpose.choices)
    time_limit = models.PositiveSmallIntegerField(
        _("限时（分钟）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("留空表示不限时。"),
    )
    extra_time = models.PositiveSmallIntegerField(
        _("看字、打字慢的人多给时间（%）"),
        default=50,
        validators=[MaxValueValidator(200)],
        help_text=_(
            "限时的测验，开始时自己勾选就多这么多时间，看大字的人已经替他勾好。0 表示不给。"
        ),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("最多几次"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("留空表示不限次数。"),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("及格线（百分制）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("留空表示不设及格线。"),
    )
    live = models.BooleanField(_("开放"), default=True)
    behaviour = models.CharField(
        _("方式"), max_length=12, choices=Behaviour.choices, default=Behaviour.DEFERRED
    )
    tries = models.PositiveSmallIntegerField(
        _("每题可试几次"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("只用于当场讲评：答错了给提示，可以再试。"),
    )
    try_penalty = models.PositiveSmallIntegerField(
        _("每多试一次扣这题的百分之几"), default=0, validators=[MaxValueValidator(100)]
    )
    certainty = models.BooleanField(
        _("问“有把握吗？”"), default=False, help_text=_("不影响得分，只用来看清是真会还是猜的。")
    )
    shuffle_choices = models.BooleanField(_("打乱选项"), default=True)
    least_seen_first = models.BooleanField(
        _("抽题时先抽本人见得少的"), default=False, help_text=_("只影响抽题的题位。")
    )
    opens_at = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closes_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    wait_after_first = models.PositiveIntegerField(_("第一次与第二次之间隔几分钟"), default=0)
    wait_between = models.PositiveIntegerField(_("以后各次之间隔几分钟"), default=0)
    counts = models.CharField(
        _("多次作答以哪次为准"), max_length=8, choices=Counts.choices, default=Counts.HIGHEST
    )
    overdue = models.CharField(
        _("到时没有交卷"), max_length=8, choices=Overdue.choices, default=Overdue.SUBMIT
    )
    grace_minutes = models.PositiveSmallIntegerField(_("宽限几分钟"), default=0)
    marking_rules = models.JSONField(
        _("评分规则"),
        default=dict,
        blank=True,
        help_text=_("题型 → 规则名；没有写的用题型的默认规则。"),
    )
    review = models.JSONField(_("讲评内容"), default=default_review, blank=True)
    keys_wait = models.BooleanField(
        _("及格或次数用完才看答案"),
        default=False,
        help_text=_("正确答案、解析和提示，等到及格或者次数用完才显示。"),
    )
    second_marker = models.BooleanField(
        _("简答题由两人评阅"), default=False, help_text=_("两人分数相差大时由第三次评阅决定。")
    )

    class Meta:
        ordering = ["key"]
        constraints = [
            *unique_per_root("key", "quiz_key"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="quiz_opens_before_it_closes",
                violation_error_message=_("关闭时间要晚于开放时间。"),
            ),
            models.CheckConstraint(
                condition=~Q(behaviour="immediate") | Q(purpose="practice"),
                name="quiz_judges_at_once_in_practice_only",
                violation_error_message=_("只有练习可以每题当场讲评。"),
            ),
        ]
        verbose_name = _("测验")
        verbose_name_plural = _("测验")

    def __str__(self) -> str:
        return localised(self, "title")


class QuizSection(Orderable, ClusterableModel):
    """A part of a paper with its own heading and shuffling."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(_("标题"), max_length=100, blank=True)
    shuffle = models.BooleanField(_("打乱题目"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("部分")


class QuizSlot(Orderable):
    """One place on the paper: a named question, or a draw by tag and knowledge points."""

    section = ParentalKey(QuizSection, on_delete=models.CASCADE, related_name="slots")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="slots"
    )
    draw_tag = models.CharField(_("抽题：标签"), max_length=60, blank=True)
    draw_points = models.CharField(
        _("抽题：知识点"), max_length=1000, blank=True, help_text=_("知识点键，用空格分开。")
    )
    draw_easiest = models.PositiveSmallIntegerField(
        _("抽题：难度从"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    draw_hardest = models.PositiveSmallIntegerField(
        _("抽题：难度到"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    draw_count = models.PositiveSmallIntegerField(
        _("抽几题"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    mark = models.DecimalField(
        _("每题分值"),
        max_digits=5,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(draw_easiest=None)
                | Q(draw_hardest=None)
                | Q(draw_easiest__lte=F("draw_hardest")),
                name="quiz_slot_easiest_first",
                violation_error_message=_("难度的起点不能高于终点。"),
            )
        ]
        verbose_name = _("题位")

    def clean(self) -> None:
        """Raises ValidationError unless the slot either names a question or tells how to draw."""
        super().clean()
        if bool(self.question_id) == self.draws():
            raise ValidationError(_("题位要么指定一道题，要么写明怎样抽题，二者取一。"))

    def draws(self) -> bool:
        """Whether anything is said about drawing: a tag, points, or a range of difficulty."""
        conditions = (self.draw_tag, self.draw_points, self.draw_easiest, self.draw_hardest)
        return any(conditions)

    def drawn_points(self) -> list[str]:
        """The knowledge point keys a draw may come from."""
        return self.draw_points.split()

    @property
    def asks(self) -> int:
        """How many questions the slot puts on the paper."""
        return 1 if self.question_id else self.draw_count

    def describe(self) -> str:
        """The slot in words; one query for the names of points."""
        if self.question_id:
            return str(self.question)
        names = {point.key: str(point) for point in KnowledgePoint.objects.all()}
        told = []
        if self.draw_tag:
            told.append(gettext("标签“%s”") % self.draw_tag)
        if points := "、".join(names.get(key, key) for key in self.drawn_points()):
            told.append(gettext("知识点：%s") % points)
        if self.draw_easiest or self.draw_hardest:
            ends = (self.draw_easiest or EASIEST, self.draw_hardest or HARDEST)
            told.append(gettext("难度 %d–%d") % ends)
        return gettext("抽题（%s）") % "，".join(told)


class KeyAmendment(models.Model):
    """A decision, after people have answered, to mark a frozen question differently. Never changed.

    Marking applies the amendments of a version in order: those of every quiz and those of the
    attempt's own; `only` narrows one to the attempts named.
    """

    class Verb(models.TextChoices):
        ACCEPT_ALSO = "accept_also", _("这样答也算对")
        NEW_KEY = "new_key", _("只认新答案")
        FULL_MARKS = "full_marks", _("所有人给满分")
        LEAVE_OUT = "leave_out", _("不计入总分")
        TAKE_BACK = "take_back", _("撤回一个决定")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        "courses.QuestionVersion", on_delete=models.PROTECT, related_name="amendments"
    )
    quiz = models.ForeignKey(
        Quiz,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        help_text=_("空表示所有用到这一版的测验。"),
    )
    verb = models.CharField(_("处理办法"), max_length=12, choices=Verb.choices)
    answer_key = models.JSONField(null=True, blank=True)
    takes_back = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back",
        help_text=_("撤回的是哪个决定：从此当它没有作过。"),
    )
    only = models.JSONField(default=list, blank=True, help_text=_("只对这些作答；空表示全部。"))
    withdraws = models.BooleanField(_("重评后不及格的取消及格"), default=False)
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verb="take_back", takes_back__isnull=False)
                | ~models.Q(verb="take_back") & models.Q(takes_back=None),
                name="key_amendment_names_what_it_takes_back",
            )
        ]
        verbose_name = _("重评决定")
        verbose_name_plural = _("重评决定")

    def __str__(self) -> str:
        return f"{self.version_id} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("A decision on marks is never changed; decide again.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: marks rest on it."""
        raise TypeError("A decision on marks is never deleted.")


class QuizStatistics(models.Model):
    """How a quiz and each of its questions did; one row for each selection of sittings. Written
    from above, where the answers are known."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="statistics")
    selection = models.CharField(
        _("计入哪些作答"), max_length=8, choices=ItemStatistics.Selection.choices
    )
    n = models.PositiveIntegerField(_("人次"))
    figures = models.JSONField(default=dict)
    sums = models.JSONField(
        default=dict, help_text="By version: what is added up over the quizzes of one purpose."
    )
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quiz", "selection"], name="quiz_statistics_unique")
        ]
        verbose_name = _("测验统计")
        verbose_name_plural = _("测验统计")

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.selection}"


class QuizAnalysis(models.Model):
    """Where the working out of a quiz's statistics stands: asked for, under way, done."""

    quiz = models.OneToOneField(Quiz, on_delete=models.CASCADE, related_name="analysis")
    requested_at = models.DateTimeField(null=True, blank=True, db_index=True)
    running_since = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last seen whether there is anything new."
    )
    computed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("题目分析")
        verbose_name_plural = _("题目分析")

    def __str__(self) -> str:
        return str(self.quiz_id)
