"""Why a matching question could not be marked yet."""

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import doubled_flaws, stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.outcome import Body, Key
from courses.questions.tokens import LETTERS

ROWS = "pairs"


def flaws(body: Body, key: Key) -> list[Flaw]:
    """At least two rows, and at least two partners to choose from for them."""
    left, right = body["left"], body["right"]
    found = [*stem_flaws(body), *doubled_flaws((e["text"] for e in left), ROWS, "pairs")]
    if len(left) < 2:
        message = str(_("匹配题至少要有两行左右都写了内容。"))
        found.append(Flaw("two_rows", message, ROWS, "pairs"))
    elif len(set(key["pairs"].values())) < 2:
        message = str(_("匹配题的各行要对应至少两个不同的右项。"))
        found.append(Flaw("one_partner", message, ROWS, "pairs"))
    if not all(entry["text"].strip() for entry in right):
        message = str(_("每一行的右边都要写内容。"))
        found.append(Flaw("no_partner", message, ROWS, "pairs"))
    if len(right) > len(LETTERS):
        message = str(_("右边最多 %d 项。") % len(LETTERS))
        found.append(Flaw("too_many", message, ROWS, "pairs"))
    return found
