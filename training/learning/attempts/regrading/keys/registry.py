"""The editors by kind: one literal table. And one door to them for a whole version."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.questions.models import QuestionVersion
from training.learning.attempts.regrading.keys.arranging import Matching, Ordering
from training.learning.attempts.regrading.keys.choosing import (
    MultipleChoice,
    SingleChoice,
    TrueFalse,
)
from training.learning.attempts.regrading.keys.contract import (
    Body,
    Editor,
    Facet,
    Given,
    Key,
    KeyForm,
    Payload,
    Pick,
    counted,
)
from training.learning.attempts.regrading.keys.grouping import CaseGroup, in_part
from training.learning.attempts.regrading.keys.writing import FillBlank, Numeric

EDITORS: dict[str, Editor] = {
    "single_choice": SingleChoice(),
    "multiple_choice": MultipleChoice(),
    "true_false": TrueFalse(),
    "fill_blank": FillBlank(),
    "numeric": Numeric(),
    "matching": Matching(),
    "ordering": Ordering(),
}
PARTS = dict(EDITORS)
EDITORS["case_group"] = CaseGroup(PARTS)
GROUP = "case_group"


@dataclass(frozen=True)
class Part:
    """A part of a case group; `editable` when a machine marks it."""

    number: int
    stem: str
    editable: bool


@dataclass(frozen=True)
class KeyChange:
    """The form for a new key of a whole version, or of one of its parts."""

    form: KeyForm
    key: Key
    part: int

    def answer_key(self) -> dict[str, Any]:
        """The whole key after the change; only for a valid form."""
        if not self.part:
            return self.form.answer_key()
        parts = [*self.key["parts"]]
        parts[self.part - 1] = self.form.answer_key()
        return {**self.key, "parts": parts}


def editable(version: QuestionVersion) -> bool:
    """Whether a machine marks it, so that another key can."""
    if version.kind == GROUP:
        return any(part.editable for part in parts_of(version))
    return version.kind in EDITORS


def widens(kind: str) -> bool:
    """Whether accepting something also gives a key that accepts all that was right before. Of a
    group: its changed part is not known here, the newest key says more."""
    return kind == GROUP or (kind in PARTS and PARTS[kind].widens)


def parts_of(version: QuestionVersion) -> list[Part]:
    """The parts of a case group; none for other kinds."""
    if version.kind != GROUP:
        return []
    return [
        Part(number, part["body"]["stem"], part["kind"] in PARTS)
        for number, part in enumerate(version.body["parts"], start=1)
    ]


def key_change(
    version: QuestionVersion,
    key: Key,
    counts: Counter[Pick],
    *,
    also: bool,
    part: int = 0,
    posted: Any = None,
) -> KeyChange:
    """The form that starts from a key; `part` names the part of a case group, from 1 on.

    Raises KeyError for a kind that a person marks, LookupError for a part there is not.
    """
    kind, body, of_part, seen = version.kind, version.body, key, counts
    if kind == GROUP:
        asked = version.body["parts"][part - 1]
        kind, body, of_part = asked["kind"], asked["body"], key["parts"][part - 1]
        seen = in_part(counts, part)
    form = EDITORS[kind].form(posted, prefix="key", body=body, key=of_part, counts=seen, also=also)
    return KeyChange(form, key, part)


def answers_counted(version: QuestionVersion, payloads: Iterable[Payload]) -> Counter[Pick]:
    """How often each thing was answered; nothing for a kind that a person marks."""
    editor = EDITORS.get(version.kind)
    return counted(editor, version.body, payloads) if editor else Counter()


def facets(version: QuestionVersion, keys: Sequence[Key], counts: Counter[Pick]) -> list[Facet]:
    """Every place of a question with what was answered there; right is what any of the keys
    accepts."""
    editor = EDITORS.get(version.kind)
    if editor is None:
        return []
    by_key = [editor.facets(version.body, key, counts) for key in keys]
    return [
        Facet(
            same[0].title, [_best(given) for given in zip(*(f.answers for f in same), strict=True)]
        )
        for same in zip(*by_key, strict=True)
    ]


def _best(given: Sequence[Given]) -> Given:
    return next((one for one in given if one.right), given[0])


def in_words(kind: str, body: Body, key: Mapping[str, Any]) -> str:
    """What a key accepts, in words; empty for a kind that a person marks."""
    editor = EDITORS.get(kind)
    return editor.in_words(body, key) if editor else ""


def why_not_by(asked: QuestionVersion, newer: QuestionVersion) -> str:
    """Why answers to one version cannot be marked by the key of another: kind, shape, person; empty
    when they can."""
    if asked.kind != newer.kind:
        return "kind"
    editor = EDITORS.get(asked.kind)
    if editor is None:
        return "person"
    return "" if editor.shape(asked.body) == editor.shape(newer.body) else "shape"
