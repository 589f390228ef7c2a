"""后台任务 at the desk, the warning on the landing page, and what monitoring is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories.desk import as_li, desk
from tests.training.learning.jobs.deeds import break_down
from training.learning.jobs import beating, doing, wording
from training.learning.jobs.above import PROMPT
from training.learning.jobs.keeping import Run, keep
from training.learning.management.commands import run_due

pytestmark = pytest.mark.django_db
__all__ = ["as_li", "desk"]


@pytest.fixture
def boss(admin) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def failed(caplog) -> DBTaskResult:
    break_down.enqueue()
    doing.do_ready(worker_id="one")
    return DBTaskResult.objects.get()


def test_the_page_tells_what_failed_in_plain_words(boss, failed):
    keep([Run("reminders", timezone.now(), 12, error="Traceback\ndjango.db.OperationalError: x")])
    page = boss.get("/admin/jobs/").content.decode()
    assert "要连的服务器没有回应。" in page
    assert "nobody there" in page
    assert "提醒到期和落后的人" in page
    assert "数据库太忙，或者连不上。" in page


def test_again_puts_it_back(boss, failed):
    boss.post(f"/admin/jobs/{failed.pk}/again/")
    failed.refresh_from_db()
    assert failed.status == "READY"


def test_dismissing_takes_it_away(boss, failed):
    boss.post(f"/admin/jobs/{failed.pk}/dismiss/")
    assert not DBTaskResult.objects.exists()
    # Clicked twice: nothing is left to do, and nothing breaks.
    assert boss.post(f"/admin/jobs/{failed.pk}/dismiss/", follow=True).status_code == 200


def test_the_landing_page_warns_only_when_something_is_wrong(boss):
    assert "任务进程还没有运行过" in boss.get("/admin/").content.decode()
    beating.beat(worker_id="one", now=timezone.now())
    assert "后台任务要看一看" not in boss.get("/admin/").content.decode()
    beating.beat(worker_id="one", now=timezone.now() - timedelta(minutes=10))
    assert "起没有动静" in boss.get("/admin/").content.decode()


def test_trainers_are_not_told(as_li):
    assert as_li.get("/admin/").status_code == 200
    assert "后台任务要看一看" not in as_li.get("/admin/").content.decode()
    assert as_li.get("/admin/jobs/").status_code == 302


def test_monitoring_is_told(client, failed):
    assert client.get("/-/health").json()["jobs"]["state"] == "silent"
    beating.beat(worker_id="one", now=timezone.now())
    told = client.get("/-/health").json()["jobs"]
    assert (told["state"], told["failed"], told["ready"]) == ("failing", 1, 0)


def test_every_job_has_a_name_for_people():
    assert set(run_due.JOBS) | set(PROMPT) <= set(wording.JOBS)
