"""Which program a token lets in, and the programs of a congress."""

from datetime import date

from django.db.models import F, Q, QuerySet

from training.insight.api.models import Client
from training.insight.api.tokens import LONGEST, PREFIX, hash_of
from training.people.access import Scope
from training.people.models import Congress


def client_of(token: str, today: date) -> Client | None:
    """The program whose token it is; None for one that was never given, was replaced or revoked,
    or is over. One query, none for what cannot be a token."""
    if not token.startswith(PREFIX) or len(token) > LONGEST:
        return None
    open_still = Q(ends_on=None) | Q(ends_on__gte=today)
    rows = Client.objects.filter(open_still, token_hash=hash_of(token), revoked_at=None)
    return rows.select_related("congress").first()


def scope_of(client: Client) -> Scope:
    """What a program may read."""
    units = None if client.unit_id is None else frozenset([client.unit_id])
    return Scope(client.congress, units)


def clients_of(congress: Congress) -> QuerySet[Client]:
    """The programs of a congress, those let in first. One query."""
    rows = Client.objects.filter(congress=congress)
    return rows.select_related("unit", "made_by", "revoked_by").order_by(
        F("revoked_at").asc(nulls_first=True), "-made_at"
    )
