"""The weekly letter: counts of the running classes, to the staff and directors who were chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.insight import figures
from training.insight.papers.models import DigestRules
from training.insight.papers.wording import changed
from training.insight.selectors import Tally
from training.notices.services import tell
from training.people import audit
from training.people.access import Role, Scope, standing
from training.people.models import Congress, Membership, User

KIND = "weekly_digest"
AFTER = timedelta(days=7)
"""A class is told of for a week after its last day: people still catch up."""
READERS = (Role.OFFICE, Role.ADMINISTRATOR, Role.DIRECTOR)


WHOLE = ""
"""Under this key the sums of a class stand among those of its units."""
COMPARED = ("finished", "behind")
Sums = Mapping[str, Mapping[str, Mapping[str, int]]]
"""By class, by unit (its key as text) what was finished and behind."""


def rules_of(congress: Congress) -> DigestRules:
    """The rules of a congress; unsaved ones, switched off, where nothing was set."""
    found = DigestRules.objects.filter(congress=congress).first()
    return found or DigestRules(congress=congress)


def readers_in(congress: Congress, now: datetime) -> "QuerySet[User]":
    """Who may be chosen: staff of the office, administrators and directors of today, each with her
    `posts`. Two queries."""
    today = timezone.localdate(now)
    held = Membership.objects.filter(
        organisation__congress=congress, role__in=READERS, starts_on__lte=today
    ).exclude(ends_on__lt=today)
    posts = Prefetch("memberships", held.select_related("organisation"), to_attr="posts")
    found = User.objects.filter(pk__in=held.values("user_id"), is_active=True)
    return found.order_by("name").prefetch_related(posts)


def running(congress: Congress, now: datetime) -> list[Cohort]:
    """The classes that run or have just ended. One query."""
    today = timezone.localdate(now)
    return list(
        congress.cohorts.filter(
            starts_on__lte=today, ends_on__gte=today - AFTER, cancelled_at=None
        ).select_related("congress")
    )


@dataclass(frozen=True)
class Told:
    """The figures of a running class, of which every letter tells its reader's part."""

    cohort: Cohort
    at: datetime
    whole: Tally
    by_unit: Mapping[int, Tally]

    def part(self, units: frozenset[int] | None) -> Tally:
        """The sums of some units, or of everybody."""
        if units is None:
            return self.whole
        found = [self.by_unit[unit] for unit in units if unit in self.by_unit]
        return Tally(*(sum(getattr(one, name.name) for one in found) for name in fields(Tally)))


def told_of(congress: Congress, now: datetime) -> list[Told]:
    """The figures of the classes that run or have just ended. About a dozen queries a class,
    however many letters there are."""
    found = []
    for cohort in running(congress, now):
        told = figures.overview(scope=Scope(congress), cohort=cohort, now=now)
        by_unit = {line.key: line.tally for line in told.units}
        found.append(Told(cohort, told.told_at, told.total, by_unit))
    return found


def sums_of(told: Sequence[Told]) -> Sums:
    """What is kept for next week's comparison."""
    return {
        one.cohort.key: {
            WHOLE: _compared(one.whole),
            **{str(unit): _compared(tally) for unit, tally in one.by_unit.items()},
        }
        for one in told
    }


def _compared(tally: Tally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in COMPARED}


def words_of(told: Sequence[Told], units: frozenset[int] | None, before: Mapping[str, Any]) -> str:
    """Counts of some classes in words, of some units or of everybody; `before` are the sums of last
    week. No query."""
    return _("。").join(_words(one, units, before.get(one.cohort.key, {})) for one in told)


def _words(told: Told, units: frozenset[int] | None, before: Mapping[str, Any]) -> str:
    total = told.part(units)
    words = _(
        "%(cohort)s：应训 %(should)d 人，已结业 %(finished)d 人，正常进行 %(ontrack)d 人，"
        "滞后 %(behind)d 人，未开始 %(notstarted)d 人（截至 %(at)s）"
    ) % {
        "cohort": told.cohort,
        "should": total.should,
        "finished": total.finished,
        "ontrack": total.on_track,
        "behind": total.behind,
        "notstarted": total.not_started,
        "at": timezone.localtime(told.at).strftime("%Y-%m-%d %H:%M"),
    }
    keys = [WHOLE] if units is None else [str(unit) for unit in units if unit in told.by_unit]
    was = [before[key] for key in keys if isinstance(before.get(key), dict)]
    if not was or len(was) < len(keys):
        return words
    return words + _("；比上周：已结业%(finished)s，滞后%(behind)s") % {
        name: changed(getattr(total, name) - sum(one[name] for one in was)) for name in COMPARED
    }


def week_of(now: datetime) -> str:
    """The ISO week, as 2026-W48."""
    year, week, _day = timezone.localtime(now).isocalendar()
    return f"{year}-W{week:02d}"


def is_due(rules: DigestRules, now: datetime) -> bool:
    """Whether this week's letter is still to be sent: from its hour on, late rather than never."""
    local = timezone.localtime(now)
    reached = (local.weekday(), local.hour) >= (rules.weekday, rules.hour)
    return rules.on and reached and rules.last_week != week_of(now)


def send_due(*, now: datetime) -> int:
    """The worker's job: this week's letters that were not sent yet. Returns to how many people."""
    waiting = DigestRules.objects.filter(on=True).exclude(last_week=week_of(now))
    return sum(_send(rules.pk, now) for rules in waiting if is_due(rules, now))


@transaction.atomic
def _send(pk: int, now: datetime) -> int:
    rules = DigestRules.objects.select_for_update().select_related("congress").get(pk=pk)
    if not is_due(rules, now):
        return 0
    congress, sent = rules.congress, 0
    told = told_of(congress, now)
    if told:
        for units, people in _by_part(rules, now).items():
            text = words_of(told, units, rules.last_figures)
            sent += tell(
                people=people,
                kind=KIND,
                key=f"{week_of(now)}:{congress.pk}",
                about={"week": week_of(now), "text": text},
                now=now,
                link=reverse("insight:overview"),
                congress=congress,
            )
        rules.last_figures = sums_of(told)
    rules.last_week = week_of(now)
    rules.save(update_fields=["last_week", "last_figures"])
    return sent


def _by_part(rules: DigestRules, now: datetime) -> dict[frozenset[int] | None, list[UUID]]:
    """Who is told what: the whole congress to its office, her own units to a director; whoever has
    neither post here any more is passed over."""
    found: dict[frozenset[int] | None, list[UUID]] = {}
    today, congress = timezone.localdate(now), rules.congress
    for person in rules.people.filter(is_active=True):
        held = standing(person, today)
        if held.roles.get(congress.pk, frozenset()) & {Role.OFFICE, Role.ADMINISTRATOR}:
            found.setdefault(None, []).append(person.pk)
            continue
        here = {
            post.organisation_id
            for post in held.memberships
            if post.organisation_id in held.directs and post.organisation.congress == congress
        }
        if here:
            found.setdefault(frozenset(here), []).append(person.pk)
    return found


@transaction.atomic
def set_rules(
    *,
    congress: Congress,
    wanted: Mapping[str, Any],
    people: Sequence[User],
    by: User,
    now: datetime,
) -> DigestRules:
    """Keep when the letter goes and to whom; noted in the audit log."""
    rules, _new = DigestRules.objects.update_or_create(congress=congress, defaults=dict(wanted))
    rules.people.set(people)
    names = sorted(str(one.pk) for one in people)
    audit.note(
        actor=by, action="digest.set", at=now, target=congress.key, people=names, **dict(wanted)
    )
    return rules
