"""Many people at once: what services.py does for one, in few queries, for imports and for printing
slips for a whole class. Nobody gets a password here; each does it herself with a slip.

Callers run these in their transaction and hold the rows of the people they change.
"""

import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model

from training.people import services
from training.people.models import AuditEvent, Membership, SignInSlip, User

log = logging.getLogger("training.audit")

AT_ONCE = 500
"""Rows of one statement; SQLite takes fewer where a row has many columns."""
PERSON = ("username", "name", "number", "phone", "email", "is_active")
POST = ("organisation_id", "role", "first_term", "constituency", "starts_on", "ends_on", "ended_by")
LONGEST_LIFE = timedelta(days=30)
"""No slip is good for longer (docs/decisions/0029)."""


@dataclass(frozen=True)
class Newcomer:
    """A person who is not there yet, with the memberships she begins (without their user)."""

    pk: UUID
    name: str
    number: str
    phone: str = ""
    email: str = ""
    posts: Sequence[Membership] = ()
    why: Mapping[str, Any] = field(default_factory=dict)
    """What the audit notes beside."""


@dataclass
class Correction:
    """What changes about somebody: fields of hers, memberships amended by key, and new ones."""

    pk: UUID
    fields: dict[str, Any] = field(default_factory=dict)
    amended: dict[int, dict[str, Any]] = field(default_factory=dict)
    posts: list[Membership] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    why: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def add_people(*, newcomers: Sequence[Newcomer], by: User | None, now: datetime) -> None:
    """People on the roster, without passwords. Raises IntegrityError for a number that is taken."""
    users = [
        User(
            pk=one.pk,
            username=one.number,
            number=one.number,
            name=one.name,
            phone=one.phone,
            email=one.email,
            password=make_password(None),
        )
        for one in newcomers
    ]
    _insert(User, users)
    _begin(newcomers)
    note_many(
        actor=by, action="person.added", at=now, about=[(str(one.pk), one.why) for one in newcomers]
    )


@transaction.atomic
def correct_people(*, corrections: Sequence[Correction], by: User | None, now: datetime) -> None:
    """Correct people and their memberships. Raises IntegrityError for a number that is taken."""
    touched = {one.pk: one.fields for one in corrections if one.fields}
    users = _changed(User, touched)
    _overwrite(User, users, PERSON)
    amended = {pk: fields for one in corrections for pk, fields in one.amended.items()}
    _overwrite(Membership, _changed(Membership, amended), POST)
    _begin(corrections)
    note_many(
        actor=by,
        action="person.corrected",
        at=now,
        about=[(str(one.pk), {"changed": one.changed, **one.why}) for one in corrections],
    )


def _begin(people: Iterable[Newcomer | Correction]) -> None:
    posts = []
    for one in people:
        for post in one.posts:
            post.user_id = one.pk
            posts.append(post)
    _insert(Membership, posts)


def _insert(model: type[Model], rows: Sequence[Any]) -> None:
    model._default_manager.bulk_create(rows, batch_size=AT_ONCE)


def _changed(model: type[Any], fields: Mapping[Any, Mapping[str, Any]]) -> list[Any]:
    """The rows with these keys, their fields set and not saved."""
    keys, rows = list(fields), []
    for start in range(0, len(keys), AT_ONCE):
        rows.extend(model.objects.filter(pk__in=keys[start : start + AT_ONCE]))
    for row in rows:
        for name, value in fields[row.pk].items():
            setattr(row, name, value)
    return rows


def _overwrite(model: type[Any], rows: Sequence[Any], names: Sequence[str]) -> None:
    # Several times as fast as bulk_update, which writes a CASE for every row and column.
    model.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[name.removesuffix("_id") for name in names],
    )


def note_many(
    *,
    actor: User | None,
    action: str,
    at: datetime,
    about: Sequence[tuple[str, Mapping[str, Any]]],
) -> None:
    """Append an event for each target with its detail, and one line to the log."""
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(actor=actor, action=action, at=at, target=target[:120], detail=dict(detail))
            for target, detail in about
        ],
        batch_size=AT_ONCE,
    )
    if about:
        log.info("%s actor=%s targets=%d", action, actor.pk if actor else "-", len(about))


def end_post(day: date) -> dict[str, Any]:
    """What ends a membership on the day before another begins."""
    return {"ends_on": day - timedelta(days=1), "ended_by": Membership.Ending.TRANSFER.value}


@transaction.atomic
def issue_slips(
    *, users: Sequence[User], life: timedelta, by: User, now: datetime
) -> dict[UUID, str]:
    """A new one-time code for each active person, by person; earlier unused ones end. Shown once
    only, as with a single slip. Raises ValueError for a life of more than LONGEST_LIFE."""
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise ValueError(f"a slip lives for {LONGEST_LIFE.days} days at most")
    people = {user.pk: user for user in users if user.is_active}
    keys = list(people)
    for start in range(0, len(keys), AT_ONCE):
        waiting = SignInSlip.objects.filter(user__in=keys[start : start + AT_ONCE])
        waiting.filter(used_at=None, replaced_at=None).update(replaced_at=now)
    codes = {pk: _code() for pk in people}
    slips = [
        SignInSlip(
            user_id=pk,
            code_hash=services.code_hash(code),
            issued_by=by,
            issued_at=now,
            expires_at=now + life,
        )
        for pk, code in codes.items()
    ]
    _insert(SignInSlip, slips)
    note_many(
        actor=by,
        action="slip.issued",
        at=now,
        about=[(str(pk), {"hours": int(life.total_seconds() // 3600)}) for pk in codes],
    )
    return codes


def _code() -> str:
    code = "".join(secrets.choice(services.SLIP_SIGNS) for _n in range(services.SLIP_LENGTH))
    return f"{code[:5]}-{code[5:]}"
