"""Finding cases on a shelf: by words, topic, township, knowledge point, law and year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.cases.finding import NAMES, SORTS, Wanted, wanted
from cms.cases.register import Register, register_of
from cms.cases.snippets import marked, snippet, texts_in
from cms.core.search import ranked_keys
from cms.taxonomy.models import KnowledgePoint

PER_PAGE = 24
Labels = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Choice:
    """A value of a filter, and how many cases there are with it under the other filters."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with the values that lead somewhere."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Chip:
    """Something asked for, and the address without it."""

    label: str
    value: str
    url: str


@dataclass
class Found:
    """A case on the page, with the place where the words are."""

    case: Any
    title: SafeString | str
    where: SafeString | str


def _labels(model: Any) -> Labels:
    """What people call the values that are kept as keys. One query."""
    return {
        "topic": {value: str(label) for value, label in model.Topic.choices},
        "point": {point.key: str(point) for point in KnowledgePoint.objects.all()},
    }


def _in_order(name: str, counted: dict[str, int], labels: dict[str, str]) -> list[str]:
    """Years from the newest on, points in their own order, the rest from the most frequent on."""
    if name == "year":
        return sorted(counted, key=int, reverse=True)
    if name == "point":
        places = {value: place for place, value in enumerate(labels)}
        return sorted(counted, key=lambda value: (places.get(value, len(places)), value))
    return sorted(counted, key=lambda value: (-counted[value], value))


def _facet(
    register: Register, name: str, found: set[int], question: Wanted, labels: Labels
) -> Facet:
    """The values of one filter with counts; the chosen one stays even when nothing is left.
    `found` are the cases under everything asked for but this filter."""
    counted = {value: len(found & filed) for value, filed in register.by[name].items()}
    chosen = question.values.get(name, "")
    kept = {value: n for value, n in counted.items() if n or value == chosen}
    if chosen:
        kept.setdefault(chosen, 0)
    called = labels.get(name, {})
    choices = [
        Choice(value, called.get(value, value), kept[value], value == chosen)
        for value in _in_order(name, kept, called)
    ]
    return Facet(name, str(NAMES[name]), choices)


def _chips(question: Wanted, labels: Labels) -> list[Chip]:
    chips = []
    if question.words:
        chips.append(Chip(_("词"), question.words, f"?{question.without('q').query}"))
    for name, value in question.values.items():
        told = labels.get(name, {}).get(value, value)
        chips.append(Chip(str(NAMES[name]), told, f"?{question.without(name).query}"))
    return chips


def _rows(cases: Any, keys: list[int], words: str) -> list[Found]:
    """The cases of one page in order, with titles marked and places found. Three queries."""
    rows = cases.filter(pk__in=keys).prefetch_related("points", "placed__tag")
    if not words:
        rows = rows.defer_streamfields()
    known = {case.pk: case for case in rows}
    return [_shown(known[key], words) for key in keys if key in known]


def _shown(case: Any, words: str) -> Found:
    if not words:
        return Found(case, case.local_title, "")
    where = snippet(texts_in([block["value"] for block in case.body.raw_data]), words)
    return Found(case, marked(case.local_title, words), where)


def shelf(cases: Any, asked: Mapping[str, str], *, place: int) -> dict[str, Any]:
    """One page of the live cases of the library `place`, what can be asked with how many cases
    each, and what is asked now. At most eight queries; four more after a publication."""
    question = wanted(asked)
    labels = _labels(cases.model)
    register = register_of(cases, place)
    ranked = ranked_keys(cases.model, question.words) if question.words else []
    worded = set(ranked) & register.all if question.words else register.all
    facets = [
        _facet(
            register,
            name,
            worded.intersection(*register.under(question.filters(leaving_out=name).items())),
            question,
            labels,
        )
        for name in NAMES
    ]
    found = worded.intersection(*register.under(question.values.items()))
    order = ranked if question.order == "best" else register.orders[question.order]
    page = Paginator([key for key in order if key in found], PER_PAGE).get_page(asked.get("p"))
    sorts = [(name, label) for name, label in SORTS.items() if name != "best" or question.words]
    return {
        "wanted": question,
        "facets": [facet for facet in facets if facet.choices],
        "chips": _chips(question, labels),
        "sorts": sorts,
        "page_obj": page,
        "found": _rows(cases, list(page), question.words),
    }
