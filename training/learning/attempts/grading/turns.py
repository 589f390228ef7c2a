"""Whose turn it is to mark an answer, and in which way. Pure Python: no Django here.

The rule for two markers: the second gives her mark without seeing the first. If the two differ, a
decision is due, by somebody who is neither of them, or by an editor, even if she is one of them.
"""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from training.learning.attempts.agreement import Given, Standing, in_force, standing


class Turn(StrEnum):
    """What a person may do about an answer."""

    NONE = "none"
    MARK = "mark"
    DECIDE = "decide"


def next_turn(
    grader_id: UUID, given: Sequence[Given], *, second_marker: bool, settles: bool
) -> Turn:
    """What a person is asked to do next; `settles` says that she may decide between her own mark
    and another's."""
    graders = {mark.grader_id for mark in in_force(given)}
    match standing(given, second_marker=second_marker):
        case Standing.UNMARKED:
            return Turn.MARK
        case Standing.WAITS_FOR_SECOND if grader_id not in graders:
            return Turn.MARK
        case Standing.DIFFERS if settles or grader_id not in graders:
            return Turn.DECIDE
    return Turn.NONE


def allowed_turn(
    grader_id: UUID, given: Sequence[Given], *, second_marker: bool, settles: bool, finished: bool
) -> Turn:
    """What a person may do although nobody asks her to: mend her own mark, or change what counts.

    With one marker everybody may mark again. With two, each of them may mend her own mark while
    the sitting is not finished and nothing is decided; everything else is a decision.
    """
    if not second_marker:
        return Turn.MARK
    marks = in_force(given)
    markers = {mark.grader_id for mark in marks if not mark.decides}
    decided = len(markers) < len(marks)
    between = settles and standing(given, second_marker=True) == Standing.DIFFERS
    full = len(markers) >= 2 and (grader_id not in markers or between)
    if not (finished or decided or full):
        return Turn.MARK
    return Turn.DECIDE if settles or grader_id not in markers else Turn.NONE
