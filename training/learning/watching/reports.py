"""What a page sends about playing, read leniently: it comes from outside."""

import math
import re
from collections.abc import Mapping

from training.learning.watching.services import Report
from training.learning.watching.spans import Spans, union

SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
# A page reports every twenty seconds; what it kept without a line is far below this.
LONGEST = 20_000


def spans_in(told: str) -> Spans:
    """'0-4200,9000-9800' as a union of milliseconds; what does not look like it is left out."""
    return union((int(start), int(end)) for start, end in SPAN.findall(told[:LONGEST]))


def _number(told: str) -> float:
    try:
        number = float(told[:20])
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def report_in(posted: Mapping[str, str]) -> Report:
    """The report in a posted form."""
    return Report(
        token=posted.get("opened", ""),
        spans=spans_in(posted.get("spans", "")),
        position=_number(posted.get("position", "")),
        moment=int(_number(posted.get("moment", ""))),
    )
