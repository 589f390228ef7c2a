"""The accounts of many people at once, from logs that were read already: for `rebuild_learning`."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.utils import timezone

from training.learning.hours import keeping
from training.learning.hours.booking import Account
from training.learning.hours.claims import Frozen, frozen_of
from training.learning.hours.facts import TYPES, VERBS, Told, facts_of, is_old
from training.learning.hours.models import HourEntry, HoursTable
from training.learning.hours.reckoning import Fact
from training.learning.ledger.reading import Logs

Facts = dict[int, list[Fact]]
Tables = dict[int, list[HoursTable]]


def rebuild_batch(logs: Logs, write: bool) -> dict[UUID, list[str]]:
    """The lines that ledgers lack by the logs, one text each, by person; with `write` they are
    added. Nothing is changed or taken away.

    Two queries, two more where statements are older than the claims in them, and one insert.
    """
    now = timezone.now()
    about = {learner_id: _about_hours(log) for learner_id, log in logs.items()}
    facts = _facts(about)
    entries = _entries(logs)
    tables = _tables({*_congresses(facts), *_congresses(entries)})
    lacking: dict[UUID, list[HourEntry]] = {}
    for learner_id, told in about.items():
        hers = entries[learner_id]
        accounts = {
            congress: Account(learner_id, congress, tables[congress], hers.get(congress, ()))
            for congress in {*facts[learner_id], *hers} & {*tables}
        }
        accounts = keeping.complete(learner_id, accounts, facts[learner_id], now)
        if lines := keeping.lacking(accounts, told, facts[learner_id], now):
            lacking[learner_id] = lines
    if write:
        keeping.book([line for lines in lacking.values() for line in lines], now)
    return {who: [keeping.in_words(line) for line in lines] for who, lines in lacking.items()}


def _about_hours(log: Iterable[Told]) -> list[Told]:
    return [
        told
        for told in log
        if told.activity_type in TYPES and (told.verb in VERBS or told.voids is not None)
    ]


def _facts(about: Mapping[UUID, list[Told]]) -> dict[UUID, Facts]:
    """Everybody's facts by congress. Two queries where some statements carry no claims."""
    old = [who for who, log in about.items() if any(is_old(t) and not t.voids for t in log)]
    frozen = frozen_of(old) if old else {}
    nothing = Frozen((), {})
    return {
        who: facts_of(told, old=frozen.get(who, nothing).of) if told else {}
        for who, told in about.items()
    }


def _entries(learner_ids: Iterable[UUID]) -> dict[UUID, dict[int, list[HourEntry]]]:
    """Everybody's lines by congress. One query."""
    found: dict[UUID, dict[int, list[HourEntry]]] = {one: {} for one in learner_ids}
    for entry in HourEntry.objects.filter(learner_id__in=found).order_by("step"):
        found[entry.learner_id].setdefault(entry.congress_id, []).append(entry)
    return found


def _congresses(by_person: Mapping[UUID, Collection[int]]) -> set[int]:
    return {congress for congresses in by_person.values() for congress in congresses}


def _tables(congresses: Collection[int]) -> Tables:
    """The versions of some congresses. One query."""
    found: Tables = defaultdict(list)
    for table in HoursTable.objects.filter(congress__in=congresses).order_by("number"):
        found[table.congress_id].append(table)
    return found
