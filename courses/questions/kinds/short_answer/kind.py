"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.short_answer import marking, paper, sheet
from courses.questions.kinds.short_answer.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("简答题"),
    asks=gettext_noop("简答题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="rubric",
    also=("简答", "问答题", "short_answer", "essay"),
)
