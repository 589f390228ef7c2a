"""A frozen version read as lines that can be shown and compared. Pure Python, generic over kinds.

What a kind froze is JSON, and its structure says enough: entries with an `id` are options, rows or
steps; a list of such ids in the key marks the right ones or gives their order; an object keyed by
ids says something about each, or joins two of them. Only the names shown to people come from
outside; what has no name is shown under its key.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

Names = Mapping[str, str]
"""Key of the JSON → what people call it. `True` and `False` name the two values of a switch, and
`key=value` names one value of one key."""
Naming = Callable[[str], Names]
"""The names that a kind uses."""

SEQUENCES = frozenset({"order"})
"""Lists of ids in which the order is what matters."""
NOT_A_SWITCH = frozenset({"id", "text", "kind"})
PARTS = "parts"
OF_A_PART = frozenset({"id", "kind", "body"})
ARROW = " → "


@dataclass(frozen=True)
class Line:
    """One thing a version says: where it stands, which entry it is, its text and its marks.

    `part` is the number of a part, empty for the whole; `label` is what people call the place, and
    `about` the entry of which the line speaks. In two versions the same thing has the same place
    and identity; parts are the same when their identities are, if the kind gave them any.
    """

    place: str
    label: str
    identity: str
    text: str
    marks: tuple[str, ...] = ()
    about: str = ""
    part: str = ""
    part_identity: str = ""


def lines(kind: str, body: Mapping[str, Any], key: Mapping[str, Any], naming: Naming) -> list[Line]:
    """Everything a version asks and everything its key says, in the order in which it reads: first
    the whole with its explanation, then part by part."""
    reader = _Reader(body, key, naming(kind))
    own = sorted(reader.read(), key=lambda line: line.place == "explanation")
    for number, (part, part_key) in enumerate(_parts(body, key), start=1):
        inside = lines(part.get("kind", ""), part.get("body", {}), part_key, naming)
        about_it = {name: value for name, value in part.items() if name not in OF_A_PART}
        inside += _Reader(about_it, {}, naming(kind)).read()
        identity = str(part.get("id", ""))
        own += [replace(line, part=str(number), part_identity=identity) for line in inside]
    return own


def _parts(
    body: Mapping[str, Any], key: Mapping[str, Any]
) -> Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    keys = key.get(PARTS, [])
    for n, part in enumerate(body.get(PARTS, [])):
        yield part, keys[n] if n < len(keys) else {}


def _has_ids(value: Any) -> bool:
    return bool(
        isinstance(value, list) and value and all(isinstance(e, dict) and "id" in e for e in value)
    )


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


class _Reader:
    """Reads one body with its key."""

    def __init__(self, body: Mapping[str, Any], key: Mapping[str, Any], names: Names) -> None:
        self.body, self.key, self.names = body, key, names
        self.texts = {
            entry["id"]: str(entry.get("text", ""))
            for place, value in body.items()
            if place != PARTS and _has_ids(value)
            for entry in value
        }
        self.told_elsewhere = self._in_sequences_and_pairs()

    def read(self) -> Iterable[Line]:
        for place, value in self.body.items():
            if place == PARTS:
                continue
            yield from (
                self._entries(place, value) if _has_ids(value) else self._plain(place, value)
            )
        for place, value in self.key.items():
            if place != PARTS and not self._marks_entries(place, value):
                yield from self._of_key(place, value)

    def name(self, place: str) -> str:
        return str(self.names.get(place, place))

    def _are_ids(self, value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(entry, str) and entry in self.texts for entry in value
        )

    def _marks_entries(self, place: str, value: Any) -> bool:
        return self._are_ids(value) and place not in SEQUENCES

    def _joins(self, value: Any) -> bool:
        return isinstance(value, dict) and bool(value) and self._are_ids([*value, *value.values()])

    def _in_sequences_and_pairs(self) -> frozenset[str]:
        """Entries that need not be read twice: the key puts them in order, or joins them."""
        ordered = [e for n, v in self.key.items() if n in SEQUENCES and self._are_ids(v) for e in v]
        joined = [v for v in self.key.values() if self._joins(v)]
        return frozenset([*ordered, *(e for v in joined for e in (*v, *v.values()))])

    def _entries(self, place: str, entries: Sequence[Mapping[str, Any]]) -> Iterable[Line]:
        marking = [(n, v) for n, v in self.key.items() if self._marks_entries(n, v)]
        for entry in entries:
            identity = entry["id"]
            named = [name for name, value in marking if identity in value]
            switches = [n for n, v in entry.items() if v is True and n not in NOT_A_SWITCH]
            marks = tuple(map(self.name, (*named, *switches)))
            if marks or identity not in self.told_elsewhere:
                yield Line(place, self.name(place), identity, self.texts[identity], marks)

    def _of_key(self, place: str, value: Any) -> Iterable[Line]:
        """What the key says under one name."""
        label = self.name(place)
        if place in SEQUENCES and self._are_ids(value):
            yield from (Line(place, label, one, self.texts[one]) for one in value)
        elif self._joins(value):
            for one, other in value.items():
                yield Line(place, label, one, f"{self.texts[one]}{ARROW}{self.texts[other]}")
        elif isinstance(value, dict) and value and self._are_ids(list(value)):
            for one, told in value.items():
                yield Line(place, label, one, self._said(told, place), about=self.texts[one])
        elif _has_ids(value):
            for entry in value:
                rest = {n: v for n, v in entry.items() if n != "id"}
                yield Line(place, label, entry["id"], self._said(rest, place))
        else:
            yield from self._plain(place, value)

    def _plain(self, place: str, value: Any) -> Iterable[Line]:
        """A value without identities: a line for each of a list of lists or objects, else one."""
        if _is_empty(value):
            return
        label = self.name(place)
        if isinstance(value, list) and any(isinstance(entry, list | dict) for entry in value):
            for number, entry in enumerate(value, start=1):
                yield Line(place, label, str(number), self._said(entry, place))
        else:
            yield Line(place, label, "", self._said(value, place))

    def _said(self, value: Any, place: str) -> str:
        """A value in words."""
        if isinstance(value, list):
            return " / ".join(self._said(entry, place) for entry in value)
        if isinstance(value, dict):
            told = {n: self._said(v, n) for n, v in value.items() if not _is_empty(v)}
            return "；".join(t if n == "text" else f"{self.name(n)} {t}" for n, t in told.items())
        if (known := self.names.get(f"{place}={value}")) is not None:
            return str(known)
        if isinstance(value, bool):
            return str(self.names.get(str(value), value))
        return "" if value is None else str(value)
