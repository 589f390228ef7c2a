"""Writes about people: who exists, which role, whether she may sign in."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from training.people import audit, desk
from training.people.devices import DeviceSession
from training.people.errors import PersonRefused, SlipRefused
from training.people.models import Congress, Membership, Organisation, SignInSlip, Term, User

SLIP_LIFE = timedelta(hours=72)
# No letters or digits that look alike on paper; 32 signs, so ten of them are 50 bits.
SLIP_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SLIP_LENGTH = 10

DESK_GROUPS = desk.ROLES


@dataclass(frozen=True)
class PersonDetails:
    """What the office types about a person. None leaves a field as it is when correcting."""

    name: str
    number: str
    unit: Organisation
    role: str
    phone: str = ""
    first_term: bool | None = None
    email: str | None = None
    constituency: str | None = None
    delegation: Organisation | None = None
    """The delegation she is in beside her unit."""
    joined_on: date | None = None
    """The day from which it counts: of joining, and of a transfer; today when empty."""
    began_by: str = ""


def number_taken(number: str, *, but: User | None = None) -> bool:
    """Whether a number, in capitals or not, is somebody's number or sign-in name (they differ where
    she signs in by a name of her own); `but` is not counted. One query."""
    holders = User.objects.filter(Q(username__iexact=number) | Q(number__iexact=number))
    return (holders.exclude(pk=but.pk) if but else holders).exists()


@transaction.atomic
def add_person(*, details: PersonDetails, by: User, now: datetime) -> User:
    """A new person on the roster, without a password; raises PersonRefused for a taken number."""
    if number_taken(details.number):
        raise PersonRefused("number_taken", _("编号 %s 已经有人使用，请核对。") % details.number)
    user = User(
        username=details.number,
        number=details.number,
        name=details.name,
        phone=details.phone,
        email=details.email or "",
    )
    user.set_unusable_password()
    user.save()
    day = details.joined_on or timezone.localdate(now)
    join(user=user, details=details, today=day)
    _into_delegation(user, details, day)
    audit.note(actor=by, action="person.added", at=now, target=str(user.pk))
    return user


def term_on(congress: Congress, day: date) -> Term | None:
    """The term in which a day falls: the newest that has begun and is not over. One query."""
    terms = congress.terms.filter(Q(starts_on=None) | Q(starts_on__lte=day))
    return terms.filter(Q(ends_on=None) | Q(ends_on__gte=day)).order_by("-number").first()


def join(*, user: User, details: PersonDetails, today: date) -> Membership:
    """Give a person a role in a unit from today on, and the matching place at Wagtail's desk."""
    membership = Membership.objects.create(
        user=user,
        organisation=details.unit,
        role=details.role,
        first_term=details.first_term,
        constituency=details.constituency or "",
        began_by=details.began_by,
        starts_on=today,
        term=term_on(details.unit.congress, today),
    )
    desk.seat(user=user, role=details.role, congress=details.unit.congress)
    return membership


def _into_delegation(user: User, details: PersonDetails, day: date) -> None:
    """From a day on in this delegation, no longer in another; nothing when none is named."""
    wanted = details.delegation
    if wanted is None:
        return
    held = user.memberships.filter(
        organisation__congress=wanted.congress, organisation__kind=wanted.kind, ends_on=None
    )
    if held.filter(organisation=wanted).exists():
        return
    for old in held:
        close(membership=old, last_day=day - timedelta(days=1), why=Membership.Ending.TRANSFER)
    Membership.objects.create(
        user=user,
        organisation=wanted,
        role=details.role,
        starts_on=day,
        term=term_on(wanted.congress, day),
    )


def close(*, membership: Membership, last_day: date, why: str) -> None:
    """End a membership after its last day. One that would end before it began was never true: all
    that is left of it is that day."""
    if last_day < membership.starts_on:
        alike = Membership.objects.filter(
            user=membership.user_id, organisation=membership.organisation_id, role=membership.role
        )
        taken = set(alike.exclude(pk=membership.pk).values_list("starts_on", flat=True))
        while last_day in taken:
            last_day -= timedelta(days=1)
        membership.starts_on = last_day
    membership.ends_on, membership.ended_by = last_day, why
    membership.save(update_fields=["starts_on", "ends_on", "ended_by"])


def _amend(current: Membership, details: PersonDetails) -> None:
    """What may be corrected about a membership without a transfer."""
    current.first_term = details.first_term
    if details.constituency is not None:
        current.constituency = details.constituency
    current.save(update_fields=["organisation", "role", "first_term", "constituency"])


def _transfer(user: User, details: PersonDetails, today: date) -> None:
    """End the present learner role and begin the new one; history keeps the old unit."""
    here = details.unit.congress
    current = (
        user.memberships.filter(
            role__in=Membership.LEARNERS, ends_on=None, organisation__congress=here
        )
        .exclude(organisation__kind__in=Organisation.BESIDE)
        .order_by("-starts_on")
        .first()
    )
    same = current and current.organisation_id == details.unit.pk and current.role == details.role
    day = details.joined_on or today
    if current and same:
        _amend(current, details)
    elif current and current.starts_on >= day:
        # Corrected on the day it was typed: a slip of the pen, not a transfer.
        current.organisation, current.role = details.unit, details.role
        _amend(current, details)
    else:
        if current:
            close(
                membership=current,
                last_day=day - timedelta(days=1),
                why=Membership.Ending.TRANSFER,
            )
            details = replace(
                details, began_by=details.began_by or Membership.Beginning.TRANSFER.value
            )
        join(user=user, details=details, today=day)


