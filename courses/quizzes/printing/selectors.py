"""Reading papers: those that were printed, and one drawn only to be looked at."""

import random
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from courses.quizzes.assembly import draw
from courses.quizzes.models import Quiz
from courses.quizzes.printing.models import PrintedPaper
from courses.quizzes.printing.papers import Place, pinned, places
from courses.quizzes.rules import marking_rules


@dataclass(frozen=True)
class PrintedPlace:
    """What stands at one place of a printed paper."""

    position: int
    version_id: int
    mark: Decimal
    section: str
    seed: str
    shuffled: bool


def printed(quiz: Quiz, number: int) -> list[PrintedPlace]:
    """A printed paper, place by place; raises PrintedPaper.DoesNotExist. One query.

    A printed letter is a place in the order that `KINDS[kind].paper.present(body, seed, shuffled)`
    gives: the very function, and the very seed, by which a screen shows the question. So an
    AttemptItem made with this version and this seed, in an attempt with this `shuffled`, has the
    same options under the same letters, and `read` understands their tokens.
    """
    paper = PrintedPaper.objects.get(quiz=quiz, number=number)
    return [
        PrintedPlace(
            position=position,
            version_id=item["version"],
            mark=Decimal(item["mark"]),
            section=item["section"],
            seed=item["seed"],
            shuffled=paper.shuffled,
        )
        for position, item in enumerate(paper.items, start=1)
    ]


def papers_of(quiz: Quiz) -> "QuerySet[PrintedPaper]":
    """The papers printed so far, the newest first, each with who printed it."""
    return PrintedPaper.objects.filter(quiz=quiz).select_related("by").defer("items")


def laid_out(paper: PrintedPaper, *, with_key: bool = False) -> list[Place]:
    """A printed paper ready to be shown, marked by the rules its quiz has now. One query."""
    rules = marking_rules(paper.quiz)
    return places(paper.items, shuffled=paper.shuffled, rules=rules, with_key=with_key)


def drawn_to_look_at(quiz: Quiz, number: int) -> list[Place]:
    """A paper that nobody sits: the same number gives the same one while the bank stays as it is.

    Writes nothing. Raises PaperIncomplete. Four queries at most.
    """
    seed = f"preview:{number}"
    items = pinned(draw(quiz, random.Random(seed)), seed)  # noqa: S311 - a draw, not a secret
    return places(items, shuffled=quiz.shuffle_choices, rules=marking_rules(quiz))
