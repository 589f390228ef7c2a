"""代表法 in its two texts, and the table of their articles as a trainer would paste it."""

from datetime import date

from cms.law.numerals import article_name
from cms.law.revising.plan import Table, understood
from cms.law.revising.reading import rows_of_text
from cms.models import Provision, Statute, StatuteVersion

RUNS = (
    (range(1, 2), 0),
    (range(3, 7), 4),
    (range(7, 22), 6),
    (range(22, 36), 7),
    (range(36, 42), 8),
    (range(42, 43), 9),
    (range(43, 44), 10),
    (range(44, 45), 11),
    (range(45, 53), 13),
)
"""Articles of 2015 that moved on together, and by how many."""
MOVED = {old: old + onward for run, onward in RUNS for old in run}
"""Article of 2015 → article of 2025; the second was cut up, see SPLIT."""
SPLIT = [
    ("第二条第一款", "第二条第一款"),
    ("第二条第二款", "第二条第二款"),
    ("第二条第三款", "第三条"),
]
NEW = [4, 5, 6, 11, 12, 28, 43, 50, 52, 54, 56, 57]
CHANGED = {3, 4, 11, 14, 15, 17, 21, 26, 27, 37, 38, 39, 41, 45, 49}
"""Articles of 2015 of which it is known what changed."""


def statute() -> Statute:
    """代表法, made once."""
    return Statute.objects.get_or_create(title="代表法")[0]


def text_of_2015() -> StatuteVersion:
    """The old text, its day of entry into force unknown."""
    return StatuteVersion.objects.create(
        key="dbf-2015", statute=statute(), label="2015年第三次修正", adopted_on=date(2015, 8, 29)
    )


def text_of_2025() -> StatuteVersion:
    """The new text, its day of entry into force unknown."""
    return StatuteVersion.objects.create(
        key="dbf-2025", statute=statute(), label="2025年第四次修正", adopted_on=date(2025, 3, 11)
    )


def article(version: StatuteVersion, number: int, **extra: object) -> Provision:
    """One article with a paraphrase."""
    named = {"article": article_name(number), "heading": f"主题{number}", "gist": f"释义{number}。"}
    return Provision.objects.create(
        version=version, number=number, **{**named, "verified": True, **extra}
    )


def pasted() -> str:
    """The full table of 2015 → 2025, line by line."""
    lines = [f"{old} → {new} {'没有变' if old == new else '改动'}" for old, new in SPLIT]
    for old, new in MOVED.items():
        told = "没有变" if old == new else "改动" if old in CHANGED else "条号"
        lines.append(f"{article_name(old)} → {article_name(new)} {told}")
    return "\n".join([*lines, *(f"→ {article_name(new)} 新增" for new in NEW)])


def table() -> Table:
    """The same, understood."""
    return understood(rows_of_text(pasted()))
