"""The kinds of question: one literal table."""

from dataclasses import dataclass

from courses.questions.kinds.case_group import marking as case_group_marking
from courses.questions.kinds.case_group.paper import CaseGroupPaper
from courses.questions.kinds.contract import Marking, Paper
from courses.questions.kinds.fill_blank import marking as fill_blank_marking
from courses.questions.kinds.fill_blank import paper as fill_blank_paper
from courses.questions.kinds.matching import marking as matching_marking
from courses.questions.kinds.matching import paper as matching_paper
from courses.questions.kinds.multiple_choice import marking as multiple_choice_marking
from courses.questions.kinds.multiple_choice import paper as multiple_choice_paper
from courses.questions.kinds.ordering import marking as ordering_marking
from courses.questions.kinds.ordering import paper as ordering_paper
from courses.questions.kinds.single_choice import marking as single_choice_marking
from courses.questions.kinds.single_choice import paper as single_choice_paper
from courses.questions.kinds.true_false import marking as true_false_marking
from courses.questions.kinds.true_false import paper as true_false_paper
from courses.questions.outcome import Body, Key, Outcome, Payload


@dataclass(frozen=True)
class Kind:
    """A kind's two modules and the rule it is marked by unless a quiz names another."""

    marking: Marking
    paper: Paper
    rule: str


KINDS: dict[str, Kind] = {
    "single_choice": Kind(single_choice_marking, single_choice_paper, "all_or_nothing"),
    "multiple_choice": Kind(
        multiple_choice_marking, multiple_choice_paper, "partial_if_none_wrong"
    ),
    "true_false": Kind(true_false_marking, true_false_paper, "all_or_nothing"),
    "fill_blank": Kind(fill_blank_marking, fill_blank_paper, "share"),
    "matching": Kind(matching_marking, matching_paper, "share"),
    "ordering": Kind(ordering_marking, ordering_paper, "all_or_nothing"),
}
KINDS["case_group"] = Kind(
    case_group_marking,
    CaseGroupPaper({name: kind.paper for name, kind in KINDS.items()}),
    "mean_of_parts",
)


def default_rules() -> dict[str, str]:
    """The rule of every kind, as stored in an attempt when it starts."""
    return {name: kind.rule for name, kind in KINDS.items()}


def grade(kind: str, body: Body, key: Key, payload: Payload, rules: dict[str, str]) -> Outcome:
    """Mark one answer by the attempt's rules; raises KeyError for an unknown kind."""

    def grade_part(name: str, part: Body, part_key: Key, answer: Payload) -> Outcome:
        return grade(name, part, part_key, answer, rules)

    rule = rules.get(kind, KINDS[kind].rule)
    return KINDS[kind].marking.grade(body, key, payload, rule, grade_part)
