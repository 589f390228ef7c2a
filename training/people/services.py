"""Writes about people: who exists, which role, whether she may sign in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from training.people import audit, desk
from training.people.errors import PersonRefused, SlipRefused
from training.people.models import Membership, Organisation, SignInSlip, User

SLIP_LIFE = timedelta(hours=72)
# No letters or digits that look alike on paper; 32 signs, so ten of them are 50 bits.
SLIP_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SLIP_LENGTH = 10

DESK_GROUPS = desk.ROLES


@dataclass(frozen=True)
class PersonDetails:
    """What the office types about a person."""

    name: str
    number: str
    unit: Organisation
    role: str
    phone: str = ""
    first_term: bool | None = None


@transaction.atomic
def add_person(*, details: PersonDetails, by: User, now: datetime) -> User:
    """A new person on the roster, without a password; raises PersonRefused for a taken number."""
    if User.objects.filter(username__iexact=details.number).exists():
        raise PersonRefused("number_taken", _("编号 %s 已经有人使用，请核对。") % details.number)
    user = User(
        username=details.number, number=details.number, name=details.name, phone=details.phone
    )
    user.set_unusable_password()
    user.save()
    join(user=user, details=details, today=timezone.localdate(now))
    audit.note(actor=by, action="person.added", at=now, target=str(user.pk))
    return user


def join(*, user: User, details: PersonDetails, today: date) -> Membership:
    """Give a person a role in a unit from today on, and the matching place at Wagtail's desk."""
    membership = Membership.objects.create(
        user=user,
        organisation=details.unit,
        role=details.role,
        first_term=details.first_term,
        starts_on=today,
        term=details.unit.congress.terms.order_by("-number").first(),
    )
    desk.seat(user=user, role=details.role, congress=details.unit.congress)
    return membership


def _transfer(user: User, details: PersonDetails, today: date) -> None:
    """End the present learner role and begin the new one; history keeps the old unit."""
    here = details.unit.congress
    current = (
        user.memberships.filter(
            role__in=Membership.LEARNERS, ends_on=None, organisation__congress=here
        )
        .order_by("-starts_on")
        .first()
    )
    same = current and current.organisation_id == details.unit.pk and current.role == details.role
    if current and same:
        current.first_term = details.first_term
        current.save(update_fields=["first_term"])
    elif current and current.starts_on == today:
        # Corrected on the day it was typed: a slip of the pen, not a transfer.
        current.organisation, current.role = details.unit, details.role
        current.first_term = details.first_term
        current.save(update_fields=["organisation", "role", "first_term"])
    else:
        if current:
            current.ends_on = today - timedelta(days=1)
            current.save(update_fields=["ends_on"])
        join(user=user, details=details, today=today)


@transaction.atomic
def correct_person(*, user: User, details: PersonDetails, by: User, now: datetime) -> User:
    """Correct a person's details; another unit or role is a transfer from today on.

    Raises PersonRefused when the new number belongs to somebody else.
    """
    taken = User.objects.filter(username__iexact=details.number).exclude(pk=user.pk)
    if details.number != user.number and taken.exists():
        raise PersonRefused("number_taken", _("编号 %s 已经有人使用，请核对。") % details.number)
    before = {"name": user.name, "number": user.number, "phone": user.phone}
    if user.username == user.number:
        user.username = details.number
    user.name, user.number, user.phone = details.name, details.number, details.phone
    user.save(update_fields=["username", "name", "number", "phone"])
    _transfer(user, details, timezone.localdate(now))
    changed = [field for field, old in before.items() if getattr(user, field) != old]
    audit.note(actor=by, action="person.corrected", at=now, target=str(user.pk), changed=changed)
    return user


def end_sessions(*, user: User) -> int:
    """Sign a person out on every device; returns how many sessions ended."""
    ended = [
        session.session_key
        for session in Session.objects.all()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(session_key__in=ended).delete()
    return len(ended)


@transaction.atomic
def disable_person(*, user: User, by: User, now: datetime) -> None:
    """Close an account and its open sessions; what she learned stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user=user)
    audit.note(actor=by, action="person.disabled", at=now, target=str(user.pk), sessions=ended)


@transaction.atomic
def enable_person(*, user: User, by: User, now: datetime) -> None:
    """Open a disabled account again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.note(actor=by, action="person.enabled", at=now, target=str(user.pk))


def _hash(code: str) -> str:
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
        code_hash=_hash(code),
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
    matches = constant_time_compare(slip.code_hash if slip else "", _hash(code))
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
