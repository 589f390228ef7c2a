"""What the person in front of the class does with a round: prepare, open, close, reveal. Each is in
the audit log."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.questions.models import Question, QuestionVersion
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning.live import asking, pulse, selectors
from training.learning.live.errors import LiveRefused
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip, LiveWord
from training.learning.outbox import queue
from training.people import audit
from training.people.models import User

Kind, State = LiveRound.Kind, LiveRound.State
TOLD = (Kind.QUESTION, Kind.BALLOT)
"""What goes into the learning record where it is named: opinions and words do not."""
CONSEQUENCE = "live"
SHORT_NUMBERS = range(1000, 10_000)
LAST_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Wish:
    """A round as somebody wants it; `body` by kind as in asking.py."""

    cohort: Cohort
    kind: str
    ask: str
    body: Mapping[str, Any] = field(default_factory=dict)
    version: QuestionVersion | None = None
    scheduled: ScheduledSession | None = None
    named: bool = False
    shows_live: bool = False


def _checked(wish: Wish) -> None:
    if wish.scheduled is not None and wish.scheduled.cohort_id != wish.cohort.pk:
        raise LiveRefused("foreign_session", _("这节课不是这个班的，请重新选择。"))
    if wish.kind == Kind.QUESTION:
        if wish.version is None:
            raise LiveRefused("no_question", _("请先选一道练习题。"))
        _practice(wish.version)
    elif not wish.ask.strip():
        raise LiveRefused("no_ask", _("请写题目。"))
    options = wish.body.get("options", [])
    if wish.kind == Kind.POLL and not 2 <= len(options) <= asking.MOST_OPTIONS:
        raise LiveRefused("options", _("选项要有 2 到 12 个，每行写一个。"))
    if wish.kind == Kind.BALLOT and not 0 < wish.body["seats"] < len(options):
        raise LiveRefused("seats", _("票决是差额的：赞成的名额要少于候选项目数。"))


def _practice(version: QuestionVersion) -> None:
    """Examination questions never come onto a wall (rules.md)."""
    fits = version.kind in asking.ASKED_IN_THE_ROOM
    if version.use != Question.Use.PRACTICE or not fits:
        raise LiveRefused("not_practice", _("只能用练习题里的单选、多选、判断题。"))


def _fields(wish: Wish) -> dict[str, Any]:
    stem = wish.version.body["stem"] if wish.version is not None else ""
    return {
        "kind": wish.kind,
        "ask": stem or wish.ask.strip(),
        "body": dict(wish.body),
        "version": wish.version,
        "scheduled": wish.scheduled,
        "named": wish.named,
        # What comes in one by one could be told apart by who just pressed the button.
        "shows_live": wish.shows_live and wish.named,
    }


@transaction.atomic
def prepare(*, wish: Wish, by: User | None, now: datetime) -> LiveRound:
    """Write a round down for later; LiveRefused for one that could not be asked."""
    _checked(wish)
    live: LiveRound = LiveRound.objects.create(
        cohort=wish.cohort, made_by=by, made_at=now, **_fields(wish)
    )
    _note("live.prepared", live, by, now, named=live.named)
    return live


@transaction.atomic
def revise(*, live: LiveRound, wish: Wish, by: User, now: datetime) -> LiveRound:
    """Write a prepared round anew; LiveRefused once it was opened: what was announced stands."""
    live = _held(live)
    _only(live, State.PREPARED, _("已经开始过的一轮不能再改。可以照它再准备一轮。"))
    _checked(wish)
    for name, value in _fields(wish).items():
        setattr(live, name, value)
    live.save()
    _note("live.revised", live, by, now, named=live.named)
    return live


@transaction.atomic
def discard(*, live: LiveRound, by: User, now: datetime) -> None:
    """Throw a prepared round away; LiveRefused once it was opened."""
    live = _held(live)
    _only(live, State.PREPARED, _("已经开始过的一轮要留存，不能删除。"))
    _note("live.discarded", live, by, now)
    live.delete()


def open_round(*, live: LiveRound, by: User | None, now: datetime) -> LiveRound:
    """Let the class answer. One round of a class is open at a time; opening it twice changes
    nothing."""
    try:
        with transaction.atomic():
            return _open(live, by, now)
    except IntegrityError:
        # Two opened in the same moment, or the number was just taken.
        return _open_again(live, by, now)


@transaction.atomic
def _open_again(live: LiveRound, by: User | None, now: datetime) -> LiveRound:
    return _open(live, by, now)


def _open(live: LiveRound, by: User | None, now: datetime) -> LiveRound:
    live = _held(live)
    if live.state == State.OPEN:
        return live
    _only(live, State.PREPARED, _("这一轮已经结束。可以照它再准备一轮。"))
    if live.cohort.cancelled_at is not None:
        raise LiveRefused("cancelled", _("这个班已经取消。"))
    taken = LiveRound.objects.filter(state=State.OPEN)
    if taken.filter(cohort=live.cohort_id).exists():
        raise LiveRefused("another", _("这个班有一轮正在作答。请先停止那一轮。"))
    if live.version is not None:
        live.version = _still_asked(live.version)
        live.ask = live.version.body["stem"]
    used = set(taken.values_list("number", flat=True))
    free = [number for number in SHORT_NUMBERS if number not in used]
    live.number = random.SystemRandom().choice(free)
    active = Enrolment.objects.filter(cohort=live.cohort_id, status=Enrolment.Status.ACTIVE)
    live.electorate = active.count()
    live.state, live.opened_at = State.OPEN, now
    _changed(live)
    _note("live.opened", live, by, now, named=live.named)
    return live


def _still_asked(version: QuestionVersion) -> QuestionVersion:
    """The question as it is published now; LiveRefused when it was withdrawn meanwhile."""
    question: Any = version.question
    current: QuestionVersion | None = question.live_version
    if current is None or question.retired_at or question.held_back_at or not question.live:
        raise LiveRefused("withdrawn", _("这道题已经停用或者待复核，请换一道。"))
    _practice(current)
    return current


@transaction.atomic
def close(*, live: LiveRound, by: User | None, now: datetime) -> LiveRound:
    """Take no more answers. It cannot be opened again: what comes out may be seen from now on.
    Closing twice changes nothing."""
    live = _held(live)
    if live.over:
        return live
    _only(live, State.OPEN, _("这一轮还没有开始。"))
    live.state, live.closed_at = State.CLOSED, now
    _changed(live)
    _settle(live, now)
    _note("live.closed", live, by, now)
    return live


@transaction.atomic
def reveal(*, live: LiveRound, by: User | None, now: datetime) -> LiveRound:
    """Show the result on the wall and on phones. Twice changes nothing."""
    live = _held(live)
    if live.state == State.REVEALED:
        return live
    _only(live, State.CLOSED, _("请先停止作答，再公布。"))
    live.state, live.revealed_at = State.REVEALED, now
    _changed(live)
    # Once more: an answer that was on its way in the moment of closing counts.
    _settle(live, now)
    _note("live.revealed", live, by, now)
    return live


def _settle(live: LiveRound, now: datetime) -> None:
    """Shuffle what is anonymous; leave what is named for the learning record. Three queries."""
    if not live.named:
        _shuffle(live)
    elif live.kind in TOLD:
        rows = LiveAnswer.objects.filter(round=live)
        if live.state == State.REVEALED and live.closed_at is not None:
            rows = rows.filter(at__gte=live.closed_at - LAST_MOMENT)
        learners = set(rows.values_list("learner_id", flat=True))
        queue.leave_all(learner_ids=learners, kind=CONSEQUENCE, key=str(live.uuid), now=now)


def _shuffle(live: LiveRound) -> None:
    """Store the answers anew, in an order that says nothing of the order in which they came."""
    payloads = list(LiveSlip.objects.filter(round=live).values_list("payload", flat=True))
    random.SystemRandom().shuffle(payloads)
    LiveSlip.objects.filter(round=live).delete()
    LiveSlip.objects.bulk_create(LiveSlip(round=live, payload=payload) for payload in payloads)


@transaction.atomic
def again(*, live: LiveRound, by: User, now: datetime) -> LiveRound:
    """Prepare the same round once more; of a ballot with a tie, about the tied projects alone."""
    body, ask = dict(live.body), live.ask
    if live.kind == Kind.BALLOT and live.over:
        election = selectors.result_of(live, on_wall=False).election
        if election is not None and election.tied:
            tied = set(election.tied)
            body["options"] = [one for one in body["options"] if one["id"] in tied]
            body["seats"] = election.seats_left
            ask = _("再次投票：%s") % ask
    wish = Wish(
        cohort=live.cohort,
        kind=live.kind,
        ask=ask,
        body=body,
        version=live.version,
        scheduled=live.scheduled,
        named=live.named,
        shows_live=live.shows_live,
    )
    return prepare(wish=wish, by=by, now=now)


@transaction.atomic
def rule_on_words(*, live: LiveRound, shown: Sequence[str], by: User, now: datetime) -> int:
    """Say which of the words that were written may stand on the wall, and which not; returns how
    many may. Only what was written can."""
    live = _held(live)
    written = {asking.same_word(w) for a in selectors.answers_of(live) for w in a["words"]}
    may = written & set(shown)
    known = dict(LiveWord.objects.filter(round=live).values_list("word", "shown"))
    for word in sorted(written):
        if known.get(word, False) != (word in may):
            LiveWord.objects.update_or_create(
                round=live, word=word, defaults={"shown": word in may, "by": by, "at": now}
            )
    _changed(live)
    _note("live.words", live, by, now, shown=len(may), of=len(written))
    return len(may)


def _held(live: LiveRound) -> LiveRound:
    """The round as it stands now, locked; no learner's request locks it. One query."""
    rows = LiveRound.objects.select_for_update(of=("self",))
    return rows.select_related("cohort__congress", "version__question", "scheduled").get(pk=live.pk)


def _only(live: LiveRound, state: str, otherwise: str) -> None:
    if live.state != state:
        raise LiveRefused(f"is_{live.state}", otherwise)


def _changed(live: LiveRound) -> None:
    """Store a round, so that whoever looks at it sees that it is another now."""
    live.changes += 1
    live.save()
    transaction.on_commit(pulse.forget)


def _note(action: str, live: LiveRound, by: User | None, now: datetime, **detail: Any) -> None:
    told = {"cohort": live.cohort.key, "kind": str(live.kind), **detail}
    audit.note(actor=by, action=action, at=now, target=str(live.uuid), **told)
