"""Answers that were not accepted but come close: offered to the trainer as 'accept also'."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from courses.questions.kinds.fill_blank.folding import accepts, fold, value_of


@dataclass(frozen=True)
class NearMiss:
    """A text that was given, as most people wrote it, how often, and what it comes close to.

    `why` is one of: unit (the same number, another unit or none), holds (it holds the accepted
    text), part (it is part of it), spelling (a character or two differ).
    """

    text: str
    times: int
    near: str
    why: str


def near_misses(
    given_texts: Iterable[str], accepted: Sequence[str], before: str = "", after: str = ""
) -> list[NearMiss]:
    """The texts that were not accepted and come close, most frequent first.

    Texts that fold to the same form are counted together. Another number is never close.
    """
    spellings: dict[str, Counter[str]] = {}
    for text in given_texts:
        if text.strip() and not accepts(text, accepted, before, after):
            spellings.setdefault(fold(text), Counter())[text.strip()] += 1
    found = []
    for counted in spellings.values():
        text = counted.most_common(1)[0][0]
        for one in accepted:
            if why := _closeness(text, one):
                found.append(NearMiss(text, counted.total(), one, why))
                break
    return sorted(found, key=lambda miss: (-miss.times, miss.text))


def _closeness(text: str, accepted: str) -> str:
    """Why a text is close to an accepted one; empty when it is not."""
    numbers = value_of(text), value_of(accepted)
    if numbers[0] and numbers[1]:
        return "unit" if numbers[0][0] == numbers[1][0] else ""
    given, wanted = fold(text), fold(accepted)
    if len(wanted) >= 2 and wanted in given and len(given) <= 4 * len(wanted):
        return "holds"
    if len(given) >= 2 and given in wanted and len(wanted) <= 3 * len(given):
        return "part"
    allowed = 1 if len(wanted) < 6 else 2
    if len(wanted) >= 3 and not any(numbers) and _distance(given, wanted, allowed) <= allowed:
        return "spelling"
    return ""


def _distance(one: str, other: str, most: int) -> int:
    """How many characters must be added, removed, changed or swapped (Levenshtein; two neighbours
    swapped count one, as in the restricted Damerau form). Stops counting above `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
