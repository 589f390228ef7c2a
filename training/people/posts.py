"""Memberships by hand: begun and ended on a day, with the reason; never deleted."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from training.people import audit, desk
from training.people.errors import PersonRefused
from training.people.models import Membership, Organisation, User
from training.people.services import close, term_on

Ending = Membership.Ending


def _held(person: User) -> None:
    """Serialise writers about one person by locking her row."""
    list(User.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"))


@transaction.atomic
def begin_post(
    *,
    person: User,
    organisation: Organisation,
    details: dict[str, str | bool | None],
    starts_on: date,
    by: User,
    now: datetime,
) -> Membership:
    """One more membership from a day on; `details` are role, began_by, constituency, first_term.

    Raises PersonRefused for a unit that is closed by then, and where she is in it already.
    """
    _held(person)
    if organisation.closed_on and organisation.closed_on < starts_on:
        raise PersonRefused("closed", _("%s已经撤销，请选别的单位。") % organisation)
    held = person.memberships.filter(organisation=organisation, role=details["role"])
    if held.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).exists():
        raise PersonRefused("held", _("本人那时已经在%s任这个职务，不用再加。") % organisation)
    try:
        with transaction.atomic():
            post = Membership.objects.create(
                user=person,
                organisation=organisation,
                starts_on=starts_on,
                term=term_on(organisation.congress, starts_on),
                **details,
            )
    except IntegrityError:
        raise PersonRefused("held", _("这条任职已经记过了。")) from None
    _note("begun", post, by, now)
    return post


@transaction.atomic
def end_post(
    *, membership: Membership, last_day: date, why: str, by: User, now: datetime
) -> Membership:
    """End one membership on its last day; raises PersonRefused for one that has ended, and for a
    day before it began."""
    _held(membership.user)
    post = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    if post.ends_on is not None and post.ends_on < timezone.localdate(now):
        raise PersonRefused("ended", _("这条任职已经结束了。"))
    if last_day < post.starts_on:
        raise PersonRefused("too_early", _("最后一天不能早于开始的那一天。"))
    close(membership=post, last_day=last_day, why=why)
    desk.settle(user=post.user, today=timezone.localdate(now))
    _note("ended", post, by, now)
    return post


@transaction.atomic
def leave(
    *, person: User, congress_id: int, last_day: date, why: str, by: User, now: datetime
) -> int:
    """She is no longer a deputy or director here after a day: every learner role she holds at the
    congress ends, groups and delegations too. Returns how many; her account stays open, her
    classes too. Raises PersonRefused for a day before one of them began."""
    _held(person)
    open_posts = person.memberships.filter(
        organisation__congress=congress_id, role__in=Membership.LEARNERS
    ).filter(Q(ends_on=None) | Q(ends_on__gt=last_day))
    posts = list(open_posts.select_related("organisation", "user"))
    if any(post.starts_on > last_day for post in posts):
        raise PersonRefused("too_early", _("有任职在这一天之后才开始，请先核对日期。"))
    for post in posts:
        close(membership=post, last_day=last_day, why=why)
        _note("ended", post, by, now)
    return len(posts)


def _note(action: str, post: Membership, by: User, now: datetime) -> None:
    ended = action == "ended"
    audit.note(
        actor=by,
        action=f"membership.{action}",
        at=now,
        target=str(post.user_id),
        unit=post.organisation.name,
        role=post.role,
        day=str(post.ends_on if ended else post.starts_on),
        why=post.ended_by if ended else post.began_by,
    )
