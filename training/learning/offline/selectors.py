"""What phones hold and keep back: a learner's own, and the office's list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from courses.catalogue.models import CoursePage
from training.learning.crediting.selectors import learners
from training.learning.offline import access, packing
from training.learning.offline.models import SyncedDevice, SyncedItem
from training.people.access import Scope
from training.people.models import Congress, Organisation, User

LATELY = timedelta(days=30)
MOST_REFUSED = 20


@dataclass(frozen=True)
class Held:
    """A course on a phone: whether there is a newer one."""

    title: str
    outdated: bool


@dataclass(frozen=True)
class Phone:
    """A phone as it was heard of last."""

    row: SyncedDevice
    held: list[Held]
    unit: str = ""

    @property
    def outdated(self) -> bool:
        """Whether any of its courses is an old one."""
        return any(one.outdated for one in self.held)


def versions_for(learner: User, packs: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The versions there are now of the courses a phone holds; a course that is gone is left
    out."""
    if not packs:
        return {}
    return {
        str(course.activity_uuid): packing.open_to(packing.pack_of(course), learner, now).version
        for course in access.own_courses(learner)
        if str(course.activity_uuid) in packs
    }


def _contents(courses: Collection[str]) -> dict[str, tuple[str, str]]:
    """Title and present content of some courses. One query, and one for each."""
    rows = CoursePage.objects.live().filter(translation_key__in=courses).defer_streamfields()
    packs = [packing.pack_of(course) for course in rows]
    return {str(pack.course): (pack.title, pack.content) for pack in packs}


def _held(row: SyncedDevice, now: Mapping[str, tuple[str, str]]) -> list[Held]:
    """By title; what is not taught any more is left out."""
    known = [(now[course], version) for course, version in row.packs.items() if course in now]
    held = [Held(title, version.split("-")[0] != content) for (title, content), version in known]
    return sorted(held, key=lambda one: one.title)


def _phones(rows: Collection[SyncedDevice], units: Mapping[Any, str] | None = None) -> list[Phone]:
    now = _contents({course for row in rows for course in row.packs})
    return [Phone(row, _held(row, now), (units or {}).get(row.learner_id, "")) for row in rows]


def devices_of(learner: User) -> list[Phone]:
    """A learner's phones, the last heard of first. One query, and those of the courses held."""
    return _phones(list(SyncedDevice.objects.filter(learner=learner).order_by("-last_at")))


def refused_lately(learner: User, now: datetime) -> list[SyncedItem]:
    """What could not be written down, newest first, with why. One query."""
    rows = SyncedItem.objects.filter(learner=learner, outcome=SyncedItem.Outcome.REFUSED)
    return list(rows.filter(received_at__gt=now - LATELY).order_by("-received_at")[:MOST_REFUSED])


@dataclass(frozen=True)
class Filters:
    """Which phones the office asks for: of a unit, silent for so many days while something waits,
    holding an old course."""

    unit: Organisation | None = None
    silent_days: int = 0
    outdated: bool = False


def phones_of(*, congress: Congress, filters: Filters, now: datetime) -> list[Phone]:
    """The phones of a congress's learners, those that keep something back first. Two queries, and
    those of the courses held. Nothing of what was answered is in here."""
    units: Any = learners(Scope(congress))
    if filters.unit:
        units = units.filter(hours_unit=filters.unit.pk)
    whose = dict(units.values_list("pk", "hours_unit"))
    names = dict(Organisation.objects.filter(congress=congress).values_list("pk", "name"))
    rows = SyncedDevice.objects.filter(learner__in=units.values("pk")).select_related("learner")
    if filters.silent_days:
        before = now - timedelta(days=filters.silent_days)
        rows = rows.filter(waiting__gt=0, last_at__lt=before)
    found = list(rows.order_by("-waiting", "last_at", "pk"))
    phones = _phones(found, {pk: names.get(unit, "") for pk, unit in whose.items()})
    return [one for one in phones if one.outdated] if filters.outdated else phones


def units_of(congress: Congress) -> list[Organisation]:
    """What the list can be narrowed to. One query."""
    rows = Organisation.objects.filter(congress=congress)
    return list(rows.exclude(kind__in=Organisation.BESIDE).order_by("name"))
