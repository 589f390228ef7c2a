"""Why a statement could not be marked yet."""

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.outcome import Body, Key


def flaws(body: Body, key: Key) -> list[Flaw]:
    """A statement, and whether it is right."""
    found = stem_flaws(body)
    if not isinstance(key.get("answer"), bool):
        found.append(Flaw("no_answer", str(_("要选这句话是正确还是错误。")), "answer", "answer"))
    return found
