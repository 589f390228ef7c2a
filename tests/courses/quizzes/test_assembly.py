"""Drawing a paper: named questions, draws by tag, point and difficulty, no repeats, clear refusal."""

import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import Question, QuestionVersion, Quiz, QuizSection, QuizSlot
from courses.quizzes.assembly import PaperItem, draw
from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.sampling import FEW, WINDOW
from tests.counting import at_most
from tests.factories import questions
from tests.factories.bulk import large_bank
from tests.factories.world import World, quiz_of

pytestmark = pytest.mark.db


def drawing_quiz(world: World, slots: list[dict[str, Any]], **extra: Any) -> Quiz:
    """A quiz of one section; each slot given by its fields."""
    quiz = Quiz.objects.create(
        owner_root=world.root, key="drawn", title="抽", **{"purpose": "final"} | extra
    )
    section = QuizSection.objects.create(quiz=quiz, title="一、")
    for order, fields in enumerate(slots):
        QuizSlot.objects.create(section=section, sort_order=order, **fields)
    return quiz


def tagged(world: World, number: str, topic: str, **extra: Any) -> Question:
    question = questions.single(world.root, number, **extra)
    return questions.published(question, topic, tags=("pool",))


def asked(items: list[PaperItem]) -> list[QuestionVersion]:
    return [QuestionVersion.objects.get(pk=item.version_id) for item in items]


def questions_of(items: list[PaperItem]) -> list[int]:
    versions = dict(QuestionVersion.objects.values_list("pk", "question_id"))
    return [versions[item.version_id] for item in items]


def test_a_named_slot_asks_its_live_version(dinghai: World) -> None:
    versions = asked(draw(dinghai.quiz, random.Random(1)))
    assert [version.question_id for version in versions] == [q.pk for q in dinghai.questions]


def test_an_item_carries_its_mark_and_the_title_of_its_section(dinghai: World) -> None:
    tagged(dinghai, "A0", "session")
    (item,) = draw(drawing_quiz(dinghai, [{"draw_tag": "pool", "mark": 5}]), random.Random(1))
    assert (str(item.mark), item.section) == ("5.00", "一、")


def test_a_draw_keeps_to_tag_and_points_and_never_repeats(dinghai: World) -> None:
    for n in range(4):
        tagged(dinghai, f"A{n}", "session")
    tagged(dinghai, "B0", "motion")
    quiz = drawing_quiz(dinghai, [{"draw_tag": "pool", "draw_points": "session"}] * 4)
    for seed in range(5):
        versions = asked(draw(quiz, random.Random(seed)))
        assert len({version.question_id for version in versions}) == 4
        assert {tuple(version.points) for version in versions} == {("session",)}


def test_a_slot_may_draw_several_questions(dinghai: World) -> None:
    for n in range(4):
        tagged(dinghai, f"A{n}", "session")
    quiz = drawing_quiz(dinghai, [{"draw_tag": "pool", "draw_count": 3}])
    assert len(set(questions_of(draw(quiz, random.Random(1))))) == 3


def test_a_draw_keeps_to_its_range_of_difficulty(dinghai: World) -> None:
    for level in range(1, 6):
        tagged(dinghai, f"A{level}", "session", difficulty=level)
    slot = {"draw_points": "session", "draw_easiest": 2, "draw_hardest": 4, "draw_count": 3}
    versions = asked(draw(drawing_quiz(dinghai, [slot]), random.Random(1)))
    assert sorted(version.difficulty for version in versions) == [2, 3, 4]


def test_a_slot_may_draw_by_difficulty_alone_or_by_point_alone(dinghai: World) -> None:
    tagged(dinghai, "A0", "session", difficulty=5)
    for slot in ({"draw_easiest": 5}, {"draw_points": "session"}):
        Quiz.objects.filter(key="drawn").delete()
        items = draw(drawing_quiz(dinghai, [slot]), random.Random(1))
        assert [version.points for version in asked(items)] == [["session"]]


def test_draws_keep_clear_of_named_questions(dinghai: World) -> None:
    named = tagged(dinghai, "A0", "session")
    other = tagged(dinghai, "A1", "session")
    quiz = drawing_quiz(dinghai, [{"draw_tag": "pool"}, {"question_id": named.pk}])
    for seed in range(10):
        assert questions_of(draw(quiz, random.Random(seed))) == [other.pk, named.pk]


