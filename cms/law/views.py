"""The law as readers see it: the library, a text, an article's card, what a new text changed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.law import selectors
from cms.law.finding import LONGEST
from cms.law.models import StatuteVersion


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every statute and its texts; what is asked for, by 代表法第七条 or by a word."""
    words, today = request.GET.get("q", "").strip()[:LONGEST], timezone.localdate()
    context = {
        "words": words,
        "found": selectors.articles_asked(words, today) if words else [],
        "shelves": selectors.library(today),
        "today": today,
        "longest": LONGEST,
        "sees_unchecked": _sees_unchecked(request),
    }
    return render(request, "pages/law/library.html", context)


@require_safe
def version(request: HttpRequest, version: str) -> HttpResponse:
    """The contents of a text."""
    text = _text(version)
    context = {
        "version": text,
        "force": text.force_on(timezone.localdate()),
        "articles": selectors.contents(text),
        "has_changes": selectors.has_changes(text),
        "trail": _trail(),
    }
    return render(request, "pages/law/version.html", context)


@require_safe
def provision(request: HttpRequest, version: str, number: int) -> HttpResponse:
    """An article's card: paraphrase, official text when pasted, its text and dates, what became of
    it, and what cites it."""
    card = selectors.card_of(version, number)
    if card is None:
        raise Http404
    text = card.provision.version
    context = {
        "card": card,
        "provision": card.provision,
        "force": text.force_on(timezone.localdate()),
        "pages": selectors.pages_citing(card.provision, request.user),
        "sees_unchecked": _sees_unchecked(request),
        "trail": _trail(text),
    }
    return render(request, "pages/law/provision.html", context)


@require_safe
def changes(request: HttpRequest, version: str) -> HttpResponse:
    """What a text changed against the one before it, in plain sentences, to read or print."""
    text = _text(version)
    table = selectors.changes_of(text)
    if not table.lines:
        raise Http404
    context = {
        "version": text,
        "table": table,
        "sees_unchecked": _sees_unchecked(request),
        "trail": _trail(text),
    }
    return render(request, "pages/law/changes.html", context)


def _text(key: str) -> StatuteVersion:
    found = selectors.text_of(key)
    if found is None:
        raise Http404
    return found


def _sees_unchecked(request: HttpRequest) -> bool:
    """What is 待核 is for those who write and teach, not for deputies (rules.md)."""
    return bool(request.user.has_perm("wagtailadmin.access_admin"))


def _trail(text: StatuteVersion | None = None) -> list[dict[str, Any]]:
    steps = [{"url": reverse("law:library"), "label": _("法律库")}]
    if text:
        steps.append({"url": text.get_absolute_url(), "label": str(text)})
    return steps
