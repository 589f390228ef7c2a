"""Where in a case the words are that somebody looked for."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cms.core.search import query_terms

BREAK = re.compile(r"</(?:p|li|h\d)>|<br ?/?>")
TAG = re.compile(r"<[^>]*>")
# What an author chooses rather than writes is no text of the case.
CHOSEN = frozenset({"id", "type", "nature", "link", "provision", "image"})
AROUND = 36


def _plain(stored: str) -> str:
    """What a stored text says: rich text begins with a tag, other text is kept as it is."""
    if not stored.startswith("<"):
        return stored.strip()
    return unescape(TAG.sub("", BREAK.sub("\n", stored))).strip()


def texts_in(raw: Any) -> Iterator[str]:
    """Everything written in stored stream data, tags left out."""
    if isinstance(raw, str):
        if text := _plain(raw):
            yield text
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if key not in CHOSEN:
                yield from texts_in(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from texts_in(value)


def _needles(words: str) -> list[str]:
    """What to look for, longest first: whole words as typed, then their pairs."""
    typed = words.split()
    return sorted({*typed, *query_terms(words).split()}, key=len, reverse=True)


def _first(text: str, needles: list[str]) -> int:
    low = text.lower()
    return next((at for needle in needles if (at := low.find(needle.lower())) >= 0), -1)


def marked(text: str, words: str) -> SafeString:
    """The text with the words looked for in <mark>; escaped."""
    needles = [re.escape(needle) for needle in _needles(words)]
    if not needles:
        return format_html_join("", "{}", [(text,)])
    parts = re.split(f"({'|'.join(needles)})", text, flags=re.IGNORECASE)
    return format_html_join(
        "",
        "{}{}{}",
        (
            (SafeString("<mark>"), part, SafeString("</mark>")) if place % 2 else ("", part, "")
            for place, part in enumerate(parts)
            if part
        ),
    )


def snippet(texts: Iterator[str], words: str) -> SafeString:
    """The first place with the words, with what stands around it; empty when there is none."""
    needles = _needles(words)
    best, rank = "", len(needles)
    for text in texts:
        low = text.lower()
        found = next((n for n, needle in enumerate(needles) if needle.lower() in low), rank)
        if found < rank:
            best, rank = text, found
        if rank == 0:
            break
    if not best:
        return SafeString("")
    at = _first(best, needles)
    start, end = max(at - AROUND, 0), at + AROUND * 2
    cut = f"{'…' if start else ''}{best[start:end].strip()}{'…' if end < len(best) else ''}"
    return marked(cut, words)
