"""Staff accounts: trainers, editors, office staff, administrators, auditors. Made by administrators
of the same congress, with roles from a day to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from training.people import audit, desk
from training.people.errors import PersonRefused
from training.people.models import AuditEvent, Congress, Membership, Organisation, User
from training.people.services import close, end_sessions, number_taken

Role = Membership.Role
STAFF = (Role.TRAINER, Role.EDITOR, Role.OFFICE, Role.ADMINISTRATOR, Role.AUDITOR)
"""The roles that administrators give."""


@dataclass(frozen=True)
class StaffDetails:
    """What an administrator types about a colleague."""

    name: str
    number: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Spell:
    """A role from a day on, to its last day if one is set."""

    role: str
    starts_on: date
    ends_on: date | None = None


def office_of(congress: Congress) -> Organisation:
    """The congress's own office, in which staff hold their roles; made when missing."""
    found = congress.organisations.filter(kind=Organisation.Kind.OFFICE).first()
    return found or Organisation.objects.create(
        congress=congress, kind=Organisation.Kind.OFFICE, name=congress.name[:60]
    )


def _on(day: date, posts: QuerySet[Membership]) -> QuerySet[Membership]:
    return posts.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


def staff_of(congress: Congress) -> QuerySet[User]:
    """Everybody who holds, held or will hold a staff role at a congress, those with an open
    account first, by number. One query."""
    posts = Membership.objects.filter(
        user=OuterRef("pk"), organisation__congress=congress, role__in=STAFF
    )
    return User.objects.filter(Exists(posts)).order_by("-is_active", "number", "username")


def _administrators(congress: Congress, day: date) -> QuerySet[User]:
    """Who can sign in and is an administrator on a day."""
    posts = _on(day, Membership.objects.filter(organisation__congress=congress))
    held = posts.filter(role=Role.ADMINISTRATOR, user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True, merged_into=None)


def _guarded(congress: Congress) -> None:
    """Serialise what could leave a congress without an administrator."""
    Congress.objects.select_for_update().get(pk=congress.pk)


def _refuse_last(congress: Congress, user: User, now: datetime) -> None:
    """Raises PersonRefused when nobody else administers the congress for good."""
    today = timezone.localdate(now)
    if not _administrators(congress, today).filter(pk=user.pk).exists():
        return
    lasting = Membership.objects.filter(
        organisation__congress=congress,
        role=Role.ADMINISTRATOR,
        user=OuterRef("pk"),
        starts_on__lte=today,
        ends_on=None,
    )
    others = _administrators(congress, today).filter(Exists(lasting)).exclude(pk=user.pk)
    if not others.exists():
        told = _("这是最后一名管理员，不能停用，也不能结束管理员角色。请先让另一位同志当管理员。")
        raise PersonRefused("last_administrator", told)


