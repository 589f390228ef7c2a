"""Recording what was watched. The page says what it played; the server's clock says what of it
can be true."""

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.learning import evidence
from training.learning.watching.claims import Claim, Watched, believed
from training.learning.watching.errors import NotYet
from training.learning.watching.models import Watch
from training.learning.watching.spans import Spans, measure

# A recording counts as watched once this share of its moments was played.
SHARE_NEEDED = 0.9
# How many characters of a transcript a quick reader takes in per second.
READING_PACE = 8
SALT = "watching"
# As with reading: the log hears of it that often, and of who has gone after a while.
TELL_EVERY = 300
GONE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Item:
    """What watching needs to know of a recording on a page: its identity in statements, video or
    audio, its length in seconds, how many characters its transcript has; for people who read
    records its title, and the identity of the page."""

    activity: UUID
    kind: str
    seconds: float
    words: int = 0
    title: str = ""
    page: UUID | None = None

    @property
    def length(self) -> int:
        """Milliseconds."""
        return round(self.seconds * 1000)


def milliseconds(moment: datetime) -> int:
    """A moment as whole milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def opened_token(*, learner_id: UUID, activity: UUID, now: datetime) -> str:
    """A signed note in the page saying when it was opened; writes nothing."""
    return signing.dumps([str(learner_id), str(activity), milliseconds(now)], salt=SALT)


def opened_at(*, token: str, learner_id: UUID, activity: UUID) -> int | None:
    """When the page with this token was opened, in milliseconds since 1970; None for a token that
    is forged, or another person's or recording's."""
    try:
        who, what, opened = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(opened) if (who, what) == (str(learner_id), str(activity)) else None


@dataclass(frozen=True)
class Report:
    """What a page sends: its token, what it played in milliseconds of the recording, where it is
    in seconds, and how many milliseconds after opening it was there."""

    token: str
    spans: Spans = field(default=())
    position: float = 0
    moment: int = 0


@dataclass(frozen=True)
class Outcome:
    """Whether a report was believed, and what is known now; `share` is 0 to 1."""

    kept: bool
    share: float
    done: bool


def share_of(watch: Watch | None, item: Item) -> float:
    """The share of a recording's moments that were played, 0 to 1."""
    if watch is None or not item.length:
        return 0.0
    return min(measure(_read(watch.spans)) / item.length, 1.0)


def _read(stored: list[list[int]]) -> Spans:
    return tuple((start, end) for start, end in stored)


@transaction.atomic
def note_played(*, learner_id: UUID, item: Item, report: Report, now: datetime) -> Outcome:
    """A page reports what it played. Sending it again, late or in another order changes nothing.

    Not believed, and nothing written: a token that is not hers, and more than could have been
    played since the page was opened.
    """
    opened = opened_at(token=report.token, learner_id=learner_id, activity=item.activity)
    if opened is None or opened > milliseconds(now):
        return Outcome(False, 0.0, False)
    watch, created = Watch.objects.select_for_update().get_or_create(
        learner_id=learner_id, activity=item.activity, defaults={"position_at": _epoch(opened)}
    )
    known = Watched(_read(watch.spans), _read(watch.wall))
    grown = believed(known, Claim(opened, milliseconds(now), report.spans), item.length)
    if grown is None:
        if created:
            watch.delete()
        return Outcome(False, share_of(None if created else watch, item), bool(watch.completed_at))
    watch.spans, watch.wall = list(grown.spans), list(grown.wall)
    _move(watch, item, report, min(opened + max(report.moment, 0), milliseconds(now)))
    share = measure(grown.spans) / item.length
    if share >= SHARE_NEEDED and watch.completed_at is None:
        watch.completed_at = now
    told = _untold(watch, item, created, now)
    watch.save()
    _record(learner_id, told, now)
    return Outcome(True, min(share, 1.0), watch.completed_at is not None)


