"""The question of the day: wanted or not, chosen ahead, answered."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from training.learning.daily import choosing
from training.learning.daily.asking import Ask, ask_of
from training.learning.daily.choosing import Candidate, fresh
from training.learning.daily.models import DailyQuestion
from training.learning.daily.selectors import (
    Roots,
    askable,
    candidates_for,
    cards_of,
    today_of,
    weakness_of,
)

DAYS_AHEAD = 7
"""So many questions are chosen ahead; whoever does not answer meets them again."""


def _upcoming(learner_id: UUID, roots: Roots, first: date) -> list[str]:
    """Questions for the days from `first`: new ones of her weak points, then those she has most
    likely forgotten. Three queries."""
    weak, cards = weakness_of(learner_id), cards_of(learner_id, first)
    candidates = candidates_for(learner_id, roots, weak)
    new = fresh(
        candidates.values(), weak.points, {card.question for card in cards}, (learner_id, first)
    )
    met = sorted(cards, key=lambda card: (card.recall, card.question))
    known = [candidates[card.question] for card in met if card.question in candidates]
    chosen: list[Candidate] = [*new, *known][:DAYS_AHEAD]
    return [str(one.question) for one in chosen]


@transaction.atomic
def want(*, learner_id: UUID, roots: Roots, now: datetime) -> DailyQuestion:
    """She wants a question every day, or wants it still: from today on. Twice is once."""
    today = today_of(now)
    row, _created = DailyQuestion.objects.select_for_update().get_or_create(
        learner_id=learner_id, defaults={"wanted_on": today, "chosen_on": today}
    )
    if row.wanted and row.wanted_on == today:
        return row
    row.wanted, row.wanted_on, row.chosen_on = True, today, today
    row.upcoming = _upcoming(learner_id, roots, today)
    row.save(update_fields=["wanted", "wanted_on", "chosen_on", "upcoming"])
    return row


@transaction.atomic
def stop(*, learner_id: UUID) -> bool:
    """No question of the day any more; False when she had none."""
    rows = DailyQuestion.objects.filter(learner_id=learner_id, wanted=True)
    return bool(rows.update(wanted=False))


@transaction.atomic
def note_answered(*, learner_id: UUID, roots: Roots, now: datetime) -> bool:
    """Today's question is answered: not shown again today, and the next days' are chosen by what
    is now weak. False when there was nothing to note. At most six queries."""
    today = today_of(now)
    row = DailyQuestion.objects.select_for_update().filter(learner_id=learner_id, wanted=True)
    found = row.first()
    if found is None or (found.answered_on and found.answered_on >= today):
        return False
    found.answered_on, found.chosen_on = today, today + timedelta(days=1)
    found.upcoming = _upcoming(learner_id, roots, found.chosen_on)
    found.save(update_fields=["answered_on", "chosen_on", "upcoming"])
    return True


def choice_of(learner_id: UUID) -> DailyQuestion | None:
    """What she chose; None before she chose anything. One query."""
    return DailyQuestion.objects.filter(learner_id=learner_id).first()


def question_of(choice: DailyQuestion, roots: Roots, day: date) -> Any:
    """The question of a day with its live version; the next one that may still be asked where it
    was withdrawn, None when there is none left. One query."""
    if not choice.upcoming:
        return None
    start = (day - choice.chosen_on).days % len(choice.upcoming)
    order = [*choice.upcoming[start:], *choice.upcoming[:start]]
    rows = askable(roots).filter(uuid__in=order).select_related("live_version")
    found = {str(one.uuid): one for one in rows}
    return next((found[uuid] for uuid in order if uuid in found), None)


def standing_of(choice: DailyQuestion | None, day: date) -> str:
    """How the question of the day stands (see choosing.one_a_day); no query."""
    if choice is None:
        return "off"
    return choosing.one_a_day(
        wanted=choice.wanted,
        wanted_on=choice.wanted_on,
        answered_on=choice.answered_on,
        day=day,
    )


def todays_ask(*, learner_id: UUID, roots: Roots, now: datetime) -> Ask | None:
    """Today's question as its form shows it; None when she wants none, answered it, or there is
    none to ask. Two queries, one when there is nothing to show."""
    choice, day = choice_of(learner_id), today_of(now)
    if choice is None or standing_of(choice, day) not in ("open", "quiet"):
        return None
    question = question_of(choice, roots, day)
    if question is None:
        return None
    return ask_of(
        learner_id=learner_id,
        question=question.uuid,
        version=question.live_version,
        turn=day.toordinal(),
    )
