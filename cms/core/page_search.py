"""Finding pages of several types at once below some roots: one question to the index, in which a
page of somebody else's tree takes no place."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model

from cms.core.search import query_terms

MOST = 300
# As in cms/core/search.py, CROSS JOIN keeps the order: the index, its entry, its page.
_SQLITE = """
    SELECT page.id FROM wagtailsearch_indexentry_fts
    CROSS JOIN wagtailsearch_indexentry entry ON entry.id = wagtailsearch_indexentry_fts.rowid
    CROSS JOIN wagtailcore_page page ON page.id = CAST(entry.object_id AS integer)
    WHERE wagtailsearch_indexentry_fts MATCH %s AND entry.content_type_id IN ({types})
      AND page.live AND ({below})
    ORDER BY bm25(wagtailsearch_indexentry_fts, 0.0, 1.0, 8.0), page.id LIMIT %s
"""
# Materialised, because a key of another type need not be a number and must not be read as one.
_POSTGRESQL = """
    WITH hit AS MATERIALIZED (
        SELECT object_id, title, body FROM wagtailsearch_indexentry
        WHERE {conditions} AND content_type_id IN ({types})
    )
    SELECT page.id FROM hit JOIN wagtailcore_page page ON page.id = CAST(hit.object_id AS integer)
    WHERE page.live AND ({below})
    ORDER BY ts_rank(hit.title, to_tsquery(%s)) * 4 + ts_rank(hit.body, to_tsquery(%s)) DESC,
      page.id LIMIT %s
"""


def ranked_pages(
    text: str,
    *,
    models: Sequence[type[Model]],
    below: Sequence[str],
    phrase: bool = False,
    limit: int = MOST,
) -> list[int]:
    """The keys of the live pages of these types below these url_paths that have every word of a
    text, best first; with `phrase` only those in which it stands as it is. One query."""
    terms = query_terms(text).split()
    if not terms or not below:
        return []
    types = [kind.pk for kind in ContentType.objects.get_for_models(*models).values()]
    # Compared and not LIKE: an underline in an address would stand for any letter.
    roots = " OR ".join(["substr(page.url_path, 1, %s) = %s"] * len(below))
    under = [part for path in below for part in (len(path), path)]
    places = ", ".join(["%s"] * len(types))
    if connection.vendor == "postgresql":
        asked, ranked, conditions = _asked_of_postgresql(terms, phrase)
        statement = _POSTGRESQL.format(conditions=conditions, types=places, below=roots)
        values = [*asked, *types, *under, *ranked, limit]
    else:
        statement = _SQLITE.format(types=places, below=roots)
        values = [_asked_of_sqlite(terms, phrase), *types, *under, limit]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [int(key) for (key,) in cursor.fetchall()]


def _asked_of_sqlite(terms: list[str], phrase: bool) -> str:
    # Only letters and digits get here (search.RUN), so quoting a term is enough.
    words = f'"{" ".join(terms)}"' if phrase else " AND ".join(f'"{term}"' for term in terms)
    return f"{{title body}} : ({words})"


def _asked_of_postgresql(terms: list[str], phrase: bool) -> tuple[list[str], list[str], str]:
    """What is asked, what is weighed, and the conditions: every term in either column."""
    quoted = [f"'{term}'" for term in terms]
    asked = [" <-> ".join(quoted)] if phrase else quoted
    conditions = " AND ".join(["(title @@ to_tsquery(%s) OR body @@ to_tsquery(%s))"] * len(asked))
    whole = " & ".join(quoted)
    return [term for term in asked for _column in range(2)], [whole, whole], conditions
