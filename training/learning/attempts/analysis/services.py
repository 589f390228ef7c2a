"""Working out the statistics of quizzes and questions, and keeping them. Nobody's answers are
changed; what is written here can be worked out again at any time."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from courses.questions.models import ItemStatistics
from courses.quizzes.models import Quiz, QuizAnalysis, QuizStatistics
from training.learning.attempts.analysis.flags import PROBLEMS
from training.learning.attempts.analysis.gathering import (
    counted_sittings,
    described_versions,
    people,
    places_of,
)
from training.learning.attempts.analysis.pooling import Pooled
from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.analysis.report import paper_report, paper_sums, pooled_report
from training.learning.attempts.analysis.shapes import Described
from training.learning.attempts.analysis.tables import PaperTally, tallied
from training.learning.attempts.models import Score

log = logging.getLogger("training.analysis")

LEASE = timedelta(minutes=15)
"""After this long a run counts as dead, and another may begin."""
NIGHTLY = time(2, 0)
AT_ONCE = 1000
"""With up to so many sittings the button works out the figures while the person waits: one or two
seconds."""
POOLED_COLUMNS = ("n", "answered", "facility", "deviation", "guess", "discrimination", "efficiency")


@dataclass(frozen=True)
class Done:
    """What a run came to: how many sittings went into it, and how many questions need a look."""

    quiz: Quiz
    n: int
    problems: int


def request(*, quiz: Quiz, now: datetime) -> None:
    """Ask for a run by the jobs worker; asking twice is the same as asking once."""
    QuizAnalysis.objects.update_or_create(quiz=quiz, defaults={"requested_at": now})


def analyse_now_or_later(*, quiz: Quiz, now: datetime) -> Done | None:
    """What the button does: a small quiz at once, a large one by the worker; None when it waits."""
    if counted_sittings(quiz)[: AT_ONCE + 1].count() <= AT_ONCE:
        done = analyse(quiz=quiz, now=now)
        if done is not None:
            return done
    request(quiz=quiz, now=now)
    return None


def analyse(*, quiz: Quiz, now: datetime) -> Done | None:
    """Work out and keep the figures of a quiz for every selection of sittings, and of its questions
    over all quizzes of its purpose. None when another run is at it.

    Reads a fixed number of times for each batch of sittings. Transactions are short and come at
    the end, so nobody who saves an answer waits for them.
    """
    if not _begin(quiz, now):
        return None
    try:
        described = described_versions(quiz)
        tallies = tallied(people(quiz, described))
        problems = _keep(quiz, tallies, described, now)
    except BaseException:
        _end(quiz, {"running_since": None})
        raise
    _end(quiz, {"running_since": None, "looked_at": now, "computed_at": now})
    QuizAnalysis.objects.filter(quiz=quiz, requested_at__lte=now).update(requested_at=None)
    return Done(quiz, tallies[Selection.ALL].n, problems)


def _begin(quiz: Quiz, now: datetime) -> bool:
    """Whether this run may go ahead: one UPDATE decides between two that start together."""
    QuizAnalysis.objects.get_or_create(quiz=quiz)
    free = Q(running_since=None) | Q(running_since__lt=now - LEASE)
    return QuizAnalysis.objects.filter(free, quiz=quiz).update(running_since=now) == 1


def _end(quiz: Quiz, fields: dict[str, Any]) -> None:
    QuizAnalysis.objects.filter(quiz=quiz).update(**fields)


def _keep(
    quiz: Quiz,
    tallies: Mapping[Selection, PaperTally],
    described: Mapping[Any, Described],
    now: datetime,
) -> int:
    """Write every selection's figures; returns how many questions need a look (first sittings)."""
    order, problems = places_of(quiz), {}
    for selection, tally in tallies.items():
        figures = paper_report(tally, described, order) or {}
        sums = {str(version): sums.as_json() for version, sums in paper_sums(tally).items()}
        # Worked out before, so that the lock is held for the writing alone.
        with transaction.atomic():
            QuizStatistics.objects.update_or_create(
                quiz=quiz,
                selection=selection.value,
                defaults={"n": tally.n, "figures": figures, "sums": sums, "computed_at": now},
            )
            problems[selection] = _pool(quiz, selection, described, now)
    return problems[Selection.FIRST]


