"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.single_choice import marking, paper, sheet
from courses.questions.kinds.single_choice.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("单选题"),
    asks=gettext_noop("单选题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="all_or_nothing",
    also=("单选", "选择题", "single_choice", "single"),
)
