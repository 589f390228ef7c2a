"""Questions: the authors' working copy (polymorphic, drafted, reviewed) and the frozen versions
people are asked.

Polymorphism ends at the author's desk. What is asked, marked and archived is `QuestionVersion`,
JSON that no later edit, new kind or dropped column can change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from polymorphic.managers import PolymorphicManager
from polymorphic.models import PolymorphicModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.core.constraints import unique_per_root
from cms.law.models import Citation
from courses.questions.kinds.registry import KINDS
from courses.questions.likeness.shingles import answers_in, wording_of
from courses.questions.outcome import Body, Key
from courses.questions.preview import PreviewedQuestion
from courses.questions.scattering import scattered
from courses.questions.widgets import ShortNumber

Contents = tuple[dict[str, Any], dict[str, Any]]
"""Body and key of a question, as a version freezes them."""


def option_id() -> str:
    """A short identity for an option, kept through edits of its text."""
    return uuid4().hex[:12]


class Category(models.Model):
    """A drawer of the bank; belongs to one congress's content root, or to all (no root)."""

    key = models.SlugField(_("键"))
    name = models.CharField(_("名称"), max_length=80)
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = unique_per_root("key", "category_key")
        verbose_name = _("题目分类")
        verbose_name_plural = _("题目分类")

    def __str__(self) -> str:
        return self.name