def _refuse_self(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise PersonRefused("oneself", _("不能改自己的角色和账号，请另一位管理员来改。"))


@transaction.atomic
def add_staff(
    *, congress: Congress, details: StaffDetails, spell: Spell, by: User, now: datetime
) -> User:
    """A colleague without a password and her first role. Raises PersonRefused for a taken number
    and for a role that ends before it begins."""
    if number_taken(details.number):
        told = _("编号 %s 已经有人使用。给已有的人加角色，请在本页下方输入这个编号。")
        raise PersonRefused("number_taken", told % details.number)
    user = User(username=details.number, **vars(details))
    user.set_unusable_password()
    user.save()
    audit.note(actor=by, action="staff.added", at=now, target=str(user.pk))
    give_role(user=user, congress=congress, spell=spell, by=by, now=now)
    return user


@transaction.atomic
def correct_staff(*, user: User, details: StaffDetails, by: User, now: datetime) -> User:
    """Correct name, number, phone and address; raises PersonRefused for a taken number."""
    if number_taken(details.number, but=user):
        raise PersonRefused("number_taken", _("编号 %s 已经有人使用，请核对。") % details.number)
    if user.username == user.number:
        user.username = details.number
    changed = [name for name, value in vars(details).items() if getattr(user, name) != value]
    for name, value in vars(details).items():
        setattr(user, name, value)
    user.save(update_fields=["username", *vars(details)])
    audit.note(actor=by, action="person.corrected", at=now, target=str(user.pk), changed=changed)
    return user


@transaction.atomic
def give_role(
    *, user: User, congress: Congress, spell: Spell, by: User, now: datetime
) -> Membership:
    """A role from a day to a day. Raises PersonRefused for one's own roles, for a role she holds
    in those days, and for days in the wrong order."""
    _refuse_self(user, by)
    _guarded(congress)
    if spell.ends_on and spell.ends_on < spell.starts_on:
        raise PersonRefused("order", _("结束日期不能早于开始日期。"))
    held = user.memberships.filter(organisation__congress=congress, role=spell.role)
    held = held.filter(Q(ends_on=None) | Q(ends_on__gte=spell.starts_on))
    if spell.ends_on:
        held = held.filter(starts_on__lte=spell.ends_on)
    if held.exists():
        raise PersonRefused("held", _("本人在这段时间里已经有这个角色。"))
    post = Membership.objects.create(
        user=user,
        organisation=office_of(congress),
        role=spell.role,
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        began_by=Membership.Beginning.APPOINTED,
    )
    desk.settle(user=user, today=timezone.localdate(now))
    _note("role.given", post, by, now)
    return post


@transaction.atomic
def end_role(*, post: Membership, last_day: date, by: User, now: datetime) -> Membership:
    """A role ends after a day. One that has not begun ends before it does; one of today onwards
    ends yesterday, at once. Raises PersonRefused for one's own role, for one that has ended, and
    for the last administrator's."""
    _refuse_self(post.user, by)
    congress = post.organisation.congress
    _guarded(congress)
    today = timezone.localdate(now)
    if post.ends_on and post.ends_on < today:
        raise PersonRefused("ended", _("这个角色已经结束了。"))
    if post.role == Role.ADMINISTRATOR:
        _refuse_last(congress, post.user, now)
    close(membership=post, last_day=last_day, why=Membership.Ending.RELIEVED)
    desk.settle(user=post.user, today=today)
    if last_day < today:
        # What the session was allowed was decided when it began.
        end_sessions(user=post.user)
    _note("role.ended", post, by, now)
    return post


@transaction.atomic
def disable_staff(*, user: User, congress: Congress, by: User, now: datetime) -> None:
    """Close a colleague's account and its sessions; her roles and her work stay. Raises
    PersonRefused for one's own account and for the last administrator's."""
    _refuse_self(user, by)
    _guarded(congress)
    _refuse_last(congress, user, now)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user=user)
    audit.note(actor=by, action="person.disabled", at=now, target=str(user.pk), sessions=ended)


def yesterday(now: datetime) -> date:
    """The last day of a role that ends at once."""
    return timezone.localdate(now) - timedelta(days=1)


def _note(action: str, post: Membership, by: User, now: datetime) -> None:
    audit.note(
        actor=by,
        action=action,
        at=now,
        target=str(post.user_id),
        role=post.role,
        starts_on=post.starts_on.isoformat(),
        ends_on=post.ends_on.isoformat() if post.ends_on else None,
    )


@dataclass(frozen=True)
class StaffRow:
    """A colleague with her roles, those of today first."""

    person: User
    now: Sequence[Membership]
    other: Sequence[Membership]
    """Roles to come, and those that are over."""


def posts_of(user: User, congress: Congress) -> list[Membership]:
    """Her staff roles at a congress, the newest first. One query."""
    posts = user.memberships.filter(organisation__congress=congress, role__in=STAFF)
    return list(posts.select_related("organisation").order_by("-starts_on", "-pk"))


def rows_of(congress: Congress, today: date) -> list[StaffRow]:
    """Everybody who holds, held or will hold a staff role here. Two queries."""
    posts: dict[UUID, list[Membership]] = {}
    held = Membership.objects.filter(organisation__congress=congress, role__in=STAFF)
    for post in held.order_by("-starts_on", "-pk"):
        posts.setdefault(post.user_id, []).append(post)
    rows = [
        StaffRow(
            person=user,
            now=[post for post in posts[user.pk] if post.holds_on(today)],
            other=[post for post in posts[user.pk] if not post.holds_on(today)],
        )
        for user in staff_of(congress)
    ]
    return sorted(rows, key=lambda row: (not row.person.is_active, not row.now))


def history_of(user: User, *, limit: int = 30) -> list[AuditEvent]:
    """What was done about a colleague, the last first. One query."""
    told = AuditEvent.objects.filter(target=str(user.pk)).select_related("actor")
    return list(told.order_by("-at", "-pk")[:limit])
