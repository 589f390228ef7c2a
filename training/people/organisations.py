"""Townships, streets, delegations and groups of a congress, and its terms: added, renamed, put in
order, closed; never deleted, for history points at them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from training.people import audit
from training.people.errors import PersonRefused
from training.people.models import Congress, Membership, Organisation, Term, User
from training.people.services import close

Kind = Organisation.Kind
KEPT = (Kind.TOWNSHIP, Kind.STREET, Kind.DELEGATION, Kind.GROUP)
"""The kinds the office keeps; its own office is made with the congress."""


@dataclass(frozen=True)
class UnitDetails:
    """What the office types about a unit."""

    kind: str
    name: str
    name_en: str = ""
    order: int = 0


@dataclass(frozen=True)
class TermDetails:
    """What the office types about a term; `ends_on` may be open."""

    number: int
    starts_on: date
    ends_on: date | None = None


def units_of(congress: Congress, today: date) -> QuerySet[Organisation]:
    """The units of a congress in order, with `people`: how many are in each today. One query."""
    now_in = Q(memberships__starts_on__lte=today, memberships__user__is_active=True) & (
        Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=today)
    )
    counted = congress.organisations.filter(kind__in=KEPT).annotate(
        people=Count("memberships__user", filter=now_in, distinct=True)
    )
    return counted.order_by("kind", "order", "name")


def _refuse_taken(congress: Congress, details: UnitDetails, but: int = 0) -> None:
    same = congress.organisations.filter(kind=details.kind, name=details.name).exclude(pk=but)
    if same.exists():
        raise PersonRefused("name_taken", _("已经有叫“%s”的了，请换一个名称。") % details.name)


@transaction.atomic
def add_unit(*, congress: Congress, details: UnitDetails, by: User, now: datetime) -> Organisation:
    """A new unit; raises PersonRefused for a name its kind already has."""
    Congress.objects.select_for_update().get(pk=congress.pk)
    _refuse_taken(congress, details)
    unit = Organisation.objects.create(congress=congress, **vars(details))
    audit.note(actor=by, action="unit.added", at=now, target=f"unit:{unit.pk}", name=unit.name)
    return unit


@transaction.atomic
def correct_unit(
    *, unit: Organisation, details: UnitDetails, by: User, now: datetime
) -> Organisation:
    """Another name or place in the order; the kind stays, for statistics are made by it.

    Raises PersonRefused for a name its kind already has.
    """
    Congress.objects.select_for_update().get(pk=unit.congress_id)
    _refuse_taken(unit.congress, details, but=unit.pk)
    before = unit.name
    unit.name, unit.name_en, unit.order = details.name, details.name_en, details.order
    unit.save(update_fields=["name", "name_en", "order"])
    audit.note(
        actor=by,
        action="unit.corrected",
        at=now,
        target=f"unit:{unit.pk}",
        name=unit.name,
        before=before,
    )
    return unit


@transaction.atomic
def close_unit(*, unit: Organisation, last_day: date, by: User, now: datetime) -> Organisation:
    """Close a unit after its last day; history keeps it. Raises PersonRefused while somebody is in
    it after that day."""
    Congress.objects.select_for_update().get(pk=unit.congress_id)
    still = unit.memberships.filter(Q(ends_on=None) | Q(ends_on__gt=last_day))
    people = still.values("user").distinct().count()
    if people:
        told = _("%(unit)s还有 %(n)d 人，请先把他们调到别处，或者结束任职。")
        raise PersonRefused("people", told % {"unit": unit, "n": people})
    unit.closed_on = last_day
    unit.save(update_fields=["closed_on"])
    audit.note(
        actor=by,
        action="unit.closed",
        at=now,
        target=f"unit:{unit.pk}",
        name=unit.name,
        day=last_day.isoformat(),
    )
    return unit


@transaction.atomic
def reopen_unit(*, unit: Organisation, by: User, now: datetime) -> Organisation:
    """Open a closed unit again."""
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    audit.note(actor=by, action="unit.reopened", at=now, target=f"unit:{unit.pk}", name=unit.name)
    return unit


@transaction.atomic
def open_term(*, congress: Congress, details: TermDetails, by: User, now: datetime) -> Term:
    """A term; raises PersonRefused for a number that is there, an end before the start, and while
    an earlier term has not been ended or ends later."""
    Congress.objects.select_for_update().get(pk=congress.pk)
    if congress.terms.filter(number=details.number).exists():
        raise PersonRefused("number_taken", _("第 %d 届已经有了。") % details.number)
    if details.ends_on and details.ends_on < details.starts_on:
        raise PersonRefused("order", _("结束日期不能早于开始日期。"))
    earlier = congress.terms.filter(number__lt=details.number)
    overlapping = earlier.filter(Q(ends_on=None) | Q(ends_on__gte=details.starts_on)).first()
    if overlapping:
        told = _("第 %d 届到那一天还没有结束，请先办“结束一届”，或者核对日期。")
        raise PersonRefused("overlap", told % overlapping.number)
    term = Term.objects.create(congress=congress, **vars(details))
    audit.note(actor=by, action="term.opened", at=now, target=f"term:{term.pk}", n=term.number)
    return term


@transaction.atomic
def correct_term(
    *, term: Term, starts_on: date, ends_on: date | None, by: User, now: datetime
) -> Term:
    """Other dates of a term; its number stays, memberships keep their days. Raises PersonRefused
    for days in the wrong order and for days of another term."""
    Congress.objects.select_for_update().get(pk=term.congress_id)
    if ends_on and ends_on < starts_on:
        raise PersonRefused("order", _("结束日期不能早于开始日期。"))
    others = Term.objects.filter(congress=term.congress_id).exclude(pk=term.pk)
    before = others.filter(number__lt=term.number)
    overlapping = before.filter(ends_on__gte=starts_on)
    after = others.filter(number__gt=term.number)
    overlapping |= after.filter(starts_on__lte=ends_on) if ends_on else after
    if other := overlapping.first():
        raise PersonRefused("overlap", _("和第 %d 届的日期重叠，请核对。") % other.number)
    term.starts_on, term.ends_on = starts_on, ends_on
    term.save(update_fields=["starts_on", "ends_on"])
    audit.note(actor=by, action="term.corrected", at=now, target=f"term:{term.pk}", n=term.number)
    return term


def _running(congress: Congress, last_day: date) -> QuerySet[Membership]:
    """The deputies' memberships that began by a day and would run on after it."""
    posts = Membership.objects.filter(
        organisation__congress=congress, role=Membership.Role.DEPUTY, starts_on__lte=last_day
    )
    return posts.filter(Q(ends_on=None) | Q(ends_on__gt=last_day))


