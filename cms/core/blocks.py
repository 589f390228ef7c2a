"""The blocks of lessons and cases that know nothing of learning.

A `heading` starts a section; everything up to the next heading belongs to it. A section is what
a reader is asked to have seen, so its id must survive edits: it is the heading block's own id.
"""

from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import expand_db_html
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.core.pictures import shown
from cms.core.remarks import Margin, numbers_in

INLINE = ["bold", "italic", "ol", "ul", "link", "document-link", "law"]


class ProvisionChooserBlock(SnippetChooserBlock):
    """Reads all articles of a page in one query, with the statutes they belong to."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        rows = self.model_class.objects.select_related("version__statute", "version__replaced_by")
        provisions = rows.in_bulk(values)
        return [provisions.get(value) for value in values]


class LawBlock(blocks.StructBlock):
    """A quotation card: an article and how it applies here."""

    provision = ProvisionChooserBlock("cms.Provision", label=_("法条"))
    detail = blocks.CharBlock(required=False, label=_("款项"))
    text = blocks.RichTextBlock(required=False, features=INLINE, label=_("在这里怎么用"))

    class Meta:
        icon = "openquote"
        label = _("法条卡片")
        template = "blocks/law.html"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("标题"))
    steps = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), label=_("步骤"))

    class Meta:
        icon = "list-ol"
        label = _("步骤")
        template = "blocks/steps.html"


class GridBlock(blocks.StructBlock):
    """A small table: first row are the column heads, first column the row heads."""

    title = blocks.CharBlock(required=False, label=_("标题"))
    columns = blocks.ListBlock(blocks.CharBlock(required=False), label=_("表头"))
    rows = blocks.ListBlock(blocks.ListBlock(blocks.TextBlock(required=False)), label=_("各行"))

    class Meta:
        icon = "table"
        label = _("表格")
        template = "blocks/grid.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `lines`: every cell with its column's head, for phones that show rows as cards."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        heads = list(value["columns"])[1:]
        context["lines"] = [
            {
                "head": row[0] if row else "",
                "cells": [
                    {"label": head, "text": text}
                    for head, text in zip_longest(heads, row[1:], fillvalue="")
                ],
            }
            for row in (list(row) for row in value["rows"])
        ]
        return context


class DrawingBlock(blocks.StructBlock):
    drawing = SnippetChooserBlock("cms.Drawing", label=_("示意图"))

    class Meta:
        icon = "image"
        label = _("示意图")
        template = "blocks/drawing.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("图片"))
    caption = blocks.CharBlock(required=False, label=_("说明"))

    class Meta:
        icon = "image"
        label = _("图片")
        template = "blocks/picture.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `shown`: the copies made for phones, else the original. One query.

        Looked up, never made here: reading a page writes nothing.
        """
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["shown"] = shown(value["image"]) if value["image"] else None
        return context


class NoteBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("标题"))
    text = blocks.RichTextBlock(features=INLINE, label=_("内容"))

    class Meta:
        icon = "warning"
        label = _("提醒")
        template = "blocks/note.html"


class FactBlock(blocks.StructBlock):
    """Something a named source reports."""

    source = blocks.CharBlock(label=_("出处"))
    text = blocks.RichTextBlock(features=INLINE, label=_("事实"))

    class Meta:
        icon = "doc-full"
        label = _("事实（有出处）")
        template = "blocks/fact.html"


class FictionBlock(blocks.StructBlock):
    """Something invented for teaching, always labelled so."""

    text = blocks.RichTextBlock(features=INLINE, label=_("情节"))

    class Meta:
        icon = "edit"
        label = _("教学编写（虚构）")
        template = "blocks/fiction.html"


class TimelineBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("标题"))
    moments = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("when", blocks.CharBlock(label=_("时间"))),
                ("what", blocks.TextBlock(label=_("事情"))),
            ]
        ),
        label=_("经过"),
    )

    class Meta:
        icon = "date"
        label = _("时间线")
        template = "blocks/timeline.html"


class DiscussBlock(blocks.StructBlock):
    questions = blocks.ListBlock(blocks.TextBlock(), label=_("问题"))

    class Meta:
        icon = "comment"
        label = _("讨论题")
        template = "blocks/discuss.html"


class ExerciseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("标题"))
    text = blocks.RichTextBlock(features=[*INLINE, "h3", "h4"], label=_("说明"))

    class Meta:
        icon = "form"
        label = _("练习")
        template = "blocks/exercise.html"


class CompareBlock(blocks.StructBlock):
    """Two versions of a text side by side; [1] in either leads to the first remark."""

    title = blocks.CharBlock(required=False, label=_("标题"))
    before = blocks.RichTextBlock(
        features=INLINE, label=_("原稿"), help_text=_("在要说的地方写 [1]，就连到下面第 1 条批注。")
    )
    after = blocks.RichTextBlock(features=INLINE, label=_("修改稿"))
    notes = blocks.ListBlock(
        blocks.TextBlock(), label=_("批注"), help_text=_("按顺序编号，第一条就是 [1]。")
    )

    class Meta:
        icon = "copy"
        label = _("前后对照")
        template = "blocks/compare.html"

    def clean(self, value: Any) -> Any:
        """Names the text that has a mark without a remark."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        last = len(cleaned["notes"])
        mistakes = {}
        for side in ("before", "after"):
            missing = sorted(n for n in numbers_in(cleaned[side].source) if not 1 <= n <= last)
            if missing:
                told = _("文中有 [%(number)d]，下面没有第 %(number)d 条批注。")
                mistakes[side] = ValidationError(told % {"number": missing[0]})
        if mistakes:
            raise StructBlockValidationError(block_errors=mistakes)
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `before` and `after` with links to the remarks, and the remarks as `margin`."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        around = context.get("block")
        margin = Margin(list(value["notes"]), f"remark-{getattr(around, 'id', None) or id(value)}")
        for side in ("before", "after"):
            context[side] = mark_safe(margin.linked(expand_db_html(value[side].source)))
        context["margin"] = margin
        return context


def shared_blocks() -> list[tuple[str, Any]]:
    """The blocks lessons and cases have in common, in the order of the chooser."""
    return [
        ("heading", blocks.CharBlock(form_classname="title", icon="title", label=_("小节标题"))),
        (
            "text",
            blocks.RichTextBlock(features=[*INLINE, "h3", "h4"], icon="pilcrow", label=_("正文")),
        ),
        ("law", LawBlock()),
        ("steps", StepsBlock()),
        ("grid", GridBlock()),
        ("drawing", DrawingBlock()),
        ("picture", PictureBlock()),
        ("note", NoteBlock()),
        ("fact", FactBlock()),
        ("fiction", FictionBlock()),
        ("compare", CompareBlock()),
    ]