def _pool(
    quiz: Quiz, selection: Selection, described: Mapping[Any, Described], now: datetime
) -> int:
    """Add up the questions of this quiz over the quizzes of its purpose and congress."""
    siblings = QuizStatistics.objects.filter(
        quiz__purpose=quiz.purpose, quiz__owner_root=quiz.owner_root, selection=selection.value
    )
    pooled: dict[int, Pooled] = defaultdict(Pooled)
    for sums in siblings.values_list("sums", flat=True).iterator(chunk_size=10):
        for version, kept in sums.items():
            if int(version) in described:
                pooled[int(version)].add(Pooled.from_json(kept))
    rows = [
        _item_row(version, quiz.purpose, selection, pooled_report(sums, described[version]), now)
        for version, sums in sorted(pooled.items())
    ]
    ItemStatistics.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["version", "purpose", "selection"],
        update_fields=[*POOLED_COLUMNS, "problem", "flags", "figures", "computed_at"],
    )
    return sum(row.problem for row in rows)


def _item_row(
    version: int, purpose: str, selection: Selection, told: dict[str, Any], now: datetime
) -> ItemStatistics:
    return ItemStatistics(
        version_id=version,
        purpose=purpose,
        selection=selection.value,
        flags=told["flags"],
        problem=bool(PROBLEMS & set(told["flags"])),
        figures=told,
        computed_at=now,
        **{name: told[name] for name in POOLED_COLUMNS},
    )


def analyse_all(*, quizzes: Iterable[Quiz], now: datetime) -> list[Done]:
    """Every quiz in turn, those another run is at left out; one failure stops no other."""
    found = []
    for quiz in quizzes:
        try:
            done = analyse(quiz=quiz, now=now)
        except Exception:
            log.exception("quiz %s could not be analysed", quiz.key)
            # Not again every ten seconds: the next night, or when it is asked for.
            _end(quiz, {"looked_at": now, "requested_at": None})
            continue
        if done is not None:
            found.append(done)
    return found


def last_night(now: datetime) -> datetime:
    """The latest moment at which the nightly run was due, by the local clock."""
    local = timezone.localtime(now)
    due = local.replace(hour=NIGHTLY.hour, minute=NIGHTLY.minute, second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)


def analyse_due(*, now: datetime) -> int:
    """What the jobs worker does: a quiz that was asked for, or else one that has had new marks and
    was not looked at since last night. At most one a round, so that nothing else has to wait.

    Returns how many quizzes were worked out.
    """
    free = Q(running_since=None) | Q(running_since__lt=now - LEASE)
    asked = QuizAnalysis.objects.filter(free, requested_at__isnull=False).order_by("requested_at")
    if first := asked.select_related("quiz__owner_root").first():
        return len(analyse_all(quizzes=[first.quiz], now=now))
    night = last_night(now)
    unseen = Q(analysis=None) | Q(analysis__looked_at=None) | Q(analysis__looked_at__lt=night)
    for quiz in Quiz.objects.filter(unseen).select_related("owner_root").order_by("pk"):
        if has_news(quiz):
            return len(analyse_all(quizzes=[quiz], now=now))
        QuizAnalysis.objects.update_or_create(quiz=quiz, defaults={"looked_at": now})
    return 0


def has_news(quiz: Quiz) -> bool:
    """Whether sittings came or went, or marks changed, since the figures were worked out. At most
    three queries."""
    kept = QuizStatistics.objects.filter(quiz=quiz, selection=Selection.ALL.value)
    known = kept.values_list("n", "computed_at").first()
    sittings = counted_sittings(quiz)
    if known is None:
        return sittings.exists()
    n, computed_at = known
    if sittings.count() != n:
        return True
    return Score.objects.filter(item__attempt__in=sittings, at__gt=computed_at).exists()
