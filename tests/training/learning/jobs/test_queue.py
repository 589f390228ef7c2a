"""The queue: tasks are done once, failures are shown, lost ones are taken up again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.counting import at_most
from tests.training.learning.jobs.deeds import break_down, note
from training.learning.jobs import beating, doing, services
from training.learning.jobs.keeping import Run, keep
from training.learning.jobs.models import JobRun, Worker
from training.learning.jobs.reclaiming import AGAIN, give_back, prune, take_up_lost
from training.learning.jobs.selectors import BEHIND, SILENT, standing
from training.learning.management.commands import run_due
from training.people.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def only_task() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_a_task_is_done_and_what_it_returned_is_kept(tmp_path):
    note.enqueue(path=str(tmp_path / "f"), word="好")
    assert doing.do_ready(worker_id="w") == (1, 0)
    assert (tmp_path / "f").read_text() == "好\n"
    assert only_task().status == "SUCCESSFUL"
    assert doing.do_ready(worker_id="w") == (0, 0)
    assert (tmp_path / "f").read_text() == "好\n"


def test_an_empty_queue_costs_one_query():
    with at_most(1):
        assert doing.claim(worker_id="w") is None


def test_a_claimed_task_is_nobody_elses(tmp_path):
    note.enqueue(path=str(tmp_path / "f"), word="好")
    assert doing.claim(worker_id="one") is not None
    assert doing.claim(worker_id="two") is None


def test_tasks_of_other_queues_are_left_alone(tmp_path):
    note.enqueue(path=str(tmp_path / "f"), word="好")
    DBTaskResult.objects.update(backend_name="other")
    assert doing.claim(worker_id="w") is None


def test_a_failing_task_stops_nothing_and_tells_why(tmp_path, caplog):
    break_down.enqueue()
    note.enqueue(path=str(tmp_path / "f"), word="后面的")
    assert doing.do_ready(worker_id="w") == (1, 1)
    failed = DBTaskResult.objects.get(status="FAILED")
    assert failed.exception_class_path == "builtins.ConnectionRefusedError"
    assert "nobody there" in failed.traceback


def test_a_task_whose_function_is_gone_has_failed(caplog):
    break_down.enqueue()
    DBTaskResult.objects.update(task_path="training.gone.away")
    assert doing.do_ready(worker_id="w") == (0, 1)
    assert "ModuleNotFoundError" in only_task().exception_class_path


@pytest.fixture
def held(tmp_path):
    """A task that worker one has begun, a minute ago."""
    now = timezone.now()
    beating.beat(worker_id="one", now=now - timedelta(minutes=1))
    note.enqueue(path=str(tmp_path / "f"), word="好")
    doing.claim(worker_id="one")
    DBTaskResult.objects.update(started_at=now - timedelta(minutes=1))
    return now


def test_what_a_silent_worker_held_is_taken_up_again(held):
    assert take_up_lost(now=held) == 1
    assert only_task().status == "READY"
    assert doing.do_ready(worker_id="two") == (1, 0)


def test_what_a_living_worker_holds_stays_with_it(held):
    beating.beat(worker_id="one", now=held)
    assert take_up_lost(now=held) == 0
    assert only_task().status == "RUNNING"


def test_what_was_only_just_claimed_is_not_lost(held):
    DBTaskResult.objects.update(started_at=held)
    assert take_up_lost(now=held) == 0


def test_a_task_that_kills_its_worker_is_begun_four_times_and_no_more(held):
    for _ in range(AGAIN):
        assert take_up_lost(now=held) == 1
        assert only_task().status == "READY"
        doing.claim(worker_id="one")
        DBTaskResult.objects.update(started_at=held - timedelta(minutes=1))
    assert take_up_lost(now=held) == 1
    task = only_task()
    assert (task.status, len(task.worker_ids)) == ("FAILED", AGAIN + 1)
    assert take_up_lost(now=held) == 0


def test_an_orderly_stop_gives_the_task_back_and_counts_nothing(held):
    assert give_back(worker_id="two") == 0
    assert give_back(worker_id="one") == 1
    task = only_task()
    assert (task.status, task.worker_ids) == ("READY", [])


def test_an_administrator_has_it_done_again(admin, held, caplog):
    DBTaskResult.objects.update(status="FAILED", finished_at=held, worker_ids=["one"] * 4)
    task = only_task()
    assert services.do_again(task_id=task.pk, by=admin, now=held)
    assert (only_task().status, only_task().worker_ids) == ("READY", [])
    assert not services.do_again(task_id=task.pk, by=admin, now=held)
    assert AuditEvent.objects.get(action="jobs.again").actor == admin


def test_a_dismissed_task_is_gone_and_stays_in_the_audit_log(admin, held):
    DBTaskResult.objects.update(status="FAILED", finished_at=held)
    task = only_task()
    assert services.dismiss(task_id=task.pk, by=admin, now=held)
    assert not services.dismiss(task_id=task.pk, by=admin, now=held)
    assert not DBTaskResult.objects.exists()
    assert AuditEvent.objects.get(action="jobs.dismiss").detail["task"] == str(task.pk)


def test_old_tasks_go_failed_ones_later(tmp_path):
    now = timezone.now()
    for status, days in [("SUCCESSFUL", 6), ("SUCCESSFUL", 8), ("FAILED", 8), ("FAILED", 91)]:
        made = note.enqueue(path=str(tmp_path / "f"), word=status)
        row = DBTaskResult.objects.filter(pk=made.id)
        row.update(status=status, finished_at=now - timedelta(days=days))
    assert prune(now=now) == 2
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


def test_the_worker_is_silent_behind_failing_or_well(held):
    Worker.objects.all().delete()
    DBTaskResult.objects.update(status="READY", enqueued_at=held)
    assert standing(held).word == "silent"
    beating.beat(worker_id="one", now=held)
    assert standing(held).word == "ok"
    later = held + BEHIND + timedelta(seconds=1)
    beating.beat(worker_id="one", now=later)
    assert standing(later).word == "behind"
    DBTaskResult.objects.update(status="FAILED")
    assert standing(later).word == "failing"
    assert standing(later + SILENT + timedelta(seconds=1)).word == "silent"


def test_rounds_are_written_over_not_added(django_assert_max_num_queries):
    now = timezone.now()
    keep([Run("a", now, 3, did=2), Run("b", now, 5, error="Traceback\nValueError: x")])
    later = now + timedelta(seconds=10)
    with django_assert_max_num_queries(2):
        keep([Run("a", later, 1), Run("b", later, 1, error="Traceback\nValueError: x")])
    a, b = JobRun.objects.order_by("name")
    assert (a.ran_at, a.did_at, a.did) == (later, now, 2)
    assert (b.failing_since, b.failed_at) == (now, later)
    keep([Run("b", later, 1)])
    b.refresh_from_db()
    assert (b.failing_since, b.failed_at) == (None, later)


def test_one_pass_of_run_due_does_the_queue_too(tmp_path, monkeypatch):
    monkeypatch.setattr(run_due, "JOBS", {"idle": lambda *, now: 0})
    note.enqueue(path=str(tmp_path / "f"), word="好")
    call_command("run_due")
    assert (tmp_path / "f").read_text() == "好\n"
    assert not Worker.objects.exists()
    assert JobRun.objects.filter(name="idle").exists()


def test_one_pass_with_a_failed_task_ends_with_one(monkeypatch):
    monkeypatch.setattr(run_due, "JOBS", {})
    break_down.enqueue()
    with pytest.raises(SystemExit):
        call_command("run_due")
