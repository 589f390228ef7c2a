"""Recordings: who starts and finishes them, and which passages are skipped."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from cms.assets.selectors import played_on_pages
from training.insight.content.asking import Looking
from training.insight.content.keeping import kept
from training.insight.definitions import percent
from training.insight.suppression import shown_for
from training.learning.watching.models import Watch

PIECES = 60
"""A recording is cut into so many pieces for its strip."""
NEWEST = 20_000
"""Of all viewings the newest so many make the strips."""
SKIPPED_BELOW = 50
"""A passage is skipped where fewer than so many per cent of its viewers played it."""
PASSAGES = 3
HEIGHT = 24


@dataclass(frozen=True)
class Passage:
    """A stretch of a recording, in whole seconds, and per cent of the viewers who played it."""

    begins: int
    ends: int
    share: int

    @property
    def words(self) -> str:
        """From when to when, as a player shows it."""
        return f"{_clock(self.begins)}–{_clock(self.ends)}"


@dataclass(frozen=True)
class Piece:
    """One column of the strip: where it stands and how high, in the drawing's own units."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class RecordingLine:
    """One recording on one page. `played` is by piece the per cent of its viewers who played it,
    and empty when fewer than five played anything."""

    page: int
    page_title: str
    block: str
    title: str
    kind: str
    seconds: int
    started: int
    finished: int
    viewers: int
    played: tuple[int, ...]

    @property
    def shown(self) -> bool:
        """Whether enough people played it."""
        return bool(self.played)

    @property
    def length(self) -> str:
        """As a player shows it."""
        return _clock(self.seconds)

    @property
    def unplayed(self) -> int | None:
        """Per cent of the recording that nobody played."""
        return percent(sum(not share for share in self.played), len(self.played))

    @property
    def average(self) -> int | None:
        """Per cent of the recording that a viewer left out, on average."""
        if not self.played:
            return None
        return 100 - round(sum(self.played) / len(self.played))

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that most skip, those that cost most first; at most three."""
        found = _passages(self.played, self.seconds)
        found.sort(key=lambda one: -(one.ends - one.begins) * (100 - one.share))
        return tuple(sorted(found[:PASSAGES], key=lambda one: one.begins))

    @property
    def strip(self) -> tuple[Piece, ...]:
        """The columns of the drawing: as high as many played the piece."""
        heights = [round(HEIGHT * share / 100) for share in self.played]
        return tuple(
            Piece(4 * place, HEIGHT - height, height) for place, height in enumerate(heights)
        )

    @property
    def url(self) -> str:
        """The editor, at the player."""
        edit = reverse("wagtailadmin_pages:edit", args=[self.page])
        return f"{edit}#block-{self.block}-section"


@dataclass(frozen=True)
class RecordingReport:
    """All recordings of lessons and cases, those that are skipped most first; `sampled` when there
    were more viewings than the strips tell of."""

    as_of: datetime
    people: int
    lines: tuple[RecordingLine, ...]
    sampled: bool


def recording_report(look: Looking) -> RecordingReport:
    """The report, at most five minutes old. Eight queries when it is made."""
    return kept("recordings", look, _made)


def _made(look: Looking) -> RecordingReport:
    players = played_on_pages([*look.lessons(), *look.cases()])
    lengths = {one.activity: round(one.recording.seconds * 1000) for _page, one in players}
    watches = Watch.objects.filter(learner_id__in=look.learners(), activity__in=list(lengths))
    finished = Count("pk", filter=Q(completed_at__isnull=False))
    counted = watches.order_by().values("activity").annotate(n=Count("pk"), finished=finished)
    numbers = {row["activity"]: (row["n"], row["finished"]) for row in counted}
    strips = _strips(watches, lengths)
    lines = []
    for page, one in players:
        started, done = numbers.get(one.activity, (0, 0))
        viewers, pieces = strips.get(one.activity, (0, ()))
        played = [percent(n, viewers) or 0 for n in pieces] if shown_for(viewers) else []
        lines.append(
            RecordingLine(
                page=page.pk,
                page_title=page.local_title,
                block=one.block,
                title=str(one.recording),
                kind=one.recording.get_kind_display(),
                seconds=round(one.recording.seconds),
                started=started,
                finished=done,
                viewers=viewers,
                played=tuple(played),
            )
        )
    lines.sort(key=lambda line: (not line.shown, -(line.average or 0)))
    sampled = sum(n for n, _finished in numbers.values()) > NEWEST
    return RecordingReport(look.now, look.how_many(), tuple(lines), sampled)


def _strips(
    watches: "QuerySet[Watch]", lengths: dict[UUID, int]
) -> dict[UUID, tuple[int, Sequence[int]]]:
    """By recording how many played anything, and how many of them each piece. One query, read in
    batches; who read the words instead has played nothing."""
    viewers: dict[UUID, int] = defaultdict(int)
    pieces: dict[UUID, list[int]] = defaultdict(lambda: [0] * PIECES)
    rows = watches.order_by("-position_at").values_list("activity", "spans")
    for activity, spans in rows[:NEWEST].iterator(chunk_size=2000):
        if spans and lengths[activity]:
            viewers[activity] += 1
            for place in pieces_played(spans, lengths[activity]):
                pieces[activity][place] += 1
    return {activity: (n, pieces[activity]) for activity, n in viewers.items()}


def pieces_played(spans: Sequence[Sequence[int]], length: int) -> list[int]:
    """Which pieces of a recording (milliseconds) were played at least half, of spans that do not
    overlap. Pure."""
    size = length / PIECES
    covered: dict[int, float] = defaultdict(float)
    for begins, ends in spans:
        first, last = int(begins / size), min(int(ends / size), PIECES - 1)
        for place in range(first, last + 1):
            covered[place] += min(ends, (place + 1) * size) - max(begins, place * size)
    return [place for place, played in covered.items() if 2 * played >= size]


def _passages(played: Sequence[int], seconds: int) -> list[Passage]:
    """Neighbouring pieces that fewer than half of the viewers played, as passages."""
    found: list[Passage] = []
    begun: int | None = None
    for place, share in enumerate([*played, 100]):
        if share < SKIPPED_BELOW:
            begun = place if begun is None else begun
        elif begun is not None:
            inside = played[begun:place]
            at, until = (round(seconds * edge / PIECES) for edge in (begun, place))
            found.append(Passage(at, until, round(sum(inside) / len(inside))))
            begun = None
    return found


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
