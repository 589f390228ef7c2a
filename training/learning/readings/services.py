"""Recording what was read. Time is the server's; nothing counts faster than the clock on the
wall.

Beacons gather in the Reading row; the log is told of what gathered, section by section: after every
few minutes of it, when she comes back after a break, when she presses 学完了, and by the worker when
she does not come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue.pacing import needed_seconds
from training.learning import evidence
from training.learning.hours import claims
from training.learning.outbox import queue
from training.learning.readings.claims import Beacon, Glance, believed, most_seconds, remembered
from training.learning.readings.errors import TooSoon
from training.learning.readings.models import Reading
from training.people.models import User

# Two beacons further apart than this were not one continuous look at the page.
LONGEST_GAP = timedelta(seconds=90)
SALT = "reading"
# The log hears of a reader that often: a lesson of twenty minutes is five lines or so.
TELL_EVERY = 300
# Who has sent nothing for so long has gone.
GONE_AFTER = timedelta(minutes=15)
# Without our script only the clock tells: more than that was not reading.
LONGEST_COUNTED = 2 * 3600


def opened_token(*, learner_id: UUID, activity: UUID, now: datetime) -> str:
    """A signed note in the page saying when it was opened, so that no row is written on a GET."""
    return signing.dumps([str(learner_id), str(activity), int(now.timestamp())], salt=SALT)


def opened_when(*, token: str, learner_id: UUID, activity: UUID) -> int:
    """When the page with this token was opened, in seconds since 1970; 0 for a token of another
    person or page."""
    try:
        who, what, opened = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return 0
    return int(opened) if (who, what) == (str(learner_id), str(activity)) else 0


def seconds_open(*, token: str, learner_id: UUID, activity: UUID, now: datetime) -> int:
    """How long ago the page with this token was opened; 0 for a token of another person or page."""
    opened = opened_when(token=token, learner_id=learner_id, activity=activity)
    return max(int(now.timestamp()) - opened, 0) if opened else 0


@dataclass(frozen=True)
class Page:
    """What readings need to know of a lesson or case."""

    activity: UUID
    activity_type: str
    sections: tuple[str, ...]
    minutes: int
    recordings: tuple[tuple[UUID, str, bool], ...] = ()
    """Identity and title of each recording that must be watched, and whether it can be read."""


@transaction.atomic
def note_sections(
    *,
    learner_id: UUID,
    page: Page,
    seen: Sequence[str],
    now: datetime,
    beacon: Beacon | None = None,
) -> Reading:
    """A beacon: these sections were on screen, for so long. Time is credited between beacons, never
    more than passed. Two queries, and a statement's now and then."""
    reading, created = Reading.objects.select_for_update().get_or_create(
        learner_id=learner_id,
        activity=page.activity,
        defaults={"kind": page.activity_type, "opened_at": now, "beacon_at": now},
    )
    told: list[evidence.Happening] = []
    gap = now - reading.beacon_at
    if gap > LONGEST_GAP:
        told += _gathered(reading, reading.beacon_at)
    elif gap > timedelta(0):
        reading.seconds += int(gap.total_seconds())
    known = {*reading.sections, *seen}
    reading.sections = [key for key in page.sections if key in known]
    if beacon is not None and 0 < beacon.opened <= now.timestamp():
        _gather(reading, page, beacon, created, now)
    reading.beacon_at = max(now, reading.beacon_at)
    if reading.untold_seconds >= TELL_EVERY:
        told += _gathered(reading, now)
    if created:
        told.append(_happening(learner_id, page, evidence.Verb.PROGRESSED, now))
    reading.save()
    if told:
        evidence.record(learner_id=learner_id, happenings=told, now=now)
    return reading


def _gather(reading: Reading, page: Page, beacon: Beacon, created: bool, now: datetime) -> None:
    """Add what can be believed of a beacon's counts to the row."""
    since = beacon.opened if created else max(beacon.opened, int(reading.beacon_at.timestamp()))
    left = most_seconds(page.minutes) - sum(seconds for seconds, _far in reading.visible.values())
    told = {key: one for key, one in beacon.glances.items() if key in page.sections}
    claimed = {key: one.seconds for key, one in told.items()}
    before = reading.openings.get(str(beacon.opened), {})
    more = believed(claimed, before, min(int(now.timestamp()) - since, left))
    reading.openings = remembered(reading.openings, beacon.opened, claimed)
    for key, one in told.items():
        seconds, far = reading.visible.get(key, (0, 0))
        reading.visible[key] = [seconds + more.get(key, 0), max(far, one.percent)]
    for key, seconds in more.items():
        reading.untold[key] = reading.untold.get(key, 0) + seconds
    reading.untold_seconds += sum(more.values())


