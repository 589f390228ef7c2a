"""Reading rounds and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from courses.questions.models import Question
from training.cohorts.models import Cohort, Enrolment, ScheduledSession
from training.learning.live import asking, tally
from training.learning.live.asking import Option
from training.learning.live.models import LiveAnswer, LiveRound, LiveSlip, LiveTaking, LiveWord
from training.learning.live.pulse import newest, with_counts
from training.people.models import User

Kind, State = LiveRound.Kind, LiveRound.State

FEWEST = 5
"""From so many answers on the result of an anonymous round, and of a marked question, is shown."""
SHOWN_FOR = timedelta(hours=3)
"""So long after it was opened a round that is over still stands on phones."""
MOST_FOUND = 30

WITH_ALL = ("cohort__congress", "scheduled__session", "version")


@dataclass(frozen=True)
class Line:
    """An option with how many chose it."""

    option: Option
    bar: tally.Bar


@dataclass(frozen=True)
class Row:
    """A project of a ballot, in the order of the result."""

    option: Option
    ranked: tally.Ranked
    bar: tally.Bar


@dataclass(frozen=True)
class Spoken:
    """A word with how many wrote it, and whether it may stand on the wall."""

    group: tally.Group
    shown: bool
    size: int
    """1 to 5: how large it is drawn."""


@dataclass(frozen=True)
class Result:
    """What came of a round. `hidden` when it rests on too few answers to be shown."""

    answered: int
    hidden: bool = False
    lines: tuple[Line, ...] = ()
    election: tally.Election | None = None
    rows: tuple[Row, ...] = ()
    words: tuple[Spoken, ...] = field(default=())

    @cached_property
    def chosen_rows(self) -> list[Row]:
        """The projects that are chosen."""
        return [row for row in self.rows if row.ranked.fate == "chosen"]

    @cached_property
    def tied_rows(self) -> list[Row]:
        """The projects that share the last places."""
        return [row for row in self.rows if row.ranked.fate == "tied"]


def answers_of(live: LiveRound) -> list[dict[str, Any]]:
    """The answers that count. One query."""
    if not live.named:
        return list(LiveSlip.objects.filter(round=live).values_list("payload", flat=True))
    return [payload for _who, payload in named_answers(live)]


def named_answers(live: LiveRound) -> list[tuple[UUID, dict[str, Any]]]:
    """Who answered a named round, with the last answer of each. One query."""
    rows = LiveAnswer.objects.filter(round=live).order_by("number")
    return list(dict(rows.values_list("learner_id", "payload")).items())


def result_of(live: LiveRound, *, on_wall: bool) -> Result:
    """What came of a round; for the wall (and phones) only the words that may stand there. One
    query, for words two."""
    answers = answers_of(live)
    marked = live.kind == Kind.QUESTION
    if len(answers) < FEWEST and (marked or not live.named):
        return Result(len(answers), hidden=True)
    if live.kind == Kind.WORDS:
        return Result(len(answers), words=_words(live, answers, on_wall))
    options = asking.options_of(live)
    ids = [option.id for option in options]
    right = frozenset[str]()
    if live.version is not None and live.over:  # while people answer the key is nobody's
        right = asking.right_of(live.version)
    if live.kind != Kind.BALLOT:
        counted = tally.bars(ids, answers, right)
        lines = tuple(map(Line, options, counted))
        return Result(len(answers), lines=lines)
    election = tally.elect(ids, answers, ballot_rules(live))
    by_id = {option.id: option for option in options}
    rows = tuple(
        Row(by_id[one.id], one, tally.Bar(one.id, one.votes, election.cast))
        for one in election.ranked
    )
    return Result(len(answers), election=election, rows=rows)


def ballot_rules(live: LiveRound) -> tally.Rules:
    """The rules of a ballot as its counting takes them."""
    body = live.body
    return tally.Rules(body["seats"], body["exactly"], body["majority"], live.electorate)


def _words(live: LiveRound, answers: Sequence[Any], on_wall: bool) -> tuple[Spoken, ...]:
    found = tally.groups(answers, asking.same_word)
    ruled = LiveWord.objects.filter(round=live, shown=True)
    shown = set(ruled.values_list("word", flat=True))
    most = max((group.count for group in found), default=1)
    return tuple(
        Spoken(group, group.word in shown, 1 + round(4 * (group.count - 1) / max(most - 1, 1)))
        for group in found
        if not on_wall or group.word in shown
    )


def open_for(learner: User) -> LiveRound | None:
    """The round that calls a deputy now: one of her class is open and she has not answered it. One
    query."""
    mine = LiveRound.objects.filter(state=State.OPEN, cohort__in=_classes(learner))
    answered = LiveAnswer.objects.filter(learner=learner).values("round")
    taken = LiveTaking.objects.filter(learner=learner).values("round")
    return mine.exclude(pk__in=answered).exclude(pk__in=taken).first()


def _classes(learner: User) -> "QuerySet[Enrolment, int]":
    active = Enrolment.objects.filter(
        learner=learner, status=Enrolment.Status.ACTIVE, cohort__cancelled_at=None
    )
    return active.values_list("cohort", flat=True)


def for_learner(learner: User, now: datetime, number: int | None = None) -> LiveRound | None:
    """The round on a deputy's phone: of her classes the open one, else the newest of these hours;
    with a number, the one on the wall with it. One query."""
    rounds = LiveRound.objects.filter(cohort__in=_classes(learner), opened_at__isnull=False)
    rounds = rounds.filter(Q(state=State.OPEN) | Q(opened_at__gt=now - SHOWN_FOR))
    if number is not None:
        rounds = rounds.filter(number=number)
    found = sorted(
        rounds.select_related("version").order_by("-opened_at")[:20],
        key=lambda live: live.state != State.OPEN,
    )
    return found[0] if found else None


def newest_class(learner: User) -> int | None:
    """The class a phone waits for: her newest one. One query."""
    return _classes(learner).order_by("-cohort__starts_on").first()


@dataclass(frozen=True)
class Own:
    """What is known of a person's part in a round: of an anonymous one, only that she took
    part."""

    answered: bool
    payload: dict[str, Any] | None = None


def own_part(live: LiveRound, learner: User) -> Own:
    """Her own part. One query."""
    if not live.named:
        return Own(LiveTaking.objects.filter(learner=learner, round=live).exists())
    rows = LiveAnswer.objects.filter(learner=learner, round=live).order_by("-number")
    last = rows.values_list("payload", flat=True).first()
    return Own(last is not None, last)


def on_wall(cohort: Cohort) -> LiveRound | None:
    """The newest round of a class that was opened. One query."""
    return newest(cohort.pk).select_related(*WITH_ALL).first()


def rounds_of(cohort: Cohort) -> list[Any]:
    """Every round of a class, each with `answered`, the newest first. One query."""
    rounds = LiveRound.objects.filter(cohort=cohort).select_related("scheduled__session")
    return list(with_counts(rounds).order_by("-made_at", "-pk"))


def classes_of(congresses: Sequence[int]) -> list[Cohort]:
    """The classes of some congresses, the newest first. One query."""
    rows = Cohort.objects.filter(congress__in=congresses).select_related("congress")
    return list(rows)


def sessions_of(cohort: Cohort) -> "QuerySet[ScheduledSession]":
    """The sessions of a class that are held, in order."""
    held = ScheduledSession.objects.filter(cohort=cohort, cancelled_at=None)
    return held.select_related("session").order_by("starts_at")


def practice_questions(cohort: Cohort) -> "QuerySet[Any]":
    """Practice questions that fit the room: shared ones and the congress's own."""
    return Question.objects.non_polymorphic().filter(
        Q(owner_root=None) | Q(owner_root__congress_key=cohort.congress.key),
        use=Question.Use.PRACTICE,
        live=True,
        retired_at=None,
        held_back_at=None,
        live_version__use=Question.Use.PRACTICE,
        live_version__kind__in=asking.ASKED_IN_THE_ROOM,
    )


