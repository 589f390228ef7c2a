"""Reports on the content: where people stop, what they skip, what they choose and miss; never one
person, only of one's own congress."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from cms.assets.selectors import played_on
from courses.models import ItemStatistics, Question
from tests.counting import at_most
from tests.factories import questions
from tests.factories.desk import as_li, as_qian, desk, qian
from tests.factories.media import recording
from tests.factories.world import moment, person
from training.insight.content.asking import looking
from training.insight.content.cases import case_report
from training.insight.content.lessons import lesson_report
from training.insight.content.questions import question_report
from training.insight.content.recordings import pieces_played, recording_report
from training.insight.content.words import words_report
from training.learning.attempts.practice import answer_practice, practice_version
from training.learning.readings import services as readings
from training.learning.readings.pages import as_read, choice_of
from training.learning.searches.services import note_miss
from training.learning.watching import services as watching
from training.people.models import AuditEvent, Membership

pytestmark = pytest.mark.django_db
__all__ = ["as_li", "as_qian", "desk", "qian"]
NOW = moment(3, 12)
TABS = ("lessons", "recordings", "questions", "cases", "words")


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    yield
    cache.clear()


@pytest.fixture
def people(dinghai):
    """Six deputies of the class."""
    found = []
    for n in range(6):
        who = person(f"d{n}", f"代表{n}", dinghai.unit, Membership.Role.DEPUTY)
        dinghai.enrol(who)
        found.append(who)
    return found


@pytest.fixture
def look(li, desk, dinghai):
    return looking(li, {}, NOW)


def read(who, page, seen, *, minutes=0, at=None):
    """She sees these sections, and with minutes presses 学完了 after so long."""
    at = at or moment(1, 20)
    told = as_read(page)
    readings.note_sections(learner_id=who.pk, page=told, seen=seen, now=at)
    if minutes:
        token = readings.opened_token(learner_id=who.pk, activity=told.activity, now=at)
        done = at + timedelta(minutes=minutes)
        readings.complete(learner_id=who.pk, page=told, token=token, with_script=True, now=done)


@pytest.mark.db
def test_a_lesson_tells_where_people_stop(look, dinghai, people):
    first, second = as_read(dinghai.lesson).sections
    for who in people[:3]:
        read(who, dinghai.lesson, [first])
    read(people[3], dinghai.lesson, [first, second])
    read(people[4], dinghai.lesson, [first, second], minutes=7)
    read(people[5], dinghai.lesson, [first], at=NOW - timedelta(minutes=1))  # still at it
    with at_most(5):
        report = lesson_report(look)
    (line,) = report.lines
    assert (line.opened, line.through, line.completed, line.lost) == (6, 2, 1, 5)
    assert [(stop.words, stop.people) for stop in line.stops] == [
        ("第 1 节“先看一件事”", 3),
        ("读到了最后，没有按“学完了”", 1),
    ]
    assert line.url.endswith(f"#block-{second}-section")
    assert line.median is None  # one person's minutes are hers


def test_the_median_is_that_of_those_who_completed(look, dinghai, people):
    sections = as_read(dinghai.lesson).sections
    for who, minutes in zip(people, (5, 6, 8, 20, 30), strict=False):
        read(who, dinghai.lesson, sections, minutes=minutes)
    (line,) = lesson_report(look).lines
    assert (line.median, line.minutes, line.lost, line.worst) == (8, 10, 0, None)


def test_who_left_the_class_and_other_classes_do_not_count(look, dinghai, people):
    read(people[0], dinghai.lesson, [])
    stranger = person("x", "外人", dinghai.unit, Membership.Role.DEPUTY)
    read(stranger, dinghai.lesson, [])
    (line,) = lesson_report(look).lines
    assert (line.opened, line.stops[0].words) == (1, "一节也没看完就离开")


def test_a_report_is_kept_for_minutes_with_its_own_time(look, li, dinghai, people):
    before = lesson_report(look)
    read(people[0], dinghai.lesson, [])
    later = looking(li, {}, NOW + timedelta(minutes=2))
    assert lesson_report(later) == before
    assert before.as_of == NOW
    of_class = looking(li, {"class": str(dinghai.cohort.pk)}, NOW)
    assert lesson_report(of_class).lines == before.lines  # the same people: the same key
    cache.clear()
    assert lesson_report(later).lines[0].opened == 1


def played(who, item, *spans):
    opened = moment(1, 20)
    token = watching.opened_token(learner_id=who.pk, activity=item.activity, now=opened)
    told = watching.Report(token=token, spans=spans)
    now = opened + timedelta(seconds=30)
    assert watching.note_played(learner_id=who.pk, item=item, report=told, now=now).kept


@pytest.mark.db
def test_a_recording_tells_what_is_skipped(look, dinghai, people):
    dinghai.lesson.body.append(
        ("audio", {"recording": recording(dinghai.root), "note": "", "required": True})
    )
    dinghai.lesson.save_revision().publish()
    dinghai.lesson.refresh_from_db()
    (player,) = played_on(dinghai.lesson)
    item = watching.Item(player.activity, "audio", player.recording.seconds)
    for who in people[:4]:
        played(who, item, (0, 5_000))
    (line,) = recording_report(look).lines
    assert (line.started, line.viewers, line.shown, line.passages) == (4, 4, False, ())
    played(people[4], item, (0, 5_000), (8_000, 10_000))
    cache.clear()
    with at_most(9):
        (line,) = recording_report(look).lines
    assert (line.started, line.finished, line.viewers) == (5, 0, 5)
    assert [(one.words, one.share) for one in line.passages] == [("0:05–0:10", 8)]
    assert (line.unplayed, line.average) == (30, 46)
    assert [piece.height for piece in line.strip][::30] == [24, 0]


def test_a_piece_counts_when_half_of_it_was_played():
    assert pieces_played([(0, 500)], 60_000) == [0]
    assert pieces_played([(0, 499)], 60_000) == []
    assert pieces_played([(100, 300), (600, 950)], 60_000) == [0]
    assert pieces_played([(59_000, 60_000)], 60_000) == [59]


@pytest.mark.db
def test_decisions_fall_by_the_first_choice_of_five(look, dinghai, people):
    block = dinghai.case.decisions()[0].id
    page = as_read(dinghai.case)

    def choose(who, option, hour):
        choice = choice_of(dinghai.case, block, option)
        readings.decide(learner_id=who.pk, page=page, choice=choice, now=moment(1, hour))

    for who in people[:4]:
        choose(who, "b", 9)
    (decision,) = case_report(look).lines[0].decisions
    assert (decision.people, decision.shown) == (4, False)
    assert all(option.people is None for option in decision.options)
    choose(people[4], "a", 9)
    choose(people[0], "a", 10)  # another choice later does not count
    cache.clear()
    with at_most(6):
        (line,) = case_report(look).lines
    assert (line.opened, line.decided) == (5, 5)
    assert [(o.text, o.best, o.people, o.share) for o in line.decisions[0].options] == [
        ("先问", True, 1, 20),
        ("先发", False, 4, 80),
    ]


@pytest.mark.db
def test_practice_is_hidden_under_five_and_doubtful_under_thirty(look, dinghai, people):
    asked = questions.true_false(dinghai.root, "P-1", use=Question.Use.PRACTICE)
    version = practice_version(asked.uuid)

    def answer(who, said):
        posted = {"q-value": [said], "q": [said]}
        answer_practice(
            learner_id=who.pk, question=asked.uuid, version=version, posted=posted, now=NOW
        )

    for who in people[:4]:
        answer(who, "false")
    (line,) = question_report(look).practice
    assert (line.people, line.share, line.enough) == (4, None, False)
    for _again in range(26):
        answer(people[4], "true")
    cache.clear()
    with at_most(8):
        (line,) = question_report(look).practice
    assert (line.tries, line.people, line.share, line.hard) == (30, 5, 13, True)


def statistics(question, answered, **figures):
    return ItemStatistics.objects.create(
        version=question.live_version,
        purpose="final",
        selection="first",
        n=answered,
        answered=answered,
        computed_at=NOW,
        **figures,
    )


def test_bad_questions_of_tests_are_listed_and_few_answers_only_counted(look, dinghai):
    bad, fine, few, *_others = dinghai.questions
    statistics(bad, 40, facility=0.5, discrimination=-0.2, problem=True, flags=["negative"])
    statistics(fine, 40, facility=0.6, discrimination=0.4)
    statistics(few, 29, facility=0.1, discrimination=-0.9, problem=True, flags=["negative"])
    report = question_report(look)
    assert [line.number for line in report.items] == [bad.number]
    assert report.items[0].said == ["答对的人反而总分低"]
    assert (report.looked_at, report.too_few) == (2, 1)


def test_words_are_told_from_the_second_time_on(look, dinghai, elsewhere):
    for _again in range(2):
        note_miss(congress=dinghai.congress, words="人代会质询", now=NOW)
        note_miss(congress=elsewhere.congress, words="别处的词", now=NOW)
    note_miss(congress=dinghai.congress, words="王小明", now=NOW)
    ((_congress, words),) = words_report(look).found
    assert [(one.words, one.times) for one in words] == [("人代会质询", 2)]


@pytest.mark.parametrize("tab", TABS)
def test_every_page_can_be_read_with_nothing_in_it(as_li, tab, dinghai):
    path = "" if tab == "lessons" else f"{tab}/"
    response = as_li.get(f"/admin/content-reports/{path}")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.select_one(".content-reports__tabs [aria-current]")
    assert page.select("#meanings + dl dt")
    assert not page.select("main [style]")


def test_a_foreign_class_is_not_found_and_its_reports_are_empty(
    as_li, as_qian, dinghai, people, qian
):
    read(people[0], dinghai.lesson, [])
    assert as_li.get(f"/admin/content-reports/?class={dinghai.cohort.pk}").status_code == 200
    assert as_qian.get(f"/admin/content-reports/?class={dinghai.cohort.pk}").status_code == 404
    assert as_li.get("/admin/content-reports/?class=x").status_code == 404
    assert as_qian.post(f"/admin/content-reports/export?class={uuid4()}").status_code == 404
    assert all(line.opened == 0 for line in lesson_report(looking(qian, {}, NOW)).lines)


def test_the_workbook_holds_the_pages_and_is_noted(as_li, dinghai, people):
    for who in people[:3]:
        read(who, dinghai.lesson, [])
    assert as_li.get("/admin/content-reports/export").status_code == 405
    sent = as_li.post(f"/admin/content-reports/export?class={dinghai.cohort.pk}")
    book = load_workbook(BytesIO(sent.content))
    assert book.sheetnames[0] == "课时"
    assert [cell.value for cell in book["课时"][2]][1:5] == [3, 0, 0, 3]
    assert book.sheetnames[-1] == "口径"
    noted = AuditEvent.objects.get(action="export.content")
    assert noted.target == dinghai.cohort.key


def test_the_landing_page_tells_where_most_stop(as_li, dinghai, people):
    for who in people[:2]:
        read(who, dinghai.lesson, [])
    assert "desk-stops" not in as_li.get("/admin/").content.decode()
    read(people[2], dinghai.lesson, [])
    cache.clear()
    panel = BeautifulSoup(as_li.get("/admin/").content, "html.parser").select_one(
        "[aria-labelledby=desk-stops]"
    )
    assert "打开过的 3 人里有 3 人停在这里" in panel.text
    assert "代表0" not in panel.text
