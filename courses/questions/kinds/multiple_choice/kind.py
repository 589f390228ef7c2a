"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.multiple_choice import marking, paper, sheet
from courses.questions.kinds.multiple_choice.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("多选题"),
    asks=gettext_noop("多选题（选出所有正确的）"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="partial_if_none_wrong",
    also=("多选", "不定项", "multiple_choice", "multiple"),
)
