"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.matching import marking, paper, sheet
from courses.questions.kinds.matching.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("匹配题"),
    asks=gettext_noop("匹配题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="share",
    also=("匹配", "连线题", "配对题", "matching", "match"),
)
