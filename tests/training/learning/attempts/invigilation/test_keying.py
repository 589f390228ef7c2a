"""Paper sittings keyed in by staff: read by the letters of the paper, counted as a try, corrected
and annulled."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from courses.models import Quiz, QuizSection
from courses.questions.kinds.registry import KINDS
from courses.questions.written import of_kind
from courses.quizzes.printing.services import print_papers
from tests.factories.essays import short_answer
from tests.factories.world import World, quiz_of
from tests.training.learning.attempts.answers import right
from tests.training.learning.attempts.invigilation.conftest import NOW, finished
from training.cohorts.models import Enrolment
from training.learning.attempts import services as sittings
from training.learning.attempts.errors import StartRefused
from training.learning.attempts.invigilation.errors import ActRefused
from training.learning.attempts.invigilation.keying.forms import SheetForm
from training.learning.attempts.invigilation.keying.papers import STANDARD, PaperForm, paper_form
from training.learning.attempts.invigilation.keying.papers import papers as papers_on_offer
from training.learning.attempts.invigilation.keying.reading import answers, read
from training.learning.attempts.invigilation.keying.services import Sheet, annul, correct, key_in
from training.learning.attempts.invigilation.services import abandon, reopen
from training.learning.attempts.models import Attempt, MarkChange, Response
from training.learning.models import ActivityProgress, Statement
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)
Texts = Mapping[int, list[str]]


def all_right(form: PaperForm) -> dict[int, list[str]]:
    """What somebody who knows everything writes on this very paper."""
    texts = {}
    for place in form.places:
        paper, body = KINDS[place.kind].paper, place.version.body
        payload = paper.read(right(place), f"q{place.position}", body, place.seed)
        filled = paper.refill(place.shown, payload, place.seed)
        texts[place.position] = of_kind(place.kind).put(filled)
    return texts


def key(
    quiz: Quiz,
    enrolment: Enrolment,
    by: User,
    texts: Texts | None = None,
    number: int = STANDARD,
    sat_at: datetime = NOW,
) -> Attempt:
    form = paper_form(quiz, number)
    given = all_right(form) if texts is None else texts
    sheet = Sheet(quiz, enrolment, form, answers(read(form, given)), sat_at)
    return key_in(sheet=sheet, by=by, now=LATER)


# ---- which paper


def test_letters_are_those_of_the_printed_paper(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    one, two = print_papers(quiz=dinghai.final, count=2, by=li, now=NOW)
    texts = all_right(paper_form(dinghai.final, one.number))
    assert texts != all_right(paper_form(dinghai.final, two.number)), "they are shuffled apart"
    keyed = key(dinghai.final, wangs_enrolment, li, texts, one.number)
    assert (keyed.percent, keyed.passed) == (100, True)


def test_the_same_letters_on_another_paper_mean_something_else(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    one, two = print_papers(quiz=dinghai.final, count=2, by=li, now=NOW)
    texts = all_right(paper_form(dinghai.final, one.number))
    assert key(dinghai.final, wangs_enrolment, li, texts, two.number).percent != 100


def test_a_paper_keeps_its_letters_when_the_quiz_stops_shuffling(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    (one,) = print_papers(quiz=dinghai.final, count=1, by=li, now=NOW)
    before = all_right(paper_form(dinghai.final, one.number))
    dinghai.final.shuffle_choices = False
    assert all_right(paper_form(dinghai.final, one.number)) == before


def test_a_fixed_quiz_has_a_standard_paper_in_the_authors_order(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    shown = paper_form(dinghai.final, STANDARD).places[0].shown
    assert [option["text"] for option in shown["options"]] == ["甲", "乙", "丙", "丁"]
    assert key(dinghai.final, wangs_enrolment, li).percent == 100


def test_a_quiz_left_to_chance_has_no_standard_paper(dinghai: World, li: User) -> None:
    QuizSection.objects.filter(quiz=dinghai.final).update(shuffle=True)
    assert papers_on_offer(dinghai.final) == []
    with pytest.raises(ActRefused) as refusal:
        paper_form(dinghai.final, STANDARD)
    assert refusal.value.code == "not_fixed"
    (one,) = print_papers(quiz=dinghai.final, count=1, by=li, now=NOW)
    assert [paper.number for paper in papers_on_offer(dinghai.final)] == [one.number]


def test_a_number_that_was_never_printed_is_refused(dinghai: World, li: User) -> None:
    (one,) = print_papers(quiz=dinghai.final, count=1, by=li, now=NOW)
    for quiz, number in ((dinghai.final, one.number + 1), (dinghai.quiz, one.number)):
        with pytest.raises(ActRefused, match="没有打印过"):
            paper_form(quiz, number)


# ---- what is kept


def test_it_is_a_sitting_like_any_other_by_staff(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li)
    assert (keyed.keyed_by, keyed.number, keyed.state) == (li, 1, "finished")
    assert (keyed.started_at, keyed.submitted_at, keyed.due_at) == (NOW, NOW, None)
    rows = Response.objects.all()
    assert {(row.by, row.device, row.saved_at, row.late) for row in rows} == {
        (li, "staff", LATER, False)
    }
    passed = Statement.objects.get(verb="passed")
    assert (passed.effective_at, passed.registration) == (NOW, wangs_enrolment)
    assert AuditEvent.objects.get(action="sitting.keyed").target == str(keyed.pk)


def test_unanswered_questions_leave_no_step(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li, {1: ["B"], 4: ["三分之二", ""], 7: ["", ""]})
    assert Response.objects.count() == 2
    assert keyed.marked
    assert 0 < keyed.marked < 7


def test_it_counts_as_a_try(dinghai: World, wangs_enrolment: Enrolment, li: User) -> None:
    key(dinghai.quiz, wangs_enrolment, li)
    with pytest.raises(ActRefused, match="最多做 1 次"):
        key(dinghai.quiz, wangs_enrolment, li)
    with pytest.raises(StartRefused):
        sittings.start(
            quiz=dinghai.quiz, learner_id=wangs_enrolment.learner_id, enrolment=None, now=LATER
        )
    assert Attempt.objects.count() == 1


def test_it_is_numbered_after_those_at_a_screen(sitting: Attempt, li: User) -> None:
    finished(sitting)
    assert sitting.enrolment
    assert key(sitting.quiz, sitting.enrolment, li).number == 2


def test_nobody_is_keyed_while_she_sits_at_a_screen(sitting: Attempt, li: User) -> None:
    assert sitting.enrolment
    with pytest.raises(ActRefused, match="正在网上做"):
        key(sitting.quiz, sitting.enrolment, li)


def test_a_paper_is_not_handed_in_tomorrow(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    with pytest.raises(ActRefused, match="不能晚于现在"):
        key(dinghai.final, wangs_enrolment, li, sat_at=LATER + timedelta(minutes=1))


def test_opening_hours_are_for_screens(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    Quiz.objects.filter(pk=dinghai.final.pk).update(
        opens_at=LATER + timedelta(days=1), closes_at=LATER + timedelta(days=2)
    )
    dinghai.final.refresh_from_db()
    assert key(dinghai.final, wangs_enrolment, li).state == "finished"


def test_a_short_answer_waits_for_a_person(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    quiz = quiz_of(dinghai.root, "essay", [short_answer(dinghai.root)])
    keyed = key(quiz, wangs_enrolment, li, {1: ["先看，再问。"]})
    assert (keyed.state, keyed.awaits_marker, keyed.percent) == ("submitted", True, None)


# ---- correcting


def corrected(keyed: Attempt, by: User, texts: Texts) -> MarkChange | None:
    form = paper_form(keyed.quiz, STANDARD)
    given = answers(read(form, all_right(form) | dict(texts)))
    return correct(attempt=keyed, answers=given, by=by, reason="录错一题", now=LATER)


def test_a_correction_appends_and_marks_again(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li)
    change = corrected(keyed, li, {1: ["A"]})
    assert change
    assert (change.cause, change.reason, change.old_percent) == ("remark", "录错一题", 100)
    steps = Response.objects.filter(item__position=1).order_by("step")
    assert list(steps.values_list("step", "seq", "by")) == [(1, 1, li.pk), (2, 2, li.pk)]
    assert Response.objects.count() == 8
    assert Attempt.objects.get().marked == 6


def test_an_answer_can_be_taken_out(dinghai: World, wangs_enrolment: Enrolment, li: User) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li)
    corrected(keyed, li, {1: [""]})
    assert Attempt.objects.get().marked == 6
    assert corrected(Attempt.objects.get(), li, {}), "and put in again"
    assert Attempt.objects.get().marked == 7


def test_a_correction_that_changes_nothing_is_refused(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li)
    with pytest.raises(ActRefused) as refusal:
        corrected(keyed, li, {})
    assert refusal.value.code == "nothing_changed"


def test_what_was_done_at_a_screen_is_never_corrected(sitting: Attempt, li: User) -> None:
    finished(sitting)
    for do in (
        lambda: corrected(sitting, li, {1: ["A"]}),
        lambda: annul(attempt=sitting, by=li, reason="x", now=LATER),
    ):
        with pytest.raises(ActRefused) as refusal:
            do()
        assert refusal.value.code == "not_keyed"
    assert not Response.objects.exists()


def test_a_keyed_sitting_is_not_opened_for_the_screen(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li)
    with pytest.raises(ActRefused) as refusal:
        reopen(attempt=keyed, by=li, reason="x", now=LATER, minutes=5)
    assert refusal.value.code == "keyed"
    with pytest.raises(ActRefused):
        abandon(attempt=keyed, by=li, reason="x", now=LATER)


# ---- annulling


def progress(quiz: Quiz, learner_id: Any) -> ActivityProgress:
    return ActivityProgress.objects.get(learner_id=learner_id, activity=quiz.uuid)


def test_what_was_keyed_for_the_wrong_person_leaves_no_trace_in_her_record(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.quiz, wangs_enrolment, li)
    annul(attempt=keyed, by=li, reason="录错了人", now=LATER)
    stored = Attempt.objects.get()
    assert (stored.state, stored.percent, stored.passed) == ("abandoned", None, None)
    hers = progress(dinghai.quiz, wangs_enrolment.learner_id)
    assert (hers.completed_at, hers.passed_at, hers.best_scaled) == (None, None, None)
    assert Response.objects.count() == 7, "what was keyed stays"
    events = AuditEvent.objects.filter(target=str(keyed.pk)).order_by("pk")
    assert [event.action for event in events] == ["sitting.keyed", "sitting.annulled"]


def test_an_annulled_sitting_uses_up_no_try_and_the_next_is_recorded_in_full(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    annul(attempt=key(dinghai.quiz, wangs_enrolment, li), by=li, reason="错人", now=LATER)
    own = sittings.start(
        quiz=dinghai.quiz,
        learner_id=wangs_enrolment.learner_id,
        enrolment=wangs_enrolment,
        now=LATER,
    )
    finished(own, LATER + timedelta(minutes=5))
    assert progress(dinghai.quiz, wangs_enrolment.learner_id).completed_at
    assert Statement.objects.filter(verb="completed").count() == 2
    with pytest.raises(ActRefused, match="最多做 1 次"):
        key(dinghai.quiz, wangs_enrolment, li)


def test_another_sitting_of_hers_keeps_its_completion_and_verdict(
    sitting: Attempt, wangs_enrolment: Enrolment, li: User
) -> None:
    finished(sitting)
    keyed = key(sitting.quiz, wangs_enrolment, li)
    assert progress(sitting.quiz, sitting.learner_id).passed_at
    annul(attempt=keyed, by=li, reason="错人", now=LATER)
    hers = progress(sitting.quiz, sitting.learner_id)
    assert hers.completed_at
    assert (hers.passed_at, hers.best_scaled) == (None, 0)


def test_where_the_last_counts_the_one_before_counts_again(
    dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    dinghai.final.counts = "last"
    dinghai.final.save()
    key(dinghai.final, wangs_enrolment, li)
    second = key(dinghai.final, wangs_enrolment, li, {1: ["A"]})
    assert second.passed is False
    annul(attempt=second, by=li, reason="错人", now=LATER)
    hers = progress(dinghai.final, wangs_enrolment.learner_id)
    assert (hers.passed_at, hers.failed_at) == (NOW, None)
    told = Statement.objects.filter(verb="passed").count()
    assert told == 2, "the verdict of the one before is told again"


def test_it_is_annulled_once(dinghai: World, wangs_enrolment: Enrolment, li: User) -> None:
    keyed = key(dinghai.quiz, wangs_enrolment, li)
    annul(attempt=keyed, by=li, reason="错人", now=LATER)
    for do in (
        lambda: annul(attempt=keyed, by=li, reason="错人", now=LATER),
        lambda: corrected(keyed, li, {1: ["A"]}),
    ):
        with pytest.raises(ActRefused) as refusal:
            do()
        assert refusal.value.code == "abandoned"


# ---- pages


@pytest.fixture
def page(dinghai: World, wangs_enrolment: Enrolment) -> str:
    """王代表's sheet of the final."""
    return reverse("sittings:key", args=[dinghai.final.uuid, STANDARD, wangs_enrolment.pk])


