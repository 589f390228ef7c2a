"""The author's form of an ordering question: entries written in the right order."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.continuing import kept_named
from courses.questions.models import Contents, Question, option_id
from courses.questions.outcome import Body, Key


class OrderingQuestion(Question):
    kind = "ordering"
    frozen_names: ClassVar[dict[str, Any]] = {"items": _("环节"), "order": _("正确顺序")}
    row_relations = ("entries",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel(
            "entries",
            min_num=3,
            max_num=10,
            label=_("环节"),
            heading=_("按正确顺序写"),
        ),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("排序题")
        verbose_name_plural = _("排序题")

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """The entries sorted by identity, so that the right order is not in the body; and it."""
        body, key = super().contents(rows)
        entries = [{"id": entry.identity, "text": entry.text} for entry in rows["entries"]]
        body["items"] = sorted(entries, key=lambda entry: entry["id"])
        return body, {**key, "order": [entry["id"] for entry in entries]}

    def fill(self, body: Body, key: Key) -> None:
        """The entries in their right order."""
        super().fill(body, key)
        own: Any = self
        texts = {entry["id"]: entry["text"] for entry in body["items"]}
        wanted = [(identity, texts[identity]) for identity in key["order"]]
        kept = kept_named(list(self.entries.all()), wanted, lambda e: (e.identity, e.text))
        rows = []
        for place, ((identity, text), row) in enumerate(zip(wanted, kept, strict=True)):
            entry = row or OrderingEntry(identity=identity)
            entry.text, entry.sort_order = text, place
            rows.append(entry)
        own.entries = rows


class OrderingEntry(Orderable):
    """One entry, in its right place."""

    question = ParentalKey(OrderingQuestion, on_delete=models.CASCADE, related_name="entries")
    identity = models.CharField(max_length=12, default=option_id, editable=False)
    text = models.CharField(_("内容"), max_length=255)

    panels: ClassVar = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("环节")
