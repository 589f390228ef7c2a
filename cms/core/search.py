"""Chinese search on Wagtail's own database backends: overlapping 2-grams on both sides.

Wagtail's tokenisers see a Chinese sentence as one word. We index every run of Chinese as its
pairs and single characters and turn a query into pairs joined by AND, so that two-character
words are found on SQLite and PostgreSQL alike, in the admin as well as on the site.
`modelsearch` is pinned, because its ObjectIndexer is not a public interface.
"""

import re
from types import ModuleType
from typing import Any

from django.db import connection

RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")


def _is_chinese(run: str) -> bool:
    return "\u3400" <= run[0] <= "\ufaff"


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def index_terms(text: str) -> str:
    """What is stored in the index for a text: pairs and single characters, other words as they
    are."""
    terms: list[str] = []
    for run in RUN.findall(text or ""):
        terms += [*_pairs(run), *run] if _is_chinese(run) else [run]
    return " ".join(terms)


def query_terms(text: str) -> str:
    """What a query asks for: every pair of each Chinese run, once."""
    terms: list[str] = []
    for run in RUN.findall(text or ""):
        terms += _pairs(run) if _is_chinese(run) and len(run) > 1 else [run]
    return " ".join(dict.fromkeys(terms))


def _index_pairs(module: ModuleType) -> None:
    """Replace the indexer once per process; swapping it around writes would race between
    threads."""
    original = module.ObjectIndexer
    if getattr(original, "indexes_pairs", False):
        return

    class PairIndexer(original):  # type: ignore[misc, valid-type]
        indexes_pairs = True

        def prepare_value(self, value: Any) -> str:
            return index_terms(super().prepare_value(value))

    module.ObjectIndexer = PairIndexer  # type: ignore[attr-defined]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """Wagtail's backend for the database in use, with Chinese pairs on both sides."""
    if connection.vendor == "postgresql":
        from modelsearch.backends.database.postgres import postgres as module

        base = module.PostgresSearchBackend
    else:
        from modelsearch.backends.database.sqlite import sqlite as module

        base = module.SQLiteSearchBackend
    _index_pairs(module)

    class PairBackend(base):  # type: ignore[misc, valid-type]
        def _search(self, compiler_class: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
            if isinstance(query, str):
                query = query_terms(query)
                kwargs["operator"] = kwargs.get("operator") or "and"
            return super()._search(compiler_class, query, *args, **kwargs)

    return PairBackend(params)
