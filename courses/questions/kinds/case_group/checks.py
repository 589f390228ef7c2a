"""Why a case group could not be marked yet: what its parts' own kinds say, part by part."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import stem_flaws
from courses.questions.kinds.contract import Flaw, Kind
from courses.questions.outcome import Body, Key

ROWS = "parts"


class CaseGroupFlaws:
    """The check of a situation; `kinds` are those its parts may have."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds

    def __call__(self, body: Body, key: Key) -> list[Flaw]:
        """At least one part, and every part as its kind wants it; columns begin with its number."""
        found = stem_flaws(body)
        if not body["parts"]:
            found.append(Flaw("no_part", str(_("案例题至少要有一个小题。")), ROWS, "1.stem"))
        for number, (part, part_key) in enumerate(
            zip(body["parts"], key["parts"], strict=True), start=1
        ):
            if not 1 <= part.get("weight", 1) <= 100:
                told = str(_("占几份是 1 到 100 的整数。"))
                found.append(_of_part(Flaw("weight", told, column="weight"), number))
            flaws = self.kinds[part["kind"]].flaws(part["body"], part_key)
            found += [_of_part(flaw, number) for flaw in flaws]
        return found


def _of_part(flaw: Flaw, number: int) -> Flaw:
    message = _("小题 %(number)d：%(problem)s") % {"number": number, "problem": flaw.message}
    return replace(flaw, message=message, place=ROWS, column=f"{number}.{flaw.column}")
