"""What is asked of each change of a timetable: forms that give steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.cohorts import changes
from training.cohorts.changes import PARTS, Entry, Half, Post, Step, local, moment_of
from training.cohorts.dates import dates_of
from training.cohorts.models import Cohort, TimetableChange
from training.office.classes.forms import day_field, reason_field

Kind = TimetableChange.Kind
PLACE, GUEST = 80, 80


def time_field(**more: Any) -> forms.TimeField:
    """A time of the day."""
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def said(entry: Entry) -> str:
    """A session as a choice: when, and which."""
    begins = local(entry.slot.starts_at)
    return f"{date_format(begins, _('n月j日'))} {begins:%H:%M} {entry.name}"


def half_said(half: Half) -> str:
    """A half-day as a choice."""
    return f"{date_format(half.day, _('n月j日'))} {half.part_name}"


class ChangeForm(forms.Form):
    """One kind of change: its fields, and the steps that they say."""

    kind = ""
    heading: Any = ""
    advice: Any = ""
    why = ""
    """The reason typed when it is confirmed."""

    def __init__(self, *args: Any, cohort: Cohort, table: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort, self.table = cohort, table
        self.by_pk = {str(entry.pk): entry for entry in table}
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices."""

    def steps(self) -> list[Step]:
        """What the change does; the form must be valid."""
        raise NotImplementedError

    def entry(self, name: str) -> Entry:
        """The session chosen in a field."""
        return self.by_pk[self.cleaned_data[name]]

    def choose(self, name: str, *, cancelled: bool = False) -> None:
        """Offer the sessions that are held, or those that were cancelled."""
        on_offer = [one for one in self.table if one.slot.cancelled == cancelled]
        choices = [("", _("请选择")), *((str(one.pk), said(one)) for one in on_offer)]
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _session(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        error_messages={
            "required": gettext_lazy("请选择是哪一节。"),
            "invalid_choice": gettext_lazy("这一节现在不能这样改，请看新的课表。"),
        },
    )


class MoveForm(ChangeForm):
    """One session at another time."""

    kind = Kind.MOVED
    heading = gettext_lazy("把一节课改到别的时间")
    advice = gettext_lazy("长短不变。已有的签到、学时和结业记录都跟着这节课走，不会丢。")

    session = _session(gettext_lazy("哪一节"))
    day = day_field(label=gettext_lazy("改到哪天"))
    at = time_field(label=gettext_lazy("几点开始"))
    place = forms.CharField(
        label=gettext_lazy("换教室"),
        max_length=PLACE,
        required=False,
        help_text=gettext_lazy("不换就留空。"),
    )

    def prepare(self) -> None:
        """Start from where the session stands."""
        self.choose("session")
        known = self.by_pk.get(str(self.initial.get("session", "")))
        if known:
            begins = local(known.slot.starts_at)
            self.initial = {"day": begins.date(), "at": begins.time(), **self.initial}

    def steps(self) -> list[Step]:
        """The session moved."""
        typed = self.cleaned_data
        at = moment_of(typed["day"], typed["at"])
        return changes.moved(self.entry("session"), starts_at=at, place=typed["place"] or None)


class SwapForm(ChangeForm):
    """Two sessions change places."""

    kind = Kind.SWAPPED
    heading = gettext_lazy("两节课互换时间")
    advice = gettext_lazy("教室和讲师跟着课走。同一个半天里互换，中间的课会顺着排，课间休息不变。")

    session = _session(gettext_lazy("这一节"))
    other = _session(gettext_lazy("和这一节"))

    def prepare(self) -> None:
        """Offer what is held."""
        self.choose("session")
        self.choose("other")

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        typed = super().clean() or {}
        if typed.get("session") and typed.get("session") == typed.get("other"):
            self.add_error("other", _("请选另外一节。"))
        return typed

    def steps(self) -> list[Step]:
        """Both moved."""
        return changes.swapped(self.table, self.entry("session"), self.entry("other"))


def _half(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        error_messages={
            "required": gettext_lazy("请选择是哪个半天。"),
            "invalid_choice": gettext_lazy("这个半天现在没有课，请看新的课表。"),
        },
    )


class _HalfForm(ChangeForm):
    def offer_halves(self, name: str) -> None:
        """Offer the half-days in which something is held."""
        halves = sorted(
            {one.slot.half for one in self.table if not one.slot.cancelled},
            key=lambda half: (half.day, list(PARTS).index(half.part)),
        )
        told = [(_value(half), half_said(half)) for half in halves]
        self.fields[name].choices = [("", _("请选择")), *told]  # type: ignore[attr-defined]


def _value(half: Half) -> str:
    return f"{half.day.isoformat()}.{half.part}"


def _read(value: str) -> Half:
    day, part = value.split(".")
    return Half(date.fromisoformat(day), part)


