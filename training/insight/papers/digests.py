"""The weekly letter: counts of the running classes, to the staff and directors who were chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.insight import figures
from training.insight.papers.models import DigestRules
from training.insight.papers.wording import changed
from training.notices.services import tell
from training.people import audit
from training.people.access import Role, Scope, standing
from training.people.models import Congress, Membership, User

KIND = "weekly_digest"
AFTER = timedelta(days=7)
"""A class is told of for a week after its last day: people still catch up."""
READERS = (Role.OFFICE, Role.ADMINISTRATOR, Role.DIRECTOR)


@dataclass(frozen=True)
class Letter:
    """What one kind of reader is told."""

    words: str
    figures: Mapping[str, Mapping[str, int]]


def rules_of(congress: Congress) -> DigestRules:
    """The rules of a congress; unsaved ones, switched off, where nothing was set."""
    found = DigestRules.objects.filter(congress=congress).first()
    return found or DigestRules(congress=congress)


def readers_in(congress: Congress, now: datetime) -> "QuerySet[User]":
    """Who may be chosen: staff of the office, administrators and directors of today. One query."""
    today = timezone.localdate(now)
    held = Membership.objects.filter(
        organisation__congress=congress, role__in=READERS, starts_on__lte=today
    ).exclude(ends_on__lt=today)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name")


def running(congress: Congress, now: datetime) -> list[Cohort]:
    """The classes that run or have just ended. One query."""
    today = timezone.localdate(now)
    return list(
        congress.cohorts.filter(
            starts_on__lte=today, ends_on__gte=today - AFTER, cancelled_at=None
        ).select_related("congress")
    )


def letter_of(
    scope: Scope, cohorts: Sequence[Cohort], now: datetime, before: Mapping[str, Any]
) -> Letter:
    """Counts of some classes inside a scope in words; `before` are the sums of last week, compared
    with where the whole congress is told of. About a dozen queries a class."""
    lines: list[str] = []
    kept: dict[str, dict[str, int]] = {}
    for cohort in cohorts:
        told = figures.overview(scope=scope, cohort=cohort, now=now)
        total = told.total
        words = _(
            "%(cohort)s：应训 %(should)d 人，已结业 %(finished)d 人，正常进行 %(ontrack)d 人，"
            "滞后 %(behind)d 人，未开始 %(notstarted)d 人（截至 %(at)s）"
        ) % {
            "cohort": cohort,
            "should": total.should,
            "finished": total.finished,
            "ontrack": total.on_track,
            "behind": total.behind,
            "notstarted": total.not_started,
            "at": timezone.localtime(told.told_at).strftime("%Y-%m-%d %H:%M"),
        }
        was = before.get(cohort.key)
        if was and scope.units is None:
            words += _("；比上周：已结业%(finished)s，滞后%(behind)s") % {
                "finished": changed(total.finished - was["finished"]),
                "behind": changed(total.behind - was["behind"]),
            }
        lines.append(words)
        kept[cohort.key] = {"finished": total.finished, "behind": total.behind}
    return Letter(_("。").join(lines), kept)


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
    congress = rules.congress
    kept: Mapping[str, Any] = {}
    cohorts, sent = running(congress, now), 0
    if cohorts:
        for scope, people in _by_scope(rules, now).items():
            letter = letter_of(scope, cohorts, now, rules.last_figures)
            kept = letter.figures if scope.units is None else kept
            sent += tell(
                people=people,
                kind=KIND,
                key=f"{week_of(now)}:{congress.pk}",
                about={"week": week_of(now), "text": letter.words},
                now=now,
                link=reverse("insight:overview"),
                congress=congress,
            )
    rules.last_week = week_of(now)
    rules.last_figures = dict(kept) or rules.last_figures
    rules.save(update_fields=["last_week", "last_figures"])
    return sent


def _by_scope(rules: DigestRules, now: datetime) -> dict[Scope, list[UUID]]:
    """Who is told what: the whole congress to its office, her own units to a director; whoever has
    neither post any more is passed over."""
    found: dict[Scope, list[UUID]] = {}
    today = timezone.localdate(now)
    for person in rules.people.filter(is_active=True):
        held = standing(person, today)
        roles = held.roles.get(rules.congress.pk, frozenset())
        if roles & {Role.OFFICE, Role.ADMINISTRATOR}:
            found.setdefault(Scope(rules.congress), []).append(person.pk)
        elif held.directs:
            found.setdefault(Scope(rules.congress, held.directs), []).append(person.pk)
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
