"""Options to choose, and statements to judge."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from training.learning.attempts.regrading.keys.contract import (
    Body,
    Editor,
    Facet,
    Given,
    Key,
    KeyForm,
    Payload,
    Pick,
)


def _texts(body: Body) -> dict[str, str]:
    return {option["id"]: option["text"] for option in body["options"]}


class OptionsKeyForm(KeyForm):
    """Which options are right. Hints for tempting wrong options go when these become right."""

    def options(self) -> list[tuple[str, str]]:
        """Every option with its text and how many chose it."""
        return [
            (identity, f"{text}（{self.times('', identity)}）")
            for identity, text in _texts(self.body).items()
        ]

    def right(self) -> list[str]:
        """The options that are right after the change."""
        return sorted(self.cleaned_data["right"])

    def changed(self) -> dict[str, Any]:
        """Right options, the hints that still make sense, and what each option is worth."""
        right = self.right()
        entries: dict[str, Any] = {"right": right}
        if "why" in self.key:
            entries["why"] = {k: v for k, v in self.key["why"].items() if k not in right}
        if fractions := self.key.get("fractions"):
            entries["fractions"] = _worth_after(fractions, set(self.key["right"]), set(right))
        return entries


def _worth_after(fractions: Mapping[str, str], was: set[str], right: set[str]) -> dict[str, str]:
    """What options are worth once others are right: what becomes right is worth the best that the
    author gave, what becomes wrong the worst, or nothing."""
    values = [Decimal(text) for text in fractions.values()]
    now = dict.fromkeys(right - was, str(max(values)))
    now |= dict.fromkeys(was - right, str(min(*values, Decimal(0))))
    return {**fractions, **now}


class SingleKeyForm(OptionsKeyForm):
    """Single choice: any one of the right options gives the mark."""

    def build(self) -> None:
        """Only options that are not right yet can be accepted besides."""
        known = set(self.key["right"]) if self.also else set()
        self.fields["right"] = forms.MultipleChoiceField(
            label=_("还有哪些选项也算对") if self.also else _("哪个选项算对"),
            help_text="" if self.also else _("可以不止一个：选中其中任何一个，都得这题的分。"),
            choices=[option for option in self.options() if option[0] not in known],
            initial=[] if self.also else list(self.key["right"]),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请至少选一个选项。")},
        )

    def right(self) -> list[str]:
        """Besides the key's own, when accepted also."""
        known = self.key["right"] if self.also else []
        return sorted({*known, *self.cleaned_data["right"]})


class MultipleKeyForm(OptionsKeyForm):
    """Multiple choice: the whole set that is right."""

    def build(self) -> None:
        """The set as it is, to be changed."""
        self.fields["right"] = forms.MultipleChoiceField(
            label=_("怎样选也算全对") if self.also else _("正确的选项"),
            help_text=_("勾选完整的一组正确选项。"),
            choices=self.options(),
            initial=list(self.key["right"]),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请至少选一个选项。")},
        )


class SingleChoice(Editor):
    """One of several options."""

    form: ClassVar[type[KeyForm]] = SingleKeyForm
    widens = True

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """Each option ticked."""
        return [("", identity) for identity in payload.get("chosen", [])] or [("", "")]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """All options in the author's order."""
        right = set(key["right"])
        answers = [
            Given(text, counts["", identity], identity in right)
            for identity, text in _texts(body).items()
        ]
        return [Facet("", [*answers, Given("", counts["", ""], False)])]

    def in_words(self, body: Body, key: Key) -> str:
        """The texts of the right options."""
        return _("、").join(text for k, text in _texts(body).items() if k in key["right"])

    def shape(self, body: Body) -> Any:
        """The options' identities."""
        return sorted(_texts(body))


class MultipleChoice(SingleChoice):
    """Several of several options."""

    form: ClassVar[type[KeyForm]] = MultipleKeyForm
    widens = False


class StatementKeyForm(KeyForm):
    """True or false. Accepted also can only be the other judgement."""

    def build(self) -> None:
        """Nothing to choose when accepted also."""
        if not self.also:
            self.fields["answer"] = forms.ChoiceField(
                label=_("这句话"),
                choices=[(value, name) for value, name in _judgements().items()],
                initial="false" if self.key["answer"] else "true",
                widget=forms.RadioSelect,
                error_messages={"required": _("请选择这句话是正确还是错误。")},
            )

    def changed(self) -> dict[str, Any]:
        """The judgement."""
        if self.also:
            return {"answer": not self.key["answer"]}
        return {"answer": self.cleaned_data["answer"] == "true"}


def _judgements() -> dict[str, str]:
    return {"true": _("正确"), "false": _("错误")}


class TrueFalse(Editor):
    """A statement to judge."""

    form = StatementKeyForm

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """The judgement."""
        answer = payload.get("answer")
        return [("", "" if answer is None else "true" if answer else "false")]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """Both judgements."""
        answers = [
            Given(name, counts["", value], (value == "true") is key["answer"])
            for value, name in _judgements().items()
        ]
        return [Facet("", [*answers, Given("", counts["", ""], False)])]

    def in_words(self, body: Body, key: Key) -> str:
        """Right or wrong."""
        return _judgements()["true" if key["answer"] else "false"]

    def shape(self, body: Body) -> Any:
        """Every statement can be judged."""
        return None
