"""Every line of an account in one sentence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from training.learning.hours.models import HourEntry, HoursTable
from training.learning.hours.reckoning import NOTHING

Basis = HourEntry.Basis
KINDS = {
    "study": gettext_lazy("学习会"),
    "province": gettext_lazy("省培训班"),
    "subject": gettext_lazy("专题学习"),
    "other": gettext_lazy("其他活动"),
}
"""Kinds of other events, as crediting names them."""


def shown(credit: Decimal) -> str:
    """A number of hours without idle noughts: 1, 0.5, -0.25."""
    return f"{credit.normalize():f}" if credit else "0"


def day_words(day: date) -> str:
    """A day as people say it; the year stands where days are listed."""
    return str(formatted(day, _("n 月 j 日")))


def title_of(told: Mapping[str, Any]) -> str:
    """What the line is about, in the reader's language."""
    english = (get_language() or "").startswith("en") and told.get("title_en")
    return str(english or told.get("title") or told.get("code") or "")


def kind_words(told: Mapping[str, Any]) -> str:
    """What kind of other event it was."""
    return str(KINDS.get(told.get("kind", ""), KINDS["other"]))


def _what(entry: HourEntry) -> str:
    """What was done, without day and credit."""
    told = {"title": title_of(entry.told), "minutes": entry.minutes}
    match entry.basis:
        case Basis.ATTENDED:
            return _("课堂“%(title)s” %(minutes)d 分钟") % told
        case Basis.LESSON:
            share = f"{int(entry.table.lesson_share * 100)}%"
            return _(
                "在线学完“%(title)s”（没有到课；这一课 %(minutes)d 分钟，按到课的 %(share)s 折算）"
            ) % {**told, "share": share}
        case Basis.TEST:
            return _("通过测验“%(title)s”") % told
        case Basis.CORRECTION:
            return _("工作机构更正：%s") % entry.told.get("reason", "")
    return _event(entry)


def _event(entry: HourEntry) -> str:
    told = {"kind": kind_words(entry.told), "title": title_of(entry.told)}
    words = _("%(kind)s“%(title)s”") % told
    if organiser := entry.told.get("organiser"):
        words = _("%(event)s（%(organiser)s 主办）") % {"event": words, "organiser": organiser}
    if entry.minutes:
        return _("%(event)s %(minutes)d 分钟") % {"event": words, "minutes": entry.minutes}
    return _("%s，学时由工作机构登记") % words


def _of_cap(entry: HourEntry) -> str:
    """A line that holds a day, or lets go of it."""
    day, number = day_words(entry.day), entry.table.number
    told = {"day": day, "number": number, "credit": shown(abs(entry.credit))}
    if entry.credit > NOTHING:
        return _("%(day)s 当天的合计变了，把先前因上限没有记的 %(credit)s 学时补回来。") % told
    total = shown(Decimal(entry.told.get("total", "0")))
    told |= {"total": total, "cap": shown(entry.table.day_cap)}
    return (
        _(
            "%(day)s 当天合计 %(total)s 学时，办法第 %(number)d 版规定一天最多记 %(cap)s 学时，"
            "多出的不记：-%(credit)s 学时。"
        )
        % told
    )


def _cause(entry: HourEntry) -> str:
    """Why a line was taken back."""
    cause, why = entry.told.get("cause"), entry.told.get("why", "")
    if cause == "voided":
        return _("原来的记录已作废（%s）") % why if why else _("原来的记录已作废")
    if cause == "table":
        return _("按办法第 %d 版重新计算") % entry.table.number
    if entry.told.get("by") == Basis.ATTENDED and entry.basis == Basis.LESSON:
        return _("这一项已按到课记，在线学习的不再重复记")
    return _("同一项只记一次，改按另一条记录记")


def sentence(entry: HourEntry) -> str:
    """Why a line stands in the account, in one sentence; the entry's table must be loaded."""
    if entry.basis == Basis.CAP:
        return _of_cap(entry)
    told = {
        "day": day_words(entry.day),
        "what": _what(entry),
        "number": entry.table.number,
        "credit": shown(entry.credit),
    }
    if entry.takes_back:
        told["cause"] = _cause(entry)
        return _("冲销：%(day)s %(what)s。%(cause)s：%(credit)s 学时。") % told
    if entry.basis == Basis.CORRECTION:
        signed = f"{entry.credit.normalize():+f}"
        return _("%(day)s %(what)s：%(credit)s 学时。") % {**told, "credit": signed}
    return _("%(day)s %(what)s，按办法第 %(number)d 版记 %(credit)s 学时。") % told


def rules(version: HoursTable) -> list[str]:
    """A version of the table in sentences, for whoever is credited by it."""
    told = {name: shown(getattr(version, name)) for name in CREDITS}
    told |= {"long": str(version.long_minutes), "middle": str(version.middle_minutes)}
    share = f"{int(version.lesson_share * 100)}%"
    return [
        _(
            "一堂课 %(long)s 分钟以上记 %(long_credit)s 学时，%(middle)s 到 %(long)s 分钟记 "
            "%(middle_credit)s 学时，再短的记 %(short_credit)s 学时。"
        )
        % told,
        _("没有到课、在线学完这一课的，按到课的 %s 记。") % share,
        _("通过一次测验记 %(test_credit)s 学时，同一份测验只记一次。") % told,
        _("同一堂课只记一次：到课、在线学习、课上的测验，取记得多的一样。"),
        _("学习会、省培训班、专题学习由工作机构登记，按分钟折算，或者按文件写明的学时。"),
        _("一天最多记 %(day_cap)s 学时，多出的不记。") % told,
        _("选修单元到课也记。") if version.optional else _("选修单元不记学时。"),
    ]


CREDITS = ("long_credit", "middle_credit", "short_credit", "test_credit", "day_cap")
