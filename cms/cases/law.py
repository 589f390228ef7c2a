"""Which articles a case rests on: read off its body, kept in a table so that one can ask for it."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from cms.law.models import Provision


def cited_in(raw: Any) -> Iterator[int]:
    """The keys of all provisions in stored stream data, wherever they stand in it."""
    if isinstance(raw, dict):
        key = raw.get("provision")
        if isinstance(key, int):
            yield key
        raw = list(raw.values())
    if isinstance(raw, list):
        for value in raw:
            yield from cited_in(value)


@transaction.atomic
def note_citations(*, case: Any) -> int:
    """Bring the table up to what the case says now; returns how many articles that is."""
    rows = case.provisions_cited
    wanted = set(cited_in([dict(block) for block in case.body.raw_data]))
    wanted = set(Provision.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    rows.exclude(provision__in=wanted).delete()
    known = set(rows.values_list("provision_id", flat=True))
    rows.model.objects.bulk_create(
        [rows.model(case_id=case.pk, provision_id=key) for key in sorted(wanted - known)]
    )
    return len(wanted)


def statutes_in(body: Any) -> list[str]:
    """The short titles of the statutes a body cites, each once. One query, none without law."""
    keys = set(cited_in([dict(block) for block in body.raw_data]))
    if not keys:
        return []
    cited = Provision.objects.filter(pk__in=keys).order_by()
    return sorted(set(cited.values_list("version__statute__title", flat=True)))


def case_published(*, instance: Any, **_told: Any) -> None:
    """Wagtail published a page: for a case, note which law it rests on."""
    if hasattr(instance, "provisions_cited"):
        note_citations(case=instance)
