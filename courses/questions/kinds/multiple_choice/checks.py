"""Why a multiple choice question could not be marked yet."""

from fractions import Fraction

from django.utils.translation import gettext as _

from courses.questions.kinds.contract import Flaw
from courses.questions.kinds.single_choice.checks import ROWS, option_flaws
from courses.questions.outcome import Body, Key


def flaws(body: Body, key: Key) -> list[Flaw]:
    """Some options right and some wrong; ticking all of them must gain nothing."""
    found = option_flaws(body, key)
    ids = {option["id"] for option in body["options"]}
    if not key["right"]:
        message = str(_("多选题至少要有一个正确选项。"))
        found.append(Flaw("some_right", message, ROWS, "answer"))
    elif ids and ids <= set(key["right"]):
        message = str(_("多选题至少要有一个错误选项，不然全部勾上就得满分。"))
        found.append(Flaw("some_wrong", message, ROWS, "answer"))
    elif set(key.get("fractions", {})) == ids:
        found += _fraction_flaws(key)
    return found


def _fraction_flaws(key: Key) -> list[Flaw]:
    values = {identity: Fraction(text) for identity, text in key["fractions"].items()}
    right = set(key["right"])
    found = []
    if any((value > 0) != (identity in right) for identity, value in values.items()):
        message = str(_("“选它得几成”：正确选项要大于 0，错误选项要填 0 或负数。"))
        found.append(Flaw("fractions", message, ROWS, "fractions"))
    if sum(values.values()) > 0:
        message = str(_("“选它得几成”加起来不能大于 0，不然全部勾上也能得分。"))
        found.append(Flaw("ticking_all_pays", message, ROWS, "fractions"))
    return found
