"""The author's form of a single choice question, and what every choice question has."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel

from courses.questions.choices import MOST_OPTIONS
from courses.questions.continuing import kept_named
from courses.questions.models import Choice, Contents, Question
from courses.questions.numerals import decimal_of, exact_text
from courses.questions.outcome import Body, Key


class ChoiceQuestion(Question):
    """Abstract: a question whose answer is among options."""

    row_relations = ("choices",)
    panels: ClassVar[list[Any]] = [
        *Question.head_panels,
        InlinePanel("choices", min_num=2, max_num=MOST_OPTIONS, label=_("选项"), heading=_("选项")),
        *Question.tail_panels,
    ]

    class Meta:
        abstract = True

    def contents(self, rows: Mapping[str, Sequence[Any]]) -> Contents:
        """Stem and options; the right ones, hints for tempting wrong ones, and what each is worth
        where the author says so."""
        body, key = super().contents(rows)
        choices = rows["choices"]
        body["options"] = [
            {"id": c.identity, "text": c.text, "keep_last": c.keep_last} for c in choices
        ]
        key["right"] = sorted(c.identity for c in choices if c.right)
        key["why"] = {c.identity: c.why for c in choices if c.why}
        if fractions := {
            c.identity: exact_text(c.fraction) for c in choices if c.fraction is not None
        }:
            key["fractions"] = fractions
        return body, key

    def fill(self, body: Body, key: Key) -> None:
        """The options, each continuing one that meant the same."""
        super().fill(body, key)
        own: Any = self
        options, worth = body["options"], key.get("fractions", {})
        wanted = [(option["id"], option["text"]) for option in options]
        kept = kept_named(list(self.choices.all()), wanted, lambda c: (c.identity, c.text))
        rows = []
        for place, (option, row) in enumerate(zip(options, kept, strict=True)):
            identity = option["id"]
            choice = row or Choice(identity=identity)
            choice.text, choice.sort_order = option["text"], place
            choice.right = identity in key["right"]
            choice.keep_last = bool(option.get("keep_last"))
            choice.why = key.get("why", {}).get(identity, "")
            choice.fraction = decimal_of(worth[identity], 5) if identity in worth else None
            rows.append(choice)
        own.choices = rows


class SingleChoiceQuestion(ChoiceQuestion):
    kind = "single_choice"

    class Meta:
        verbose_name = _("单选题")
        verbose_name_plural = _("单选题")
