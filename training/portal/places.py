"""The places of the office's desk, by section: what stands in the bar above its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """An entry page; `nav` is what its pages put into their context. Trainers, who have no desk,
    open those of the room."""

    nav: str
    name: str
    label: Promise
    in_the_room: bool = False

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)


@dataclass(frozen=True)
class Section:
    """Places that belong together; the first one stands for the section."""

    label: Promise
    places: Sequence[Place]

    @property
    def url(self) -> str:
        """Where the section begins."""
        return self.places[0].url

    def for_trainers(self) -> "Section":
        """The same section with the places that trainers may open."""
        return replace(self, places=[place for place in self.places if place.in_the_room])

    def holds(self, nav: str) -> bool:
        """Whether a page that says `nav` is in it."""
        return any(place.nav == nav for place in self.places)


SECTIONS: tuple[Section, ...] = (
    Section(
        _("人员"),
        (
            Place("people", "office:people", _("名册")),
            Place("roster", "roster:home", _("导入名册")),
            Place("slips", "office:slips", _("登录条")),
            Place("units", "office:units", _("镇街和分组")),
            Place("staff", "office:staff", _("工作人员")),
        ),
    ),
    Section(
        _("班次"),
        (
            Place("classes", "classes:home", _("班次和课表")),
            Place("lists", "lists:home", _("要跟进的人")),
            Place("attendance", "attendance:desk", _("签到"), in_the_room=True),
            Place("live", "live:desk", _("课堂互动"), in_the_room=True),
            Place("feedback", "feedback:desk", _("满意度")),
            Place("offline", "offline:desk", _("离线学习")),
            Place("questions", "enquiry_office:queue", _("转来的提问")),
        ),
    ),
    Section(
        _("学习结果"),
        (
            Place("hours", "hours:people", _("学时")),
            Place("waivers", "office:waivers", _("免修")),
            Place("certificates", "certificates:desk", _("结业证书")),
        ),
    ),
    Section(
        _("通知"),
        (
            Place("notices", "notices:desk", _("通知")),
            Place("digest", "digest:home", _("每周简报")),
        ),
    ),
)


def section_of(nav: str) -> Section | None:
    """The section a page is in; None for the desk itself and the statistics."""
    return next((section for section in SECTIONS if section.holds(nav)), None)


@dataclass(frozen=True)
class Figures:
    """A page of the statistics; `for_all` when directors have it too, `of_class` when its address
    names a class, `narrows` when also the delegation, group and term that were chosen."""

    tab: str
    name: str
    label: Promise
    for_all: bool = True
    of_class: bool = True
    narrows: bool = False

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)


STATISTICS: tuple[Figures, ...] = (
    Figures("overview", "insight:overview", _("总览"), narrows=True),
    Figures("people", "insight:people", _("名单"), narrows=True),
    Figures("gaps", "insight:gaps", _("缺什么")),
    Figures("effect", "insight:effect", _("培训前后")),
    Figures("feedback", "insight_feedback:desk", _("满意度"), for_all=False, of_class=False),
    Figures("hours", "insight_hours:people", _("学时"), of_class=False),
    Figures("papers", "papers:home", _("报告")),
    Figures("wall", "wall:home", _("驾驶舱")),
    Figures("definitions", "insight:definitions", _("口径"), of_class=False),
)