class HalfMoveForm(_HalfForm):
    """The rain plan: everything of a half-day goes to another."""

    kind = Kind.HALF_MOVED
    heading = gettext_lazy("半天的课整体改期（雨天预案）")
    advice = gettext_lazy("先后次序和课间休息不变。目标半天如果已经有课，会提示时间重叠。")

    source = _half(gettext_lazy("哪个半天"))
    day = day_field(label=gettext_lazy("改到哪天"))
    part = forms.ChoiceField(label=gettext_lazy("上午、下午还是晚上"), choices=list(PARTS.items()))
    at = time_field(
        label=gettext_lazy("几点开始"),
        required=False,
        help_text=gettext_lazy("留空就按本班平时的开始时间。"),
    )

    def prepare(self) -> None:
        """Offer half-days with sessions."""
        self.offer_halves("source")

    def steps(self) -> list[Step]:
        """Every session of it moved."""
        typed = self.cleaned_data
        target = Half(typed["day"], typed["part"])
        source = _read(typed["source"])
        return changes.half_moved(self.table, source, target, begins=typed["at"])


class HalvesSwapForm(_HalfForm):
    """Two half-days change places."""

    kind = Kind.HALVES_SWAPPED
    heading = gettext_lazy("两个半天互换（雨天预案）")
    advice = gettext_lazy("两边各从对方原来的开始时间上起。再换一次就回到原样。")

    source = _half(gettext_lazy("这个半天"))
    other = _half(gettext_lazy("和这个半天"))

    def prepare(self) -> None:
        """Offer half-days with sessions."""
        self.offer_halves("source")
        self.offer_halves("other")

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        typed = super().clean() or {}
        if typed.get("source") and typed.get("source") == typed.get("other"):
            self.add_error("other", _("请选另外一个半天。"))
        return typed

    def steps(self) -> list[Step]:
        """Every session of both moved."""
        typed = self.cleaned_data
        return changes.halves_swapped(self.table, _read(typed["source"]), _read(typed["other"]))


class ShiftForm(ChangeForm):
    """The whole class on other dates, before it has begun."""

    kind = Kind.SHIFTED
    heading = gettext_lazy("全班改期")
    advice = gettext_lazy(
        "开班以前才能这样改。每节课钟点不变，按培训班方案的第几天排到新的日期；不排课的日子跳过。"
    )

    starts_on = day_field(label=gettext_lazy("新的第一天"))

    def steps(self) -> list[Step]:
        """Every session on its new date."""
        last = max((entry.number for entry in self.table), default=1)
        cohort = self.cohort
        dates = dates_of(
            self.cleaned_data["starts_on"],
            last,
            skips_weekends=cohort.skips_weekends,
            skipped=cohort.free_days,
        )
        return changes.shifted(self.table, dates)


class CancelForm(ChangeForm):
    """One session is not held."""

    kind = Kind.CANCELLED
    heading = gettext_lazy("取消一节课")
    advice = gettext_lazy(
        "已有的签到和学时不动。必修的仍在结业要求里：没签到的人可以在手机上学完对应的课、做完测验，"
        "或者由工作机构给免修。"
    )

    session = _session(gettext_lazy("哪一节"))

    def prepare(self) -> None:
        """Offer what is held."""
        self.choose("session")

    def steps(self) -> list[Step]:
        """The session cancelled."""
        return changes.cancelled(self.entry("session"), why=self.why)


class RestoreForm(ChangeForm):
    """A cancelled session is held after all."""

    kind = Kind.RESTORED
    heading = gettext_lazy("恢复取消的一节课")
    advice = gettext_lazy("按原来的时间、教室和讲师恢复；要改时间，恢复以后再改。")

    session = _session(gettext_lazy("哪一节"))

    def prepare(self) -> None:
        """Offer what was cancelled."""
        self.choose("session", cancelled=True)

    def steps(self) -> list[Step]:
        """The session as it stood."""
        return changes.restored(self.entry("session"))


FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form
    for form in (
        MoveForm,
        SwapForm,
        HalfMoveForm,
        HalvesSwapForm,
        ShiftForm,
        CancelForm,
        RestoreForm,
    )
}


class ConfirmForm(forms.Form):
    """Which timetable was seen, and why it is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field(
        gettext_lazy("原因"),
        required=False,
        help_text=gettext_lazy("会写进通知，例如“台风预警”。可以不写。"),
    )


def posts_typed(table: Sequence[Entry], typed: Any, teaching: Sequence[str]) -> dict[int, Post]:
    """Rooms and trainers as typed in the table of sessions, by session. Trainers who are not of the
    congress are left out, but those named before stay as they were."""
    found: dict[int, Post] = {}
    for entry in table:
        if entry.slot.cancelled:  # not on the form
            continue
        known = set(teaching) | entry.slot.trainers
        chosen = frozenset(typed.getlist(f"trainer-{entry.pk}")) & known
        place = typed.get(f"place-{entry.pk}", "").strip() or typed.get("fill", "").strip()
        guest = typed.get(f"guest-{entry.pk}", "").strip()
        found[entry.pk] = Post(place[:PLACE], guest[:GUEST], chosen)
    return found
