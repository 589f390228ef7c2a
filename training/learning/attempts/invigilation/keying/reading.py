"""What somebody keyed from a paper, understood question by question; nothing is stored here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.questions.kinds.registry import KINDS
from courses.questions.written import NotUnderstood, of_kind
from training.learning.attempts.invigilation.keying.papers import PaperForm, Place
from training.learning.attempts.invigilation.selectors import is_filled


@dataclass(frozen=True)
class Line:
    """One question with what was keyed, what that means, and what is wrong with it."""

    place: Place
    texts: list[str]
    payload: dict[str, Any]
    words: list[str]
    problem: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is answered here."""
        return not self.problem and not is_filled(self.payload)

    @property
    def boxes(self) -> list[tuple[str, str]]:
        """Label and text of each place to write in."""
        return list(zip(self.place.labels, self.texts, strict=True))


def read_line(place: Place, texts: Sequence[str]) -> Line:
    """One question's texts, one for each of its places; missing ones count as empty."""
    written = of_kind(place.kind)
    count = len(written.places(place.shown))
    given = [*texts, *[""] * count][:count]
    try:
        sent = written.take(given, place.shown)
    except NotUnderstood as wrong:
        return Line(place, given, {}, [], wrong.reason)
    body, name = place.version.body, "q"
    posted = {f"{name}{end}": values for end, values in sent.items()}
    payload = KINDS[place.kind].paper.read(posted, name, body, place.seed)
    return Line(place, given, payload, written.say(body, payload))


def read(form: PaperForm, texts: Mapping[int, Sequence[str]]) -> list[Line]:
    """A whole sheet, by position; questions without texts count as not answered."""
    return [read_line(place, texts.get(place.position, [])) for place in form.places]


def problems(lines: Sequence[Line]) -> bool:
    """Whether something was not understood."""
    return any(line.problem for line in lines)


def answers(lines: Sequence[Line]) -> dict[int, dict[str, Any]]:
    """The answers that were given, by position; only for lines without problems."""
    return {line.place.position: line.payload for line in lines if not line.empty}