def _gathered(reading: Reading, at: datetime) -> list[evidence.Happening]:
    """What the log has not been told of yet, taken off the row, which the caller saves."""
    if not reading.untold_seconds:
        return []
    reading.tellings += 1
    told = evidence.Happening(
        verb=evidence.Verb.PROGRESSED,
        activity=reading.activity,
        activity_type=reading.kind,
        occurred_at=at,
        statement_id=evidence.derived_id(
            "read", reading.learner_id, reading.activity, reading.tellings
        ),
        seconds=reading.untold_seconds,
        context={
            "sections": reading.untold,
            "scrolled": {key: reading.visible[key][1] for key in reading.untold},
        },
    )
    reading.told_seconds += reading.untold_seconds
    reading.untold, reading.untold_seconds = {}, 0
    return [told]


@dataclass(frozen=True)
class Away:
    """A look at a page that nobody could be told of at the time: what was on screen for how long,
    until when, and how many seconds the clock on the server's wall allows for it."""

    glances: Mapping[str, Glance]
    ended_at: datetime
    allowed: int


@transaction.atomic
def note_away(*, learner_id: UUID, page: Page, away: Away, now: datetime) -> int:
    """A look at a page without a line, told of later; returns the seconds that are believed: never
    more than allowed, nor than the page can take. Whoever tells it twice is not noticed here. Two
    queries beside the recording."""
    at = min(away.ended_at, now)
    told = {key: one for key, one in away.glances.items() if key in page.sections}
    begun = at - timedelta(seconds=sum(one.seconds for one in told.values()))
    reading, created = Reading.objects.select_for_update().get_or_create(
        learner_id=learner_id,
        activity=page.activity,
        defaults={"kind": page.activity_type, "opened_at": begun, "beacon_at": at},
    )
    left = most_seconds(page.minutes) - sum(seconds for seconds, _far in reading.visible.values())
    more = believed({key: one.seconds for key, one in told.items()}, {}, min(away.allowed, left))
    for key, one in told.items():
        seconds, far = reading.visible.get(key, (0, 0))
        reading.visible[key] = [seconds + more.get(key, 0), max(far, one.percent)]
        reading.untold[key] = reading.untold.get(key, 0) + more.get(key, 0)
    reading.untold_seconds += sum(more.values())
    reading.seconds += sum(more.values())
    known = {*reading.sections, *told}
    reading.sections = [key for key in page.sections if key in known]
    happened = _gathered(reading, at)
    if created:
        happened.append(_happening(learner_id, page, evidence.Verb.PROGRESSED, begun))
    reading.beacon_at = max(at, reading.beacon_at)
    reading.save()
    evidence.record(learner_id=learner_id, happenings=happened, now=now)
    return sum(more.values())


def tell_left_behind(*, now: datetime, limit: int = 200) -> int:
    """What the worker does: tell the log of reading that was broken off. Returns how many."""
    gone = Reading.objects.filter(untold_seconds__gt=0, beacon_at__lt=now - GONE_AFTER)
    keys = list(gone.order_by("beacon_at").values_list("learner_id", "pk")[:limit])
    return sum(_tell_one(learner_id, pk, now) for learner_id, pk in keys)


@transaction.atomic
def _tell_one(learner_id: UUID, pk: UUID, now: datetime) -> int:
    reading = Reading.objects.select_for_update().get(learner_id=learner_id, pk=pk)
    told = _gathered(reading, reading.beacon_at)
    if not told:  # she came back in the meantime
        return 0
    reading.save()
    return evidence.record(learner_id=learner_id, happenings=told, now=now)


def _happening(
    learner_id: UUID, page: Page, verb: evidence.Verb, now: datetime, seconds: int = 0
) -> evidence.Happening:
    return evidence.Happening(
        verb=verb,
        activity=page.activity,
        activity_type=page.activity_type,
        occurred_at=now,
        statement_id=evidence.derived_id(verb, learner_id, page.activity),
        completion=True if verb == evidence.Verb.COMPLETED else None,
        seconds=seconds,
    )


def _wait_message(missing: int) -> str:
    minutes, seconds = divmod(missing, 60)
    if minutes:
        return ngettext(
            "读得有点快。再看 %(n)d 分钟左右，就可以按“学完了”。",
            "读得有点快。再看 %(n)d 分钟左右，就可以按“学完了”。",
            minutes + (seconds > 0),
        ) % {"n": minutes + (seconds > 0)}
    return _("读得有点快。再看 %(n)d 秒，就可以按“学完了”。") % {"n": seconds}


def _unwatched(learner_id: UUID, page: Page) -> str:
    """Which recordings are still to be watched, in words; '' for none. One query at most."""
    if not page.recordings:
        return ""
    wanted = [activity for activity, _title, _readable in page.recordings]
    done = evidence.done_among(learner_id=learner_id, activities=wanted)
    missing = [(title, readable) for key, title, readable in page.recordings if key not in done]
    titles = "".join(_("《%s》") % title for title, _readable in missing)
    told = _("还没有看完（听完）：%(titles)s。") % {"titles": titles} if missing else ""
    instead = _("也可以读它下面的文字稿，读完按一下。")
    return f"{told}{instead}" if any(readable for _title, readable in missing) else told


