"""What a trainer says when she changes plans."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 2, 100


def _why(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("理由"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=help_text,
        error_messages={"required": _("请写一句理由，代表会看到。")},
    )


class AddForm(forms.Form):
    """What, for whom, and why. `confirmed` comes with the second step."""

    activity = forms.ChoiceField(label=_("加什么"))
    weak_in = forms.ChoiceField(
        label=_("给谁"),
        required=False,
        help_text=_("选一个知识点，就只给目前还没掌握它的人加。"),
    )
    why = _why(_("一句话，写给代表看。例如：下周视察要用到。"))
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        choices: Sequence[Any],
        points: Sequence[tuple[str, str]],
        alone: bool = False,
        **kwargs: Any,
    ) -> None:
        """Offers this content and these points; for one person nobody is chosen."""
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]
        weak = [(key, _("没掌握“%(point)s”的人") % {"point": name}) for key, name in points]
        self.fields["weak_in"].choices = [("", _("全班")), *weak]  # type: ignore[attr-defined]
        if alone:
            del self.fields["weak_in"]


class RemoveForm(forms.Form):
    """Why something goes."""

    why = _why(_("一句话，代表会看到。移除以后系统不会再自动排上，您可以随时放回。"))
