"""How questions did, as the list and the pages of the bank show it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, OuterRef, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from courses.questions.models import ItemStatistics

ENOUGH = 30
"""Under so many answers a figure says too little to judge a question by."""
COUNTED = ItemStatistics.Selection.FIRST
FLAGS = {
    "negative": _("答对的人反而总分低"),
    "wrong_preferred": _("成绩好的人多选了错的"),
    "never_chosen": _("有选项没有人选"),
    "easy": _("太容易"),
    "hard": _("太难"),
}


@dataclass(frozen=True)
class Figures:
    """One version's figures over the quizzes of one purpose, of everybody's first sitting: how many
    answered, share of the marks won (0 to 1), discrimination (−1 to 1), flags, when computed."""

    version_id: int
    purpose: str
    n: int
    answered: int
    facility: float | None
    discrimination: float | None
    problem: bool
    computed_at: datetime
    flags: list[str] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        """Whether the figures may be judged by."""
        return self.answered >= ENOUGH

    @property
    def facility_text(self) -> str:
        """The share of marks in per cent, or a dash."""
        return "—" if self.facility is None else f"{self.facility * 100:.0f}%"

    @property
    def discrimination_text(self) -> str:
        """With two decimals and a true minus, or a dash."""
        if self.discrimination is None:
            return "—"
        return f"{self.discrimination:.2f}".replace("-", "−")

    @property
    def told(self) -> list[str]:
        """What calls for a look, in words."""
        return [str(FLAGS.get(flag, flag)) for flag in self.flags]


def figures_of(version_ids: Sequence[int]) -> dict[int, list[Figures]]:
    """The figures of each version, purpose by purpose, most sittings first. One query."""
    rows = ItemStatistics.objects.filter(version__in=version_ids, selection=COUNTED)
    found: dict[int, list[Figures]] = {}
    for row in rows.order_by("-n", "purpose").defer("figures"):
        found.setdefault(row.version_id, []).append(_figures(row))
    return found


def of_questions(
    question_ids: Sequence[int],
) -> tuple[dict[int, list[Figures]], dict[int, int]]:
    """The same for all versions of these questions, and by question how many sittings its versions
    had together, as last counted. One query."""
    rows = ItemStatistics.objects.filter(
        version__question__in=question_ids, selection__in=[COUNTED, ItemStatistics.Selection.ALL]
    )
    figures: dict[int, list[Figures]] = {}
    sittings: dict[int, int] = {}
    told = rows.annotate(question=F("version__question")).order_by("-n", "purpose")
    for row in told.defer("figures"):
        if row.selection == COUNTED:
            figures.setdefault(row.version_id, []).append(_figures(row))
        else:
            sittings[row.question] = sittings.get(row.question, 0) + row.n
    return figures, sittings


def _figures(row: ItemStatistics) -> Figures:
    return Figures(
        version_id=row.version_id,
        purpose=row.purpose,
        n=row.n,
        answered=row.answered,
        facility=row.facility,
        discrimination=row.discrimination,
        problem=row.problem,
        computed_at=row.computed_at,
        flags=list(row.flags),
    )


def shown_figure(name: str) -> Subquery:
    """For a queryset of questions: the figure the list shows, to sort by; none below ENOUGH."""
    rows = ItemStatistics.objects.filter(
        version=OuterRef("live_version"), selection=COUNTED, answered__gte=ENOUGH
    ).order_by("-n", "purpose")
    return Subquery(rows.values(name)[:1])


def shown_sittings() -> Subquery:
    """For a queryset of questions: the number of sittings the list shows, to sort by."""
    rows = (
        ItemStatistics.objects.filter(
            version__question=OuterRef("pk"), selection=ItemStatistics.Selection.ALL
        )
        .order_by()
        .values("version__question")
        .annotate(total=Sum("n"))
    )
    return Subquery(rows.values("total"))
