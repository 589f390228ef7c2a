"""The parts' own columns, each behind the part's number: 1.kind, 1.stem, 1.A …"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import cell, part_columns, read_question, write_question
from courses.questions.kinds.contract import Columns, Flaw, Kind, Reading
from courses.questions.numerals import read_number
from courses.questions.outcome import Body, Key
from courses.questions.tokens import derived


class CaseGroupSheet:
    """The sheet of a situation; `kinds` are those its parts may have."""

    COLUMNS = ()

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds

    def write(self, body: Body, key: Key) -> dict[str, str]:
        """Every column of every part; the weight where it is not 1."""
        written: dict[str, str] = {}
        parts = zip(body["parts"], key["parts"], strict=True)
        for number, (part, part_key) in enumerate(parts, start=1):
            columns = write_question(self.kinds[part["kind"]], part["body"], part_key)
            if part.get("weight", 1) != 1:
                columns["weight"] = str(part["weight"])
            written |= {f"{number}.{code}": text for code, text in columns.items()}
        return written

    def read(self, columns: Columns) -> Reading:
        """Parts 1, 2, 3 … as far as there are columns for them."""
        parts: list[dict[str, Any]] = []
        keys: list[dict[str, Any]] = []
        problems: list[Flaw] = []
        for number in count(1):
            own = part_columns(columns, number)
            if not any(text.strip() for text in own.values()):
                break
            name = self._kind(cell(own, "kind"))
            if name is None:
                told = str(_("小题的题型“%s”不认得。") % cell(own, "kind"))
                problems.append(Flaw("kind", told, "parts", f"{number}.kind"))
                continue
            read = read_question(self.kinds[name], own)
            problems += [replace(p, column=f"{number}.{p.column}") for p in read.problems]
            parts.append(self._part(name, number, read, own))
            keys.append(read.key)
        return Reading({"parts": parts}, {"parts": keys}, problems)

    def _kind(self, called: str) -> str | None:
        return next((name for name, kind in self.kinds.items() if kind.is_called(called)), None)

    def _part(self, name: str, number: int, read: Reading, own: Columns) -> dict[str, Any]:
        part = {"id": derived("part", number, read.body["stem"]), "kind": name, "body": read.body}
        weight = read_number(cell(own, "weight")) if cell(own, "weight") else None
        return part if weight is None or weight == 1 else {**part, "weight": int(weight)}
