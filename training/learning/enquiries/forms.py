"""What deputies and trainers write about a question."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from cms.taxonomy.models import KnowledgePoint
from training.learning.enquiries.models import FaqEntry
from training.learning.enquiries.publishing import Wording
from training.learning.enquiries.services import Said
from training.people.models import User

LONGEST = 1000
OFFICE = "office"
TOO_LONG = ngettext_lazy(
    "写得太长了，最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    "写得太长了，最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
    "limit_value",
)


class SaidForm(forms.Form):
    """Words that are sent once, however often the form is sent."""

    asked = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, max_value=100_000, required=False)

    def __init__(self, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        """A new form gets an id of its own."""
        kwargs["initial"] = {"asked": uuid4(), "seen": seen} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["seen"].widget = forms.HiddenInput()

    def said(self) -> Said:
        """What a valid form says."""
        told = self.cleaned_data
        asked: UUID = told["asked"]
        return Said(asked, told["text"].strip(), told.get("seen") or 0)


class QuestionForm(SaidForm):
    """A deputy's question, or her question back."""

    text = forms.CharField(
        label=_("您要问什么"),
        min_length=5,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一次问一件事，写清楚卡在哪里。最多 1000 字。"),
        error_messages={
            "required": _("请写上要问的话。"),
            "min_length": _("写得太短了，请再多写几个字，讲师才好答。"),
            "max_length": TOO_LONG,
        },
    )
    section = forms.ChoiceField(label=_("在这一页的哪里"), required=False)

    def __init__(self, *args: Any, sections: Sequence[str] = (), **kwargs: Any) -> None:
        """Offers the places of the page it is asked from."""
        super().__init__(*args, **kwargs)
        if sections:
            choices = [("", _("整页，或者说不清")), *((one, one) for one in sections)]
            self.fields["section"].choices = choices  # type: ignore[attr-defined]
            self.order_fields(["section", "text"])
        else:
            del self.fields["section"]

    @property
    def section_asked(self) -> str:
        """The place on the page, or ''."""
        return str(self.cleaned_data.get("section", ""))


class AnswerForm(SaidForm):
    """A trainer's answer."""

    prefix = "answer"
    text = forms.CharField(
        label=_("答复"),
        min_length=2,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("代表会在收件箱里看到。引用法律请写明第几条；不要提到别的代表的名字。"),
        error_messages={"required": _("请写答复。"), "max_length": TOO_LONG},
    )


class ForwardForm(SaidForm):
    """To whom a question is handed, with a word."""

    prefix = "forward"
    to = forms.ChoiceField(label=_("转给谁"))
    text = forms.CharField(
        label=_("说一句（代表也看得到）"), required=False, max_length=300, initial=""
    )

    def __init__(
        self, *args: Any, trainers: Sequence[User], office: bool = True, **kwargs: Any
    ) -> None:
        """Offers colleagues, and the office."""
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in trainers}
        choices = [("", _("请选择")), *((key, str(one)) for key, one in self.people.items())]
        if office:
            choices.append((OFFICE, _("人大工作机构")))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def receiver(self) -> User | None:
        """The colleague chosen; None for the office."""
        return self.people.get(self.cleaned_data["to"])


class CloseForm(SaidForm):
    """The last word on a question."""

    prefix = "close"
    text = forms.CharField(
        label=_("为什么结束"),
        required=False,
        max_length=300,
        help_text=_("答复过的可以不写。没有答复过的一定要写，代表会看到。"),
    )


class FaqForm(forms.Form):
    """A common question and its answer."""

    question = forms.CharField(
        label=_("问题"),
        max_length=200,
        help_text=_("用自己的话重写，谁都可能这样问；不要照抄，不要写姓名和单位。"),
    )
    answer = forms.CharField(
        label=_("答复"), max_length=3000, widget=forms.Textarea(attrs={"rows": 8})
    )
    points = forms.ModelMultipleChoiceField(
        label=_("也显示在讲这些知识点的课和案例下面"),
        queryset=KnowledgePoint.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    named = forms.BooleanField(label=_("我看过了，文字里没有指哪一位代表"), required=False)

    @classmethod
    def of(cls, entry: FaqEntry, posted: Any = None) -> "FaqForm":
        """The form of an entry, a new one too."""
        held: dict[str, Any] = {"question": entry.question, "answer": entry.answer}
        if entry.pk:
            held["points"] = entry.points.all()
        return cls(posted, initial=held)

    def wording(self) -> Wording:
        """What a valid form says."""
        told = self.cleaned_data
        return Wording(
            told["question"].strip(), told["answer"].strip(), list(told["points"]), told["named"]
        )
