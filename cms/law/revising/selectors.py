"""What waits because a text was replaced, as one person at the desk sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from cms.law.models import StatuteVersion
from cms.law.revising.citers import Shown, citers, type_of
from cms.law.revising.models import Correspondence, LawReview, LawReviewEntry

State = LawReview.State


@dataclass(frozen=True)
class Waiting:
    """A review with the piece of content it is about, and what became of the article."""

    review: LawReview
    shown: Shown
    lines: list[Correspondence]

    @property
    def targets(self) -> list[Correspondence]:
        """The lines that lead to a new article; none when it was removed."""
        return [line for line in self.lines if line.new]

    @property
    def at_once(self) -> Correspondence | None:
        """The one line by which the citation may move without being read again."""
        several = len(self.lines) != 1 or not self.lines[0].keeps_meaning
        return None if several else self.lines[0]

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return bool(self.review.state == State.OPEN)

    @property
    def last(self) -> LawReviewEntry | None:
        """What was done last."""
        entries = list(self.review.entries.all())
        return entries[-1] if entries else None


def _rows() -> "QuerySet[LawReview]":
    lines = Correspondence.objects.select_related("old", "new__version__statute")
    entries = LawReviewEntry.objects.select_related("by")
    return LawReview.objects.select_related(
        "provision__version__statute", "version__statute"
    ).prefetch_related(
        Prefetch("provision__onward", queryset=lines), Prefetch("entries", queryset=entries)
    )


def reviews_for(user: Any, *, state: str = "", version: str = "") -> list[Waiting]:
    """The reviews of what a person works on, by article; a fixed number of queries for each sort
    of content. `state` and the key of the new `version` narrow them."""
    rows = _rows()
    if state:
        rows = rows.filter(state=state)
    if version:
        rows = rows.filter(version__key=version)
    found = list(rows)
    named = _named(user, found)
    return [
        Waiting(row, named[place], list(row.provision.onward.all()))
        for row in found
        if (place := (row.content_type_id, row.object_id)) in named
    ]


def review_for(user: Any, pk: int) -> Waiting | None:
    """One review; None when there is none or the person does not work on its content."""
    row = _rows().filter(pk=pk).first()
    if row is None:
        return None
    shown = _named(user, [row]).get((row.content_type_id, row.object_id))
    return Waiting(row, shown, list(row.provision.onward.all())) if shown else None


def _named(user: Any, rows: list[LawReview]) -> Mapping[tuple[int, str], Shown]:
    """(content type, key) → how the piece is named, for what the person works on."""
    named: dict[tuple[int, str], Shown] = {}
    for citer in citers():
        kind = type_of(citer).pk
        pks = {row.object_id for row in rows if row.content_type_id == kind}
        if pks:
            named |= {(kind, pk): shown for pk, shown in citer.shown(user, pks).items()}
    return named


def waiting_for(user: Any) -> int:
    """How many pieces of content wait for this person's look; for the landing page."""
    rows = list(LawReview.objects.filter(state=State.OPEN).order_by())
    named = _named(user, rows) if rows else {}
    return sum((row.content_type_id, row.object_id) in named for row in rows)


def replaced_versions() -> "QuerySet[StatuteVersion]":
    """The texts that came in place of another by a table, newest first."""
    return (
        StatuteVersion.objects.filter(lines_back__isnull=False)
        .select_related("statute")
        .order_by("-adopted_on")
        .distinct()
    )


def unlisted(version: StatuteVersion) -> int:
    """How many citations of what a text replaced came after its table and are not listed.

    Questions imported later, or pages that cite the old text on purpose.
    """
    lines = Correspondence.objects.filter(new_version=version, old__isnull=False)
    touched = set(lines.values_list("old", flat=True))
    count = 0
    for citer in citers():
        listed = LawReview.objects.filter(content_type=type_of(citer), provision__in=touched)
        pairs = set(listed.values_list("object_id", "provision"))
        count += len(citer.citing(touched) - pairs)
    return count


def table_text(version: StatuteVersion) -> str:
    """The table of a text as lines that the form reads, to be corrected. One query."""
    lines = Correspondence.objects.filter(new_version=version).select_related("old", "new")
    cells = (
        (line.old_name, line.new_name, str(line.get_change_display()), " ".join(line.note.split()))
        for line in lines.order_by("pk")
    )
    return "\n".join("\t".join(row) for row in cells)
