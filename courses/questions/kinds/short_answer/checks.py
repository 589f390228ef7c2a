"""Why a short answer could not be marked yet."""

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import doubled_flaws, stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.outcome import Body, Key

ROWS = "criteria"


def flaws(body: Body, key: Key) -> list[Flaw]:
    """A rubric with different criteria of some weight, and a length that can be reached."""
    criteria = key["criteria"]
    found = [*stem_flaws(body), *doubled_flaws((c["text"] for c in criteria), ROWS, "criteria")]
    if not criteria:
        message = str(_("简答题至少要有一个评分点，老师才好给分。"))
        found.append(Flaw("no_criterion", message, ROWS, "criteria"))
    if not all(c["text"].strip() and 1 <= c["weight"] <= 100 for c in criteria):
        message = str(_("每个评分点都要写内容，权重是 1 到 100 的整数。"))
        found.append(Flaw("criterion", message, ROWS, "criteria"))
    if not 0 <= body["shortest"] <= body["longest"] or body["longest"] < 1:
        message = str(_("“最多写几个字”不能少于“至少写几个字”。"))
        found.append(Flaw("length", message, "longest", "longest"))
    return found
