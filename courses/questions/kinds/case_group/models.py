"""The author's form of a case group: a situation, and parts of any other kind in one stream."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue

from cms.core.fields import BodyField
from courses.questions.continuing import kept_named
from courses.questions.kinds.registry import FOLDERS, KINDS, module_of
from courses.questions.models import Contents, Question
from courses.questions.outcome import Body, Key


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

    def fill(self, body: Body, key: Key) -> None:
        """The parts; one that continues a part of the same kind keeps its identity."""
        super().fill(body, key)
        old = [block for block in self.parts.raw_data if block["value"]]
        wanted = [(part["id"], _told(part["kind"], part["body"])) for part in body["parts"]]
        kept = kept_named(old, wanted, lambda b: (b.get("id") or "", _told(b["type"], b["value"])))
        raw = []
        for part, own, block in zip(body["parts"], key["parts"], kept, strict=True):
            kind = part["kind"]
            before = block if block and block["type"] == kind else {}
            value = _block_of(kind).raw(part["body"], own, before.get("value", {}))
            value["weight"] = part.get("weight", 1)
            raw.append({"type": kind, "value": value, "id": before.get("id") or part["id"]})
        stream = type(self)._meta.get_field("parts").stream_block
        self.parts = StreamValue(stream, raw, is_lazy=True)


def _told(kind: str, asked: Body) -> str:
    return f"{kind}:{asked.get('stem', '')}"


def _block_of(kind: str) -> Any:
    return CaseGroupQuestion._meta.get_field("parts").stream_block.child_blocks[kind]
