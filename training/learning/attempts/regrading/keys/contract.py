"""What regrading needs to know of a kind of question: what was answered, and how its key is
changed.

A kind without an editor here can still be given full marks or be left out of the total.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Body = Mapping[str, Any]
Key = Mapping[str, Any]
Payload = Mapping[str, Any]
Pick = tuple[str, str]
"""A facet of a question (a blank, a left entry; empty where there is one only), and what was
answered there; an empty answer means that it was left open."""


@dataclass(frozen=True)
class Given:
    """One answer, how many gave it, and whether the key accepts it (None: it depends)."""

    text: str
    times: int
    right: bool | None


@dataclass(frozen=True)
class Facet:
    """Everything that was answered in one place of a question."""

    title: str
    answers: list[Given] = field(default_factory=list)


class KeyForm(forms.Form):
    """The part of the form that says what is right. A valid one gives the whole answer key.

    `also` asks for what is right besides the key; otherwise for what alone is right.
    """

    def __init__(
        self, *args: Any, body: Body, key: Key, counts: Counter[Pick], also: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.body, self.key, self.counts, self.also = body, key, counts, also
        self.build()

    def build(self) -> None:
        """Add the fields."""

    def changed(self) -> dict[str, Any]:
        """The entries of the key that this form sets, from cleaned fields."""
        raise NotImplementedError

    def answer_key(self) -> dict[str, Any]:
        """The key after the change; explanations and the rest stay."""
        return {**self.key, **self.changed()}

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when nothing would be different."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and self.answer_key() == dict(self.key):
            raise ValidationError(_("这就是现在的答案，没有改动。请改一改再试算。"), code="same")
        return cleaned

    def times(self, facet: str, answer: str) -> str:
        """How many answered so, in words that follow a label."""
        return _("%(n)d 份") % {"n": self.counts[facet, answer]}


class Editor:
    """How one kind is counted, shown and changed. Subclassed by kind; holds no state."""

    form: ClassVar[type[KeyForm]]
    widens: ClassVar[bool] = False
    """Whether a key that accepts also what was wrong accepts everything that was right before."""

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """What one person answered, facet by facet."""
        raise NotImplementedError

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """Every place of the question with what was answered there, as shown to the trainer."""
        raise NotImplementedError

    def in_words(self, body: Body, key: Key) -> str:
        """What a key accepts, in words."""
        raise NotImplementedError

    def shape(self, body: Body) -> Any:
        """What two versions must have in common for one's key to mark answers to the other."""
        raise NotImplementedError


def counted(editor: Editor, body: Body, payloads: Iterable[Payload]) -> Counter[Pick]:
    """How often each thing was answered."""
    counts: Counter[Pick] = Counter()
    for payload in payloads:
        counts.update(editor.picks(body, payload))
    return counts