def test_a_question_named_twice_is_asked_once(dinghai: World) -> None:
    named = tagged(dinghai, "A0", "session")
    quiz = drawing_quiz(dinghai, [{"question_id": named.pk}, {"question_id": named.pk}])
    assert questions_of(draw(quiz, random.Random(1))) == [named.pk]


def test_slots_that_overlap_find_the_paper_that_exists(dinghai: World) -> None:
    """Three questions for three slots, and only one way to share them out."""
    about = {n: tagged(dinghai, f"A{n}", point) for n, point in enumerate(("session", "motion"))}
    about[2] = tagged(dinghai, "A2", "motion", difficulty=5)
    slots: list[dict[str, Any]] = [
        {"draw_tag": "pool"},
        {"draw_tag": "pool", "draw_points": "motion"},
        {"draw_tag": "pool", "draw_points": "motion", "draw_easiest": 5},
    ]
    quiz = drawing_quiz(dinghai, slots)
    for seed in range(20):
        assert questions_of(draw(quiz, random.Random(seed))) == [about[n].pk for n in range(3)]


def test_a_slot_with_too_few_questions_is_named_with_how_many_there_are(dinghai: World) -> None:
    questions.point("motion", "代表议案")
    tagged(dinghai, "A0", "motion")
    slot = {"draw_tag": "pool", "draw_points": "motion", "draw_count": 2, "draw_hardest": 3}
    quiz = drawing_quiz(dinghai, [slot])
    with pytest.raises(PaperIncomplete) as refusal:
        draw(quiz, random.Random(1))
    words = refusal.value.slot
    assert "标签“pool”" in words
    assert "代表议案" in words
    assert "难度 1–3" in words
    assert "要 2 题，符合条件的只有 1 题" in words
    assert refusal.value.slot_id == QuizSlot.objects.get(section__quiz=quiz).pk


def test_a_named_question_that_was_retired_is_named(dinghai: World) -> None:
    question = tagged(dinghai, "A0", "motion")
    quiz = drawing_quiz(dinghai, [{"question_id": question.pk}])
    Question.objects.non_polymorphic().filter(pk=question.pk).update(retired_at=timezone.now())
    with pytest.raises(PaperIncomplete, match="A0"):
        draw(quiz, random.Random(1))


def test_practice_never_asks_an_examination_question(dinghai: World) -> None:
    exam = questions.single(dinghai.root, "E1", use="examination")
    quiz = quiz_of(dinghai.root, "practice", [exam], purpose=Quiz.Purpose.PRACTICE)
    with pytest.raises(PaperIncomplete):
        draw(quiz, random.Random(1))


@pytest.mark.parametrize("slot", [{"draw_tag": "pool"}, {"draw_points": "p0"}, {"draw_easiest": 1}])
def test_practice_never_draws_an_examination_question(dinghai: World, slot: dict[str, Any]) -> None:
    large_bank(dinghai.root, 30, points=["p0"], tags=["pool"])
    with pytest.raises(PaperIncomplete):
        draw(drawing_quiz(dinghai, [slot], purpose="practice"), random.Random(1))


def test_questions_of_another_congress_are_never_asked(dinghai: World, elsewhere: World) -> None:
    quiz = quiz_of(dinghai.root, "mixed", [elsewhere.questions[0]], purpose="early")
    with pytest.raises(PaperIncomplete):
        draw(quiz, random.Random(1))


@pytest.mark.parametrize("slot", [{"draw_tag": "pool"}, {"draw_points": "p0"}, {"draw_easiest": 1}])
def test_questions_of_another_congress_are_never_drawn(
    dinghai: World, elsewhere: World, slot: dict[str, Any]
) -> None:
    large_bank(elsewhere.root, FEW + 20, points=["p0"], tags=["pool"])
    Question.objects.non_polymorphic().filter(owner_root=dinghai.root).update(live=False)
    with pytest.raises(PaperIncomplete):
        draw(drawing_quiz(dinghai, [slot]), random.Random(1))


def test_a_section_is_shuffled_only_when_it_says_so(dinghai: World) -> None:
    quiz = quiz_of(dinghai.root, "mixed", dinghai.questions, purpose="early")
    plain = questions_of(draw(quiz, random.Random(3)))
    quiz.sections.update(shuffle=True)
    shuffled = [questions_of(draw(quiz, random.Random(seed))) for seed in range(3, 6)]
    assert plain == [question.pk for question in dinghai.questions]
    assert all(sorted(order) == sorted(plain) for order in shuffled)
    assert any(order != plain for order in shuffled)


