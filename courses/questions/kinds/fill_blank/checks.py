"""Why a fill-in question could not be marked yet."""

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.outcome import Body, Key

ROWS = "blanks"
MOST_BLANKS = 10


def flaws(body: Body, key: Key) -> list[Flaw]:
    """As many rows of answers as blanks in the stem, none of them empty."""
    gaps, rows = body["stem"].count(BLANK), len(key["blanks"])
    found = stem_flaws(body)
    if not found and not gaps:
        message = str(_("填空题的题干里要有空，用四个下划线 ____ 表示。"))
        found.append(Flaw("no_blank", message, "stem", "stem"))
    elif gaps != rows:
        message = _("题干里有 %(gaps)d 个空（____），答案却有 %(rows)d 行，两者要一样多。")
        told = str(message % {"gaps": gaps, "rows": rows})
        found.append(Flaw("blanks_differ", told, ROWS, "answer"))
    if rows > MOST_BLANKS:
        told = str(_("一道题最多 %d 个空。") % MOST_BLANKS)
        found.append(Flaw("too_many", told, ROWS, "answer"))
    for number, accepted in enumerate(key["blanks"], start=1):
        if not any(text.strip() for text in accepted):
            told = str(_("第 %d 空还没有写答案。") % number)
            found.append(Flaw("no_answer", told, ROWS, "answer"))
    return found
