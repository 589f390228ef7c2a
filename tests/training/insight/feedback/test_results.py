"""Results: nothing under five, figures with n, words in no order of people, days and classes side
by side, for the office and the trainers, never for directors."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.counting import at_most
from tests.factories.desk import as_li, browser, desk
from tests.factories.feedback import EVENING, counted, filled, form_of_day_one
from tests.factories.world import moment
from training.cohorts.services import CohortPlan, open_cohort
from training.insight.feedback.report import class_report, pooled
from training.learning.feedback import services
from training.learning.feedback.asking import ask
from training.learning.feedback.models import FeedbackForm
from training.learning.feedback.opening import open_forms
from training.people.models import AuditEvent

pytestmark = pytest.mark.django_db
__all__ = ["as_li", "desk"]


def report_of(world):
    return class_report(cohort=world.cohort, now=EVENING)


def test_four_are_counted_and_not_shown(dinghai, zhang):
    form = form_of_day_one(dinghai)
    counted(form, 4, content=5, better="四个人里的一个")
    one = report_of(dinghai).forms[0]
    assert (one.counted, one.shown, one.figures, one.said) == (4, False, [], [])
    page = browser(zhang).get(f"/office/feedback/{dinghai.cohort.pk}/").content.decode()
    assert "四个人里的一个" not in page


def test_five_are_shown_with_their_number(dinghai, zhang):
    form = form_of_day_one(dinghai)
    for content in (5, 5, 4, 3, 1):
        filled(form, content=content, better=f"意见{content}")
    services.release(form=form, now=EVENING, final=True)
    figure = report_of(dinghai).forms[0].figure("content")
    assert (figure.n, figure.mean, figure.top) == (5, 3.6, 60)
    assert figure.counts == (2, 1, 1, 0, 1)
    page = browser(zhang).get(f"/office/feedback/{dinghai.cohort.pk}/").content.decode()
    assert "意见3" in page
    assert "平均 3.6，5 份；前两档占 60%。" in page


def test_a_question_that_few_answered_stays_hidden(dinghai):
    form = form_of_day_one(dinghai)
    filled(form, content=5, pace=1)
    counted(form, 5, content=5)
    one = report_of(dinghai).forms[0]
    assert one.figure("content").n == 6
    assert (one.figure("pace").n, one.figure("pace").mean) == (1, None)


def test_what_one_person_wrote_twice_does_not_stand_together(dinghai):
    form = form_of_day_one(dinghai)
    for number in range(10):
        filled(form, best=f"{number}", better=f"{number}")
    services.release(form=form, now=EVENING, final=True)
    best, better = report_of(dinghai).forms[0].said
    assert sorted(best.words) == sorted(better.words)
    assert best.words != better.words


def test_words_are_shown_as_they_are_and_run_nothing(dinghai, zhang):
    form = form_of_day_one(dinghai)
    counted(form, 5, better="<script>alert(1)</script>")
    page = browser(zhang).get(f"/office/feedback/{dinghai.cohort.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def two_days(world) -> None:
    counted(form_of_day_one(world), 6, content=5, clear=4)
    open_forms(cohort=world.cohort, now=moment(2, 22))
    for form in FeedbackForm.objects.filter(closed=False):
        for _ in range(5):
            filled(form, now=moment(2, 22), content=3, overall=4)
        services.release(form=form, now=moment(2, 22), final=True)


def test_days_stand_side_by_side(dinghai):
    two_days(dinghai)
    rows = {row.question.key: row.cells for row in report_of(dinghai).rows}
    assert [cell.mean for cell in rows["content"]] == [5.0, 3.0]
    assert [cell.mean for cell in rows["clear"]] == [4.0, None]


def test_a_changed_question_is_another_question(dinghai, zhang):
    counted(form_of_day_one(dinghai), 5, content=5)
    wanted = [("agree", "内容有用吗", "")]
    ask(congress=dinghai.congress, occasion="day", wanted=wanted, by=zhang, now=EVENING)
    open_forms(cohort=dinghai.cohort, now=moment(2, 22))
    report = report_of(dinghai)
    assert [q["text"] for q in report.forms[1].form.questions] == ["内容有用吗"]
    assert "content" in [q["key"] for q in report.forms[0].form.questions], "it stays as it was"


def test_days_are_added_up_only_where_each_is_shown(dinghai):
    form = form_of_day_one(dinghai)
    counted(form, 3, content=1)
    open_forms(cohort=dinghai.cohort, now=moment(2, 22))
    second = FeedbackForm.objects.get(day=2, occasion="day")
    for _ in range(5):
        filled(second, now=moment(2, 22), content=5)
    services.release(form=second, now=moment(2, 22), final=True)
    found = {figure.question.key: figure for figure in pooled(report_of(dinghai), "day")}
    assert (found["content"].n, found["content"].mean) == (5, 5.0)


def test_two_classes_stand_side_by_side(dinghai, zhang):
    two_days(dinghai)
    other = open_cohort(
        congress=dinghai.congress,
        programme=dinghai.programme,
        plan=CohortPlan("class-2", "第二期", "Class 2", moment(8, 9).date()),
        now=moment(0, 9),
    )
    open_forms(cohort=other, now=moment(8, 22))
    form = FeedbackForm.objects.get(cohort=other)
    for _ in range(5):
        filled(form, now=moment(8, 22), content=1)
    services.release(form=form, now=moment(8, 22), final=True)
    page = browser(zhang).get(f"/office/feedback/{dinghai.cohort.pk}/?with={other.pk}")
    row = next(row for row in page.context["beside"].day if row.question.key == "content")
    assert [cell.mean for cell in row.cells] == [4.1, 1.0]


def test_reading_it_takes_a_known_number_of_queries(dinghai):
    two_days(dinghai)
    with at_most(5):
        report_of(dinghai)


def test_the_workbook_says_what_the_page_says_and_no_more(dinghai, zhang):
    counted(form_of_day_one(dinghai), 5, content=5, better="=1+1")
    office = browser(zhang)
    reply = office.post(f"/office/feedback/{dinghai.cohort.pk}/export/")
    book = load_workbook(BytesIO(reply.content))
    figures, _returns, words, _about = book.worksheets
    assert [cell.value for cell in figures[2]][2:5] == [5, 5, 1]
    assert [row[2].value for row in words.iter_rows(min_row=2)] == ["=1+1"] * 5
    assert words.cell(2, 3).data_type == "s"
    assert AuditEvent.objects.get(action="export.feedback").actor == zhang


def test_who_sees_it(dinghai, zhang, as_li, chen, wang):
    counted(form_of_day_one(dinghai), 5)
    pk = dinghai.cohort.pk
    office, trainers = f"/office/feedback/{pk}/", f"/admin/feedback/class/{pk}/"
    insight = f"/insight/feedback/{pk}/"
    assert browser(zhang).get(office).status_code == 200
    assert browser(zhang).get(insight).status_code == 200
    assert "内容对我履职有用" in as_li.get(trainers).content.decode()
    assert as_li.get("/admin/feedback/").context["cohorts"] == [dinghai.cohort]
    for who in (chen, wang):
        for path in (office, insight, "/insight/feedback/"):
            assert browser(who).get(path).status_code == 404


# ---- what is asked


def posted(lines: list[tuple[str, str]]) -> dict[str, str]:
    sent = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": "0"}
    for number, (kind, text) in enumerate(lines):
        sent |= {f"form-{number}-kind": kind, f"form-{number}-text": text}
    return sent


def test_the_office_changes_the_questions_and_open_forms_keep_theirs(dinghai, zhang):
    form = form_of_day_one(dinghai)
    office = browser(zhang)
    lines = [("agree", "今天的内容对我履职有用"), ("agree", ""), ("words", "还想听什么？")]
    office.post("/office/feedback/questions/day/", posted(lines))
    open_forms(cohort=dinghai.cohort, now=moment(2, 22))
    form.refresh_from_db()
    assert len(form.questions) == 7
    second = FeedbackForm.objects.get(day=2, occasion="day")
    # The text that was asked before keeps its key: the days stay comparable.
    assert second.questions[0]["key"] == "content"
    assert len(second.questions) == 2
    office.post("/office/feedback/questions/day/defaults/")
    assert len(office.get("/office/feedback/questions/day/").context["lines"].initial) == 10


@pytest.mark.parametrize(
    ("lines", "code"),
    [([("agree", "")], "none"), ([("agree", "同"), ("agree", "同")], "twice")],
)
def test_questions_that_make_no_form_are_refused(dinghai, zhang, lines, code):
    page = browser(zhang).post("/office/feedback/questions/day/", posted(lines))
    assert page.context["refused"].code == code


def test_a_congress_that_does_not_ask_is_not_asked(dinghai, zhang):
    sent = {"day_stays_open": 2, "end_stays_open": 7}
    assert browser(zhang).post("/office/feedback/rules/", sent).status_code == 302
    assert open_forms(cohort=dinghai.cohort, now=EVENING) == []
