"""Finding cases on a shelf: by words, topic, township, knowledge point, law and year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cms.cases.finding import COLUMNS, NAMES, ORDERS, SORTS, Wanted, narrowed, wanted
from cms.cases.snippets import marked, snippet, texts_in
from cms.core.search import ranked_keys
from cms.taxonomy.models import KnowledgePoint

PER_PAGE = 24


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


def _labels(model: Any) -> dict[str, dict[str, str]]:
    """What people call the values that are kept as keys. One query."""
    return {
        "topic": {value: str(label) for value, label in model.Topic.choices},
        "point": {point.key: str(point) for point in KnowledgePoint.objects.all()},
    }


def _facet(cases: Any, name: str, question: Wanted, labels: dict[str, str]) -> Facet:
    """The values of one filter with counts; the chosen one stays even when nothing is left."""
    column = COLUMNS[name]
    rows = narrowed(cases, question.filters(leaving_out=name))
    counted = dict(
        rows.exclude(**{column: None})
        .order_by()
        .values_list(column)
        .annotate(n=Count("pk", distinct=name == "law"))
    )
    chosen = question.values.get(name, "")
    found = {str(value): count for value, count in counted.items() if value != ""}
    if chosen:
        found.setdefault(chosen, 0)
    # Years from the newest on, points in their own order, the rest from the most frequent on.
    order = {
        "year": lambda value: (-int(value),),
        "point": lambda value: (list(labels).index(value) if value in labels else len(labels),),
    }.get(name, lambda value: (-found[value], value))
    choices = [
        Choice(value, labels.get(value, value), found[value], value == chosen)
        for value in sorted(found, key=order)
    ]
    return Facet(name, str(NAMES[name]), choices)


def _chips(question: Wanted, labels: dict[str, dict[str, str]]) -> list[Chip]:
    chips = []
    if question.words:
        chips.append(Chip(_("词"), question.words, f"?{question.without('q').query}"))
    for name, value in question.values.items():
        told = labels.get(name, {}).get(value, value)
        chips.append(Chip(str(NAMES[name]), told, f"?{question.without(name).query}"))
    return chips


class _Ranked:
    """Cases in the order of the search, sliced by a paginator. One query a page."""

    def __init__(self, cases: Any, keys: list[int]) -> None:
        there = set(cases.order_by().values_list("pk", flat=True))
        self.cases = cases
        self.keys = [key for key in keys if key in there]

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, part: slice) -> list[Any]:
        keys = self.keys[part]
        rows = {case.pk: case for case in self.cases.filter(pk__in=keys)}
        return [rows[key] for key in keys if key in rows]


def _shown(case: Any, words: str) -> Found:
    if not words:
        return Found(case, case.local_title, "")
    where = snippet(texts_in([dict(block)["value"] for block in case.body.raw_data]), words)
    return Found(case, marked(case.local_title, words), where)


def shelf(cases: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """One page of the cases asked for, what can be asked with how many cases each, and what is
    asked now. At most twelve queries."""
    question = wanted(asked)
    labels = _labels(cases.model)
    keys = ranked_keys(cases.model, question.words) if question.words else []
    matching = cases.filter(pk__in=keys) if question.words else cases
    facets = [_facet(matching, name, question, labels.get(name, {})) for name in COLUMNS]
    found = narrowed(matching, question.filters())
    found = found.prefetch_related("points", "placed__tag")
    if not question.words:
        found = found.defer_streamfields()
    order = question.order
    rows = _Ranked(found, keys) if order == "best" else found.order_by(*ORDERS[order])
    page = Paginator(rows, PER_PAGE).get_page(asked.get("p"))
    sorts = [(name, label) for name, label in SORTS.items() if name != "best" or question.words]
    return {
        "wanted": question,
        "facets": [facet for facet in facets if facet.choices],
        "chips": _chips(question, labels),
        "sorts": sorts,
        "page_obj": page,
        "found": [_shown(case, question.words) for case in page],
    }
