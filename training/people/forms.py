"""What a person types to sign in with a slip."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PLAIN = {"autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}


class SlipForm(forms.Form):
    """Number and code from the slip, and the password chosen, twice."""

    number = forms.CharField(
        label=gettext_lazy("编号"),
        max_length=40,
        help_text=gettext_lazy("登录条上的编号。"),
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "username"}),
    )
    code = forms.CharField(
        label=gettext_lazy("登录码"),
        max_length=40,
        help_text=gettext_lazy("登录条上的十位登录码，大小写和横线都不要紧。"),
        widget=forms.TextInput(attrs={**PLAIN, "autocomplete": "one-time-code"}),
    )
    password = forms.CharField(
        label=gettext_lazy("设一个新密码"),
        strip=False,
        max_length=128,
        help_text=gettext_lazy("至少 8 个字符，不要全是数字。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一遍新密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_number(self) -> str:
        """The number as it is stored: full-width letters and digits become plain ones."""
        return unicodedata.normalize("NFKC", self.cleaned_data["number"]).strip()

    def clean_code(self) -> str:
        """The code with plain letters."""
        return unicodedata.normalize("NFKC", self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when the two passwords differ."""
        typed = super().clean() or {}
        if typed.get("password") != typed.get("again"):
            self.add_error("again", _("两次输入的密码不一样，请再输一遍。"))
        return typed
