"""The kind as the registry knows it."""

from courses.questions.kinds.contract import Kind
from courses.questions.kinds.ordering import marking, paper, sheet
from courses.questions.kinds.ordering.checks import flaws
from courses.questions.outcome import gettext_noop

KIND = Kind(
    label=gettext_noop("排序题"),
    asks=gettext_noop("排序题"),
    marking=marking,
    paper=paper,
    sheet=sheet,
    flaws=flaws,
    rule="all_or_nothing",
    also=("排序", "ordering", "order"),
    old_rules=frozenset({"absolute_position"}),
)