def _epoch(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def _move(watch: Watch, item: Item, report: Report, at: int) -> None:
    """The place to resume is the one that was reached last, whichever report arrives last."""
    reached = _epoch(at)
    if math.isfinite(report.position) and reached >= watch.position_at:
        watch.position = min(max(report.position, 0), item.seconds)
        watch.position_at = reached


def _untold(watch: Watch, item: Item, created: bool, now: datetime) -> list[evidence.Happening]:
    """What the log is to hear after a report: that watching began, a few minutes of it, the end.
    Taken off the row, which the caller saves."""
    told = [_happening(watch, item, evidence.Verb.PROGRESSED, now)] if created else []
    heard = min(measure(_read(watch.spans)), measure(_read(watch.wall))) // 1000
    watch.untold_seconds = max(heard - watch.told_seconds, 0)
    if watch.completed_at == now:
        told.append(_played(watch, item, evidence.Verb.COMPLETED, now, how="watched"))
    elif watch.untold_seconds >= TELL_EVERY:
        told.append(_played(watch, item, evidence.Verb.PROGRESSED, now))
    return told


def _played(
    watch: Watch, item: Item, verb: evidence.Verb, at: datetime, how: str = ""
) -> evidence.Happening:
    """A statement with the seconds that were not told yet, and everything played so far."""
    watch.told_seconds, seconds = watch.told_seconds + watch.untold_seconds, watch.untold_seconds
    watch.untold_seconds = 0
    told = _happening(watch, item, verb, at, seconds, how)
    played: dict[str, object] = {"played": watch.spans}
    if verb == evidence.Verb.PROGRESSED:
        more = evidence.derived_id("played", watch.learner_id, item.activity, watch.told_seconds)
        return replace(told, statement_id=more, context=told.context | played)
    return replace(told, context=told.context | played)


def _happening(
    watch: Watch, item: Item, verb: evidence.Verb, at: datetime, seconds: int = 0, how: str = ""
) -> evidence.Happening:
    return evidence.Happening(
        verb=verb,
        activity=item.activity,
        activity_type=item.kind,
        occurred_at=at,
        statement_id=evidence.derived_id(verb, watch.learner_id, item.activity),
        completion=True if verb == evidence.Verb.COMPLETED else None,
        seconds=seconds,
        context={"how": how, "title": item.title, "page": str(item.page or "")},
    )


def _record(learner_id: UUID, told: list[evidence.Happening], now: datetime) -> int:
    return evidence.record(learner_id=learner_id, happenings=told, now=now) if told else 0


def tell_left_behind(*, now: datetime, limit: int = 200) -> int:
    """What the worker does: tell the log of watching that was broken off. Returns how many."""
    gone = Watch.objects.filter(untold_seconds__gt=0, position_at__lt=now - GONE_AFTER)
    keys = list(gone.order_by("position_at").values_list("learner_id", "pk")[:limit])
    return sum(_tell_one(learner_id, pk, now) for learner_id, pk in keys)


@transaction.atomic
def _tell_one(learner_id: UUID, pk: UUID, now: datetime) -> int:
    watch = Watch.objects.select_for_update().get(learner_id=learner_id, pk=pk)
    if not watch.untold_seconds:  # she came back in the meantime
        return 0
    own = evidence.visible(learner_id=learner_id, viewer_id=learner_id)
    first = own.filter(activity=watch.activity, voids=None).last()
    about = first.context if first else {}
    page = about.get("page")
    item = Item(
        activity=watch.activity,
        kind=first.activity_type if first else "video",
        seconds=0,
        title=about.get("title", ""),
        page=UUID(page) if page else None,
    )
    told = [_played(watch, item, evidence.Verb.PROGRESSED, watch.position_at)]
    watch.save()
    return _record(learner_id, told, now)


def needed_seconds(item: Item) -> int:
    """How long the page must have been open before reading the transcript, or the clock alone,
    counts: long enough to read it through, at most as long as watching takes."""
    watching = item.seconds * SHARE_NEEDED
    reading = item.words / READING_PACE if item.words else watching
    return math.ceil(min(watching, reading))


@transaction.atomic
def read_instead(*, learner_id: UUID, item: Item, token: str, now: datetime) -> bool:
    """The transcript was read, or the recording played without our script: the clock decides.

    Raises NotYet with how long is missing. Returns False when it was recorded before.
    """
    opened = opened_at(token=token, learner_id=learner_id, activity=item.activity)
    open_for = 0 if opened is None else (milliseconds(now) - opened) / 1000
    missing = math.ceil(needed_seconds(item) - open_for)
    if missing > 0:
        raise NotYet("not_yet", _wait_message(missing))
    watch, _new = Watch.objects.select_for_update().get_or_create(
        learner_id=learner_id, activity=item.activity, defaults={"position_at": now}
    )
    watch.completed_at = watch.completed_at or now
    spent = min(int(open_for), int(timedelta(hours=2).total_seconds()))
    seconds = max(spent - watch.told_seconds, 0)
    how = "read or by the clock"
    done = _happening(watch, item, evidence.Verb.COMPLETED, now, seconds, how)
    new = bool(_record(learner_id, [done], now))
    if new:  # what was played meanwhile is part of this time
        watch.told_seconds, watch.untold_seconds = watch.told_seconds + seconds, 0
    watch.save()
    return new


def _wait_message(missing: int) -> str:
    minutes = math.ceil(missing / 60)
    if missing < 60:
        return _("还早了一点，再过 %(n)d 秒就可以按了。") % {"n": missing}
    return ngettext(
        "还早了一点，再过 %(n)d 分钟左右就可以按了。",
        "还早了一点，再过 %(n)d 分钟左右就可以按了。",
        minutes,
    ) % {"n": minutes}
