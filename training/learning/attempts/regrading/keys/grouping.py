"""Situations with parts: each part is counted and changed as its own kind."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from training.learning.attempts.regrading.keys.contract import (
    Body,
    Editor,
    Facet,
    Key,
    Payload,
    Pick,
)

STEM_SHOWN = 30


def in_part(counts: Counter[Pick], number: int) -> Counter[Pick]:
    """What was answered in one part, with the facets of the part's own kind."""
    prefix = f"{number}:"
    return Counter(
        {
            (facet.removeprefix(prefix), answer): times
            for (facet, answer), times in counts.items()
            if facet.startswith(prefix)
        }
    )


class CaseGroup(Editor):
    """`editors` are those of the kinds its parts may have. Its key is changed part by part."""

    def __init__(self, editors: Mapping[str, Editor]) -> None:
        self.editors = editors

    def _parts(self, body: Body) -> Iterator[tuple[int, Any, Editor]]:
        """The parts that a machine can mark, with their numbers from 1 on."""
        for number, part in enumerate(body["parts"], start=1):
            if editor := self.editors.get(part["kind"]):
                yield number, part["body"], editor

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """Those of the parts, their facets marked with the part's number."""
        answers = [*payload.get("parts", [])]
        return [
            (f"{number}:{facet}", answer)
            for number, part, editor in self._parts(body)
            for facet, answer in editor.picks(
                part, answers[number - 1] if number <= len(answers) else {}
            )
        ]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """Those of the parts, each under the part's number and stem."""
        return [
            Facet(" ".join(filter(None, [_numbered(number, part), facet.title])), facet.answers)
            for number, part, editor in self._parts(body)
            for facet in editor.facets(part, key["parts"][number - 1], in_part(counts, number))
        ]

    def in_words(self, body: Body, key: Key) -> str:
        """Part by part."""
        return _("；").join(
            _("小题 %(n)d：%(answer)s")
            % {"n": number, "answer": editor.in_words(part, key["parts"][number - 1])}
            for number, part, editor in self._parts(body)
        )

    def shape(self, body: Body) -> Any:
        """The kinds of the parts, and the shape of each."""
        shapes = {number: editor.shape(part) for number, part, editor in self._parts(body)}
        return [(part["kind"], shapes.get(n)) for n, part in enumerate(body["parts"], start=1)]


def _numbered(number: int, part: Body) -> str:
    stem = part["stem"]
    short = stem if len(stem) <= STEM_SHOWN else f"{stem[:STEM_SHOWN]}…"
    return _("小题 %(n)d：%(stem)s") % {"n": number, "stem": short}
