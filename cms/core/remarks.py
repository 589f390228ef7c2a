"""Remarks anchored in a text: an author writes [1] where the first remark belongs."""

import re
from dataclasses import dataclass, field

from django.utils.html import format_html

# Authors type the brackets of whatever keyboard they have.
MARK = re.compile(r"[\[［【](?P<number>\d{1,2})[\]］】]")
TAG = re.compile(r"(<[^>]*>)")


@dataclass
class Remark:
    """One remark, and the ids of the places that lead to it."""

    number: int
    text: str
    places: list[str] = field(default_factory=list)


def numbers_in(html: str) -> set[int]:
    """The numbers of all marks in a text, tags left aside."""
    return {int(found["number"]) for part in TAG.split(html)[::2] for found in MARK.finditer(part)}


class Margin:
    """The remarks on one block, and its texts with links in place of the marks."""

    def __init__(self, texts: list[str], prefix: str) -> None:
        self.prefix = prefix
        self.remarks = [Remark(n, text) for n, text in enumerate(texts, start=1)]

    def anchor(self, remark: Remark) -> str:
        """The id of a remark."""
        return f"{self.prefix}-{remark.number}"

    def linked(self, html: str) -> str:
        """The text with every mark that has a remark turned into a link to it."""
        parts = TAG.split(html)
        # Marks are looked for between tags only, which stand at the odd places.
        parts[::2] = [MARK.sub(self._link, part) for part in parts[::2]]
        return "".join(parts)

    def _link(self, found: "re.Match[str]") -> str:
        number = int(found["number"])
        if not 1 <= number <= len(self.remarks):
            return found[0]
        remark = self.remarks[number - 1]
        place = f"{self.anchor(remark)}-{len(remark.places) + 1}"
        remark.places.append(place)
        return format_html(
            '<a class="remark" id="{}" href="#{}" role="doc-noteref">{}</a>',
            place,
            self.anchor(remark),
            number,
        )
