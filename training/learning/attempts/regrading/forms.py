"""What a trainer says when she decides to mark a question differently."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.questions.models import QuestionVersion
from courses.quizzes.models import Quiz
from training.learning.attempts.models import Attempt
from training.learning.attempts.regrading.decisions import replay_key
from training.learning.attempts.regrading.errors import RegradeRefused
from training.learning.attempts.regrading.keys.registry import in_words

LONGEST = 300


class WhyForm(forms.Form):
    """What every decision says: the reason, and whether a pass may be lost by it."""

    withdraws = forms.BooleanField(
        label=_("重评后不及格的，取消及格"),
        required=False,
        help_text=_(
            "不勾：原来及格的仍算及格，只记下新的分数。勾上：低于及格线的改为不及格，"
            "可能影响结业；理由里要写明为什么。"
        ),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("成绩有变化的代表会看到这段话。请写明依据，不要提到别人的名字。"),
        error_messages={
            "required": _("请写明理由，受影响的代表会看到。"),
            "max_length": _("理由太长了，最多 %(limit_value)d 个字。"),
        },
    )


class ScopeForm(WhyForm):
    """The same, and which sittings it is about."""

    HERE, EVERYWHERE = "here", "everywhere"
    ALL, SOME = "all", "some"

    where = forms.ChoiceField(label=_("用在哪里"), widget=forms.RadioSelect)
    whose = forms.ChoiceField(
        label=_("哪些作答"),
        choices=[(ALL, _("全部作答")), (SOME, _("只限选中的作答"))],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    only = forms.MultipleChoiceField(
        label=_("选中的作答"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("where", "whose", "only", "withdraws", "reason")

    def __init__(
        self,
        *args: Any,
        others: Sequence[Quiz],
        offered: Sequence[Attempt],
        chosen: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        """`others` are the further quizzes that may be decided on at once; `offered` the sittings
        that may be chosen, of which some are `chosen` to begin with."""
        super().__init__(*args, **kwargs)
        places = [(self.HERE, gettext("只限这个测验"))]
        if others:
            titles = "".join(f"《{quiz}》" for quiz in others)
            everywhere = gettext("所有问过这一版的测验，还有%(titles)s") % {"titles": titles}
            places.append((self.EVERYWHERE, everywhere))
        known = {str(one.pk) for one in offered}
        self._choices("where", places, self.HERE)
        self._choices("only", [(str(one.pk), named(one)) for one in offered], chosen)
        self.fields["whose"].initial = self.SOME if known & set(chosen) else self.ALL
        if not others:
            del self.fields["where"]
        if not offered:
            del self.fields["only"], self.fields["whose"]

    def _choices(self, name: str, choices: list[tuple[str, str]], initial: Any) -> None:
        chosen: Any = self.fields[name]
        chosen.choices, chosen.initial = choices, initial

    @property
    def everywhere(self) -> bool:
        """Whether a valid form speaks of every quiz."""
        return self.cleaned_data.get("where") == self.EVERYWHERE

    @property
    def chosen(self) -> tuple[str, ...]:
        """The sittings a valid form narrows the decision to; empty for all."""
        some = self.cleaned_data.get("whose") == self.SOME
        return tuple(sorted(self.cleaned_data["only"])) if some else ()

    def clean(self) -> dict[str, Any]:
        """Names the field when sittings should be chosen and none is, or in more than one quiz."""
        cleaned: dict[str, Any] = super().clean() or {}
        some = cleaned.get("whose") == self.SOME
        if some and not cleaned.get("only") and "only" not in self.errors:
            self.add_error("only", _("请勾选要重评的作答，或者改选“全部作答”。"))
        if some and self.everywhere:
            self.add_error("whose", _("选中的作答都在这个测验里，请把“用在哪里”改为只限这个测验。"))
        return cleaned


def named(sitting: Attempt) -> str:
    """Whose sitting it is, where she belongs, the how-manieth, and what it is worth so far."""
    place = sitting.enrolment.unit if sitting.enrolment else ""
    marks = "" if sitting.percent is None else gettext("%(n)s 分") % {"n": sitting.percent}
    number = gettext("第 %(n)d 次") % {"n": sitting.number}
    return "　".join(filter(None, [str(sitting.learner), str(place), number, marks]))


class NewerField(forms.ModelChoiceField):
    """A newer version of the question; refused, with the reason, where its key does not fit."""

    widget = forms.RadioSelect

    def __init__(self, *, asked: QuestionVersion, **kwargs: Any) -> None:
        newer = QuestionVersion.objects.filter(question=asked.question_id, num__gt=asked.num)
        super().__init__(newer.order_by("-num"), empty_label=None, to_field_name="uuid", **kwargs)
        self.asked = asked

    def label_from_instance(self, obj: QuestionVersion) -> str:
        """Its number, when it was published, and what it takes for right."""
        key = in_words(obj.kind, obj.body, obj.answer_key)
        day = date_format(timezone.localtime(obj.published_at), "Y-m-d")
        said = gettext("第 %(n)d 版（%(day)s 发布）：%(key)s")
        return said % {"n": obj.num, "day": day, "key": key}

    def clean(self, value: Any) -> Any:
        """The version; raises ValidationError when its key cannot mark the older answers."""
        newer = super().clean(value)
        try:
            replay_key(self.asked, newer)
        except RegradeRefused as refusal:
            raise forms.ValidationError(refusal.reason, code=refusal.code) from refusal
        return newer


class ReplayForm(forms.Form):
    """By which newer version the answers shall be marked."""

    def __init__(self, *args: Any, asked: QuestionVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["newer"] = NewerField(
            asked=asked,
            label=_("按哪一版的答案评"),
            error_messages={"required": _("请选择按哪一版评。")},
        )
