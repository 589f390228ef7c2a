"""The blocks of a case. What is reported and what was invented for teaching stay apart: every
block that tells a story says which of the two it is."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.assets.blocks import media_blocks
from cms.cases import samples
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
    shared_blocks,
)

STORY = _("经过：事实与编写")
TALK = _("讲解")
PAPERS = _("材料与数据")
LAW = _("法律依据")
ASK = _("请读者动手")
FACT, FICTION = "fact", "fiction"
NATURES = [(FACT, _("事实")), (FICTION, _("教学编写（虚构）"))]


class NatureBlock(blocks.ChoiceBlock):
    """Whether something is reported or invented; nothing chosen for plain explanation."""

    class Meta:
        label = _("事实还是编写")
        help_text = _(
            "读者看到的框和标签由它决定：实线是事实，虚线是教学编写。讲解性的内容不用选。"
        )
        choices = NATURES
        required = False
        search_index = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=NATURES, required=False, search_index=False, **kwargs)


def _title() -> blocks.CharBlock:
    return blocks.CharBlock(required=False, max_length=255, label=_("标题"))


def _source() -> blocks.CharBlock:
    return blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("出处"),
        help_text=_("选了“事实”就要写：报刊写到日期和版次，文件写到文号。"),
    )


def _link() -> blocks.URLBlock:
    return blocks.URLBlock(
        required=False, label=_("链接"), help_text=_("网上能读到原文时填，以 https:// 开头。")
    )


def _unsourced(value: Any) -> ValidationError | None:
    """What to say when something called a fact names no source."""
    if value.get("nature") == FACT and not value.get("source"):
        return ValidationError(_("这一块标为“事实”，请写明出处；没有出处就不要标事实。"))
    return None


class SourcedBlock(blocks.StructBlock):
    """Abstract: a block with `nature` and `source`; a fact without a source is sent back."""

    def clean(self, value: Any) -> Any:
        """Names the source when it is missing."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (mistake := _unsourced(cleaned)):
            raise StructBlockValidationError(block_errors={"source": mistake})
        return cleaned


class CaseFactBlock(FactBlock):
    """Something a named source reports, with the day and the address where it can be read."""

    reported_on = blocks.DateBlock(required=False, label=_("见报或发文日期"))
    link = _link()

    class Meta:
        description = _("有出处的一段事实。实线框，标“事实”。一块只写一个出处。")
        preview_value = samples.FACT
        group = STORY


class CaseFictionBlock(FictionBlock):
    class Meta:
        description = _("为教学编写的人物、情节、数字。虚线框，标“教学编写”。不要写真实人名。")
        preview_value = samples.FICTION
        group = STORY


class TimelineBlock(SourcedBlock):
    title = _title()
    nature = NatureBlock()
    source = _source()
    moments = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("when", blocks.CharBlock(label=_("时间"), help_text=_("如“2022年8月”“第三天”。"))),
                ("what", blocks.TextBlock(rows=2, label=_("事情"))),
            ]
        ),
        min_num=1,
        max_num=30,
        label=_("经过"),
    )

    class Meta:
        icon = "date"
        label = _("时间线")
        template = "blocks/timeline.html"
        description = _("先后顺序要紧时用。一件事一行，从早到晚。")
        preview_value = samples.TIMELINE
        group = STORY


class PeopleBlock(SourcedBlock):
    title = _title()
    nature = NatureBlock()
    source = _source()
    people = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("who", blocks.CharBlock(label=_("谁"), help_text=_("写身份，不写真实姓名。"))),
                ("position", blocks.TextBlock(rows=2, label=_("立场和处境"))),
            ]
        ),
        min_num=1,
        max_num=12,
        label=_("人物"),
    )

    class Meta:
        icon = "group"
        label = _("各方立场")
        template = "blocks/people.html"
        description = _("谁想要什么、怕什么。读者据此判断各种做法的后果。")
        preview_value = samples.PEOPLE
        group = STORY


