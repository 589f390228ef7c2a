"""A plan's reasons and endings in words, from the codes and numbers that were kept."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.learning.plan.models import PlanItem

Names = Mapping[str, str]


WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


def day_words(day: date) -> str:
    """A day as people say it: 3月2日 周一."""
    return f"{date_format(day, _('n月j日'))} {WEEKDAYS[day.weekday()]}"


def _about(name: str, told: Mapping[str, Any]) -> str:
    """What is known of one point."""
    asked, wrong = told.get("asked", 0), told.get("wrong", 0)
    named = {"point": name, "asked": asked, "wrong": wrong}
    if not asked:
        return _("%(point)s：没有直接问过，从别的回答看大概还没掌握") % named
    if not wrong:
        return _("%(point)s：答过 %(asked)d 题没有错，但相关的知识点错得多，还不能算掌握") % named
    if told.get("diagnosed"):
        return _("%(point)s：诊断中 %(asked)d 题错 %(wrong)d 题") % named
    return _("%(point)s：答过 %(asked)d 题，错 %(wrong)d 题") % named


def reason(item: PlanItem, names: Names, titles: Mapping[str, str]) -> str:
    """Why an item is on the plan, in one line. `names` are the points', `titles` those of other
    activities by their id as text."""
    if item.reason == "trainer":
        return _("讲师安排：%(why)s") % {"why": item.note}
    if item.reason == "required":
        return _("必修，课表上的时间已经过了，还没有完成")
    if item.reason == "first":
        others = [titles.get(activity, "") for activity in item.numbers.get("of", ())]
        named = "".join(f"《{title}》" for title in others if title)
        return _("学%(lessons)s之前要先学它") % {"lessons": named or _("后面的课")}
    told = item.numbers.get("points", {})
    sentence = _("；").join(_about(names.get(point, point), one) for point, one in told.items())
    if item.numbers.get("taught"):
        return _("%(why)s。班上正好要讲") % {"why": sentence}
    return sentence


def ending(item: PlanItem, names: Names) -> str:
    """How a closed item ended, in one line."""
    closing = item.closing
    code = closing.get("code", "")
    if code == "in_a_row":
        told = {"day": _date(closing["on"]), "n": closing["n"]}
        if item.state == PlanItem.State.DONE:
            return _("%(day)s练习连对 %(n)d 题，通过") % told
        return _("%(day)s练习连对 %(n)d 题，免学") % told
    if code == "mastered":
        return _mastered(item, names)
    if code == "trainer":
        told = {"who": item.removed_by or "", "why": closing.get("why", "")}
        return _("讲师%(who)s移除：%(why)s") % told
    plain = {"gone": _("内容已撤下，不用学了"), "not_needed": _("不再需要，不用学了")}
    return plain.get(code) or _("%(day)s完成") % {"day": _closed_on(item)}


def _mastered(item: PlanItem, names: Names) -> str:
    known = [
        _("%(point)s %(asked)d 题对 %(right)d 题")
        % {"point": names.get(p, p), "asked": one["asked"], "right": one["asked"] - one["wrong"]}
        for p, one in item.closing.get("points", {}).items()
    ]
    told = {"day": _closed_on(item), "known": _("；").join(known)}
    return _("%(day)s的回答表明已经掌握（%(known)s），免学") % told


def _date(text: str) -> str:
    return date_format(date.fromisoformat(text), _("n月j日"))


def _closed_on(item: PlanItem) -> str:
    closed = timezone.localdate(item.closed_at) if item.closed_at else None
    return date_format(closed, _("n月j日")) if closed else ""


def when(due: date, today: date, in_class: bool) -> str:
    """The heading above the items of a day: 今天, 明天, a date, or a week."""
    if in_class:
        near = {today: _("今天"), today + timedelta(days=1): _("明天")}
        named = near.get(max(due, today))
        return f"{named} {day_words(max(due, today))}" if named else day_words(due)
    monday = due - timedelta(days=due.weekday())
    told = {"day": day_words(due)}
    if due < today:
        return _("前些天没做完的")
    if monday <= today:
        return _("本周（%(day)s前）") % told
    if monday <= today + timedelta(days=7):
        return _("下周（%(day)s前）") % told
    return _("%(day)s前的一周") % told


def minutes_words(minutes: int) -> str:
    """How long something takes."""
    return ngettext("约 %(n)d 分钟", "约 %(n)d 分钟", minutes) % {"n": minutes}
