"""What markers tell the person about her answers: which criteria she met, and their comments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from training.learning.attempts.agreement import Standing, in_force, standing
from training.learning.attempts.grading.levels import word
from training.learning.attempts.grading.rubric import BY_HAND, GROUP, about_this, asked
from training.learning.attempts.grading.services import givens
from training.learning.attempts.models import Attempt, ManualMark
from training.learning.attempts.results import Reviewed
from training.learning.attempts.saving import kept


@dataclass(frozen=True)
class Note:
    """About one answer: each criterion with what was found, and the comments. `number` is that of
    the part of a group, 0 for a whole question."""

    number: int
    levels: list[tuple[str, str]]
    comments: list[str]


def notes_of(attempt: Attempt, items: Iterable[Reviewed]) -> dict[UUID, list[Note]]:
    """The notes on a finished sitting's answers, by item. Two queries, none when nothing in it is
    for persons to mark."""
    if not any(_by_hand(item) for item in items):
        return {}
    marks: dict[tuple[UUID, str], list[ManualMark]] = defaultdict(list)
    rows = ManualMark.objects.filter(
        learner_id=attempt.learner_id,
        item__learner_id=attempt.learner_id,
        item__attempt=attempt,
    )
    for mark in rows.select_related("item__version").order_by("number"):
        marks[mark.item_id, mark.part].append(mark)
    second = bool(attempt.rules.get("second_marker"))
    notes: dict[UUID, list[Note]] = defaultdict(list)
    payloads = {item: said.payload for item, said in kept(attempt).items()}
    for (item, part), every in marks.items():
        given = about_this(every, every[0].item.version, part, payloads.get(item, {}))
        if counted := _that_count(given, second_marker=second):
            notes[item].append(_note(counted))
    return {item: sorted(told, key=lambda note: note.number) for item, told in notes.items()}


def _by_hand(item: Reviewed) -> bool:
    """Whether a person may have marked some of it; a group whose parts are not shown may."""
    if item.kind != GROUP:
        return item.kind == BY_HAND
    shown = item.key or item.own
    return shown is None or any(part["kind"] == BY_HAND for part in shown["parts"])


def _that_count(marks: Sequence[ManualMark], *, second_marker: bool) -> list[ManualMark]:
    """Those that make up what the answer is worth; none while it is not settled."""
    told = givens(marks)
    if standing(told, second_marker=second_marker) != Standing.AGREED:
        return []
    newest = {given.number for given in in_force(told)}
    valid = [mark for mark in marks if mark.number in newest]
    if not second_marker:
        return valid[-1:]
    return [mark for mark in valid if mark.decides][-1:] or valid


def _note(marks: Sequence[ManualMark]) -> Note:
    rubric = asked(marks[0].item.version, marks[0].part)
    levels = [
        (
            criterion.text,
            "、".join(dict.fromkeys(word(mark.marks.get(criterion.identity)) for mark in marks)),
        )
        for criterion in rubric.criteria
    ]
    comments = list(dict.fromkeys(mark.comment for mark in marks if mark.comment))
    return Note(rubric.number, levels, comments)