def test_the_same_seed_draws_the_same_paper(dinghai: World) -> None:
    large_bank(dinghai.root, 300, points=["p0", "p1"], tags=["pool"])
    quiz = drawing_quiz(dinghai, [{"draw_tag": "pool", "draw_points": "p0 p1", "draw_count": 9}])
    assert draw(quiz, random.Random(7)) == draw(quiz, random.Random(7))
    assert draw(quiz, random.Random(7)) != draw(quiz, random.Random(8))


class TestLeastSeenFirst:
    @pytest.fixture
    def bank(self, dinghai: World) -> list[int]:
        return large_bank(dinghai.root, 12, points=["p0"], tags=["pool"])

    def paper(self, world: World, *, least_seen_first: bool = True, **slot: Any) -> Quiz:
        slots = [{"draw_tag": "pool", "draw_count": 4} | slot]
        return drawing_quiz(world, slots, least_seen_first=least_seen_first)

    def test_what_was_met_least_is_drawn(self, dinghai: World, bank: list[int]) -> None:
        quiz = self.paper(dinghai)
        seen = dict.fromkeys(bank[:8], 2) | {bank[8]: 1}
        for seed in range(10):
            drawn = questions_of(draw(quiz, random.Random(seed), seen))
            assert sorted(drawn) == bank[8:]

    def test_chance_decides_among_equals(self, dinghai: World, bank: list[int]) -> None:
        quiz = self.paper(dinghai)
        seen = dict.fromkeys(bank, 1)
        drawn = {
            pk for seed in range(20) for pk in questions_of(draw(quiz, random.Random(seed), seen))
        }
        assert drawn == set(bank)

    def test_it_is_ignored_unless_the_quiz_says_so(self, dinghai: World, bank: list[int]) -> None:
        quiz = self.paper(dinghai, least_seen_first=False)
        seen = dict.fromkeys(bank[:8], 1)
        drawn = {
            pk for seed in range(20) for pk in questions_of(draw(quiz, random.Random(seed), seen))
        }
        assert drawn == set(bank)

    @pytest.mark.parametrize("slot", [{"draw_tag": "pool"}, {"draw_tag": "", "draw_points": "p0"}])
    def test_a_sample_prefers_the_unseen_and_falls_back_on_the_seen(
        self, dinghai: World, slot: dict[str, Any]
    ) -> None:
        bank = large_bank(dinghai.root, FEW + 60, points=["p0"], tags=["pool"])
        quiz = self.paper(dinghai, **slot)
        unseen = set(bank[100:103])
        seen = {pk: 1 for pk in bank if pk not in unseen}
        drawn = questions_of(draw(quiz, random.Random(1), seen))
        assert unseen < set(drawn)
        assert len(set(drawn)) == 4