@transaction.atomic
def correct_person(*, user: User, details: PersonDetails, by: User, now: datetime) -> User:
    """Correct a person's details; another unit or role is a transfer from `joined_on`, or today on.

    Raises PersonRefused when the new number belongs to somebody else.
    """
    if details.number != user.number and number_taken(details.number, but=user):
        raise PersonRefused("number_taken", _("编号 %s 已经有人使用，请核对。") % details.number)
    fields = ("name", "number", "phone", "email")
    before = {field: getattr(user, field) for field in fields}
    if user.username == user.number:
        user.username = details.number
    user.name, user.number, user.phone = details.name, details.number, details.phone
    if details.email is not None:
        user.email = details.email
    user.save(update_fields=["username", *fields])
    today = timezone.localdate(now)
    _transfer(user, details, today)
    _into_delegation(user, details, details.joined_on or today)
    changed = [field for field, old in before.items() if getattr(user, field) != old]
    audit.note(actor=by, action="person.corrected", at=now, target=str(user.pk), changed=changed)
    return user


def end_sessions(*, user: User, but: str | None = None) -> int:
    """Sign a person out on every device, or on all but the one of a session key; returns how many
    sessions ended."""
    ended = DeviceSession.objects.filter(user=user).exclude(session_key=but or "").delete()
    return ended[0]


@transaction.atomic
def sign_out_everywhere(*, user: User, by: User, now: datetime, but: str | None = None) -> int:
    """As end_sessions, written down."""
    ended = end_sessions(user=user, but=but)
    audit.note(actor=by, action="person.signed_out", at=now, target=str(user.pk), sessions=ended)
    return ended


@transaction.atomic
def sign_out_device(*, user: User, token: str, by: User, now: datetime) -> bool:
    """Sign a person out on one device, by the token that names it; says whether it was still
    signed in."""
    for session in DeviceSession.objects.filter(user=user):
        if session.token == token:
            session.delete()
            audit.note(
                actor=by,
                action="person.signed_out",
                at=now,
                target=str(user.pk),
                sessions=1,
                device=session.device,
            )
            return True
    return False


@transaction.atomic
def lost_phone(*, user: User, by: User, now: datetime) -> str:
    """She lost her phone: signed out everywhere, and a new slip, in one step. Her password ends,
    too, for the phone may know it. Returns the code; raises SlipRefused for a disabled account."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sign_out_everywhere(user=user, by=by, now=now)
    return issue_slip(user=user, by=by, now=now)


@transaction.atomic
def disable_person(*, user: User, by: User, now: datetime) -> None:
    """Close an account and its open sessions; what she learned stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user=user)
    audit.note(actor=by, action="person.disabled", at=now, target=str(user.pk), sessions=ended)


@transaction.atomic
def enable_person(*, user: User, by: User, now: datetime) -> None:
    """Open a disabled account again; raises PersonRefused for one that was merged into another."""
    if user.merged_into_id:
        raise PersonRefused("merged", _("这份记录已经并入别的记录，不能恢复。"))
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.note(actor=by, action="person.enabled", at=now, target=str(user.pk))


def code_hash(code: str) -> str:
    """What is kept of a slip's code, however it was typed."""
    return hashlib.sha256(code.upper().replace("-", "").replace(" ", "").encode()).hexdigest()


@transaction.atomic
def issue_slip(*, user: User, by: User, now: datetime) -> str:
    """A new one-time code for a person; earlier unused ones end. The code is shown once only."""
    if not user.is_active:
        raise SlipRefused("disabled", _("这个账号已停用，请先恢复再发登录条。"))
    user.slips.filter(used_at=None, replaced_at=None).update(replaced_at=now)
    code = "".join(secrets.choice(SLIP_SIGNS) for _n in range(SLIP_LENGTH))
    SignInSlip.objects.create(
        user=user,
        code_hash=code_hash(code),
        issued_by=by,
        issued_at=now,
        expires_at=now + SLIP_LIFE,
    )
    audit.note(actor=by, action="slip.issued", at=now, target=str(user.pk))
    return f"{code[:5]}-{code[5:]}"


def _open_slip(user: User | None, now: datetime) -> SignInSlip | None:
    """The person's newest slip that still works, locked."""
    if user is None:
        return None
    return (
        SignInSlip.objects.select_for_update()
        .filter(user=user, used_at=None, replaced_at=None, expires_at__gt=now)
        .order_by("-issued_at")
        .first()
    )


@transaction.atomic
def use_slip(*, number: str, code: str, password: str, now: datetime) -> User:
    """Set a password with a slip and end all open sessions of the account.

    Raises SlipRefused with one and the same reason whether the number or the code is wrong, and
    ValidationError when the password is too weak.
    """
    wrong = SlipRefused(
        "wrong", _("编号或登录码不对，或者登录码已过期、已用过。请核对，或请工作机构重发。")
    )
    user = User.objects.filter(username__iexact=number.strip(), is_active=True).first()
    slip = _open_slip(user, now)
    matches = constant_time_compare(slip.code_hash if slip else "", code_hash(code))
    if user is None or slip is None or not matches:
        raise wrong
    validate_password(password, user)
    slip.used_at = now
    slip.save(update_fields=["used_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    audit.note(actor=user, action="slip.used", at=now, target=str(user.pk))
    return user
