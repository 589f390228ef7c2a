"""How alike two questions are, and numbers by which likely ones are found among many. Pure Python.

A text is compared as the set of its overlapping pairs of signs, without spaces and punctuation:
what is reworded in one place keeps most of its pairs. Finding is by MinHash (Broder, On the
resemblance and containment of documents, 1997): the smallest value of a random function over a set
is shared by two sets with the probability of their Jaccard index. Two such values together make a
band; sixteen bands make two questions that share half of their pairs meet in 99 of 100 cases, and
two that share a thirtieth in one of 70.
"""

import hashlib
import random
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LIKELY = 0.5
"""From this likeness on two questions are shown to a person."""
SAME = 0.95
CONTAINED = 0.85
BANDS, ROWS = 16, 2
FEWEST = 6
"""A stem with fewer pairs, such as 下列说法正确的是, says nothing by itself."""
CONTAINABLE = 10

DROPPED = re.compile(r"[\W_]+")
# What many stems end with, whatever they ask.
FRAME = re.compile(
    r"(?:以下|下列|下面)?(?:哪一?[种项个些类]|说法|做法|表述|叙述|情形|选项)*中?[,，]?是?"
    r"(?:不?正确|错误|不?符合|不?属于)?的?(?:是|有|包括)?[:：(（）)。？?\s]*$"
)
PRIME = (1 << 61) - 1
_fixed = random.Random("likeness of questions")  # noqa: S311 - fixed functions, not a secret
FUNCTIONS = [(_fixed.randrange(1, PRIME), _fixed.randrange(PRIME)) for _ in range(BANDS * ROWS)]
NOT_TEXT = frozenset({"id", "kind"})
ANSWERS = frozenset({"answers", "blanks", "model_answer", "parts", "value"})
"""Under these names a key says in words what the body leaves open."""


@dataclass(frozen=True)
class Wording:
    """What of a question is compared: the stem, and what else it says (options, rows, answers)."""

    stem: str
    rest: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Everything, stem first, a line each."""
        return "\n".join((self.stem, *self.rest))


@dataclass(frozen=True)
class Likeness:
    """How alike two wordings are, 0 to 1, and in which respect (see RESPECTS)."""

    score: float
    why: str


def texts_in(content: Any) -> list[str]:
    """Every text of frozen JSON in order, names of kinds and identities left out."""
    if isinstance(content, str):
        return [content] if content.strip() else []
    if isinstance(content, Mapping):
        parts: Iterable[Any] = (value for name, value in content.items() if name not in NOT_TEXT)
    elif isinstance(content, list | tuple):
        parts = content
    else:
        return []
    return [text for part in parts for text in texts_in(part)]


def answers_in(key: Any) -> list[str]:
    """The accepted answers that a key says in words, in order."""
    if isinstance(key, Mapping):
        return [text for name in key if name in ANSWERS for text in answers_in(key[name])]
    if isinstance(key, list | tuple):
        return [text for entry in key for text in answers_in(entry)]
    return texts_in(key)


def wording_of(stem: str, body: Mapping[str, Any]) -> Wording:
    """The wording of a frozen body; a stem inside it is not said twice."""
    rest = {name: value for name, value in body.items() if name != "stem"}
    return Wording(stem, tuple(texts_in(rest)))


def plain(text: str) -> str:
    """A text without case, width, spaces and punctuation."""
    return DROPPED.sub("", unicodedata.normalize("NFKC", text).casefold())


def pairs(text: str) -> frozenset[str]:
    """The overlapping pairs of signs of a text; a single sign is its own pair."""
    signs = plain(text)
    return frozenset(signs[i : i + 2] for i in range(max(len(signs) - 1, 1)) if signs)


def whole_pairs(said: Wording) -> frozenset[str]:
    """The pairs of everything said; the order of options plays no part."""
    return frozenset[str]().union(*map(pairs, (said.stem, *said.rest)))


def stem_pairs(stem: str) -> frozenset[str]:
    """The pairs of a stem without the frame in which it asks; empty when too little is left."""
    found = pairs(FRAME.sub("", stem.strip()))
    return found if len(found) >= FEWEST else frozenset()


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common pairs among all pairs, 0 for two empty sets."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the smaller set found in the larger; 0 when it is too small to tell."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= CONTAINABLE else 0.0


def likeness(one: Wording, other: Wording) -> Likeness:
    """How alike two wordings are: the same both ways round, 1 for two that say the same."""
    whole = jaccard(whole_pairs(one), whole_pairs(other))
    stems = stem_pairs(one.stem), stem_pairs(other.stem)
    stem, inside = jaccard(*stems), containment(*stems)
    if whole >= SAME:
        return Likeness(whole, "everything")
    if stem >= SAME:
        return Likeness(stem * SAME, "same_stem")
    if max(stem, whole) >= LIKELY:
        return Likeness(max(stem, whole), "stem" if stem >= whole else "whole")
    if inside >= CONTAINED:
        return Likeness(LIKELY + (inside - CONTAINED), "contained")
    return Likeness(max(stem, whole), "little")


@lru_cache(maxsize=8192)
def _places(pair: str) -> tuple[int, ...]:
    """Where each function puts a pair of signs; a bank repeats most of its pairs."""
    number = int.from_bytes(hashlib.blake2b(pair.encode(), digest_size=7).digest(), "big")
    return tuple((a * number + b) % PRIME for a, b in FUNCTIONS)


def _bands(found: frozenset[str], about: str) -> Iterable[int]:
    least = list(map(min, zip(*map(_places, found), strict=True)))
    for band in range(BANDS):
        rows = least[band * ROWS : (band + 1) * ROWS]
        told = f"{about}:{band}:{rows}".encode()
        yield int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big", signed=True)


def prints(wording: Wording, place: Sequence[object]) -> list[int]:
    """Signed 64-bit numbers of which likely alike questions of the same place share some.

    `place` is mixed in, so that questions of different banks never meet.
    """
    where = ":".join(map(str, place))
    facets = {"stem": stem_pairs(wording.stem), "whole": whole_pairs(wording)}
    return [
        number
        for facet, found in facets.items()
        if found
        for number in _bands(found, f"{where}:{facet}")
    ]
