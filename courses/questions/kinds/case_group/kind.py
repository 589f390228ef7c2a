"""The kind as the registry knows it."""

from collections.abc import Mapping

from courses.questions.kinds.case_group import marking
from courses.questions.kinds.case_group.checks import CaseGroupFlaws
from courses.questions.kinds.case_group.paper import CaseGroupPaper
from courses.questions.kinds.case_group.sheet import CaseGroupSheet
from courses.questions.kinds.contract import Kind
from courses.questions.outcome import gettext_noop


def group_of(kinds: Mapping[str, Kind]) -> Kind:
    """The kind of a situation whose parts are of these kinds."""
    return Kind(
        label=gettext_noop("案例题"),
        asks=gettext_noop("案例题"),
        marking=marking,
        paper=CaseGroupPaper(kinds),
        sheet=CaseGroupSheet(kinds),
        flaws=CaseGroupFlaws(kinds),
        rule="by_weights",
        also=("案例", "案例题组", "材料题", "case_group", "case"),
    )
