"""Why an ordering question could not be marked yet."""

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import doubled_flaws, stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.outcome import Body, Key

ROWS = "entries"


def flaws(body: Body, key: Key) -> list[Flaw]:
    """At least three different entries."""
    entries = body["items"]
    found = [*stem_flaws(body), *doubled_flaws((e["text"] for e in entries), ROWS, "A")]
    if len(entries) < 3 or not all(entry["text"].strip() for entry in entries):
        message = str(_("排序题至少要有三个环节，每个都要写内容。"))
        found.append(Flaw("three_entries", message, ROWS, "A"))
    return found
