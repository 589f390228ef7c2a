"""The author's form of a case group: a situation, and parts of any other kind in one stream."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.core.fields import BodyField
from courses.questions.kinds.registry import FOLDERS, KINDS, module_of
from courses.questions.models import Contents, Question


def part_blocks() -> list[tuple[str, Any]]:
    """The block of every kind that may be a part."""
    return [
        (folder, import_module(module_of(folder, "part")).Block(label=_(KINDS[folder].label)))
        for folder in FOLDERS
    ]


class CaseGroupQuestion(Question):
    kind = "case_group"
    frozen_names: ClassVar[dict[str, Any]] = {"parts": _("小题"), "weight": _("占几份")}
    parts = BodyField(part_blocks(), use_json_field=True, min_num=1, verbose_name=_("小题"))

    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        FieldPanel("parts"),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("案例题")
        verbose_name_plural = _("案例题")

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """The situation and its parts, each with the identity of its block, so that it can be
        followed through versions; their keys stand in the same order."""
        body, key = super().contents(rows)
        body["parts"], key["parts"] = [], []
        for number, part in enumerate(self.parts, start=1):
            part_body, part_key = part.block.contents(part.value)
            frozen = {"id": part.id or str(number), "kind": part.block_type, "body": part_body}
            if (part.value["weight"] or 1) != 1:
                frozen["weight"] = part.value["weight"]
            body["parts"].append(frozen)
            key["parts"].append(part_key)
        return body, key
