"""Alike questions at the desk: said when one is saved, asked while one is written, listed, settled."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.models import Category, Fingerprint, Question, SimilarPair, SingleChoiceQuestion
from courses.questions.likeness.selectors import similar
from courses.questions.services import retire
from tests.counting import at_most
from tests.courses.questions.test_desk import ADD, edit_url, made, typed
from tests.factories import questions
from tests.factories.forms import as_shown
from tests.factories.world import World
from training.people.models import User

BANK = "/admin/questions/all/"
STEM = "区人大会议期间，代表联名提出对副区长的罢免案，法定门槛是多少？"
ALIKE = "镇人大会议期间，代表联名提出对副镇长的罢免案，法定门槛是多少？"


@pytest.fixture
def recall(dinghai: World) -> Question:
    """A published question of 定海."""
    return questions.single(dinghai.root, "R1", stem=STEM)


@pytest.fixture
def pair(recall: Question, dinghai: World) -> SimilarPair:
    """It and another that reads alike."""
    questions.single(dinghai.root, "R2", stem=ALIKE)
    return SimilarPair.objects.get(first=recall)


def messages(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_save_is_not_refused_but_says_what_reads_alike(
    as_li: Client, recall: Question, dinghai: World
) -> None:
    response = as_li.post(ADD, typed(dinghai, stem=ALIKE), follow=True)
    assert "有 1 道题和它相近" in messages(response)
    assert f"{BANK}similar/{made().pk}/{recall.pk}/" in messages(response)
    assert SimilarPair.objects.get().why == "stem"


def test_a_save_of_something_new_says_nothing(
    as_li: Client, recall: Question, dinghai: World
) -> None:
    response = as_li.post(ADD, typed(dinghai), follow=True)
    assert "相近" not in messages(response)
    assert not SimilarPair.objects.exists()


def test_a_draft_of_a_live_question_is_compared_as_it_is_written(
    as_li: Client, recall: Question, dinghai: World
) -> None:
    other = questions.single(dinghai.root, "R2", stem="代表辞职应当向谁提出？")
    other = SingleChoiceQuestion.objects.get(pk=other.pk)
    other.live = True
    other.save()
    url = edit_url(other)
    response = as_li.post(url, as_shown(as_li, url, stem=ALIKE), follow=True)
    assert "R1（" in messages(response)
    assert not SimilarPair.objects.exists()  # what is published does not read alike


def test_the_editor_names_alike_questions_beside_the_form(as_li: Client, pair: SimilarPair) -> None:
    html = as_li.get(edit_url(pair.second.get_real_instance())).content.decode()
    assert f"{BANK}similar/{pair.second_id}/{pair.first_id}/" in html


def asked(client: Client, **fields: Any) -> Any:
    return client.post(f"{BANK}alike/", fields)


def test_while_writing_the_fragment_names_number_likeness_and_reason(
    as_li: Client, recall: Question
) -> None:
    html = asked(as_li, stem=ALIKE, **{"choices-0-text": "甲"}).content.decode()
    assert "R1" in html
    assert "题干相近" in html
    assert "<html" not in html


def test_a_question_is_not_compared_with_itself(as_li: Client, recall: Question) -> None:
    html = asked(as_li, stem=STEM, question=recall.pk).content.decode()
    assert "没有相近的题" in html


def test_too_little_to_compare_is_said(as_li: Client, recall: Question) -> None:
    assert "写得还太少" in asked(as_li, stem="区人").content.decode()


def test_the_fragment_knows_ones_own_bank_only(
    as_qian: Client, recall: Question, elsewhere: World
) -> None:
    assert "没有相近的题" in asked(as_qian, stem=STEM).content.decode()
    assert asked(as_qian, stem=STEM, question=recall.pk).status_code == 404
    assert asked(as_qian, stem=STEM, owner_root=recall.owner_root_id).status_code == 404


def test_the_importer_finds_alike_questions_of_one_bank_in_two_queries(
    recall: Question, elsewhere: World
) -> None:
    body = {"options": [{"id": "x", "text": text} for text in "甲乙丙丁"]}
    with at_most(2):
        found = similar(ALIKE, body, recall.owner_root_id)
    assert [(one.question.number, one.why) for one in found] == [("R1", "whole")]
    assert 0.5 <= found[0].score < 1
    assert not similar(ALIKE, body, recall.owner_root_id, exclude=[recall.pk])
    assert not similar(ALIKE, body, elsewhere.root.pk)
    assert not similar("短", {}, recall.owner_root_id)


def test_pairs_of_the_bank_are_listed_the_most_alike_first(
    as_li: Client, pair: SimilarPair, dinghai: World
) -> None:
    questions.single(dinghai.root, "R3", stem=STEM)
    response = as_li.get(f"{BANK}similar/")
    shown = [(p.first.number, p.second.number) for p in response.context["object_list"]]
    assert shown == [("R1", "R3"), ("R1", "R2"), ("R2", "R3")]


def test_two_beside_each_other_with_what_differs(as_li: Client, pair: SimilarPair) -> None:
    html = as_li.get(f"{BANK}similar/{pair.first_id}/{pair.second_id}/").content.decode()
    assert "<del" in html
    assert "<ins" in html
    assert "对副" in html


def test_what_is_meant_to_be_alike_is_remembered_and_can_be_taken_back(
    as_li: Client, li: User, pair: SimilarPair, dinghai: World
) -> None:
    as_li.post(f"{BANK}similar/dismiss/{pair.pk}/")
    assert not as_li.get(f"{BANK}similar/").context["object_list"]
    settled = as_li.get(f"{BANK}similar/?dismissed=1").context["object_list"]
    assert [one.dismissed_by for one in settled] == [li]
    url = edit_url(pair.second.get_real_instance())
    assert "道题和它相近" not in messages(as_li.post(url, as_shown(as_li, url), follow=True))
    as_li.post(f"{BANK}similar/open/{pair.pk}/")
    assert as_li.get(f"{BANK}similar/").context["object_list"]


def test_a_settled_pair_is_asked_again_when_the_two_became_much_more_alike(
    as_li: Client, pair: SimilarPair
) -> None:
    as_li.post(f"{BANK}similar/dismiss/{pair.pk}/")
    second = pair.second.get_real_instance()
    second.stem = STEM
    second.save()
    pair.refresh_from_db()
    assert pair.dismissed_at is None


def test_a_pair_ends_when_one_is_rewritten_or_retired(pair: SimilarPair, as_li: Client) -> None:
    retire(question=pair.first, by=None, at=timezone.now())
    assert not as_li.get(f"{BANK}similar/").context["object_list"]
    second = pair.second.get_real_instance()
    second.stem = "代表建议自交办之日起多长时间内答复？"
    second.save()
    assert not SimilarPair.objects.exists()


def test_another_congress_s_pairs_are_not_found(as_qian: Client, pair: SimilarPair) -> None:
    assert not as_qian.get(f"{BANK}similar/").context["object_list"]
    beside = f"{BANK}similar/{pair.first_id}/{pair.second_id}/"
    assert as_qian.get(beside).status_code == 404
    assert as_qian.post(f"{BANK}similar/dismiss/{pair.pk}/").status_code == 404
    assert as_qian.post(f"{BANK}similar/open/{pair.pk}/").status_code == 404
    pair.refresh_from_db()
    assert pair.dismissed_at is None


def test_a_foreign_question_is_not_put_beside_ones_own(
    as_qian: Client, pair: SimilarPair, elsewhere: World
) -> None:
    own = elsewhere.questions[0]
    assert as_qian.get(f"{BANK}similar/{own.pk}/{pair.first_id}/").status_code == 404


@pytest.mark.db
def test_questions_that_were_never_compared_are_caught_up_with(
    dinghai: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, stem in (("R1", STEM), ("R2", ALIKE)):
        questions.single(dinghai.root, number, stem=stem)
    SimilarPair.objects.all().delete()
    Fingerprint.objects.all().delete()
    Question.objects.non_polymorphic().update(words="")
    call_command("index_bank")
    assert "9 道题" in capsys.readouterr().out
    assert SimilarPair.objects.filter(first__number="R1", second__number="R2").exists()
    assert Question.objects.non_polymorphic().get(number="R1").words == "甲\n乙\n丙\n丁"
    call_command("index_bank")
    assert "0 道题" in capsys.readouterr().out


def test_a_deleted_question_takes_its_fingerprints_and_pairs_with_it(dinghai: World) -> None:
    draft = SingleChoiceQuestion.objects.create(
        number="D1",
        category=Category.objects.get(owner_root=dinghai.root),
        owner_root=dinghai.root,
        use="practice",
        stem=STEM,
    )
    questions.single(dinghai.root, "R1", stem=STEM)
    assert SimilarPair.objects.exists()
    draft.delete()
    assert not SimilarPair.objects.exists()


def test_a_new_question_has_the_panel_that_the_first_save_fills(
    as_li: Client, dinghai: World
) -> None:
    html = as_li.get(ADD).content.decode()
    assert 'data-side-panel="bank"' in html
    assert "保存以后，这里显示" in html
