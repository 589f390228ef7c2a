"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.true_false import marking, paper, sheet
from courses.questions.kinds.true_false.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("判断题"),
    asks=gettext_noop("判断题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="all_or_nothing",
    also=("判断", "是非题", "true_false", "truefalse"),
)
