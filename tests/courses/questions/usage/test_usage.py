"""Where questions are used and how they did: beside each in the list, and on a page of its own."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.models import ItemStatistics, Question, Quiz, QuizSection, QuizSlot
from courses.questions.services import retire
from courses.questions.usage.places import Way, attempts_of, places_of
from tests.counting import at_most
from tests.factories import questions
from tests.factories.world import World, quiz_of
from training.learning.attempts import services
from training.people.models import User

BANK = "/admin/questions/all/"


def figures(question: Question, n: int, purpose: str = "final", **fields: Any) -> None:
    """Statistics of the live version as the analysis writes them."""
    for selection in ("first", "all"):
        ItemStatistics.objects.create(
            version_id=question.live_version_id,
            purpose=purpose,
            selection=selection,
            n=n,
            answered=n,
            computed_at=timezone.now(),
            **{"facility": 0.5, "discrimination": 0.25, **fields},
        )


def drawing(world: World, purpose: str = "early", **conditions: Any) -> Quiz:
    """An open quiz with one drawing slot."""
    quiz = Quiz.objects.create(owner_root=world.root, key="draws", title="抽题卷", purpose=purpose)
    section = QuizSection.objects.create(quiz=quiz)
    QuizSlot.objects.create(section=section, **conditions)
    return quiz


def ways(user: User, question: Question) -> list[tuple[Way, str]]:
    question = Question.objects.non_polymorphic().get(pk=question.pk)
    return [(place.way, place.title) for place in places_of(user, [question])[question.pk]]


def test_quizzes_that_name_a_question(li: User, desk: Any, dinghai: World) -> None:
    single = dinghai.questions[0]
    assert ways(li, single) == [(Way.NAMED, "测验 final"), (Way.NAMED, "测验 form-a")]


@pytest.mark.parametrize(
    ("conditions", "drawn"),
    [
        ({"draw_tag": "pool"}, True),
        ({"draw_tag": "other"}, False),
        ({"draw_points": "motion rights"}, True),
        ({"draw_points": "motion"}, False),
        ({"draw_tag": "pool", "draw_points": "motion"}, False),
        ({"draw_easiest": 1, "draw_hardest": 2}, True),
        ({"draw_easiest": 3}, False),
    ],
)
def test_quizzes_that_may_draw_a_question(
    conditions: dict[str, Any], drawn: bool, li: User, desk: Any, dinghai: World
) -> None:
    question = questions.single(dinghai.root, "D1")
    question.tags.add("pool")
    question.save()
    drawing(dinghai, **conditions)
    assert (ways(li, question) == [(Way.DRAWN, "抽题卷")]) is drawn


def test_what_cannot_be_drawn_is_not_said_to_be(li: User, desk: Any, dinghai: World) -> None:
    question = questions.single(dinghai.root, "D1")
    drawing(dinghai, purpose="practice", draw_points="rights")
    assert not ways(li, question)  # an examination question is never practised
    Question.objects.non_polymorphic().filter(pk=question.pk).update(use="practice")
    assert ways(li, question) == [(Way.DRAWN, "抽题卷")]
    retire(question=question, by=None, at=timezone.now())
    assert not ways(li, question)


def test_lessons_that_practise_a_question(li: User, desk: Any, dinghai: World) -> None:
    question = questions.single(dinghai.root, "X1", use="practice")
    dinghai.lesson.body.append(("practice", {"question": question}))
    dinghai.lesson.save()
    assert ways(li, question) == [(Way.PRACTISED, "权利与义务")]


def test_another_congress_s_quizzes_are_not_told(
    qian: User, dinghai: World, elsewhere: World
) -> None:
    assert not ways(qian, dinghai.questions[0])


def test_sittings_are_counted_version_by_version(wang: User, dinghai: World) -> None:
    services.start(quiz=dinghai.quiz, learner_id=wang.pk, enrolment=None, now=timezone.now())
    asked, other = dinghai.questions[0], questions.single(dinghai.root, "X1")
    with at_most(1):
        counted = attempts_of([asked.live_version_id, other.live_version_id])
    assert counted == {asked.live_version_id: 1}


def test_the_page_tells_places_sittings_and_figures(as_li: Client, dinghai: World) -> None:
    question = dinghai.questions[0]
    figures(question, 44, flags=["negative"], problem=True, discrimination=-0.12)
    html = as_li.get(f"{BANK}usage/{question.pk}/").content.decode()
    for told in ("测验 final", "50%", "−0.12", "答对的人反而总分低", "44"):
        assert told in html


def test_under_thirty_answers_no_figure_is_shown(as_li: Client, dinghai: World) -> None:
    question = dinghai.questions[0]
    figures(question, 29, facility=0.77)
    for url in (f"{BANK}usage/{question.pk}/", BANK):
        html = as_li.get(url).content.decode()
        assert "样本不足" in html
        assert "77%" not in html


def test_the_page_is_the_same_from_the_kinds_editor(as_li: Client, dinghai: World) -> None:
    question = dinghai.questions[0]
    response = as_li.get(f"/admin/questions/single-choice/usage/{question.pk}/")
    assert "测验 final" in response.content.decode()


def test_a_question_used_nowhere_says_what_to_do(as_li: Client, dinghai: World) -> None:
    question = questions.single(dinghai.root, "X1")
    html = as_li.get(f"{BANK}usage/{question.pk}/").content.decode()
    assert "还没有测验或课文用这道题" in html


def beside(response: Any) -> dict[str, Any]:
    return {question.number: question.beside for question in response.context["object_list"]}


def test_the_list_shows_them_beside_each_question(as_li: Client, dinghai: World) -> None:
    figures(dinghai.questions[0], 44)
    figures(dinghai.questions[0], 65, purpose="early", facility=0.8)
    shown = beside(as_li.get(BANK))
    assert len(shown["S1"].places) == 2
    assert shown["S1"].sittings == 44 + 65
    assert (shown["S1"].figures.n, shown["S1"].figures.facility) == (65, 0.8)
    assert (shown["T1"].sittings, shown["T1"].figures) == (0, None)


@pytest.mark.db
@pytest.mark.parametrize(
    ("ordering", "first"),
    [
        ("-facility", ["S1", "M1"]),
        ("facility", ["M1", "S1"]),
        ("-discrimination", ["M1", "S1"]),
        ("-sittings", ["T1", "M1", "S1"]),
        ("-slots", ["C1"]),
    ],
)
def test_the_list_is_sorted_by_them_and_what_is_unknown_comes_last(
    ordering: str, first: list[str], as_li: Client, dinghai: World
) -> None:
    single, multiple, true_false, *_rest = dinghai.questions
    figures(single, 30, facility=0.9, discrimination=0.1)
    figures(multiple, 40, facility=0.2, discrimination=0.6)
    figures(true_false, 20, facility=1.0, discrimination=1.0)  # too few to judge by
    # 50 by other questions: the count of T1 over all sittings
    ItemStatistics.objects.filter(version=true_false.live_version, selection="all").update(n=50)
    quiz_of(dinghai.root, "more", [dinghai.questions[6]], purpose="early")
    listed = [q.number for q in as_li.get(f"{BANK}?ordering={ordering}").context["object_list"]]
    assert listed[: len(first)] == first
    assert len(listed) == 7


def test_doubtful_questions_are_found(as_li: Client, dinghai: World) -> None:
    figures(dinghai.questions[0], 44)
    figures(dinghai.questions[1], 44, problem=True)
    listed = as_li.get(f"{BANK}?look=problem").context["object_list"]
    assert [question.number for question in listed] == ["M1"]


def test_the_list_takes_as_many_queries_for_fifty_rows_as_for_seven(
    as_li: Client, dinghai: World
) -> None:
    drawing(dinghai, draw_points="rights")
    for number in range(45):
        figures(questions.single(dinghai.root, f"Q{number:03d}"), 40)
    as_li.get(f"{BANK}results/")
    with at_most(20):
        assert len(as_li.get(f"{BANK}results/").context["object_list"]) == 50
