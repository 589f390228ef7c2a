"""What the office types about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.notices.kinds import KINDS
from training.notices.models import NoticeRules
from training.notices.wording import TEXTS, Words, fields_of, known_kind

SHOW = [
    ("", _("全部")),
    ("unreached", _("哪里都没有送到的")),
    ("failed", _("发送失败的")),
    ("unread", _("收件箱里没有读的")),
]


class BatchesForm(forms.Form):
    """Which batches are looked at."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[("", _("全部")), *((key, kind.name) for key, kind in KINDS.items())],
        required=False,
    )
    trouble = forms.BooleanField(label=_("只看有失败的"), required=False)


class PeopleForm(forms.Form):
    """Which people of a batch are looked at."""

    show = forms.ChoiceField(label=_("只看"), choices=SHOW, required=False)


class WordsForm(forms.Form):
    """The words of a kind in both languages."""

    title = forms.CharField(label=_("标题"), max_length=120)
    body = forms.CharField(
        label=_("正文"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    sms = forms.CharField(
        label=_("短信"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-sms": ""}),
        help_text=_("70 字以内是一条。"),
    )
    title_en = forms.CharField(label=_("英文标题"), max_length=200, required=False)
    body_en = forms.CharField(
        label=_("英文正文"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = known_kind(kind)

    def words(self) -> Words:
        """What was typed."""
        return Words(*(self.cleaned_data[name].strip() for name in TEXTS))

    @property
    def fields_on_offer(self) -> list[tuple[str, str]]:
        """Every field that may be named, with a sample."""
        return [(f"{{{field.label}}}", field.sample) for field in fields_of(self.kind)]


class RulesForm(forms.ModelForm[NoticeRules]):
    """Quiet hours, signature, the most reminders a week."""

    class Meta:
        model = NoticeRules
        fields = ("quiet_from", "quiet_until", "signature", "weekly_cap")
        widgets = {
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_until": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }
        help_texts = {
            "quiet_from": _("从这时起不发短信和邮件，等到第二天早上。"),
            "quiet_until": _(
                "课程临时变动最晚到 22:00、最早从 7:00 可以发。两个时间一样就是没有安静时段。"
            ),
            "signature": _("写在短信最前面的方头括号里。短信平台自己会加的，这里留空。"),
            "weekly_cap": _("自动的学习提醒，七天里每人最多几次。"),
        }
