"""Recording what was read. Time is the server's; nothing counts faster than the clock on the
wall."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue.pacing import needed_seconds
from training.learning import evidence
from training.learning.readings.errors import TooSoon
from training.learning.readings.models import Reading
from training.people.models import User

# Two beacons further apart than this were not one continuous look at the page.
LONGEST_GAP = timedelta(seconds=90)
SALT = "reading"


def opened_token(*, learner_id: UUID, activity: UUID, now: datetime) -> str:
    """A signed note in the page saying when it was opened, so that no row is written on a GET."""
    return signing.dumps([str(learner_id), str(activity), int(now.timestamp())], salt=SALT)


def seconds_open(*, token: str, learner_id: UUID, activity: UUID, now: datetime) -> int:
    """How long ago the page with this token was opened; 0 for a token of another person or page."""
    try:
        who, what, opened = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return 0
    if (who, what) != (str(learner_id), str(activity)):
        return 0
    return max(int(now.timestamp()) - opened, 0)


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
def note_sections(*, learner_id: UUID, page: Page, seen: list[str], now: datetime) -> Reading:
    """A beacon: these sections were on screen. Time is credited between beacons, never more than
    passed."""
    reading, created = Reading.objects.select_for_update().get_or_create(
        learner_id=learner_id,
        activity=page.activity,
        defaults={
            "opened_at": now,
            "beacon_at": now,
            "sections": [key for key in page.sections if key in seen],
        },
    )
    if created:
        _record(learner_id, page, evidence.Verb.PROGRESSED, now, seconds=0)
        return reading
    gap = now - reading.beacon_at
    if timedelta(0) < gap <= LONGEST_GAP:
        reading.seconds += int(gap.total_seconds())
    known = {*reading.sections, *seen}
    reading.sections = [key for key in page.sections if key in known]
    reading.beacon_at = now
    reading.save(update_fields=["seconds", "sections", "beacon_at"])
    return reading


def _record(learner_id: UUID, page: Page, verb: evidence.Verb, now: datetime, seconds: int) -> int:
    told = evidence.Happening(
        verb=verb,
        activity=page.activity,
        activity_type=page.activity_type,
        occurred_at=now,
        statement_id=evidence.derived_id(verb, learner_id, page.activity),
        completion=True if verb == evidence.Verb.COMPLETED else None,
        seconds=seconds,
    )
    return evidence.record(learner_id=learner_id, happenings=[told], now=now)


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
def complete(*, learner_id: UUID, page: Page, token: str, with_script: bool, now: datetime) -> bool:
    """学完了: record the completion once; raises TooSoon with what is still missing.

    Needed: 30 % of the expected minutes by the server's clock, and every recording that must be
    watched; with JavaScript also every section seen. Returns False when it was recorded before.
    """
    reading = Reading.objects.filter(learner_id=learner_id, activity=page.activity).first()
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
    # The statement's id is derived from person and lesson: the log itself knows whether it is new.
    return bool(_record(learner_id, page, evidence.Verb.COMPLETED, now, min(spent, 2 * 3600)))


@dataclass(frozen=True)
class Choice:
    """What was chosen at a decision point: which option, whether it is the sounder one, and all
    points of the case. `option_id` and `text` outlive a later edit of the case."""

    decision: UUID
    option: int
    best: bool
    all_decisions: tuple[UUID, ...]
    option_id: str = ""
    text: str = ""


def _is_same(told: dict[str, Any], choice: Choice) -> bool:
    if choice.option_id and told.get("option"):
        return bool(told["option"] == choice.option_id)
    return bool(told["choice"] == choice.option)


@transaction.atomic
def decide(*, learner_id: UUID, page: Page, choice: Choice, now: datetime) -> bool:
    """A decision point of a case was answered; with the last of them the case is done.

    Another choice later is another statement: the first one stays. The same choice again records
    nothing and returns False.
    """
    # Her row first, so that two devices cannot both believe theirs is the first choice.
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()
    earlier = evidence.answers_to(learner_id=learner_id, activities=[choice.decision])
    if earlier and _is_same(earlier[-1].context, choice):
        return False
    parts = ["decided", learner_id, choice.decision, *([len(earlier)] if earlier else [])]
    told = evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=choice.decision,
        activity_type="decision",
        occurred_at=now,
        statement_id=evidence.derived_id(*parts),
        success=choice.best,
        context={"choice": choice.option, "option": choice.option_id, "text": choice.text},
    )
    evidence.record(learner_id=learner_id, happenings=[told], now=now)
    answers = evidence.answers_to(learner_id=learner_id, activities=choice.all_decisions)
    if {statement.activity for statement in answers} >= set(choice.all_decisions):
        _record(learner_id, page, evidence.Verb.COMPLETED, now, seconds=0)
    return True
