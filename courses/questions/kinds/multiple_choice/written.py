"""A multiple choice is written as its letters: AC."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.single_choice.written import places, put, say
from courses.questions.written import by_letter

__all__ = ["hint", "places", "put", "say", "take"]


def hint(shown: dict[str, Any]) -> str:
    """Letters."""
    return _("选了哪些写哪些，如 AC")


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """The options behind the letters."""
    return {"": by_letter(texts[0], shown["options"])}
