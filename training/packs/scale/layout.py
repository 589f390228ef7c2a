"""Where synthetic people learn: the class that is measured, in the congress whose programme it is,
and congresses of 68 with a class each, as the nation has them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from cms.models import CongressRootPage
from courses.models import ProgrammePage
from training.cohorts.models import Cohort, RequirementVersion, ScheduledSession
from training.cohorts.services import CohortPlan, open_cohort
from training.packs.scale.drawing import Item, Way, Week
from training.packs.scale.rows import Body
from training.people.models import Congress, Organisation

KEY = "scale"
ENROLLED = timedelta(days=2)
A_CONGRESS = 68
"""2.77 million deputies in about 41,000 congresses."""
Kind = Organisation.Kind
WANTED = {Kind.TOWNSHIP: 13, Kind.DELEGATION: 3, Kind.GROUP: 6}
IN_A_CONGRESS = {Kind.TOWNSHIP: 6, Kind.DELEGATION: 2, Kind.GROUP: 3}
NAMES = {Kind.TOWNSHIP: "合成镇", Kind.DELEGATION: "合成代表团", Kind.GROUP: "合成小组"}


class NoGround(Exception):
    """There is nothing here that synthetic people could learn."""


def programme_here() -> tuple[ProgrammePage, Congress]:
    """The programme that most sessions belong to, and its congress; NoGround without one."""
    found = [page for page in ProgrammePage.objects.live() if page.sessions.exists()]
    if not found:
        raise NoGround("还没有培训班的课程，请先运行 manage.py load_pack content/dinghai。")
    programme = max(found, key=lambda page: (page.sessions.count(), -page.pk))
    root = CongressRootPage.objects.ancestor_of(programme).get()
    return programme, Congress.objects.get(key=root.congress_key)


def open_class(programme: ProgrammePage, congress: Congress, size: int, first: date) -> Cohort:
    """The class that is measured, from its first day on; it stands where half of its sessions are
    over."""
    sessions = sorted(programme.sessions.all(), key=lambda one: (one.day, one.starts))
    middle = sessions[(len(sessions) - 1) // 2]
    on = datetime.combine(first + timedelta(days=middle.day - 1), middle.starts)
    zone = timezone.get_default_timezone()
    held = timezone.make_aware(on, zone) + timedelta(minutes=middle.minutes)
    plan = CohortPlan(f"{KEY}-{size}", f"合成班 {size} 人", f"Class of {size}", first, held)
    return open_cohort(congress=congress, programme=programme, plan=plan, now=timezone.now())


def units_for(congress: Congress) -> None:
    """Thirteen townships, three delegations and six groups, where there are fewer."""
    here = list(congress.organisations.values_list("kind", flat=True))
    places = sum(kind in Organisation.PLACES for kind in here)
    counts = {kind: here.count(kind) for kind in WANTED} | {Kind.TOWNSHIP: places}
    Organisation.objects.bulk_create(
        Organisation(congress=congress, kind=kind, name=f"{NAMES[kind]}{n + 1:02d}", order=90 + n)
        for kind, wanted in WANTED.items()
        for n in range(counts[kind], wanted)
    )


def body_of(cohort: Cohort) -> Body:
    """The class as rows need it; NoGround where the requirements have changed before."""
    versions = list(RequirementVersion.objects.filter(programme=cohort.programme_id))
    if len(versions) != 1:
        raise NoGround("结业要求改过，只能在刚装载内容的数据库里造数据。")
    timetable = list(cohort.timetable.select_related("session").order_by("starts_at"))
    organisations = list(cohort.congress.organisations.order_by("order", "pk"))
    return Body(
        cohort=str(cohort.pk),
        programme=cohort.programme.translation_key.hex,
        version=str(versions[0].number),
        week=_week(cohort, versions[0], timetable),
        scheduled={one.session.uuid.hex: str(one.pk) for one in timetable},
        **_places(organisations),
    )


def _places(organisations: Sequence[Organisation]) -> dict[str, Any]:
    def keys(*kinds: str) -> list[str]:
        return [str(one.pk) for one in organisations if one.kind in kinds]

    return {
        "units": keys(*Organisation.PLACES)[: WANTED[Kind.TOWNSHIP]],
        "delegations": keys(Kind.DELEGATION)[: WANTED[Kind.DELEGATION]],
        "groups": keys(Kind.GROUP)[: WANTED[Kind.GROUP]],
    }


def _week(cohort: Cohort, version: RequirementVersion, timetable: list[ScheduledSession]) -> Week:
    clock = cohort.clock_held_at
    begins = min(one.starts_at for one in timetable)
    last = max(one.ends_at for one in timetable)
    held = {one.session.code: one for one in timetable}
    items = []
    for told in version.items:
        session = held.get(told["code"])
        items.append(
            Item(
                code=told["code"],
                course=told["course"].replace("-", ""),
                ways=tuple(_way(way, told["ways"]) for way in told["ways"]),
                starts=_seconds(session.starts_at) if session else None,
                ends=_seconds(session.ends_at if session else last),
            )
        )
    return Week(tuple(items), _seconds(begins - ENROLLED), _seconds(clock or last))


def _way(way: dict[str, str], siblings: Sequence[dict[str, str]]) -> Way:
    activity, how = way["activity"].replace("-", ""), way["how"]
    if how == "attended":
        kind = "session"
    elif way.get("what"):
        kind = way["what"]
    else:
        kind = "lesson" if any(one["how"] == "attended" for one in siblings) else "quiz"
    return Way(activity, how, kind)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


@dataclass(frozen=True)
class Nation:
    """The class that every congress of the nation holds a copy of."""

    like: Cohort
    body: Body

    def bodies(self, numbers: Sequence[int]) -> Iterator[Body]:
        """A class each in new congresses with these numbers. Five queries, however many."""
        congresses = Congress.objects.bulk_create(
            Congress(key=f"{KEY}-{n:05d}", name=f"合成县{n:05d}") for n in numbers
        )
        organisations = Organisation.objects.bulk_create(
            Organisation(congress=congress, kind=kind, name=f"{NAMES[kind]}{n:02d}", order=n)
            for congress in congresses
            for kind, count in IN_A_CONGRESS.items()
            for n in range(1, count + 1)
        )
        cohorts = Cohort.objects.bulk_create(self._cohort(congress) for congress in congresses)
        table = list(self.like.timetable.order_by("starts_at"))
        ScheduledSession.objects.bulk_create(
            ScheduledSession(
                cohort=cohort,
                session_id=one.session_id,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
            )
            for cohort in cohorts
            for one in table
        )
        rest = iter(organisations)
        for cohort in cohorts:
            here = list(islice(rest, sum(IN_A_CONGRESS.values())))
            yield replace(self.body, cohort=str(cohort.pk), scheduled={}, **_places(here))

    def _cohort(self, congress: Congress) -> Cohort:
        like = self.like
        return Cohort(
            key=KEY,
            congress=congress,
            programme_id=like.programme_id,
            name=f"{congress.name}培训班",
            starts_on=like.starts_on,
            ends_on=like.ends_on,
            clock_held_at=like.clock_held_at,
            opened_at=like.opened_at,
        )
