"""Trainers: the queue, marking, correcting, returning, results, and whose drafts they see."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import WritingTask
from tests.counting import at_most
from tests.factories import writing
from tests.factories.world import World, moment
from tests.factories.writing import GOOD, MIDDLE, WEAK, handed_in, judged, written
from training.learning.models import Assessment, Draft, Marking
from training.learning.submissions import assessing, queue
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(dinghai: World) -> WritingTask:
    return writing.task(dinghai)


def mark_url(draft: Draft) -> str:
    return reverse("drafts:mark", args=[draft.pk])


def posted(levels: dict[str, int], **more: Any) -> dict[str, Any]:
    told = {f"level-{code}": level for code, level in levels.items()}
    return {**told, "comment": "一处好。一处必须改。一步怎么改。", "seen": 0, **more}


def test_the_queue_is_oldest_first_without_names(
    as_li: Client, wang: User, chen: User, task: WritingTask
):
    handed_in(wang, task, at=moment(2, 20))
    handed_in(chen, task, at=moment(2, 19))
    page = as_li.get(reverse("drafts:queue")).content.decode()
    assert page.index("chen") < page.index("wang")
    assert "王代表" not in page


def test_what_is_being_written_is_nobody_else_s(as_li: Client, wang: User, task: WritingTask):
    draft = written(wang, task)
    assert as_li.get(mark_url(draft)).status_code == 404
    assert "wang" not in as_li.get(reverse("drafts:queue")).content.decode()


def test_narrowed_to_a_task_or_a_class(
    as_li: Client, li: User, dinghai: World, wang: User, chen: User, task: WritingTask
):
    other = writing.task(dinghai, "other")
    handed_in(wang, task)
    handed_in(chen, other)
    now = timezone.now()
    assert [w.draft.learner for w in queue.waiting(li, queue.Wanted(task=other.uuid), now)] == [
        chen
    ]
    wanted = queue.Wanted(cohort=dinghai.cohort.pk)
    assert len(queue.waiting(li, wanted, now)) == 2
    page = as_li.get(reverse("drafts:queue"), {"task": str(other.uuid), "cohort": "nonsense"})
    assert "chen" in page.content.decode()


def test_marked_it_leads_to_the_next(as_li: Client, wang: User, chen: User, task: WritingTask):
    first, second = handed_in(wang, task), handed_in(chen, task, at=moment(2, 21))
    reply = as_li.post(mark_url(first), posted(MIDDLE))
    assert reply.url == mark_url(second)
    given = Assessment.objects.get()
    assert (given.total, given.passed) == (pytest.approx(61.25), True)
    reply = as_li.post(mark_url(second), posted(GOOD), follow=True)
    assert "都评完了" in reply.content.decode()


def test_a_level_missing_keeps_what_was_chosen(as_li: Client, wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    page = as_li.post(mark_url(draft), posted({"A": 3, "B": 2})).content.decode()
    assert page.count("请选一档") == 4
    assert 'name="level-A" value="3" checked' in page
    assert not Assessment.objects.exists()


def test_put_aside_it_waits_with_what_was_chosen(
    as_li: Client, as_shen: Client, wang: User, task: WritingTask
):
    draft = handed_in(wang, task)
    hold = reverse("drafts:hold", args=[draft.pk])
    as_li.post(hold, {"level-A": "4", "level-B": "9", "comment": "写到一半"})
    mine = as_li.get(mark_url(draft)).content.decode()
    assert 'name="level-A" value="4" checked' in mine
    assert "写到一半" in mine
    assert Marking.objects.get().given == {"comment": "写到一半", "level-A": "4"}
    theirs = as_shen.get(mark_url(draft)).content.decode()
    assert "正在评这一份" in theirs
    assert "写到一半" not in theirs
    reply = as_li.post(hold, {}, headers={"Accept": "application/json"})
    assert reply.status_code == 204


def test_who_went_away_is_not_at_it_any_more(li: User, shen: User, wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    now = timezone.now()
    assessing.hold(draft=draft, given={}, by=li, now=now - timedelta(minutes=31))
    assert not queue.others_at_it(draft, shen, now)


def test_the_next_is_one_that_nobody_is_at(wang: User, chen: User, task: WritingTask, li: User):
    rows = [
        queue.Waiting(Draft(pk=handed_in(wang, task).pk)),
        queue.Waiting(Draft(), marker=li),
        queue.Waiting(Draft()),
    ]
    here = rows[0].draft.pk
    assert queue.following(rows, here) == rows[2].draft
    assert queue.following(rows[:2], here) == rows[1].draft
    assert queue.following(rows[:1], here) is None


def test_a_correction_needs_a_reason_and_keeps_the_history(
    as_li: Client, li: User, wang: User, task: WritingTask
):
    draft = handed_in(wang, task)
    judged(draft, GOOD, li)
    page = as_li.post(mark_url(draft), posted(WEAK, seen=1)).content.decode()
    assert "要写理由" in page
    as_li.post(mark_url(draft), posted(WEAK, seen=1, reason="漏看了一段。"))
    newest = Assessment.objects.order_by("-number").first()
    assert (newest.number, newest.pass_kept) == (2, True)
    page = as_li.get(mark_url(draft)).content.decode()
    assert "97.5" in page
    assert "21.25" in page


def test_somebody_was_faster(as_li: Client, shen: User, wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    judged(draft, GOOD, shen)
    page = as_li.post(mark_url(draft), posted(WEAK)).content.decode()
    assert "刚刚评了这份稿子" in page
    assert Assessment.objects.count() == 1


def test_returned_with_a_word(as_li: Client, as_wang: Client, wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    back = reverse("drafts:return", args=[draft.pk])
    as_li.post(back, {"reason": "短"})
    assert Draft.objects.get().state == Draft.State.HANDED_IN
    as_li.post(back, {"reason": "第三段没有写完。"})
    assert Draft.objects.get().state == Draft.State.WRITING
    told = as_wang.get(reverse("writing:draft", args=[draft.pk])).content.decode()
    assert "第三段没有写完。" in told


def test_the_landing_page_counts_what_waits(as_li: Client, wang: User, task: WritingTask):
    handed_in(wang, task)
    assert "待批改的稿件" in as_li.get(reverse("wagtailadmin_home")).content.decode()


def test_results_as_a_page_and_as_excel(
    as_li: Client, li: User, wang: User, chen: User, task: WritingTask
):
    text = {**writing.TEXT, "title": "=1+1"}
    draft = written(chen, task, text=text)
    from training.learning.submissions import services

    services.hand_in(learner_id=chen.pk, draft_id=draft.pk, now=moment(2, 20))
    judged(handed_in(wang, task), MIDDLE, li)
    page = as_li.get(reverse("drafts:task", args=[task.uuid])).content.decode()
    assert "61.25" in page
    assert "陈主任" not in page
    reply = as_li.post(reverse("drafts:export", args=[task.uuid]))
    sheet = openpyxl.load_workbook(BytesIO(reply.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=1, max_row=3)]
    assert [row[0] for row in rows[1:]] == ["chen", "wang"]
    assert rows[1][5] == "'=1+1"
    assert rows[2][rows[0].index("得分")] == 61.25
    assert AuditEvent.objects.filter(action="export.drafts", actor=li).exists()


class TestDoors:
    """Trainers of another congress find nothing."""

    def test_neither_the_draft_nor_the_task(self, as_qian: Client, wang: User, task: WritingTask):
        draft = handed_in(wang, task)
        assert as_qian.get(mark_url(draft)).status_code == 404
        assert as_qian.post(mark_url(draft), posted(GOOD)).status_code == 404
        assert as_qian.get(reverse("drafts:task", args=[task.uuid])).status_code == 404
        assert as_qian.post(reverse("drafts:export", args=[task.uuid])).status_code == 404
        assert "wang" not in as_qian.get(reverse("drafts:queue")).content.decode()
        assert not Assessment.objects.exists()


class TestQueries:
    """As many queries however many drafts there are."""

    def test_the_queue_and_the_results(
        self, as_li: Client, li: User, wang: User, chen: User, task: WritingTask
    ):
        handed_in(wang, task)
        judged(handed_in(chen, task), GOOD, li)
        with at_most(5):
            queue.waiting(li, queue.Wanted(), timezone.now())
        with at_most(5):
            queue.results(li, task)
