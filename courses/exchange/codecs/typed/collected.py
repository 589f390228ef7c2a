"""Answers collected at the end of a text: 参考答案：1-5 ABCDA 6.√ 7.ABC 8. 三分之二."""

import re
from dataclasses import dataclass

from courses.exchange.codecs.typed.marks import folded

SIGNS = "√×✓✔✗✘对错TF"
RUN = re.compile(
    r"(?P<first>\d{1,4})\s{0,2}[-—–~～至]{1,2}\s{0,2}(?P<last>\d{1,4})\s{0,2}题?\s{0,2}[.:、)]?\s{0,9}"
    rf"(?P<said>[A-J{SIGNS}](?:[\s,、;]{{0,9}}[A-J{SIGNS}])*)(?![A-Za-z])"
)
ONE = re.compile(
    r"(?:第\s?(?P<said>\d{1,4})\s?题\s{0,2}[.:、]?|(?P<plain>\d{1,4})\s{0,2}[.、:)](?!\d)"
    r"|\((?P<round>\d{1,4})\)|(?P<bare>\d{1,4})\s{0,3}(?=[A-J√×✓✗对错]))\s{0,9}"
)
SHORT = re.compile(
    rf"(?:[A-J](?:[\s,、]{{0,3}}[A-J])*|[{SIGNS}]|正确|错误)\s{{0,9}}(?=\Z|\d|[;,、。(\[])"
)
WORDS_BEFORE_NEXT = re.compile(r"[\s;；。]{1,9}(?=(?:第\s?)?\d{1,4}\s{0,2}[.、:)](?!\d))")
LARGEST_RUN = 200


@dataclass(frozen=True)
class Entry:
    """The answer a key gives to a numbered question."""

    number: int
    answer: str


def entries_of(text: str) -> list[Entry]:
    """Every entry of one line of a key, in order; empty for a line that has none."""
    line, place, entries = folded(text), 0, list[Entry]()
    while place < len(line):
        if line[place] in " ;,、。":
            place += 1
        elif (run := RUN.match(line, place)) and (several := _of_run(run)):
            entries += several
            place = run.end()
        elif one := ONE.match(line, place):
            end = _end_of(line, one.end())
            number = one["said"] or one["plain"] or one["round"] or one["bare"]
            entries.append(Entry(int(number), text[one.end() : end].strip(" 　;；,，")))
            place = max(end, one.end())
        else:
            return entries or []
    return entries


def is_key_line(text: str) -> bool:
    """Whether a line can only be a key: a run of numbers, or two short answers and no more."""
    line = folded(text).strip()
    if RUN.match(line):
        return True
    entries = entries_of(text)
    return len(entries) > 1 and all(
        SHORT.match(folded(entry.answer)) and len(entry.answer) < 12 for entry in entries
    )


def is_short(entry: Entry) -> bool:
    """Letters or right/wrong, and nothing else."""
    found = SHORT.match(folded(entry.answer))
    return bool(found) and found is not None and found.end() == len(entry.answer)


def _of_run(run: re.Match[str]) -> list[Entry]:
    """1-5 ABCDA letter by letter, 11-13 ABC BD ACD word by word; empty when the counts differ."""
    first, last = int(run["first"]), int(run["last"])
    count = last - first + 1
    if not 1 < count <= LARGEST_RUN:
        return []
    groups = [word for word in re.split(r"[\s,、;]+", run["said"]) if word]
    said = groups if len(groups) == count else list("".join(groups))
    if len(said) != count:
        return []
    return [Entry(first + n, answer) for n, answer in enumerate(said)]


def _end_of(line: str, start: int) -> int:
    """Where the answer ends: after a short one, or before the next number."""
    if short := SHORT.match(line, start):
        rest = line[short.end() : short.end() + 1]
        if not rest or rest.isdigit() or rest in ";,、。":
            return short.end()
    following = WORDS_BEFORE_NEXT.search(line, start)
    return following.start() if following else len(line)
