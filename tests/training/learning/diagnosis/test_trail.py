"""What is said of points that were not asked themselves."""

from uuid import uuid4

from training.learning.diagnosis.trail import Trail, begun, verdicts_told
from training.learning.mastery.adaptive import Answer, Item, Word, updated

POINTS = tuple("abcdef")
EDGES = [("a", "b"), ("b", "c")]
HARD = Item(uuid4(), uuid4(), ("c",), "fill_blank", guess=0.06)


def words(trail: Trail) -> dict[str, str]:
    return {told["point"]: told["word"] for told in verdicts_told(trail)}


def after(right: bool, item: Item = HARD) -> Trail:
    trail = begun(POINTS, EDGES)
    answer = Answer(item, right, 3 if right else 1)
    return Trail(belief=updated(trail.belief, answer), asked=(item.question,))


def test_without_an_answer_nothing_is_said() -> None:
    assert set(words(begun(POINTS, EDGES)).values()) == {Word.UNKNOWN}


def test_not_knowing_one_thing_never_shows_that_another_is_known() -> None:
    assert Word.MASTERED not in words(after(False)).values()


def test_knowing_one_thing_never_shows_that_another_is_missing() -> None:
    assert not {Word.LEARN, Word.REVIEW} & set(words(after(True)).values())
