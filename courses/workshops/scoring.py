"""What a draft is worth by a frozen rubric. Pure Python: no Django here.

Score = Σ(level / 4 × weight). A criterion with a veto that stands at level 0 makes the draft 0 and
failed, whatever the others say. Bands: from 60 a pass, from 75 good, from 88 excellent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TOP = 4
LEVELS = range(TOP + 1)
WHOLE = 100
EXCELLENT, GOOD, PASS, BELOW = "excellent", "good", "pass", "below"
BANDS = ((Decimal(88), EXCELLENT), (Decimal(75), GOOD), (Decimal(60), PASS))


@dataclass(frozen=True)
class Judged:
    """The total out of 100, the code of the criterion that vetoed it if one did, and its band."""

    total: Decimal
    veto: str
    band: str

    @property
    def vetoed(self) -> bool:
        """Whether a criterion with a veto stands at level 0."""
        return bool(self.veto)

    def reaches(self, pass_score: int) -> bool:
        """Whether it passes; a vetoed draft never does."""
        return not self.vetoed and self.total >= pass_score


def band_of(total: Decimal) -> str:
    """The name of the band a total falls into."""
    return next((name for least, name in BANDS if total >= least), BELOW)


def judge(rubric: Mapping[str, Any], levels: Mapping[str, int]) -> Judged:
    """The worth of a draft; raises ValueError unless every criterion has a level from 0 to 4 and
    there is none that the rubric does not know."""
    criteria = rubric["criteria"]
    if {one["code"] for one in criteria} != set(levels):
        raise ValueError("every criterion of the rubric needs one level")
    if any(level not in LEVELS for level in levels.values()):
        raise ValueError("levels go from 0 to 4")
    veto = next((c["code"] for c in criteria if c["veto"] and levels[c["code"]] == 0), "")
    if veto:
        return Judged(Decimal(0), veto, BELOW)
    quarters = sum(levels[one["code"]] * one["weight"] for one in criteria)
    total = Decimal(quarters) / TOP
    return Judged(total, "", band_of(total))
