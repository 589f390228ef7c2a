"""Lesson blocks that point into the bank and the case library."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.assets.blocks import media_blocks
from cms.core.blocks import (
    INLINE,
    CompareBlock,
    DiscussBlock,
    DrawingBlock,
    ExerciseBlock,
    FactBlock,
    FictionBlock,
    GridBlock,
    LawBlock,
    NoteBlock,
    PictureBlock,
    StepsBlock,
    TimelineBlock,
    shared_blocks,
)
from courses.catalogue import samples
from courses.questions.models import Question


class QuestionChooserBlock(SnippetChooserBlock):
    """Reads all practice questions of a page in one query, with the versions that are asked."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        questions = (
            Question.objects.non_polymorphic().select_related("live_version").in_bulk(values)
        )
        return [questions.get(value) for value in values]


class PracticeBlock(blocks.StructBlock):
    """A practice question inside a lesson: answered at once, never counted towards a mark."""

    question = QuestionChooserBlock("courses.Question", label=_("练习题"))

    def clean(self, value: Any) -> Any:
        """Names the field when the question is kept for examinations."""
        cleaned = super().clean(value)
        question = cleaned["question"]
        if question and question.use != Question.Use.PRACTICE:
            mistake = ValidationError(_("考试专用的题不能当练习题，请另选一道。"))
            raise StructBlockValidationError(block_errors={"question": mistake})
        return cleaned

    class Meta:
        icon = "help"
        label = _("想一想（练习题）")
        template = "blocks/practice.html"
        preview_template = "blocks/previews/practice.html"
        description = _("读到一半问一道题，当场讲评，不计分。从题库里选一道练习题。")


class CaseChooserBlock(blocks.PageChooserBlock):
    """Reads all cases of a page in one query, without their bodies."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        cases = self.model_class.objects.defer_streamfields().in_bulk(values)
        return [cases.get(value) for value in values]


class CaseBlock(blocks.StructBlock):
    """A card that leads to a case."""

    case = CaseChooserBlock(page_type="cms.CaseStudyPage", label=_("案例"))
    why = blocks.CharBlock(required=False, label=_("为什么现在读它"))

    class Meta:
        icon = "folder-open-inverse"
        label = _("案例卡片")
        template = "blocks/case.html"
        preview_template = "blocks/previews/case.html"
        description = _("一张通到案例的卡片。写一句为什么现在读它。")


TALK, PAPERS, LAW, ASK = _("讲解"), _("图表和材料"), _("法律和案例"), _("请读者动手")


def _explaining() -> list[tuple[str, Any]]:
    heading = blocks.CharBlock(
        form_classname="title",
        icon="title",
        label=_("小节标题"),
        description=_("开始一个小节。读者要看过每个小节，才能按“学完了”。"),
        preview_value="先看一件事",
        preview_template="blocks/previews/heading.html",
        group=TALK,
    )
    text = blocks.RichTextBlock(
        features=[*INLINE, "h3", "h4"],
        icon="pilcrow",
        label=_("正文"),
        description=_("讲解。一段话讲一个意思，手机上两三行最好读。"),
        preview_value=samples.TEXT,
        preview_template="blocks/previews/text.html",
        group=TALK,
    )
    told = {
        "note": (NoteBlock, samples.NOTE, _("一句提醒：最容易错、最不能做的那件事。")),
        "steps": (StepsBlock, samples.STEPS, _("按次序做的事，一步一行，自动编号。")),
        "fact": (FactBlock, samples.FACT, _("有出处的一段事实，标“事实”。一块只写一个出处。")),
        "fiction": (
            FictionBlock,
            samples.FICTION,
            _("为教学编写的人物、情节，标“教学编写”。不要写真实人名。"),
        ),
        "timeline": (
            TimelineBlock,
            samples.TIMELINE,
            _("先后顺序要紧时用。一件事一行，从早到晚。"),
        ),
    }
    return [("heading", heading), ("text", text), *_with_samples(told, TALK)]


def _with_samples(told: dict[str, Any], group: Any) -> list[tuple[str, Any]]:
    return [
        (name, kind(group=group, preview_value=sample, description=description))
        for name, (kind, sample, description) in told.items()
    ]


def _papers() -> list[tuple[str, Any]]:
    grid = _("两三样东西逐项比较。第一行是表头，第一列是要比的项目。")
    compare = _("一份文书改前、改后对照。文中写 [1]，就连到第 1 条批注。")
    told = {
        "grid": (GridBlock, samples.GRID, grid),
        "compare": (CompareBlock, samples.COMPARE, compare),
    }
    picture = PictureBlock(
        group=PAPERS,
        preview_template="blocks/previews/picture.html",
        description=_("照片或截图。请写替代文本：看不到图的人要靠它。"),
    )
    drawing = DrawingBlock(
        group=PAPERS,
        preview_template="blocks/previews/drawing.html",
        description=_("从随附的示意图里选一张；图题、说明和替代文本跟着图走。"),
    )
    return [
        *_with_samples(told, PAPERS),
        ("drawing", drawing),
        ("picture", picture),
        *media_blocks(may_require=True, group=PAPERS),
    ]


def lesson_blocks() -> list[tuple[str, Any]]:
    """Everything a lesson may hold, in the order of the chooser."""
    law = LawBlock(
        group=LAW,
        preview_template="blocks/previews/basis.html",
        description=_("一条法条的卡片，写一句在这里怎么用；点开是释义和版本。"),
    )
    asked = {
        "discuss": (DiscussBlock, samples.DISCUSS, _("小组讨论用，三五个，没有标准答案。")),
        "exercise": (
            ExerciseBlock,
            samples.EXERCISE,
            _("纸笔或课堂上做的练习：说明要做什么、做多久、怎么判。"),
        ),
    }
    own = [
        *_explaining(),
        *_papers(),
        ("law", law),
        ("case", CaseBlock(group=LAW)),
        ("practice", PracticeBlock(group=ASK)),
        *_with_samples(asked, ASK),
    ]
    known = {name for name, _block in own}
    return [*own, *((name, block) for name, block in shared_blocks() if name not in known)]
