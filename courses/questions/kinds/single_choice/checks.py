"""Why a single choice question could not be marked yet; and what every choice question needs."""

from fractions import Fraction

from django.utils.translation import gettext as _

from courses.questions.choices import MOST_OPTIONS
from courses.questions.kinds.checks import doubled_flaws, stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.outcome import Body, Key

ROWS = "choices"


def flaws(body: Body, key: Key) -> list[Flaw]:
    """Exactly one right option; what the others are worth is less than the whole."""
    found = option_flaws(body, key)
    if len(key["right"]) != 1:
        message = str(_("单选题要有且只有一个正确选项。"))
        found.append(Flaw("one_right", message, ROWS, "answer"))
    elif key.get("fractions"):
        values = {i: Fraction(text) for i, text in key["fractions"].items()}
        [right] = key["right"]
        if values.get(right) != 1 or any(v >= 1 for i, v in values.items() if i != right):
            message = str(_("填了得几成的单选题，正确选项要填 1，其他选项要小于 1。"))
            found.append(Flaw("fractions", message, ROWS, "fractions"))
    return found


def option_flaws(body: Body, key: Key) -> list[Flaw]:
    """Two to ten different options with a text each; a worth for all of them or for none."""
    options = body["options"]
    found = [*stem_flaws(body), *doubled_flaws((o["text"] for o in options), ROWS, "A")]
    if not 2 <= len(options) <= MOST_OPTIONS or not all(o["text"].strip() for o in options):
        message = str(_("选项要有 2 到 10 个，每个都要写内容。"))
        found.append(Flaw("options", message, ROWS, "A"))
    given = key.get("fractions")
    if given and set(given) != {option["id"] for option in options}:
        message = str(_("“选它得几成”要么每个选项都填，要么都不填。"))
        found.append(Flaw("fractions", message, ROWS, "fractions"))
    return found
