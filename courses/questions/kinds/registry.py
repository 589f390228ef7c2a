"""The kinds of question: one literal table of folders. A line here is all a new folder needs."""

from importlib import import_module

from django.utils.translation import gettext

from courses.questions.kinds.case_group.kind import group_of
from courses.questions.kinds.contract import Kind
from courses.questions.outcome import Body, Key, Outcome, Payload

FOLDERS = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "fill_blank",
    "numeric",
    "matching",
    "ordering",
    "short_answer",
)
"""In the order authors and papers list them; each may also be a part of a case group."""


def module_of(folder: str, name: str) -> str:
    """The dotted name of a kind's module."""
    return f"courses.questions.kinds.{folder}.{name}"


KINDS: dict[str, Kind] = {
    folder: import_module(module_of(folder, "kind")).KIND for folder in FOLDERS
}
KINDS["case_group"] = group_of(dict(KINDS))


def default_rules() -> dict[str, str]:
    """The rule of every kind, as stored in an attempt when it starts."""
    return {name: kind.rule for name, kind in KINDS.items()}


def rules_offered() -> dict[str, dict[str, str]]:
    """For every kind the rules an author may choose, the kind's own first, each with the sentence
    told to the deputy (Chinese source). Labels of kinds are in `KINDS[name].label`."""
    return {
        name: {kind.rule: kind.marking.RULES[kind.rule], **kind.offered()}
        for name, kind in KINDS.items()
    }


def kind_called(name: str) -> str | None:
    """The kind that a file means by a name such as 单选 or single; None for an unknown one."""
    return next((folder for folder, kind in KINDS.items() if kind.is_called(name)), None)


def kind_asks(kind: str) -> str:
    """A kind's name with what it asks for, in the reader's language: 多选题（选出所有正确的）。"""
    return gettext(KINDS[kind].asks)


def grade(kind: str, body: Body, key: Key, payload: Payload, rules: dict[str, str]) -> Outcome:
    """Mark one answer by the attempt's rules; raises KeyError for an unknown kind."""

    def grade_part(name: str, part: Body, part_key: Key, answer: Payload) -> Outcome:
        return grade(name, part, part_key, answer, rules)

    rule = rules.get(kind, KINDS[kind].rule)
    return KINDS[kind].marking.grade(body, key, payload, rule, grade_part)