def found_questions(cohort: Cohort, text: str) -> list[Any]:
    """Those whose stem or number has the text, with their frozen version; so many at most. One
    query."""
    rows = practice_questions(cohort)
    if text:
        rows = rows.filter(Q(stem__icontains=text) | Q(number__iexact=text))
    return list(rows.select_related("live_version").order_by("number")[:MOST_FOUND])


@dataclass(frozen=True)
class Named:
    """One person's answer to a named round, in words."""

    learner: User
    said: str
    right: bool | None = None


def by_name(live: LiveRound) -> list[Named]:
    """Who answered what, by number; empty for an anonymous round. Two queries."""
    if not live.named:
        return []
    answers = dict(named_answers(live))
    people = User.objects.filter(pk__in=answers).order_by("number", "username")
    right = asking.right_of(live.version) if live.version is not None else None
    return [
        Named(
            person,
            in_words(live, answers[person.pk]),
            None if right is None else set(answers[person.pk]["chosen"]) == right,
        )
        for person in people
    ]


def in_words(live: LiveRound, payload: dict[str, Any]) -> str:
    """An answer as people read it."""
    if live.kind == Kind.WORDS:
        return "、".join(payload["words"])
    chosen = set(payload["chosen"])
    picked = [option for option in asking.options_of(live) if option.id in chosen]
    if live.kind == Kind.BALLOT:
        return "、".join(option.mark for option in picked)
    return "；".join(f"{option.mark}. {option.text}" for option in picked)
