"""Which piece shows a question on a screen; each kind's folder holds its own."""

from cms.core.fragments import Fragment
from courses.questions.kinds.registry import KINDS


def screen(kind: str, moment: str) -> Fragment:
    """The piece of a kind for a moment, `ask` or `review`; raises KeyError for an unknown kind."""
    if kind not in KINDS:
        raise KeyError(kind)
    return Fragment(f"kinds/{kind}/{moment}.jinja")