@transaction.atomic
def complete(
    *,
    learner_id: UUID,
    page: Page,
    token: str,
    with_script: bool,
    now: datetime,
    pressed_at: datetime | None = None,
) -> bool:
    """学完了: record the completion once; raises TooSoon with what is still missing. `pressed_at`
    is for what is told later; it counts as of then.

    Needed: 30 % of the expected minutes by the server's clock, and every recording that must be
    watched; with JavaScript also every section seen. Returns False when it was recorded before.
    """
    hers = Reading.objects.select_for_update().filter(learner_id=learner_id)
    reading = hers.filter(activity=page.activity).first()
    spent = max(
        reading.seconds if reading else 0,
        seconds_open(token=token, learner_id=learner_id, activity=page.activity, now=now),
    )
    missing = needed_seconds(page.minutes) - spent
    if missing > 0:
        raise TooSoon("too_soon", _wait_message(missing))
    unseen = set(page.sections) - set(reading.sections if reading else [])
    if with_script and unseen:
        message = _("还有 %(n)d 节没有看到，请往下读完。") % {"n": len(unseen)}
        raise TooSoon("sections_unseen", message)
    if unwatched := _unwatched(learner_id, page):
        raise TooSoon("unwatched", unwatched)
    at = min(pressed_at or now, now)
    return _completed(learner_id, page, reading, min(spent, LONGEST_COUNTED), (at, now))


def _completed(
    learner_id: UUID,
    page: Page,
    reading: Reading | None,
    spent: int,
    when: tuple[datetime, datetime],
) -> bool:
    """Tell what gathered, and the completion with the time that was not told of before; `when` it
    was pressed, and now."""
    at, now = when
    told = _gathered(reading, at) if reading else []
    if reading and told:
        reading.save()
    untold = max(spent - (reading.told_seconds if reading else 0), 0)
    done = _happening(learner_id, page, evidence.Verb.COMPLETED, at, untold)
    hours = claims.of_lesson(learner_id=learner_id, activity=page.activity, now=at)
    told.append(replace(done, context={"hours": hours}))
    # The statement's id is derived from person and lesson: the log itself knows whether it is new.
    new = evidence.record(learner_id=learner_id, happenings=told, now=now) == len(told)
    if new:  # her plan, if she has one, goes on from here
        queue.leave(learner_id=learner_id, kind="plan", key="again", now=now, soon=False)
    return new


@dataclass(frozen=True)
class Choice:
    """What was chosen at a decision point: which option, whether it is the sounder one, and all
    points of the case. `option_id` and `text` outlive a later edit of the case; `points` are the
    keys of what the case is about, `options` how many there were to choose from."""

    decision: UUID
    option: int
    best: bool
    all_decisions: tuple[UUID, ...]
    option_id: str = ""
    text: str = ""
    points: tuple[str, ...] = ()
    options: int = 0

    def weighed_by(self) -> dict[str, Any]:
        """What the log keeps for whoever weighs the choice; nothing where no point is known."""
        if not self.points or self.options < 2:
            return {}
        chance = round(1 / self.options, 4)
        return {"points": [*self.points], "kind": "decision", "use": "case", "chance": chance}


def _is_same(told: dict[str, Any], choice: Choice) -> bool:
    if choice.option_id and told.get("option"):
        return bool(told["option"] == choice.option_id)
    return bool(told["choice"] == choice.option)


def _decided(choice: Choice, statement_id: UUID, at: datetime) -> evidence.Happening:
    return evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=choice.decision,
        activity_type="decision",
        occurred_at=at,
        statement_id=statement_id,
        success=choice.best,
        context={
            "choice": choice.option,
            "option": choice.option_id,
            "text": choice.text,
            **choice.weighed_by(),
        },
    )


@transaction.atomic
def decide(
    *,
    learner_id: UUID,
    page: Page,
    choice: Choice,
    now: datetime,
    told_later: tuple[UUID, datetime] | None = None,
) -> bool:
    """A decision point of a case was answered; with the last of them the case is done.

    Another choice later is another statement: the first one stays. The same choice again records
    nothing and returns False. What a phone tells later comes with an id of its own and the moment
    of choosing: each is kept, so that the order in which phones are heard changes nothing.
    """
    # Her row first, so that two devices cannot both believe theirs is the first choice.
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    earlier = evidence.answers_to(learner_id=learner_id, activities=[choice.decision])
    if earlier and not told_later and _is_same(earlier[-1].context, choice):
        return False
    sent_as, at = told_later or (len(earlier), now)
    parts = ["decided", learner_id, choice.decision, *([sent_as] if sent_as else [])]
    told = _decided(choice, evidence.derived_id(*parts), min(at, now))
    evidence.record(learner_id=learner_id, happenings=[told], now=now)
    answers = evidence.answers_to(learner_id=learner_id, activities=choice.all_decisions)
    if {statement.activity for statement in answers} >= set(choice.all_decisions):
        done = _happening(learner_id, page, evidence.Verb.COMPLETED, min(at, now))
        evidence.record(learner_id=learner_id, happenings=[done], now=now)
    return True
