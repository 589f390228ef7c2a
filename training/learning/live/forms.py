"""What is typed to prepare a round."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from courses.questions.models import QuestionVersion
from training.cohorts.models import Cohort, ScheduledSession
from training.learning.live import asking, selectors
from training.learning.live.asking import MOST_CANDIDATES, MOST_OPTIONS
from training.learning.live.models import LiveRound
from training.learning.live.services import Wish

Kind = LiveRound.Kind
NAMED = (("", gettext_lazy("不记名")), ("1", gettext_lazy("实名，本班讲师看得到每个人的回答")))
ROWS = {"rows": 2}


class SessionField(forms.ModelChoiceField):
    """A session of the class."""

    def label_from_instance(self, obj: ScheduledSession) -> str:
        """Its code and title."""
        return f"{obj.session.code} {obj.session.local_title}"


class RoundForm(forms.Form):
    """What every kind of round has."""

    ask = forms.CharField(
        label=gettext_lazy("题目"),
        max_length=300,
        widget=forms.Textarea(attrs=ROWS),
        error_messages={"required": gettext_lazy("请写题目。")},
    )
    named = forms.ChoiceField(
        label=gettext_lazy("记不记名"),
        choices=NAMED,
        required=False,
        help_text=gettext_lazy("答题的人事先看得到这一条；开始以后不能改。"),
    )
    shows_live = forms.BooleanField(
        label=gettext_lazy("边答边在大屏幕上显示结果"),
        required=False,
        help_text=gettext_lazy("只有实名的可以；不勾，就等停止作答、按“公布”以后才显示。"),
    )
    scheduled = SessionField(
        label=gettext_lazy("哪一节课"),
        queryset=ScheduledSession.objects.none(),
        required=False,
        empty_label=gettext_lazy("不指定"),
    )
    kind = ""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        held = selectors.sessions_of(cohort)
        offer(self, scheduled=held)

    def body(self) -> dict[str, Any]:
        """What is asked beyond the sentence, as asking.py says."""
        return {}

    def wish(self) -> Wish:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return Wish(
            cohort=self.cohort,
            kind=self.kind,
            ask=typed.get("ask", ""),
            body=self.body(),
            version=typed.get("version"),
            scheduled=typed["scheduled"],
            named=bool(typed["named"]),
            shows_live=typed["shows_live"],
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class PollForm(RoundForm):
    """An opinion among options."""

    kind = Kind.POLL
    options = forms.CharField(
        label=gettext_lazy("选项"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text=gettext_lazy("每行写一个，2 到 12 个。"),
    )
    most = forms.IntegerField(
        label=gettext_lazy("最多选几个"), min_value=1, max_value=MOST_OPTIONS, initial=1
    )
    field_order = ("ask", "options", "most")

    def clean_options(self) -> list[str]:
        """Different options, as many as a wall can show."""
        found = list(dict.fromkeys(_lines(self.cleaned_data["options"])))
        if not 2 <= len(found) <= MOST_OPTIONS:
            raise forms.ValidationError(_("选项要有 2 到 12 个，每行写一个，不要重复。"))
        if any(len(one) > 80 for one in found):
            raise forms.ValidationError(_("一个选项不要超过 80 个字，大屏幕上看不清。"))
        return found

    def clean(self) -> dict[str, Any]:
        """No more choices than options."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("options") and (typed.get("most") or 0) > len(typed["options"]):
            self.add_error("most", _("不能比选项还多。"))
        return typed

    def body(self) -> dict[str, Any]:
        """Options named by their place."""
        texts = self.cleaned_data["options"]
        options = [{"id": str(n), "text": text} for n, text in enumerate(texts, 1)]
        return {"options": options, "most": self.cleaned_data["most"]}


