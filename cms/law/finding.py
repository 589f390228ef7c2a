"""Finding articles as people ask for them: 代表法第七条, 第7条, 47, or a word."""

from datetime import date

from django.db.models import Q, QuerySet
from wagtail.search.backends import get_search_backend

from cms.law.models import Provision, Statute
from cms.law.numerals import asked_number

LONGEST = 60


def offered(day: date) -> Q:
    """Articles of texts that are law on a day, or that nothing shows not to be (Force.PAST)."""
    ended = Q(version__in_force_to__lte=day)
    later = Q(version__replaced_by__in_force_from__gt=day)
    return ~ended & (Q(version__replaced_by=None) | later)


def articles_like(rows: "QuerySet[Provision]", words: str) -> "QuerySet[Provision]":
    """The rows that a person asks for; all of them when she asks for nothing.

    A number is the article of that number; the words beside it name the statute. Words alone are
    looked for in subject and paraphrase, by Wagtail's search. Three queries at most.
    """
    words = words.strip()[:LONGEST]
    if not words:
        return rows
    number, rest = asked_number(words)
    if number is not None:
        numbered = rows.filter(number=number)
        found = numbered.filter(_statute(rest)) if rest else numbered
        if found.exists():
            return found
    named = Statute.objects.filter(title__icontains=words.strip("《》"))
    by_title = rows.filter(version__statute__in=named)
    if by_title.exists():
        return by_title
    found = get_search_backend().autocomplete(words, Provision.objects.order_by())
    return rows.filter(pk__in=[row.pk for row in found])


def _statute(words: str) -> Q:
    """Articles of a statute called so; its full name counts, too: 人大代表法 is 代表法."""
    asked = "".join(words.split())
    called = [
        pk
        for pk, title in Statute.objects.values_list("pk", "title")
        if asked in title or title in asked
    ]
    return Q(version__statute__in=called) | Q(heading__icontains=words)