class TestLargeBank:
    """Above the sizes at which everything is read: draws see samples."""

    @pytest.fixture
    def bank(self, dinghai: World) -> list[int]:
        return large_bank(dinghai.root, 600, points=["p0", "p1", "p2"], tags=["pool"])

    def twenty(self, world: World) -> Quiz:
        slots = [
            {"draw_tag": "pool", "draw_points": f"p{n % 3} p{(n + 1) % 3}", "draw_easiest": 2}
            for n in range(18)
        ]
        return drawing_quiz(world, [*slots, {"draw_tag": "pool"}, {"draw_hardest": 4}])

    def test_twenty_slots_take_two_queries(self, dinghai: World, bank: list[int]) -> None:
        quiz = self.twenty(dinghai)
        with at_most(2):
            items = draw(quiz, random.Random(1))
        assert len(set(questions_of(items))) == 20

    def test_at_most_three_with_named_and_rare_and_seen_questions(
        self, dinghai: World, bank: list[int]
    ) -> None:
        tagged(dinghai, "A0", "session")
        rare = questions.published(questions.single(dinghai.root, "A1"), "session", ("rare",))
        quiz = self.twenty(dinghai)
        quiz.least_seen_first = True
        section = quiz.sections.get()
        QuizSlot.objects.create(section=section, draw_tag="rare")
        QuizSlot.objects.create(section=section, question_id=bank[0])
        seen = dict.fromkeys(bank[:590], 1)
        with at_most(3):
            items = draw(quiz, random.Random(1), seen)
        drawn = questions_of(items)
        assert len(set(drawn)) == 22
        assert {rare.pk, bank[0]} < set(drawn)

    def test_the_conditions_hold_for_samples_too(self, dinghai: World, bank: list[int]) -> None:
        questions_about = dict(
            Question.points.through.objects.values_list("question_id", "knowledgepoint__key")
        )
        slot = {"draw_tag": "pool", "draw_points": "p2", "draw_easiest": 4, "draw_count": 20}
        items = draw(drawing_quiz(dinghai, [slot]), random.Random(1))
        assert {version.difficulty for version in asked(items)} == {4, 5}
        assert {questions_about[pk] for pk in questions_of(items)} == {"p2"}

    def test_a_tag_that_no_question_of_the_point_bears_draws_nothing(
        self, dinghai: World, bank: list[int]
    ) -> None:
        large_bank(dinghai.root, FEW + 5, points=["p9"], tags=["other"])
        quiz = drawing_quiz(dinghai, [{"draw_tag": "pool", "draw_points": "p9"}])
        with pytest.raises(PaperIncomplete):
            draw(quiz, random.Random(1))

    def test_a_draw_larger_than_a_sample_is_filled(self, dinghai: World, bank: list[int]) -> None:
        count = 2 * WINDOW
        quiz = drawing_quiz(dinghai, [{"draw_tag": "pool", "draw_count": count}])
        assert len(set(questions_of(draw(quiz, random.Random(1))))) == count

    def test_chance_is_roughly_even(self, dinghai: World, bank: list[int]) -> None:
        """20 of 200 questions in each of 300 papers: 30 each on average.

        Were chance exactly even, the spread would be √(30·0.9) ≈ 5.2; samples of WINDOW add 20 %
        of 30 = 6, together 8; five times that is not met by chance.
        """
        quiz = drawing_quiz(dinghai, [{"draw_points": "p1", "draw_count": 20}])
        versions = dict(QuestionVersion.objects.values_list("pk", "question_id"))
        drawn = Counter(
            versions[item.version_id]
            for seed in range(300)
            for item in draw(quiz, random.Random(seed))
        )
        counts = [drawn[pk] for n, pk in enumerate(bank) if n % 3 == 1]
        assert sum(counts) == 6000
        assert min(counts) >= 5
        assert max(counts) <= 70
        spread = (sum((count - 30) ** 2 for count in counts) / len(counts)) ** 0.5
        assert spread < 10

    def test_a_small_point_beside_a_large_one_is_not_drawn_more(self, dinghai: World) -> None:
        """20 questions beside 380: one draw in twenty, not every second one."""
        small = set(large_bank(dinghai.root, 20, points=["small"]))
        large_bank(dinghai.root, 380, points=["large"])
        quiz = drawing_quiz(dinghai, [{"draw_points": "small large", "draw_count": 10}])
        versions = dict(QuestionVersion.objects.values_list("pk", "question_id"))
        drawn = [
            versions[item.version_id]
            for seed in range(150)
            for item in draw(quiz, random.Random(seed))
        ]
        share = sum(pk in small for pk in drawn) / len(drawn)
        assert 0.02 < share < 0.09

    def test_the_index_of_places_is_used(self, dinghai: World, bank: list[int]) -> None:
        """Without it a draw would read the whole bank."""
        with connection.cursor() as cursor:
            tables = ("courses_question_points", "courses_questiontag", "courses_question")
            found = {
                name
                for table in tables
                for name in connection.introspection.get_constraints(cursor, table)
            }
        assert {"question_point_place", "question_tag_place", "question_place"} <= found


def test_a_small_bank_is_drawn_from_evenly(dinghai: World) -> None:
    """Six questions, one drawn 600 times: 100 each, with a spread of √(600·1/6·5/6) ≈ 9."""
    bank = large_bank(dinghai.root, 6, points=["p0"], tags=["pool"])
    quiz = drawing_quiz(dinghai, [{"draw_tag": "pool"}])
    drawn = Counter(questions_of(draw(quiz, random.Random(seed)))[0] for seed in range(600))
    assert all(60 <= drawn[pk] <= 140 for pk in bank)
