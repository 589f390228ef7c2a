"""The report in sentences, as a chairpersons' meeting reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.insight import tables
from training.insight.definitions import DEFINITIONS
from training.insight.exports import DATE, Table
from training.insight.figures import Overview
from training.insight.papers.freezing import Report, figures_of, tables_of, units_of

MOST = 5


@dataclass(frozen=True)
class Before:
    """An earlier report to compare with: what it is called, and its sums."""

    number: str
    figures: Mapping[str, int]


def number_words(year: int, number: int) -> str:
    """A report's number as it is cited."""
    return _("〔%(year)d〕第 %(number)d 号") % {"year": year, "number": number}


def report_of(
    told: Overview, *, remark: str = "", before: Before | None = None, annex: Table | None = None
) -> Report:
    """The report of an overview, in the language that is set, compared with an earlier one; `annex`
    is one more table at its end. No query."""
    local = timezone.localtime
    return Report(
        head={
            "title": _("%s完成情况报告") % told.cohort,
            "congress": str(told.scope.congress),
            "cohort": str(told.cohort),
            "as_of": local(told.as_of).strftime(DATE),
            "clock": local(told.clock).strftime(DATE),
            "scope": tables.scope_words(told),
            "language": get_language() or settings.LANGUAGE_CODE,
        },
        sentences=sentences(told, before),
        attention=attention(told) if told.scope.units is None else [],
        remark=remark.strip(),
        tables=[*tables_of(told), *([annex] if annex else [])],
        days=[(one.day.isoformat(), one.done, one.planned) for one in told.trend],
        names=(_("逐日进度"), _("累计完成"), _("按课表应完成")),
        definitions=[(str(one.name), str(one.words)) for one in DEFINITIONS],
        figures=figures_of(told.total),
        units=units_of(told),
    )


def sentences(told: Overview, before: Before | None) -> list[str]:
    """What the figures say: who stands where, since last time, progress, and the measures."""
    total = told.total
    if not total.should:
        return [_("这个班次还没有人参训。")]
    found = [_standing(told)]
    if before:
        found.append(_since(told, before))
    if total.required:
        found.append(
            _("必修共 %(required)d 项次，已完成 %(done)d 项次，完成率 %(share)d%%。")
            % {"required": total.required, "done": total.done, "share": total.done_share or 0}
        )
    shown = [one for one in told.measures if one.value is not None]
    if shown:
        words = _("，").join(
            _("%(name)s %(value)s（%(n)d 人）")
            % {"name": one.name, "value": tables.measure_words(one), "n": one.people}
            for one in shown
        )
        found.append(_("%s。") % words)
    weak = [line for line in told.points if line.share][:3]
    if weak:
        words = _("、").join(
            _("%(name)s（约 %(share)d%%）") % {"name": line.name, "share": line.share}
            for line in weak
        )
        found.append(_("还没掌握的人最多的知识点：%s。") % words)
    return found


def _standing(told: Overview) -> str:
    total = told.total
    if total.finished == total.should:
        return _("应训 %d 人，已全部结业。") % total.should
    return _(
        "应训 %(should)d 人：已结业 %(finished)d 人（%(share)d%%），正常进行 %(ontrack)d 人，"
        "滞后 %(behind)d 人，未开始 %(notstarted)d 人。"
    ) % {
        "should": total.should,
        "finished": total.finished,
        "share": total.share or 0,
        "ontrack": total.on_track,
        "behind": total.behind,
        "notstarted": total.not_started,
    }


def _since(told: Overview, before: Before) -> str:
    now, was = figures_of(told.total), before.figures
    return _("与%(number)s相比：已结业%(finished)s，滞后%(behind)s，未开始%(notstarted)s。") % {
        "number": before.number,
        **{
            name: changed(now[name] - was.get(name, 0))
            for name in ("finished", "behind", "notstarted")
        },
    }


def changed(by: int) -> str:
    """A difference in words."""
    if not by:
        return _("不变")
    return (_("增加 %d 人") if by > 0 else _("减少 %d 人")) % abs(by)


def attention(told: Overview) -> list[str]:
    """The units with most people behind or not begun, worst first; units, never people."""
    late = [(line.tally.behind + line.tally.not_started, line) for line in told.units]
    worst = sorted((one for one in late if one[0]), key=lambda one: -one[0])[:MOST]
    return [
        _("%(unit)s：应训 %(should)d 人，滞后 %(behind)d 人，未开始 %(notstarted)d 人")
        % {
            "unit": line.name,
            "should": line.tally.should,
            "behind": line.tally.behind,
            "notstarted": line.tally.not_started,
        }
        for _n, line in worst
    ]
