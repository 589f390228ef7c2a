"""What an author has typed so far, read from the fields of her form. Pure Python."""

import re
from collections.abc import Mapping

from courses.questions.likeness.shingles import Wording

ROW = re.compile(r"^(?P<row>(?!hints|citations)\w+-\d+)-(?:text|left|right|accepted|value)$")
PART = re.compile(r"^(?P<row>\w+-\d+)-value-(?:.+-)?(?:stem|text|value)(?:-\d+-value)?$")
TICKED = "on"


def typed_wording(posted: Mapping[str, str]) -> Wording:
    """The stem and the rows that are not deleted, of any kind's form, complete or not."""
    rest = []
    for name, text in posted.items():
        found = ROW.match(name) or PART.match(name)
        if found and text.strip() and text != TICKED and not _is_deleted(posted, found["row"]):
            rest.append(text.strip())
    return Wording(posted.get("stem", "").strip(), tuple(rest))


def _is_deleted(posted: Mapping[str, str], row: str) -> bool:
    return bool(posted.get(f"{row}-DELETE") or posted.get(f"{row}-deleted"))