def posted(texts: Texts, **more: str) -> dict[str, str]:
    boxes = {f"t{at}.{n}": text for at, given in texts.items() for n, text in enumerate(given)}
    return {**boxes, "sat_at": "2026-11-16T08:40", **more}


def seen(reply: Any) -> str:
    """What the page carries so that saving knows it was looked at."""
    field = BeautifulSoup(reply.content, "html.parser").select_one("[name=seen]")
    return str(field["value"]) if field else ""


@pytest.fixture
def _past(monkeypatch: pytest.MonkeyPatch) -> None:
    """The class of the tests lies in the future of this machine's clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.mark.usefixtures("_past")
def test_a_sheet_is_typed_looked_at_and_kept(as_li: Client, dinghai: World, page: str) -> None:
    texts = all_right(paper_form(dinghai.final, STANDARD))
    looked = as_li.post(page, posted(texts))
    assert not Attempt.objects.exists(), "looking keeps nothing"
    text = BeautifulSoup(looked.content, "html.parser").get_text(" ", strip=True)
    assert "议案 → 10人" in text
    kept = as_li.post(page, posted(texts, seen=seen(looked)), follow=True)
    assert "王代表 的卷子已录入，百分制 100.00，通过。" in kept.content.decode()
    assert Attempt.objects.get().submitted_at == NOW


@pytest.mark.usefixtures("_past")
def test_what_was_changed_after_looking_is_looked_at_again(
    as_li: Client, dinghai: World, page: str
) -> None:
    texts = all_right(paper_form(dinghai.final, STANDARD))
    token = seen(as_li.post(page, posted(texts)))
    again = as_li.post(page, posted(texts | {1: ["C"]}, seen=token))
    assert again.status_code == 200
    assert seen(again) not in ("", token)
    assert not Attempt.objects.exists()


def test_what_is_not_understood_stands_beside_its_row(as_li: Client, page: str) -> None:
    reply = as_li.post(page, posted({1: ["E"], 5: ["1Z"]}))
    soup = BeautifulSoup(reply.content, "html.parser")
    assert [p.get_text(strip=True) for p in soup.select("p.sittings__fault")] == [
        "这题没有 E，只有 A 到 D。",
        "这题右边没有 Z，请照卷子再核对。",
    ]
    assert [box["name"] for box in soup.select("[aria-invalid]")] == ["t1.0", "t5.0"]
    assert seen(reply) == ""


@pytest.mark.usefixtures("_past")
def test_nothing_is_kept_while_something_is_not_understood(
    as_li: Client, dinghai: World, page: str
) -> None:
    wrong = posted({1: ["E"]})
    forged = SheetForm(paper_form(dinghai.final, STANDARD), wrong).digest
    assert as_li.post(page, wrong | {"seen": forged}).status_code == 200
    assert not Attempt.objects.exists()


@pytest.mark.usefixtures("_past")
def test_a_refusal_is_shown_and_nothing_is_kept(
    as_li: Client, dinghai: World, page: str, sitting: Attempt
) -> None:
    texts = all_right(paper_form(dinghai.final, STANDARD))
    token = seen(as_li.post(page, posted(texts)))
    reply = as_li.post(page, posted(texts, seen=token))
    assert "正在网上做这个测验" in reply.content.decode()
    assert Attempt.objects.count() == 1


def test_a_number_or_a_name_leads_straight_to_the_sheet(
    as_li: Client, dinghai: World, page: str, chen: User
) -> None:
    choose = reverse("sittings:papers", args=[dinghai.final.uuid])
    for who in ("WANG", "wang", "王代表"):
        assert as_li.get(choose, {"who": who}).url == page
    assert "陈主任" in as_li.get(choose).content.decode()
    assert "这个班没有编号或姓名是“李四”的人" in as_li.get(choose, {"who": "李四"}).content.decode()


def test_without_a_paper_the_page_says_what_to_do(as_li: Client, dinghai: World) -> None:
    QuizSection.objects.filter(quiz=dinghai.final).update(shuffle=True)
    reply = as_li.get(reverse("sittings:papers", args=[dinghai.final.uuid]))
    assert "请先到测验页打印" in reply.content.decode()


@pytest.mark.usefixtures("_past")
def test_correcting_through_the_page_starts_from_what_was_keyed(
    as_li: Client, dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    texts = all_right(paper_form(dinghai.final, STANDARD))
    keyed = key(dinghai.final, wangs_enrolment, li, texts)
    url = reverse("sittings:correct", args=[dinghai.final.uuid, keyed.pk])
    soup = BeautifulSoup(as_li.get(url).content, "html.parser")
    assert {box["name"]: box["value"] for box in soup.select(".keying__box input")} == {
        name: text for name, text in posted(texts).items() if name.startswith("t")
    }
    changed = posted(texts | {1: ["A"]}, reason="看错了")
    as_li.post(url, changed | {"seen": seen(as_li.post(url, changed))})
    assert MarkChange.objects.get().reason == "看错了"


def test_only_keyed_sittings_are_corrected(as_li: Client, sitting: Attempt) -> None:
    url = reverse("sittings:correct", args=[sitting.quiz.uuid, sitting.pk])
    assert as_li.get(url).status_code == 404


def test_a_keyed_sitting_offers_correcting_and_annulling(
    as_li: Client, dinghai: World, wangs_enrolment: Enrolment, li: User
) -> None:
    keyed = key(dinghai.final, wangs_enrolment, li)
    url = reverse("sittings:sitting", args=[dinghai.final.uuid, keyed.pk])
    soup = BeautifulSoup(as_li.get(url).content, "html.parser")
    assert {link.text for link in soup.select(".sittings__buttons a")} == {"更正录入", "作废"}
    assert "纸质卷，李教员 录入" in soup.get_text(" ", strip=True)
    annulling = reverse("sittings:annul", args=[dinghai.final.uuid, keyed.pk])
    as_li.post(annulling, {"reason": "录错了人"})
    assert Attempt.objects.get().state == "abandoned"


def test_foreign_people_and_papers_are_not_found(
    as_li: Client, as_qian: Client, dinghai: World, zhao: User, page: str
) -> None:
    foreign = Enrolment.objects.get(learner=zhao)
    quiz = dinghai.final.uuid
    assert as_li.get(reverse("sittings:key", args=[quiz, 0, foreign.pk])).status_code == 404
    assert as_li.get(reverse("sittings:key", args=[quiz, 7, foreign.pk])).status_code == 404
    assert as_li.get(page.replace("/0/", "/12345/")).status_code == 404
    assert as_qian.get(page).status_code == 404
    assert as_qian.post(page, posted({1: ["B"]})).status_code == 404