class QuestionTag(TaggedItemBase):
    content_object = ParentalKey(
        "courses.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        # Drawing by tag from a large bank (quizzes/sampling.py); the last column saves the row.
        indexes = [
            models.Index(
                F("tag"),
                scattered("content_object"),
                F("content_object"),
                name="question_tag_place",
            )
        ]


class SettledManager(PolymorphicManager):
    """The bank: without the questions of an import that is under way. Those have numbers that are
    taken all the same; `Question._base_manager` has them too."""

    def get_queryset(self) -> Any:
        """As always, without what is arriving or leaving."""
        return super().get_queryset().filter(arriving=None)


class Question(
    PreviewedQuestion,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    PolymorphicModel,
    ClusterableModel,
):
    """One question of the bank; `number` is the stable name that files and papers use."""

    class Use(models.TextChoices):
        EXAMINATION = "examination", _("考试专用")
        PRACTICE = "practice", _("练习")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(_("题号"), max_length=40)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, verbose_name=_("分类"))
    owner_root = models.ForeignKey(
        "cms.CongressRootPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    use = models.CharField(_("用途"), max_length=12, choices=Use.choices)
    difficulty = models.PositiveSmallIntegerField(
        _("难度"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    points = ParentalManyToManyField(
        "cms.KnowledgePoint", related_name="questions", verbose_name=_("知识点")
    )
    stem = models.TextField(_("题干"))
    explanation = models.TextField(_("解析"), blank=True)
    words = models.TextField(
        editable=False, default="", help_text="What the rows say, a line each; written by save()."
    )
    fiction = models.BooleanField(_("情境为虚构"), default=False)
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("标签"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True, editable=False)
    held_back_at = models.DateTimeField(
        _("因法条变动暂不抽用"), null=True, blank=True, editable=False
    )
    live_version = models.ForeignKey(
        "courses.QuestionVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    arriving = models.ForeignKey(
        "courses.ImportJob",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The import that has not brought it in yet, or is taking it out.",
    )

    objects: ClassVar[Any] = SettledManager()

    kind: ClassVar[str] = ""
    frozen_names: ClassVar[dict[str, Any]] = {
        "stem": _("题干"),
        "fiction": _("情境为虚构"),
        "explanation": _("解析"),
        "hints": _("提示"),
        "use": _("用途"),
        "difficulty": _("难度"),
        "points": _("知识点"),
        "citations": _("法律依据"),
        "options": _("选项"),
        "right": _("正确"),
        "keep_last": _("打乱时留在最后"),
        "why": _("选错时的提示"),
        "fractions": _("选它得几成"),
    }
    """What people call what a version freezes, by key of its JSON; a kind names its own beside."""
    row_relations: ClassVar[tuple[str, ...]] = ()
    """The relations whose rows decide whether the question can be marked."""
    rows_in_form = False
    """Set while a form still holds the rows: they are then checked there (questions/forms.py)."""

    head_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("owner_root", heading=_("所属人大")),
                FieldRowPanel(
                    [
                        FieldPanel("number", required_on_save=True),
                        FieldPanel("category", widget=forms.Select),
                    ]
                ),
                FieldRowPanel([FieldPanel("use"), FieldPanel("difficulty")]),
                FieldPanel("points", widget=forms.CheckboxSelectMultiple),
                FieldPanel("tags"),
            ],
            heading=_("归类"),
        ),
        FieldPanel("stem"),
        FieldPanel("fiction"),
    ]
    tail_panels: ClassVar[list[Any]] = [
        FieldPanel("explanation"),
        InlinePanel(
            "hints",
            max_num=5,
            label=_("提示"),
            heading=_("提示（只在练习里用）"),
            help_text=_("按顺序写，先给方向，后给线索；学员按“给个提示”才一条一条看到。"),
        ),
        InlinePanel("citations", label=_("法律依据"), heading=_("法律依据")),
    ]
    search_fields: ClassVar = [
        index.SearchField("stem"),
        index.SearchField("explanation"),
        index.SearchField("number"),
        index.SearchField("words"),
        index.AutocompleteField("stem"),
        index.AutocompleteField("words"),
        index.AutocompleteField("number"),
        index.AutocompleteField("explanation"),
        index.FilterField("live"),
        index.FilterField("use"),
        index.FilterField("owner_root_id"),
        index.FilterField("arriving_id"),
    ]

    class Meta:
        ordering = ["number"]
        constraints = unique_per_root("number", "question_number")
        # Drawing by difficulty alone; a migration makes the same for the table of points.
        indexes = [models.Index(F("owner_root"), scattered("id"), name="question_place")]
        verbose_name = _("题目")
        verbose_name_plural = _("题目")

    def __str__(self) -> str:
        return f"{self.number} {self.stem[:40]}"

    @classmethod
    def get_indexed_objects(cls) -> Any:
        """Only rows of exactly this class: otherwise each question is indexed twice."""
        kind = ContentType.objects.get_for_model(cls, for_concrete_model=False)
        return super().get_indexed_objects().filter(polymorphic_ctype=kind)

    def get_indexed_instance(self) -> "Question":
        """The row with its kind's own columns; itself once the row is being deleted."""
        try:
            return self.get_real_instance()
        except Question.DoesNotExist:
            return self

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As always; what it says is written down for the search, and compared with the bank."""
        from courses.questions.likeness.services import note

        own = ContentType.objects.get_for_model(type(self), for_concrete_model=False)
        whole = kwargs.get("update_fields") is None and self.polymorphic_ctype_id in (None, own.pk)
        if whole:
            self.words = "\n".join(self.said())
        super().save(*args, **kwargs)
        if whole:
            note(question=self, now=timezone.now())

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Refused on a base instance: its revision would lose the kind's own fields."""
        if type(self) is not self.get_real_instance_class():
            raise TypeError("save_revision on the base class; call get_real_instance() first")
        return super().save_revision(*args, **kwargs)

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publish a revision and freeze it as a version, unless it was merely scheduled.

        Raises ValidationError for a draft that could not be marked: drafts may be incomplete.
        """
        from courses.questions.services import freeze

        revision.as_object().full_clean()
        with transaction.atomic():
            result = super().publish(revision, user=user, **kwargs)
            # Wagtail leaves this instance stale, and comes here for scheduled revisions too.
            current = type(self).objects.get(pk=self.pk)
            if current.live_revision_id == revision.pk:
                freeze(question=current, by=user, at=current.last_published_at)
        return result

    def with_content_json(self, content: Any) -> Any:
        """The question as in a revision; a draft never changes what belongs to it as a whole."""
        question = super().with_content_json(content)
        question.owner_root_id = self.owner_root_id
        question.live_version_id = self.live_version_id
        question.retired_at = self.retired_at
        question.arriving_id = self.arriving_id
        question.held_back_at = self.held_back_at
        return question

    def said(self) -> list[str]:
        """Every text beside the stem: options, rows, parts, and answers given in words."""
        body, key = self._contents_kept()
        return [*wording_of(self.stem, body).rest, *answers_in(key)]

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """Body and key as the fields and these rows say; each kind adds its own part to both. The
        body is what a person is asked and never contains the key."""
        key: dict[str, Any] = {"explanation": self.explanation}
        if hints := [hint.text for hint in rows.get("hints", ())]:
            key["hints"] = hints
        return {"stem": self.stem, "fiction": self.fiction}, key

    def fill(self, body: Body, key: Key) -> None:
        """The reverse of `contents`; each kind fills its own part. Nothing is saved.

        Rows that continue an old one (see continuing.py) keep its identity and its row.
        """
        own: Any = self
        self.stem, self.fiction = body["stem"], bool(body.get("fiction"))
        self.explanation = key.get("explanation", "")
        old, hints = list(self.hints.all()), []
        for place, text in enumerate(key.get("hints", ())):
            hint = old[place] if place < len(old) else QuestionHint()
            hint.text, hint.sort_order = text, place
            hints.append(hint)
        own.hints = hints

    def _contents_kept(self) -> Contents:
        names = ("hints", *self.row_relations)
        return self.contents({name: list(getattr(self, name).all()) for name in names})

    def frozen_body(self) -> dict[str, Any]:
        """What a person is asked. Never contains the key."""
        return self._contents_kept()[0]

    def frozen_key(self) -> dict[str, Any]:
        """What is right and why."""
        return self._contents_kept()[1]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """As always, and the rows as well: raises ValidationError naming what cannot be marked."""
        super().full_clean(*args, **kwargs)
        if not self.rows_in_form:
            self.check_rows({name: getattr(self, name).all() for name in self.row_relations})

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError, by relation or field, when these rows could not be marked."""
        if not self.kind:
            return
        body, key = self.contents({**dict.fromkeys(self.row_relations, ()), **rows})
        if flaws := KINDS[self.kind].flaws(body, key):
            places = dict.fromkeys(flaw.place for flaw in flaws)
            raise ValidationError(
                {place: [f.message for f in flaws if f.place == place] for place in places}
            )


