"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.numeric import marking, paper, sheet
from courses.questions.kinds.numeric.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("数值题"),
    asks=gettext_noop("数值题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="by_tolerance",
    also=("数值", "计算题", "numeric", "numerical"),
)
