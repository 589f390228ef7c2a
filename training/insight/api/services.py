"""Letting programs in, with a token that is told once, and shutting them out."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from training.insight.api.errors import NameTaken
from training.insight.api.models import Client
from training.insight.api.tokens import hash_of, new_token
from training.people import audit
from training.people.models import Congress, Organisation, User


@dataclass(frozen=True)
class Wanted:
    """What an administrator says about a program; no unit means the whole congress."""

    name: str
    unit: Organisation | None = None
    ends_on: date | None = None


def add_client(
    *, congress: Congress, wanted: Wanted, by: User, now: datetime
) -> tuple[Client, str]:
    """A program and its token, which nobody can be told again. Raises NameTaken."""
    token = new_token()
    try:
        with transaction.atomic():
            made = Client.objects.create(
                congress=congress,
                **vars(wanted),
                token_hash=hash_of(token),
                token_end=token[-4:],
                token_at=now,
                made_at=now,
                made_by=by,
            )
            audit.note(
                actor=by,
                action="client.added",
                at=now,
                target=str(made.uuid),
                name=made.name,
                unit=str(wanted.unit or ""),
            )
    except IntegrityError as taken:
        raise NameTaken from taken
    return made, token


@transaction.atomic
def renew_token(*, client: Client, by: User, now: datetime) -> str:
    """A new token in the place of the old one, which is worthless from now on; empty for a program
    that was revoked meanwhile."""
    token = new_token()
    known = Client.objects.filter(pk=client.pk, revoked_at=None)
    if not known.update(token_hash=hash_of(token), token_end=token[-4:], token_at=now):
        return ""
    audit.note(actor=by, action="client.renewed", at=now, target=str(client.uuid), name=client.name)
    return token


@transaction.atomic
def revoke(*, client: Client, by: User, now: datetime) -> bool:
    """Shut a program out at once and for good; False when that was done before."""
    known = Client.objects.filter(pk=client.pk, revoked_at=None)
    if not known.update(revoked_at=now, revoked_by=by):
        return False
    audit.note(actor=by, action="client.revoked", at=now, target=str(client.uuid), name=client.name)
    return True