def deputies_of(congress: Congress, last_day: date) -> list[Membership]:
    """The deputies' memberships of units that would still run after a day, by unit and number. One
    query."""
    posts = _running(congress, last_day).exclude(organisation__kind__in=Organisation.BESIDE)
    found = posts.select_related("organisation", "user", "term")
    return list(found.order_by("organisation__order", "organisation__name", "user__number"))


@dataclass(frozen=True)
class TermEnded:
    """What ending a term did, in people."""

    ended: int
    carried_over: int


@transaction.atomic
def end_term(
    *,
    term: Term,
    last_day: date,
    re_elected: Collection[object],
    following: Term | None,
    by: User,
    now: datetime,
) -> TermEnded:
    """End a term: every deputy's memberships end on its last day as 任期届满; who was re-elected
    begins the following term the day after, in the same unit and delegation, as 连任. Directors and
    staff are not elected and stay. Accounts stay open, nothing of anybody's learning changes.

    `re_elected` are keys of people. Raises PersonRefused for a day outside the term, a term that
    has been ended, and re-elected people without a following term that begins the day after.
    """
    term = Term.objects.select_for_update().select_related("congress").get(pk=term.pk)
    _check_end(term, last_day, bool(re_elected), following)
    old = list(_running(term.congress, last_day).select_related("organisation"))
    for post in old:
        close(membership=post, last_day=last_day, why=Membership.Ending.TERM)
    chosen = {str(pk) for pk in re_elected}
    onward = [post for post in old if str(post.user_id) in chosen]
    _carry_over(onward, following, last_day + timedelta(days=1))
    term.ends_on = last_day
    term.save(update_fields=["ends_on"])
    kept = {post.user_id for post in onward}
    done = TermEnded(len({post.user_id for post in old} - kept), len(kept))
    audit.note(
        actor=by,
        action="term.ended",
        at=now,
        target=f"term:{term.pk}",
        n=term.number,
        day=last_day.isoformat(),
        **vars(done),
    )
    return done


def _check_end(term: Term, last_day: date, carrying: bool, following: Term | None) -> None:
    if term.starts_on and last_day < term.starts_on:
        raise PersonRefused("order", _("最后一天不能早于这一届开始的那一天。"))
    if carrying and following is None:
        raise PersonRefused("no_term", _("勾了连任的人，请先把下一届建好，或者去掉勾。"))
    if following and following.starts_on and following.starts_on <= last_day:
        raise PersonRefused("overlap", _("下一届在这一天之前就开始了，请核对日期。"))


def _carry_over(posts: Sequence[Membership], following: Term | None, day: date) -> None:
    Membership.objects.bulk_create(
        Membership(
            user_id=post.user_id,
            organisation=post.organisation,
            role=post.role,
            term=following,
            first_term=False,
            constituency=post.constituency,
            starts_on=day,
            began_by=Membership.Beginning.ELECTION,
        )
        for post in posts
    )


def ended(term: Term, today: date) -> bool:
    """Whether a term is over and nobody is left in it."""
    over = term.ends_on is not None and term.ends_on < today
    return over and not term.membership_set.filter(ends_on=None).exists()


def in_force(term: Term, now: datetime) -> bool:
    """Whether today falls into a term."""
    today = timezone.localdate(now)
    begun = term.starts_on is None or term.starts_on <= today
    return begun and (term.ends_on is None or term.ends_on >= today)
