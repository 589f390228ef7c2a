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
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from polymorphic.models import PolymorphicModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.core.constraints import unique_per_root
from cms.law.models import Citation


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


class Question(
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
    fiction = models.BooleanField(_("情境为虚构"), default=False)
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("标签"))
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True, editable=False)
    live_version = models.ForeignKey(
        "courses.QuestionVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    kind: ClassVar[str] = ""
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
        InlinePanel("citations", label=_("法律依据"), heading=_("法律依据")),
    ]
    search_fields: ClassVar = [
        index.SearchField("stem"),
        index.SearchField("explanation"),
        index.SearchField("number"),
        index.AutocompleteField("stem"),
        index.AutocompleteField("number"),
        index.AutocompleteField("explanation"),
        index.FilterField("live"),
        index.FilterField("use"),
        index.FilterField("owner_root_id"),
    ]

    class Meta:
        ordering = ["number"]
        constraints = unique_per_root("number", "question_number")
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
        return question

    def frozen_body(self) -> dict[str, Any]:
        """What a person is asked; each kind adds its own part. Never contains the key."""
        return {"stem": self.stem, "fiction": self.fiction}

    def frozen_key(self) -> dict[str, Any]:
        """What is right and why; each kind adds its own part."""
        return {"explanation": self.explanation}

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """As always, and the rows as well: raises ValidationError naming what cannot be marked."""
        super().full_clean(*args, **kwargs)
        if not self.rows_in_form:
            self.check_rows({name: getattr(self, name).all() for name in self.row_relations})

    def check_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Raises ValidationError, by relation or field, when these rows could not be marked."""


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

    panels: ClassVar = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("right"), FieldPanel("keep_last")]),
        FieldPanel("why"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("选项")


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