class BallotForm(RoundForm):
    """A practice ballot over projects."""

    kind = Kind.BALLOT
    candidates = forms.CharField(
        label=gettext_lazy("候选项目"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=6000,
        help_text=gettext_lazy("每行写一项；要加一句说明，用竖线“|”隔开：项目名称 | 说明。"),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("赞成几项"), min_value=1, max_value=MOST_CANDIDATES, initial=11
    )
    exactly = forms.ChoiceField(
        label=gettext_lazy("勾几项算有效"),
        choices=(
            ("", gettext_lazy("最多这些，可以少勾")),
            ("1", gettext_lazy("正好这些，多了少了都是废票")),
        ),
        required=False,
    )
    majority = forms.ChoiceField(
        label=gettext_lazy("怎样当选"),
        choices=(
            ("all", gettext_lazy("超过本班全体人数一半，得票多的当选")),
            ("cast", gettext_lazy("超过收回票数一半，得票多的当选")),
            ("none", gettext_lazy("得票多的当选，不要求过半")),
        ),
        help_text=gettext_lazy("这是练习的数法；正式票决以当次大会通过的票决办法为准。"),
    )
    field_order = ("ask", "candidates", "seats", "exactly", "majority")

    def clean_candidates(self) -> list[tuple[str, str]]:
        """Different projects, each with a remark or without."""
        rows = [line.replace("｜", "|").partition("|") for line in self._typed()]
        found = {name.strip(): note.strip() for name, _bar, note in rows if name.strip()}
        if not 2 <= len(found) <= MOST_CANDIDATES:
            raise forms.ValidationError(_("候选项目要有 2 到 40 项，每行写一项，不要重复。"))
        if any(len(name) > 60 or len(note) > 120 for name, note in found.items()):
            raise forms.ValidationError(_("项目名称不要超过 60 个字，说明不要超过 120 个字。"))
        return list(found.items())

    def _typed(self) -> list[str]:
        return _lines(self.cleaned_data["candidates"])

    def clean(self) -> dict[str, Any]:
        """More candidates than seats."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("candidates") and (typed.get("seats") or 0) >= len(typed["candidates"]):
            self.add_error("seats", _("票决是差额的：名额要少于候选项目数。"))
        return typed

    def body(self) -> dict[str, Any]:
        """Projects named by their place."""
        typed = self.cleaned_data
        options = [
            {"id": str(n), "text": name, "note": note}
            for n, (name, note) in enumerate(typed["candidates"], 1)
        ]
        return {
            "options": options,
            "seats": typed["seats"],
            "exactly": bool(typed["exactly"]),
            "majority": typed["majority"],
        }


class WordsForm(RoundForm):
    """A few words from everybody."""

    kind = Kind.WORDS
    most = forms.IntegerField(
        label=gettext_lazy("每人最多写几个词"), min_value=1, max_value=asking.MOST_WORDS, initial=2
    )
    longest = forms.IntegerField(
        label=gettext_lazy("一个词最多几个字"),
        min_value=2,
        max_value=asking.LONGEST_WORD,
        initial=8,
        help_text=gettext_lazy("词语由您看过、放行以后才上大屏幕。"),
    )
    field_order = ("ask", "most", "longest")

    def body(self) -> dict[str, Any]:
        """How many, and how long."""
        return {"most": self.cleaned_data["most"], "longest": self.cleaned_data["longest"]}


class QuestionForm(RoundForm):
    """A practice question of the bank; its stem is what is asked."""

    kind = Kind.QUESTION
    ask = None  # type: ignore[assignment]  # so Django leaves a field out
    version = forms.ModelChoiceField(
        queryset=QuestionVersion.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": gettext_lazy("请选一道题。"),
            "invalid_choice": gettext_lazy("这道题现在不能用，请换一道。"),
        },
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, cohort=cohort, **kwargs)
        fitting = selectors.practice_questions(cohort).order_by().values("live_version")
        rows = QuestionVersion.objects.filter(pk__in=fitting)
        offer(self, version=rows)


FORMS: dict[str, type[RoundForm]] = {
    Kind.POLL: PollForm,
    Kind.QUESTION: QuestionForm,
    Kind.BALLOT: BallotForm,
    Kind.WORDS: WordsForm,
}


def typed_before(live: LiveRound) -> dict[str, Any]:
    """A round as its form shows it."""
    body = live.body
    options = body.get("options", [])
    return {
        "ask": live.ask,
        "named": "1" if live.named else "",
        "shows_live": live.shows_live,
        "scheduled": live.scheduled_id,
        "version": live.version.uuid if live.version is not None else None,
        "options": "\n".join(option["text"] for option in options),
        "candidates": "\n".join(
            " | ".join(filter(None, (option["text"], option.get("note")))) for option in options
        ),
        **{name: body[name] for name in ("most", "longest", "seats", "majority") if name in body},
        "exactly": "1" if body.get("exactly") else "",
    }
