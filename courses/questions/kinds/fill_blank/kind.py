"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.fill_blank import marking, paper, sheet
from courses.questions.kinds.fill_blank.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("填空题"),
    asks=gettext_noop("填空题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="share",
    also=("填空", "fill_blank", "fill"),
)
