"""Printing: a draw is pinned under a number, so that the same number always is the same paper."""

import random
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from courses.questions.tokens import LETTERS
from courses.quizzes.assembly import draw
from courses.quizzes.models import Quiz
from courses.quizzes.printing.models import PrintedPaper
from courses.quizzes.printing.papers import pinned

LOWEST, HIGHEST = 10_000, 99_999
"""Five digits: short enough to be copied by hand."""
MOST_AT_ONCE = 10


@transaction.atomic
def print_papers(*, quiz: Quiz, count: int, by: Any, now: datetime) -> list[PrintedPaper]:
    """Draw and pin so many different papers, with letters from A on when there are several.

    Raises PaperIncomplete when the paper cannot be made, ValueError for a count that is not from 1
    to MOST_AT_ONCE. Whoever prints sees the questions: for staff only.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise ValueError(f"{count} papers at once")
    taken = set(PrintedPaper.objects.filter(quiz=quiz).values_list("number", flat=True))
    made = []
    for letter in LETTERS[:count] if count > 1 else [""]:
        number = _free_number(taken)
        taken.add(number)
        seed = secrets.token_hex(16)
        items = pinned(draw(quiz, random.Random(seed)), seed)  # noqa: S311 - a draw, not a secret
        made.append(
            PrintedPaper.objects.create(
                quiz=quiz,
                number=number,
                letter=letter,
                seed=seed,
                shuffled=quiz.shuffle_choices,
                items=items,
                by=by,
                at=now,
            )
        )
    return made


def _free_number(taken: set[int]) -> int:
    while (number := LOWEST + secrets.randbelow(HIGHEST - LOWEST + 1)) in taken:
        pass
    return number
