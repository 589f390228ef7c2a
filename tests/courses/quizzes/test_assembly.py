"""Drawing a paper: named questions, draws by tag and point, no repeats, clear refusal."""

import random

import pytest

from courses.models import QuestionVersion, Quiz, QuizSection, QuizSlot
from courses.quizzes.assembly import PaperItem, draw
from courses.quizzes.errors import PaperIncomplete
from tests.factories import questions
from tests.factories.world import World, quiz_of

pytestmark = pytest.mark.db


def drawing_quiz(world: World, slots: list[tuple[str, str]], **extra: object) -> Quiz:
    quiz = Quiz.objects.create(
        owner_root=world.root, key="drawn", title="抽", **({"purpose": "final"} | extra)
    )
    section = QuizSection.objects.create(quiz=quiz)
    for order, (tag, points) in enumerate(slots):
        QuizSlot.objects.create(section=section, draw_tag=tag, draw_points=points, sort_order=order)
    return quiz


def tagged(world: World, number: str, topic: str, **extra: object) -> object:
    question = questions.single(world.root, number, **extra)
    return questions.published(question, topic, tags=("pool",))


def asked(items: list[PaperItem]) -> list[QuestionVersion]:
    return [QuestionVersion.objects.get(pk=item.version_id) for item in items]


def test_a_named_slot_asks_its_live_version(dinghai: World) -> None:
    versions = asked(draw(dinghai.quiz, random.Random(1)))
    assert [version.question_id for version in versions] == [q.pk for q in dinghai.questions]


def test_a_draw_keeps_to_tag_and_points_and_never_repeats(dinghai: World) -> None:
    for n in range(4):
        tagged(dinghai, f"A{n}", "session")
    tagged(dinghai, "B0", "motion")
    quiz = drawing_quiz(dinghai, [("pool", "session")] * 4)
    for seed in range(5):
        versions = asked(draw(quiz, random.Random(seed)))
        assert len({version.question_id for version in versions}) == 4
        assert {tuple(version.points) for version in versions} == {("session",)}


def test_a_slot_with_nothing_to_ask_is_named(dinghai: World) -> None:
    with pytest.raises(PaperIncomplete, match="nowhere"):
        draw(drawing_quiz(dinghai, [("pool", "nowhere")]), random.Random(1))


def test_practice_never_asks_an_examination_question(dinghai: World) -> None:
    exam = questions.single(dinghai.root, "E1", use="examination")
    quiz = quiz_of(dinghai.root, "practice", [exam], purpose=Quiz.Purpose.PRACTICE)
    with pytest.raises(PaperIncomplete):
        draw(quiz, random.Random(1))


def test_questions_of_another_congress_are_never_asked(dinghai: World, elsewhere: World) -> None:
    quiz = quiz_of(dinghai.root, "mixed", [elsewhere.questions[0]], purpose="early")
    with pytest.raises(PaperIncomplete):
        draw(quiz, random.Random(1))


def test_a_slot_may_draw_by_knowledge_point_alone(dinghai: World) -> None:
    tagged(dinghai, "A0", "session")
    items = draw(drawing_quiz(dinghai, [("", "session")]), random.Random(1))
    assert [version.points for version in asked(items)] == [["session"]]
