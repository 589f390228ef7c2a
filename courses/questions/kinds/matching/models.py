"""The author's form of a matching question."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from courses.questions.continuing import kept_named
from courses.questions.kinds.matching.pairs import written_pairs
from courses.questions.models import Contents, Question, option_id
from courses.questions.outcome import Body, Key


class MatchingQuestion(Question):
    kind = "matching"
    frozen_names: ClassVar[dict[str, Any]] = {
        "left": _("左"),
        "right": _("右"),
        "pairs": _("配对"),
    }
    row_relations = ("pairs",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel(
            "pairs",
            min_num=2,
            max_num=10,
            label=_("一对"),
            heading=_("配对"),
            help_text=_("左边留空的一行，右边就是干扰项。几行的右边写得一样，算同一项。"),
        ),
        *Question.tail_panels,
    ]

    class Meta:
        verbose_name = _("匹配题")
        verbose_name_plural = _("匹配题")

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """Left entries and all partners, these sorted by identity so that their order tells
        nothing; equal right texts are one partner."""
        body, key = super().contents(rows)
        partners = {pair.right: pair.right_identity for pair in reversed(rows["pairs"])}
        left = [pair for pair in rows["pairs"] if pair.left]
        body["left"] = [{"id": pair.left_identity, "text": pair.left} for pair in left]
        body["right"] = sorted(
            ({"id": identity, "text": text} for text, identity in partners.items()),
            key=lambda entry: entry["id"],
        )
        return body, {**key, "pairs": {p.left_identity: partners[p.right] for p in left}}

    def fill(self, body: Body, key: Key) -> None:
        """A row for each left entry, then the partners that nobody has."""
        super().fill(body, key)
        own: Any = self
        old = list(self.pairs.all())
        wanted = written_pairs(body, key)
        names = [
            (left["id"], left["text"]) if left else ("", right["text"]) for left, right in wanted
        ]
        kept = kept_named(old, names, lambda p: (p.left_identity, p.left or p.right))
        said = {pair.right: pair.right_identity for pair in reversed(old)}
        rows = []
        for place, ((left, right), row) in enumerate(zip(wanted, kept, strict=True)):
            pair = row or MatchPair(right_identity=right["id"])
            if left and not row:
                pair.left_identity = left["id"]
            if right["text"] != pair.right:
                # A partner who moved to another row is still the same partner.
                pair.right_identity = said.get(right["text"], right["id"])
            pair.left, pair.right = left["text"] if left else "", right["text"]
            pair.sort_order = place
            rows.append(pair)
        own.pairs = rows


class MatchPair(Orderable):
    """A left entry and its partner; without a left text the partner is a distractor."""

    question = ParentalKey(MatchingQuestion, on_delete=models.CASCADE, related_name="pairs")
    left_identity = models.CharField(max_length=12, default=option_id, editable=False)
    right_identity = models.CharField(max_length=12, default=option_id, editable=False)
    left = models.CharField(_("左"), max_length=255, blank=True)
    right = models.CharField(_("右"), max_length=255)

    panels: ClassVar = [FieldRowPanel([FieldPanel("left"), FieldPanel("right")])]

    class Meta(Orderable.Meta):
        verbose_name = _("配对")
