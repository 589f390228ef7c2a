"""Titles and summaries exist in two languages; bodies are Chinese."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language


def localised(instance: Any, field: str) -> str:
    """The English twin of a field when the reader chose English and it is filled, else Chinese."""
    chinese: str = getattr(instance, field)
    if (get_language() or "").startswith("en"):
        return getattr(instance, f"{field}_en", "") or chinese
    return chinese


def in_readers_language(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Of many texts, each Chinese and English, those that the reader reads; asked only once which
    language that is."""
    english = (get_language() or "").startswith("en")
    return [(english and second) or first for first, second in pairs]
