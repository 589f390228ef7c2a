"""The bank as a list: what it shows, how it is narrowed and searched, and whose it is."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from cms.models import Provision, Statute, StatuteVersion
from courses.models import Category, Question, QuestionCitation, Quiz
from courses.questions import access, selectors
from courses.questions.services import retire
from tests.factories import questions
from tests.factories.forms import as_shown
from tests.factories.world import World
from training.people.models import User

BANK = "/admin/questions/all/"


def numbers(response: Any) -> list[str]:
    return [question.number for question in response.context["object_list"]]


def viewset_url(model: Any, name: str, *args: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def test_all_kinds_are_in_one_list_and_lead_to_their_own_editors(
    as_li: Client, dinghai: World
) -> None:
    response = as_li.get(BANK)
    assert numbers(response) == ["C1", "F1", "M1", "O1", "P1", "S1", "T1"]
    html = response.content.decode()
    for question in dinghai.questions:
        kind = type(question.get_real_instance())
        assert viewset_url(kind, "edit", question.pk) in html


def test_the_list_itself_takes_a_fixed_number_of_queries(
    dinghai: World, li: User, desk: Any, django_assert_num_queries: Any
) -> None:
    access.roots_for(li)  # remembered on the user for the request
    with django_assert_num_queries(2):
        rows = list(selectors.bank(li))
        assert [point.name for row in rows for point in row.points.all()]


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("use=practice", []),
        ("use=examination&difficulty=2", ["C1", "F1", "M1", "O1", "P1", "S1", "T1"]),
        ("difficulty=5", []),
        ("standing=live", ["C1", "F1", "M1", "O1", "P1", "T1"]),
        ("standing=retired", ["S1"]),
    ],
)
def test_filters(narrowed: str, found: list[str], as_li: Client, dinghai: World) -> None:
    retire(question=dinghai.questions[0], by=None, at=timezone.now())
    assert numbers(as_li.get(f"{BANK}?{narrowed}")) == found


def test_filter_by_kind_and_point(as_li: Client, dinghai: World) -> None:
    kind = dinghai.questions[0].polymorphic_ctype_id
    other = questions.point("motion", "代表议案")
    assert numbers(as_li.get(f"{BANK}?kind={kind}")) == ["S1"]
    assert numbers(as_li.get(f"{BANK}?points={other.pk}")) == []
    assert len(numbers(as_li.get(f"{BANK}?points={questions.point().pk}"))) == 7


@pytest.mark.parametrize("word", ["联名", "出席", "F1", "以上代表"])
def test_a_saved_question_is_found_by_words_of_two_characters(
    word: str, as_li: Client, dinghai: World
) -> None:
    assert numbers(as_li.get(BANK, {"q": word})) == ["F1"]


def test_a_word_that_does_not_occur_is_not_found(as_li: Client, dinghai: World) -> None:
    assert numbers(as_li.get(BANK, {"q": "海洋"})) == []


def test_search_and_filter_together(as_li: Client, dinghai: World) -> None:
    assert numbers(as_li.get(BANK, {"q": "联名", "use": "practice"})) == []


def test_another_congress_s_questions_are_not_listed(
    as_qian: Client, elsewhere: World, dinghai: World
) -> None:
    listed = as_qian.get(BANK).context["object_list"]
    assert {question.owner_root_id for question in listed} == {elsewhere.root.pk}
    assert len(as_qian.get(BANK, {"q": "联名"}).context["object_list"]) == 1


@pytest.mark.parametrize("name", ["edit", "delete", "history", "usage", "lock", "unpublish"])
def test_another_congress_s_question_is_not_found(
    name: str, as_qian: Client, dinghai: World
) -> None:
    question = dinghai.questions[0].get_real_instance()
    assert as_qian.get(viewset_url(type(question), name, question.pk)).status_code == 404
    assert as_qian.post(viewset_url(type(question), name, question.pk)).status_code == 404
    assert as_qian.get(f"{BANK}edit/{question.pk}/").status_code == 404


def test_another_congress_s_quiz_is_not_found(as_qian: Client, dinghai: World) -> None:
    assert as_qian.get(viewset_url(Quiz, "edit", dinghai.quiz.pk)).status_code == 404


def test_choosers_offer_and_take_own_questions_only(
    as_qian: Client, elsewhere: World, dinghai: World
) -> None:
    chooser = Question.snippet_viewset.chooser_viewset
    offered = as_qian.get(reverse(chooser.get_url_name("choose"))).json()["html"]
    found = as_qian.get(reverse(chooser.get_url_name("choose_results")), {"q": "联名"})
    foreign, own = dinghai.questions[3], elsewhere.questions[3]
    chosen = chooser.get_url_name("chosen")
    assert reverse(chosen, args=[own.pk]) in offered
    assert reverse(chosen, args=[foreign.pk]) not in offered
    assert reverse(chosen, args=[own.pk]) in found.content.decode()
    assert reverse(chosen, args=[foreign.pk]) not in found.content.decode()
    assert as_qian.get(reverse(chosen, args=[foreign.pk])).status_code == 404
    assert as_qian.get(reverse(chosen, args=[own.pk])).status_code == 200


def test_the_base_editor_sends_on_to_the_kind(as_li: Client, dinghai: World) -> None:
    question = dinghai.questions[0]
    response = as_li.get(f"{BANK}edit/{question.pk}/")
    assert response["Location"].endswith(f"single-choice/edit/{question.pk}/")


def test_a_deputy_never_sees_the_bank(wang: User, desk: Any) -> None:
    client = Client()
    client.force_login(wang)
    assert client.get(BANK).status_code == 302
    assert client.get("/admin/").status_code == 302


def test_next_number_counts_on(dinghai: World) -> None:
    assert selectors.next_number(dinghai.root.pk) == "Q001"
    questions.single(dinghai.root, "Q170")
    assert selectors.next_number(dinghai.root.pk) == "Q171"


def slot(quiz: Quiz, order: int) -> str:
    return f"sections-0-slots-{order}"


def saved_quiz(client: Client, quiz: Quiz, **changes: Any) -> Any:
    url = viewset_url(Quiz, "edit", quiz.pk)
    return client.post(url, as_shown(client, url, **changes))


def slot_errors(response: Any, order: int) -> dict[str, Any]:
    section = response.context["form"].formsets["sections"].forms[0]
    return dict(section.formsets["slots"].forms[order].errors)


def test_a_quiz_is_edited_down_to_its_slots(as_li: Client, dinghai: World) -> None:
    response = saved_quiz(as_li, dinghai.quiz, **{f"{slot(dinghai.quiz, 0)}-mark": "5"})
    assert response.status_code == 302
    marks = [int(s.mark) for s in dinghai.quiz.sections.get().slots.order_by("sort_order")]
    assert marks == [5, 1, 1, 1, 1, 1, 1]


def test_a_slot_either_names_a_question_or_draws_one(as_li: Client, dinghai: World) -> None:
    response = saved_quiz(as_li, dinghai.quiz, **{f"{slot(dinghai.quiz, 0)}-draw_tag": "pool"})
    assert "__all__" in slot_errors(response, 0)


def test_a_practice_quiz_takes_no_examination_question(as_li: Client, dinghai: World) -> None:
    response = saved_quiz(as_li, dinghai.quiz, purpose="practice")
    assert slot_errors(response, 0)["question"] == ["考试专用的题不能放进练习。"]


def test_an_unknown_point_is_named(as_li: Client, dinghai: World) -> None:
    name = slot(dinghai.quiz, 0)
    changes = {f"{name}-question": "", f"{name}-draw_points": "rights nonsense"}
    response = saved_quiz(as_li, dinghai.quiz, **changes)
    assert slot_errors(response, 0)["draw_points"] == ["没有这个知识点：nonsense。"]


def test_a_foreign_question_cannot_be_smuggled_into_a_quiz(
    as_li: Client, dinghai: World, elsewhere: World
) -> None:
    name = f"{slot(dinghai.quiz, 0)}-question"
    response = saved_quiz(as_li, dinghai.quiz, **{name: elsewhere.questions[0].pk})
    assert slot_errors(response, 0)["question"] == ["这道题不属于同一个人大。"]


def test_the_key_of_a_quiz_is_fixed(as_li: Client, dinghai: World) -> None:
    saved_quiz(as_li, dinghai.quiz, key="other")
    dinghai.quiz.refresh_from_db()
    assert dinghai.quiz.key == "form-a"


@pytest.mark.db
@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("甲", ["M1", "S1"]),
        ("三分之二", ["F1"]),
        ("预备会议", ["O1"]),
        ("50人", ["P1"]),
        ("罢免", ["C1"]),
        ("先询问", ["C1"]),
        ("法律这样", ["C1", "F1", "M1", "O1", "P1", "S1", "T1"]),
    ],
)
def test_options_rows_parts_answers_and_explanations_are_searched(
    word: str, found: list[str], as_li: Client, dinghai: World
) -> None:
    assert numbers(as_li.get(BANK, {"q": word})) == found


def test_a_published_change_of_an_option_is_found_at_once(as_li: Client, dinghai: World) -> None:
    question = dinghai.questions[0].get_real_instance()
    choices = list(question.choices.all())
    choices[2].text = "海洋渔业"
    question.choices = choices
    question.save_revision().publish()
    assert numbers(as_li.get(BANK, {"q": "渔业"})) == ["S1"]


def test_filter_by_category_tag_statute_and_what_is_unused(as_li: Client, dinghai: World) -> None:
    drawer = Category.objects.create(key="b", name="第二格", owner_root=dinghai.root)
    moved = questions.single(dinghai.root, "X1")
    moved.tags.add("pool")
    moved.category = drawer
    moved.save()
    tag = Tag.objects.get(name="pool")
    assert numbers(as_li.get(f"{BANK}?category={drawer.pk}")) == ["X1"]
    assert numbers(as_li.get(f"{BANK}?tag={tag.pk}")) == ["X1"]
    assert numbers(as_li.get(f"{BANK}?look=unused")) == ["X1"]
    statute = Statute.objects.create(title="代表法")
    version = StatuteVersion.objects.create(
        key="dbf", statute=statute, label="2025", adopted_on=date(2025, 3, 11)
    )
    cited = Provision.objects.create(version=version, number=7, article="第七条", heading="权利")
    QuestionCitation.objects.create(question=moved, provision=cited)
    assert numbers(as_li.get(f"{BANK}?statute={statute.pk}")) == ["X1"]


def test_filters_offer_ones_own_drawers_and_tags_only(
    as_qian: Client, elsewhere: World, dinghai: World
) -> None:
    questions.single(dinghai.root, "X1").tags.add("定海的标签")
    html = as_qian.get(BANK).content.decode()
    assert "定海的标签" not in html
