"""What the kinds' checks have in common."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.questions.kinds.contract import Flaw
from courses.questions.outcome import Body


def stem_flaws(body: Body) -> list[Flaw]:
    """Every question asks something."""
    if str(body.get("stem", "")).strip():
        return []
    return [Flaw("no_stem", str(_("题干还没有写。")), "stem", "stem")]


def doubled(texts: Iterable[str]) -> str | None:
    """The first text that occurs twice, spaces aside; None when all differ."""
    seen: set[str] = set()
    for text in (text.strip() for text in texts):
        if text in seen:
            return text
        seen.add(text)
    return None


def doubled_flaws(texts: Iterable[str], place: str, column: str) -> list[Flaw]:
    """Two equal texts could not be told apart."""
    text = doubled(texts)
    if text is None:
        return []
    message = str(_("“%s”写了两次，每一项都要不一样。") % text)
    return [Flaw("doubled", message, place, column)]
