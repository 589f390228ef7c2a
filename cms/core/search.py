"""Chinese search on Wagtail's own database backends: overlapping 2-grams on both sides.

Wagtail's tokenisers see a Chinese sentence as one word. We index every run of Chinese as its
pairs and single characters and turn a query into pairs joined by AND, so that two-character
words are found on SQLite and PostgreSQL alike, in the admin as well as on the site.
`modelsearch` is pinned, because its ObjectIndexer is not a public interface.
"""

import re
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from wagtail.search.backends import get_search_backends

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


def add_untitled(model: Any, objects: Sequence[Any]) -> None:
    """Index many objects of a model that has no title. Wagtail's own way would weigh the titles of
    the whole index anew each time, which reads all of it."""
    for backend in get_search_backends(with_auto_update=True):
        index = backend.get_index_for_model(model)
        index._refresh_title_norms = lambda full=False: None
        index.add_items(model, objects)


# FTS5's columns are autocomplete, body, title. CROSS JOIN makes SQLite ask the index first, instead
# of once for every row of the other table.
_SQLITE = """
    SELECT entry.object_id FROM wagtailsearch_indexentry_fts
    CROSS JOIN wagtailsearch_indexentry entry ON entry.id = wagtailsearch_indexentry_fts.rowid
    WHERE wagtailsearch_indexentry_fts MATCH %s AND entry.content_type_id = %s
    {order} LIMIT %s
"""
_SQLITE_RANK = "ORDER BY bm25(wagtailsearch_indexentry_fts, 0.0, 1.0, 8.0)"
# Each column has an index of its own, and `title || body` has none: so every term is asked of both.
_POSTGRESQL = """
    SELECT object_id FROM wagtailsearch_indexentry
    WHERE {conditions} AND content_type_id = %s {order} LIMIT %s
"""
_POSTGRESQL_RANK = (
    "ORDER BY ts_rank(title, to_tsquery(%s)) * 4 + ts_rank(body, to_tsquery(%s)) DESC, id DESC"
)
# Up to so many rows are weighed one by one; of more, those with the words in the title come first.
WEIGHED = 300


def ranked_keys(model: type[Model], text: str, limit: int = 10_000) -> list[int]:
    """The keys of the rows of a model that have every word of a text, best first. Two queries,
    and nothing is loaded.

    Wagtail's own results ask the index once more for every row to learn its rank; over thousands
    of rows that takes seconds.
    """
    terms = query_terms(text).split()
    if not terms:
        return []
    found = _asked(model, terms, limit, weighed=False, titles=False)
    if len(found) <= WEIGHED:
        return _asked(model, terms, limit, weighed=True, titles=False)
    first = _asked(model, terms, limit, weighed=False, titles=True)
    known = set(first)
    return [*first, *(key for key in found if key not in known)]


def _asked(
    model: type[Model], terms: list[str], limit: int, *, weighed: bool, titles: bool
) -> list[int]:
    """One query of the index: by weight, else the newest first; in titles alone or everywhere."""
    content_type = ContentType.objects.get_for_model(model).pk
    if connection.vendor == "postgresql":
        keys = _asked_of_postgresql(terms, content_type, limit, weighed=weighed, titles=titles)
    else:
        words = " AND ".join(f'"{term}"' for term in terms)
        question = f"{{{'title' if titles else 'title body'}}} : ({words})"
        statement = _SQLITE.format(order=_SQLITE_RANK if weighed else "")
        with connection.cursor() as cursor:
            cursor.execute(statement, [question, content_type, limit])
            keys = [int(key) for (key,) in cursor.fetchall()]
    return keys if weighed else sorted(keys, reverse=True)


def _asked_of_postgresql(
    terms: list[str], content_type: int, limit: int, *, weighed: bool, titles: bool
) -> list[int]:
    # A letter outside of words never gets here (RUN), so quoting a term is enough.
    quoted = [f"'{term}'" for term in terms]
    each = "title @@ to_tsquery(%s)" + ("" if titles else " OR body @@ to_tsquery(%s)")
    conditions = " AND ".join([f"({each})"] * len(quoted))
    asked = [term for term in quoted for _column in range(1 if titles else 2)]
    whole = " & ".join(quoted)
    order = _POSTGRESQL_RANK if weighed else ""
    statement = _POSTGRESQL.format(conditions=conditions, order=order)
    ranked = [whole, whole] if weighed else []
    with transaction.atomic(), connection.cursor() as cursor:
        # Reading every row means unpacking every long text, which the planner takes for cheap.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(statement, [*asked, content_type, *ranked, limit])
        keys = [int(key) for (key,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return keys
