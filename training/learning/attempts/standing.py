"""Which of several sittings counts (engine point 9): the highest, the average, the first, the
last."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from training.learning.attempts.models import Attempt

CENT = Decimal("0.01")


def counted(percents: Sequence[Decimal], counts: str) -> Decimal | None:
    """The percent that counts among those of finished sittings, in order; None without any."""
    if not percents:
        return None
    if counts == "first":
        return percents[0]
    if counts == "last":
        return percents[-1]
    if counts == "average":
        mean = sum(percents, Decimal(0)) / len(percents)
        return mean.quantize(CENT, ROUND_HALF_UP)
    return max(percents)


def counted_percent(attempt: Attempt) -> Decimal | None:
    """What counts for the person in this quiz, with this sitting as it stands now. One query."""
    others = Attempt.objects.filter(
        learner_id=attempt.learner_id, quiz_id=attempt.quiz_id, state=Attempt.State.FINISHED
    ).exclude(pk=attempt.pk)
    numbered = dict(others.values_list("number", "percent"))
    numbered[attempt.number] = attempt.percent
    percents = [percent for _number, percent in sorted(numbered.items()) if percent is not None]
    return counted(percents, attempt.rules.get("counts", "highest"))
