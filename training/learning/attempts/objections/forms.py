"""What a deputy writes when she questions a question, and what a trainer answers."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from training.learning.attempts.models import Objection
from training.learning.attempts.objections import services

Verdict = Objection.Verdict
SHORTEST, LONGEST = 10, 500


class ObjectionForm(forms.Form):
    """What is wrong with a question, in a few sentences."""

    text = forms.CharField(
        label=_("哪里有疑问"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写 10 到 500 个字：您认为哪里不对，依据是什么。"),
        error_messages={
            "required": _("请写明哪里有疑问。"),
            "min_length": _("写得太短了，请至少写 %(limit_value)d 个字，说明哪里不对。"),
            "max_length": ngettext_lazy(
                "写得太长了，最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
                "写得太长了，最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
                "limit_value",
            ),
        },
    )


class ChosenField(forms.MultipleChoiceField):
    """Objections that are ticked, as a mapping of id → token of what was read."""

    widget = forms.CheckboxSelectMultiple
    known: frozenset[str] = frozenset()
    """Those to the same question: whether one is still open is for the service to find."""

    def offer(self, offered: Sequence[Objection], known: Sequence[Objection]) -> None:
        """Put these up for choice, all of them ticked."""
        self.known = frozenset(str(one.pk) for one in known)
        self.initial = [value_of(one) for one in offered]

    def valid_value(self, value: str) -> bool:
        """Whether it is an objection to this question, in whatever state it was read."""
        return value.partition(" ")[0] in self.known

    def clean(self, value: Any) -> dict[UUID, str]:
        """As always, then taken apart; raises ValidationError."""
        chosen = (one.partition(" ") for one in super().clean(value))
        return {UUID(key): token for key, _space, token in chosen}


def value_of(objection: Objection) -> str:
    """An objection and what was read of it, as a checkbox sends it."""
    return f"{objection.pk} {services.token(objection)}"


class RulingForm(forms.Form):
    """A ruling on those objections to a question that are ticked."""

    chosen = ChosenField(
        label=_("答复哪几条"), error_messages={"required": _("请勾选要答复的疑问。")}
    )
    verdict = forms.ChoiceField(
        label=_("结论"),
        choices=[
            (Verdict.UPHELD, Verdict.UPHELD.label),
            (Verdict.DECLINED, Verdict.DECLINED.label),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择结论。")},
    )
    answer = forms.CharField(
        label=_("答复"),
        min_length=5,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("提出疑问的代表会看到这段话。请说明依据，不要提到别人的名字。"),
        error_messages={
            "required": _("请写答复。"),
            "min_length": _("答复太短了，请用一两句话说明依据。"),
        },
    )

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Objection],
        known: Sequence[Objection],
        **kwargs: Any,
    ) -> None:
        """Offers some of the objections to a question."""
        super().__init__(*args, **kwargs)
        self.offered = list(offered)
        self.corrects = any(one.verdict != Verdict.OPEN for one in offered)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, ChosenField)  # noqa: S101 - declared above
        chosen.offer(offered, known)

    def ruling(self) -> services.Ruling:
        """What a valid form decides."""
        return services.Ruling(self.cleaned_data["verdict"], self.cleaned_data["answer"])

    def rows(self) -> Iterator[tuple[str, Objection, bool]]:
        """Every objection offered: its value, itself, and whether it is ticked."""
        ticked = self["chosen"].value() or []
        for objection in self.offered:
            value = value_of(objection)
            yield value, objection, value in ticked
