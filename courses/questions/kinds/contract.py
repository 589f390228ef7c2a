"""What a kind of question offers. A new kind is one folder with these two modules and one line in
the registry.

`marking` knows right from wrong and nothing else; `paper` knows how a question is put to a person,
how a posted form becomes an answer, and how the answer is shown in review. Neither knows Django.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from courses.questions.outcome import Body, GradePart, Key, Outcome, Payload

Posted = Mapping[str, Sequence[str]]


class Marking(Protocol):
    """Marks one answer by the rule stored with the attempt."""

    RULES: dict[str, str]
    """Rule names this kind offers, each with the sentence told to the deputy (Chinese source)."""

    def grade(
        self, body: Body, key: Key, payload: Payload, rule: str, grade_part: GradePart
    ) -> Outcome: ...


class Paper(Protocol):
    """How a question meets a person. `present` is the allow-list: nothing else reaches the page."""

    def present(self, body: Body, seed: str) -> dict[str, Any]: ...

    def read(self, posted: Posted, name: str, body: Body, seed: str) -> dict[str, Any]: ...

    def refill(self, presented: dict[str, Any], payload: Payload, seed: str) -> dict[str, Any]: ...

    def review(self, body: Body, key: Key, payload: Payload) -> dict[str, Any]: ...
