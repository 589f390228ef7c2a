"""How far an answer meets a criterion: three levels, each a share of it."""

from django.utils.translation import gettext_lazy as _

LEVELS = (("0", _("不符合")), ("0.5", _("部分符合")), ("1", _("符合")))
"""The share as marks keep it, and the word."""


def word(share: str | None) -> str:
    """The word for a share; a dash for what was not marked by a level."""
    return str(dict(LEVELS).get(share or "", "—"))
