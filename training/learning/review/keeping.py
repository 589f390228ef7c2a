"""Keeping review cards: applying new statements, and making one person's cards again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from training.learning.ledger.models import Statement, Verb
from training.learning.ledger.reading import Logs, logs_of
from training.learning.ledger.told import Told, place_of
from training.learning.review.models import ReviewCard
from training.learning.review.schedule import (
    CardState,
    fold,
    fold_all,
    makes_card,
)

FIELDS = [*CardState.__dataclass_fields__]
Cards = dict[UUID, CardState | None]


def apply(learner_id: UUID, statements: Sequence[Statement], now: datetime) -> None:
    """Move the cards that new statements concern. No query when there are none of those, else two;
    one more for questions told out of order or taken back."""
    by_question = _concerned(statements)
    if not by_question:
        return
    known = _stored(learner_id, by_question)
    late = {
        question for question, told in by_question.items() if _is_late(told, known.get(question))
    }
    moved: Cards = _replayed(learner_id, late) if late else {}
    for question in by_question.keys() - late:
        state = known.get(question)
        for one in sorted(by_question[question], key=place_of):
            state = fold(state, one) if one.voids is None else state
        moved[question] = state
    _store(learner_id, {q: state for q, state in moved.items() if state or q in known})


def rebuild(learner_id: UUID) -> None:
    """Throw a person's cards away and make them again from her statements."""
    ReviewCard.objects.filter(learner_id=learner_id).delete()
    rebuild_batch(logs_of([learner_id]), True)


def differences(learner_id: UUID) -> list[str]:
    """How the stored cards differ from those made again from the log; empty when they agree."""
    return rebuild_batch(logs_of([learner_id]), False).get(learner_id, [])


def rebuild_batch(logs: Logs, write: bool) -> dict[UUID, list[str]]:
    """How stored cards differ from the logs, in lines by person; with `write` they are put right.
    One query, and two for each person whose cards differ."""
    stored: dict[UUID, dict[UUID, CardState]] = {learner_id: {} for learner_id in logs}
    for row in ReviewCard.objects.filter(learner_id__in=logs):
        stored[row.learner_id][row.question] = _state_of(row)
    lines: dict[UUID, list[str]] = {}
    for learner_id, log in logs.items():
        had, wanted = stored[learner_id], {q: s for q, s in _cards(log).items() if s}
        odd = sorted(q for q in {*had, *wanted} if had.get(q) != wanted.get(q))
        if odd:
            lines[learner_id] = [f"{learner_id} 复习卡 {question}" for question in odd]
        if odd and write:
            _store(learner_id, {question: wanted.get(question) for question in odd})
    return lines


def _concerned(statements: Sequence[Statement]) -> Mapping[UUID, list[Statement]]:
    """The new statements that may move a card, by question. Taking back an answer that the same
    batch tells anew, and that is none of practice, concerns no card."""
    told = [one for one in statements if one.activity_type == "question"]
    elsewhere = {one.activity for one in told if one.verb == Verb.ANSWERED and not makes_card(one)}
    found: dict[UUID, list[Statement]] = defaultdict(list)
    for one in told:
        if makes_card(one) or (one.voids and one.activity not in elsewhere):
            found[one.activity].append(one)
    return found


def _is_late(told: Sequence[Statement], known: CardState | None) -> bool:
    """Whether a question's statements must be read again: one was taken back, or one is not later
    than what is folded already."""
    taken_back = sum(one.voids is not None for one in told)
    if taken_back:
        return known is not None or taken_back < len(told)  # else there was no card to begin with
    return known is not None and any(one.effective_at <= known.last_at for one in told)


def _state_of(row: ReviewCard) -> CardState:
    return CardState(**{name: getattr(row, name) for name in FIELDS})


def _stored(learner_id: UUID, questions: Iterable[UUID]) -> dict[UUID, CardState]:
    rows = ReviewCard.objects.filter(learner_id=learner_id, question__in=list(questions))
    return {row.question: _state_of(row) for row in rows}


def _replayed(learner_id: UUID, questions: Iterable[UUID]) -> Cards:
    """Some cards as the log has them; None where there is none to keep. One query."""
    log = Statement.objects.filter(
        learner_id=learner_id, activity__in=list(questions), activity_type="question"
    )
    return dict.fromkeys(questions) | _cards(log.order_by())


def _cards(log: Iterable[Told]) -> Cards:
    """The cards that a person's statements amount to."""
    by_question: dict[UUID, list[Told]] = defaultdict(list)
    for told in log:
        if makes_card(told) or told.voids:
            by_question[told.activity].append(told)
    return {question: fold_all(told) for question, told in by_question.items()}


def _store(learner_id: UUID, cards: Cards) -> None:
    """Write cards, new or known, in one statement, and take away those that are none any more."""
    kept = {question: state for question, state in cards.items() if state is not None}
    ReviewCard.objects.bulk_create(
        [
            ReviewCard(learner_id=learner_id, question=question, **vars(state))
            for question, state in kept.items()
        ],
        update_conflicts=True,
        unique_fields=["learner", "question"],
        update_fields=FIELDS,
    )
    if gone := [question for question in cards if question not in kept]:
        ReviewCard.objects.filter(learner_id=learner_id, question__in=gone).delete()