class ReallyBlock(SourcedBlock):
    """What was really done, or in a story what came of it."""

    title = _title()
    nature = NatureBlock()
    source = _source()
    text = blocks.RichTextBlock(features=INLINE, label=_("后来怎样"))

    class Meta:
        icon = "check"
        label = _("实际怎么做的")
        template = "blocks/really.html"
        description = _("放在决策点后面：事情实际是怎么办的，结果如何。")
        preview_value = samples.REALLY
        group = STORY


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=255, label=_("做法"))
    consequence = blocks.TextBlock(
        rows=3, label=_("后果"), help_text=_("选了它会怎样，好处和代价都写。")
    )
    best = blocks.BooleanBlock(required=False, label=_("较稳妥"))

    class Meta:
        label = _("选项")


class DecisionBlock(blocks.StructBlock):
    """What would you do? The reader's choice is evidence; consequences show after it."""

    prompt = blocks.CharBlock(
        max_length=255, label=_("问题"), help_text=_("写清楚此刻的处境，最后问“你先做哪一步？”")
    )
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=5, label=_("选项"))
    done = blocks.TextBlock(
        required=False, label=_("实际做法与道理"), help_text=_("读者选过以后才看到。")
    )

    class Meta:
        icon = "help"
        label = _("换作是你（决策点）")
        template = "blocks/decision.html"
        preview_template = "blocks/previews/decision.html"
        description = _(
            "读者选一种做法，再看各种做法的后果；选了就算学过这个案例。可以变成练习题。"
        )
        preview_value = samples.DECISION
        group = ASK

    def clean(self, value: Any) -> Any:
        """Names the options when none of them, or all of them, are the sounder ones, and the
        option that stands there twice."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        options = list(cleaned["options"])
        sound = [bool(option["best"]) for option in options]
        wrong: list[Any] = []
        if not any(sound):
            wrong.append(ValidationError(_("请给至少一个选项勾上“较稳妥”。")))
        elif all(sound):
            wrong.append(ValidationError(_("每个选项都勾了“较稳妥”，就没有可选的了。请去掉几个。")))
        twice = {n: _same() for n in _repeated([option["text"] for option in options])}
        if wrong or twice:
            mistake = ListBlockValidationError(block_errors=twice, non_block_errors=wrong)
            raise StructBlockValidationError(block_errors={"options": mistake})
        return cleaned


def _repeated(texts: list[str]) -> Iterator[int]:
    for place, text in enumerate(texts):
        if text.strip() in {earlier.strip() for earlier in texts[:place]}:
            yield place


def _same() -> StructBlockValidationError:
    mistake = ValidationError(_("这个做法和前面的一样，请改一改。"))
    return StructBlockValidationError(block_errors={"text": mistake})


class BasisBlock(blocks.StructBlock):
    """The articles a case rests on, each with how it applies."""

    articles = blocks.ListBlock(LawBlock(), min_num=1, max_num=20, label=_("法条"))

    class Meta:
        icon = "openquote"
        label = _("法律依据")
        template = "blocks/basis.html"
        preview_template = "blocks/previews/basis.html"
        description = _("列出用到的法条，每条写一句在这个案例里怎么用。按法律筛选案例时就看这里。")
        group = LAW


class CaseCompareBlock(CompareBlock):
    nature = NatureBlock()
    source = _source()

    class Meta:
        description = _("一份文书改前、改后对照。文中写 [1]，就连到第 1 条批注。")
        preview_value = samples.COMPARE
        group = PAPERS

    def clean(self, value: Any) -> Any:
        """As always; names the source when it is missing."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and (mistake := _unsourced(cleaned)):
            raise StructBlockValidationError(block_errors={"source": mistake})
        return cleaned


