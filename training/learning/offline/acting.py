"""What each kind of thing told by a phone does: the same as the page would have, as of then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.questions.kinds.registry import KINDS
from courses.questions.models import QuestionVersion
from training.learning.attempts import practice
from training.learning.daily import answering, asking
from training.learning.offline import access
from training.learning.offline.arriving import Item
from training.learning.offline.errors import SyncRefused
from training.learning.offline.models import SyncedDevice
from training.learning.readings import services as readings
from training.learning.readings.claims import Glance
from training.learning.readings.pages import as_read, choice_of, has_decision
from training.people.models import User

MOST_SECTIONS = 200
LONGEST_LOOK = 24 * 3600


@dataclass(frozen=True)
class Doing:
    """One item to be done: whose, from which phone, when by the server's reckoning."""

    learner: User
    roots: frozenset[str]
    item: Item
    device: SyncedDevice
    at: datetime
    now: datetime

    @property
    def said(self) -> Mapping[str, Any]:
        """The item's own fields."""
        return self.item.said


def _page(doing: Doing) -> Any:
    """The lesson or case told of; SyncRefused for one that is gone, foreign or not open."""
    page = access.told_page(doing.learner, doing.said.get("page"))
    if page is None:
        raise SyncRefused("page_gone", _("这一页已经不在了，这一条记不进去。"))
    if not access.is_open(doing.learner, page, doing.now):
        raise SyncRefused("not_open", _("这一课还没有开放。开放以后请再读一遍。"))
    return page


def _glances(said: Any) -> dict[str, Glance]:
    """Seconds and percent by section, read leniently."""
    found: dict[str, Glance] = {}
    for one in said[:MOST_SECTIONS] if isinstance(said, list) else []:
        key = one.get("id") if isinstance(one, dict) else None
        if isinstance(key, str):
            seconds = _whole(one.get("seconds"), LONGEST_LOOK)
            found[key] = Glance(seconds, _whole(one.get("percent"), 100))
    return found


def _whole(said: Any, most: int) -> int:
    is_number = isinstance(said, int | float) and not isinstance(said, bool)
    # Not a number is no number of seconds; neither is one without end.
    return int(min(max(said, 0), most)) if is_number and said == said else 0


def read(doing: Doing) -> str:
    """Reading, as far as the clock on the wall allows: all of a phone's reading together takes no
    longer than passed since it was last believed."""
    page = as_read(_page(doing))
    device = doing.device
    # Read under her lock: another call of the same phone may have counted meanwhile.
    device.refresh_from_db(fields=["counted_to"])
    believed = readings.note_away(
        learner_id=doing.learner.pk,
        page=page,
        away=readings.Away(
            glances=_glances(doing.said.get("sections")),
            ended_at=doing.at,
            allowed=int((doing.now - device.counted_to).total_seconds()),
        ),
        now=doing.now,
    )
    device.count(believed)
    device.save(update_fields=["counted_to"])
    return ""


def complete(doing: Doing) -> str:
    """学完了; raises TooSoon as the page would."""
    readings.complete(
        learner_id=doing.learner.pk,
        page=as_read(_page(doing)),
        token="",
        with_script=True,
        now=doing.now,
        pressed_at=doing.at,
    )
    return ""


def decide(doing: Doing) -> str:
    """What she would do, at a decision point of a case."""
    case, block = _page(doing), doing.said.get("block")
    known = isinstance(block, str) and has_decision(case, block)
    choice = choice_of(case, str(block), str(doing.said.get("option", ""))) if known else None
    if choice is None:
        told = _("这个案例后来改过，您选的做法已经没有了。请联网打开案例，再选一次。")
        raise SyncRefused("option_gone", told)
    readings.decide(
        learner_id=doing.learner.pk,
        page=as_read(case),
        choice=choice,
        now=doing.now,
        told_later=(doing.item.client_id, doing.at),
    )
    return ""


def _uuid(said: Any) -> UUID:
    try:
        return UUID(said)
    except (ValueError, TypeError, AttributeError):
        raise _gone() from None


def _gone() -> SyncRefused:
    return SyncRefused("question_gone", _("没有这道练习题，这一条记不进去。"))


def _asked(doing: Doing) -> tuple[UUID, QuestionVersion]:
    """The question and the version the phone had, whatever became of it since."""
    question, version = _uuid(doing.said.get("question")), _uuid(doing.said.get("version"))
    found = practice.practised_version(question, version, doing.roots)
    if found is None:
        raise _gone()
    return question, found


def _fields(doing: Doing, version: QuestionVersion, name: str, seed: str) -> dict[str, Any]:
    """The answer as a form would have sent it, so that it is read in one way only."""
    said = doing.said.get("response")
    payload = said if isinstance(said, dict) else {}
    return KINDS[version.kind].paper.fields(payload, name, version.body, seed)


def try_practice(doing: Doing) -> str:
    """A practice question of a lesson; returns right, partial or wrong."""
    question, version = _asked(doing)
    seed = practice.seed_of(doing.learner.pk, question)
    state = practice.answer_practice(
        learner_id=doing.learner.pk,
        question=question,
        version=version,
        posted=_fields(doing, version, "q", seed),
        now=doing.now,
        sent=practice.Sent(doing.item.client_id, doing.at),
    )
    if state == "gaveup":
        raise SyncRefused("nothing_chosen", _("这道题没有作答，没有什么可记的。"))
    return state


def review(doing: Doing) -> str:
    """A question of the five minutes, with how sure she was; returns its state."""
    question, version = _asked(doing)
    turn = 0
    seed = asking.seed_of(doing.learner.pk, question, turn)
    posted = _fields(doing, version, asking.FIELD, seed)
    if doing.said.get("dont_know") is True:
        posted["dont_know"] = ["1"]
    posted[f"{asking.FIELD}-certainty"] = [str(doing.said.get("sure", ""))[:1]]
    given = answering.Given(
        question=question,
        version=version.uuid,
        turn=turn,
        posted=posted,
        client_id=doing.item.client_id,
        occurred_at=doing.at,
    )
    return answering.answer_told(
        learner_id=doing.learner.pk, roots=doing.roots, given=given, now=doing.now
    ).state


ACTS: dict[str, Callable[[Doing], str]] = {
    "reading": read,
    "complete": complete,
    "decision": decide,
    "practice": try_practice,
    "review": review,
}
"""By the kind an item says it is. Each returns how an answer was marked, '' where none was, and
raises a Refused with words for her."""