class QuestionCitation(Citation):
    """What a question rests on."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="citations")

    class Meta:
        verbose_name = _("法律依据")


class Choice(Orderable):
    """An option of a single or multiple choice question."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    identity = models.CharField(max_length=12, default=option_id, editable=False)
    text = models.CharField(_("选项"), max_length=255)
    right = models.BooleanField(_("正确"), default=False)
    keep_last = models.BooleanField(_("打乱时留在最后"), default=False)
    why = models.CharField(_("选错时的提示"), max_length=255, blank=True)
    fraction = models.DecimalField(
        _("选它得几成"),
        max_digits=6,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-1), MaxValueValidator(1)],
        help_text=_("从 −1 到 1，只在“按选项分值相加”的测验里用。要么每个选项都填，要么都不填。"),
    )

    panels: ClassVar = [
        FieldPanel("text"),
        FieldRowPanel(
            [
                FieldPanel("right"),
                FieldPanel("keep_last"),
                FieldPanel("fraction", widget=ShortNumber(attrs={"step": "any"})),
            ]
        ),
        FieldPanel("why"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("选项")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction=None) | models.Q(fraction__range=(-1, 1)),
                name="choice_fraction_from_minus_one_to_one",
            )
        ]


class QuestionHint(Orderable):
    """A hint of a practice question; shown one by one, when it is asked for."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="hints")
    text = models.TextField(_("提示"))

    panels: ClassVar = [FieldPanel("text", widget=forms.Textarea(attrs={"rows": 2}))]

    class Meta(Orderable.Meta):
        verbose_name = _("提示")


class QuestionVersion(models.Model):
    """What was asked: one frozen publication of a question. Never updated, never deleted."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    num = models.PositiveIntegerField(_("版本"))
    kind = models.CharField(max_length=20)
    use = models.CharField(max_length=12)
    body = models.JSONField()
    answer_key = models.JSONField()
    points = models.JSONField(help_text=_("知识点键的列表"))
    difficulty = models.PositiveSmallIntegerField()
    citations = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["question", "-num"]
        constraints = [
            models.UniqueConstraint(fields=["question", "num"], name="question_version_num_unique")
        ]
        verbose_name = _("题目版本")
        verbose_name_plural = _("题目版本")

    def __str__(self) -> str:
        return f"{self.question_id} v{self.num}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError("A question version is frozen; publish the question to make a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: papers that pinned this version must stay readable."""
        raise TypeError("A question version is never deleted.")


class ItemStatistics(models.Model):
    """How one version did, over all quizzes of one purpose. Written from above, where the answers
    are known; nobody's single answer is in it.

    Under 30 answers the figures are there but say little (usage.figures.ENOUGH).
    """

    class Selection(models.TextChoices):
        FIRST = "first", _("每人第一次")
        LAST = "last", _("每人最后一次")
        BEST = "best", _("每人最好一次")
        ALL = "all", _("全部作答")

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="statistics"
    )
    purpose = models.CharField(_("测验用途"), max_length=12)
    selection = models.CharField(_("计入哪些作答"), max_length=8, choices=Selection.choices)
    n = models.PositiveIntegerField(_("人次"))
    answered = models.PositiveIntegerField(_("作答人次"))
    facility = models.FloatField(_("得分率"), null=True)
    deviation = models.FloatField(_("标准差"), null=True)
    guess = models.FloatField(_("猜测得分"), null=True)
    discrimination = models.FloatField(_("区分度"), null=True)
    efficiency = models.FloatField(_("区分效率"), null=True)
    problem = models.BooleanField(_("需要检查"), default=False)
    flags = models.JSONField(_("提示"), default=list)
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("计算时间"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "purpose", "selection"], name="item_statistics_unique"
            )
        ]
        verbose_name = _("题目统计")
        verbose_name_plural = _("题目统计")

    def __str__(self) -> str:
        return f"{self.version_id} {self.purpose} {self.selection}"