class TableBlock(SourcedBlock):
    """Figures: heads, a caption, and where they come from."""

    table = TypedTableBlock(
        [
            ("text", blocks.TextBlock(required=False, rows=1, label=_("文字"))),
            ("number", blocks.CharBlock(required=False, label=_("数字"))),
        ],
        label=_("表格"),
    )
    nature = NatureBlock()
    source = _source()
    link = _link()

    class Meta:
        icon = "table"
        label = _("数据表")
        template = "blocks/data.html"
        description = _("带表头、表题和出处的表。手机上每行变成一张卡片。")
        preview_value = samples.TABLE
        group = PAPERS

    def clean(self, value: Any) -> Any:
        """Names the table when it lacks a caption, a head or rows."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        table = cleaned["table"]
        told: Any = ""
        if not table.columns or not table.row_data:
            told = _("表格是空的：请先加列，再加行。")
        elif not all(column["heading"].strip() for column in table.columns):
            told = _("每一列都要有表头，读屏软件和手机上的卡片都靠它。")
        elif not table.caption.strip():
            told = _("请写表题，说明这是什么的数字。")
        if told:
            raise StructBlockValidationError(block_errors={"table": ValidationError(told)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `lines`: the cells of each row with their column's head and whether it holds
        figures."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        table = value["table"]
        columns = table.columns if table else []
        context["lines"] = [
            [
                {"label": c["heading"], "text": text, "figure": c["block"].name == "number"}
                for c, text in zip(columns, row["values"], strict=False)
            ]
            for row in (table.row_data if table else [])
        ]
        return context


class CasePictureBlock(PictureBlock):
    nature = NatureBlock()

    class Meta:
        description = _("照片或截图。必须写替代文本：看不到图的人要靠它。")
        template = "blocks/case_picture.html"
        preview_template = "blocks/previews/picture.html"
        group = PAPERS

    def clean(self, value: Any) -> Any:
        """Names the picture when nobody wrote what is on it."""
        cleaned = super().clean(value)
        image = cleaned["image"]
        if not self.is_deferred_validation and image and not image.contextual_alt_text:
            told = _("请在“替代文本”里写图上有什么；案例里没有只作装饰的图。")
            raise StructBlockValidationError(block_errors={"image": ValidationError(told)})
        return cleaned


def _heading() -> blocks.CharBlock:
    return blocks.CharBlock(
        form_classname="title",
        icon="title",
        label=_("小节标题"),
        max_length=255,
        description=_("开始一个小节。读者按小节一屏一屏读。"),
        preview_value="难在哪里",
        preview_template="blocks/previews/heading.html",
        group=TALK,
    )


def _text() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(
        features=[*INLINE, "h3", "h4"],
        icon="pilcrow",
        label=_("正文"),
        description=_("讲解和分析。转述报道用“事实”，讲故事用“教学编写”，不要写在这里。"),
        preview_value=samples.TEXT,
        preview_template="blocks/previews/text.html",
        group=TALK,
    )


def _discuss() -> DiscussBlock:
    return DiscussBlock(
        group=ASK,
        preview_value=samples.DISCUSS,
        description=_("小组讨论用，三五个，没有标准答案。"),
    )


def _exercise() -> ExerciseBlock:
    return ExerciseBlock(
        group=ASK,
        preview_value=samples.EXERCISE,
        description=_("纸笔或课堂上做的练习：说明要做什么、做多久、怎么判。"),
    )


def _law() -> LawBlock:
    return LawBlock(
        group=LAW,
        preview_template="blocks/previews/basis.html",
        description=_("单独一张法条卡片，放在讲到它的地方。"),
    )


def own_blocks() -> list[tuple[str, Any]]:
    """What a case is told with, in the order of the chooser."""
    return [
        ("heading", _heading()),
        ("text", _text()),
        ("note", NoteBlock(group=TALK, preview_value=samples.NOTE)),
        ("steps", StepsBlock(group=TALK, preview_value=samples.STEPS)),
        ("fact", CaseFactBlock()),
        ("fiction", CaseFictionBlock()),
        ("timeline", TimelineBlock()),
        ("people", PeopleBlock()),
        ("really", ReallyBlock()),
        ("decision", DecisionBlock()),
        ("discuss", _discuss()),
        ("exercise", _exercise()),
        ("basis", BasisBlock()),
        ("law", _law()),
        ("compare", CaseCompareBlock()),
        ("data", TableBlock()),
        ("grid", GridBlock(group=PAPERS, label=_("对照表"), preview_value=samples.GRID)),
        ("picture", CasePictureBlock()),
        ("drawing", DrawingBlock(group=PAPERS)),
        *media_blocks(group=PAPERS),
    ]


def case_blocks() -> list[tuple[str, Any]]:
    """Everything a case may hold; what lessons have besides comes last."""
    own = own_blocks()
    known = {name for name, _block in own}
    return [*own, *((name, block) for name, block in shared_blocks() if name not in known)]


class CaseBody(blocks.StreamBlock):
    """The body of a case."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or case_blocks(), **kwargs)

    class Meta:
        block_counts: dict[str, dict[str, int]] = {
            "decision": {"max_num": 6},
            "exercise": {"max_num": 4},
            "discuss": {"max_num": 4},
            "basis": {"max_num": 2},
        }
        max_num = 150
