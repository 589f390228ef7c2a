"""The nightly comparison: once a night, a few seconds a run, and it repairs nothing."""

from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from tests.counting import at_most
from tests.factories.world import World, moment
from training.learning import evidence
from training.learning.consequences import checking
from training.learning.consequences.desk import ChecksPanel
from training.learning.evidence import Happening, Verb
from training.learning.models import CourseProgress, FoldCheck
from training.people.models import User

pytestmark = pytest.mark.db
NIGHT = moment(2, 2, 10)


@pytest.fixture
def tampered(dinghai: World, wang: User, chen: User) -> User:
    """王代表's verdict was changed behind the log's back."""
    told = Happening(
        verb=Verb.COMPLETED,
        activity=dinghai.lesson.activity_uuid,
        activity_type="lesson",
        occurred_at=moment(1, 10),
    )
    evidence.record(learner_id=wang.pk, happenings=[told], now=moment(1, 10))
    CourseProgress.objects.filter(learner=wang, whole=True).update(done=3)
    return wang


def test_differences_are_reported_and_left_as_they_are(tampered: User) -> None:
    assert checking.check_folds(now=NIGHT) == 2
    check = FoldCheck.objects.get()
    assert (check.people, check.found, check.finished_at) == (2, 1, NIGHT)
    assert check.lines[0].startswith(f"{tampered.pk} 结业判定")
    assert CourseProgress.objects.get(learner=tampered, whole=True).done == 3


def test_once_a_night_and_not_before_two_o_clock(tampered: User) -> None:
    assert checking.check_folds(now=moment(2, 1, 59)) == 0
    assert not FoldCheck.objects.exists()
    assert checking.check_folds(now=NIGHT) == 2
    for later in (NIGHT + timedelta(minutes=5), moment(2, 23)):
        with at_most(4):
            assert checking.check_folds(now=later) == 0
    assert checking.check_folds(now=moment(3, 9)) == 2  # the server was off at night


def test_a_run_that_was_broken_off_goes_on_behind_the_last_person(
    tampered: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "PEOPLE_AT_ONCE", 1)
    monkeypatch.setattr(checking, "SECONDS_PER_RUN", 0.5)
    ticks = count()
    monkeypatch.setattr(checking, "monotonic", lambda: (next(ticks) + 1) // 3)  # one batch a run
    compared: list[UUID] = []
    rebuilt = evidence.rebuilt

    def noted(people: list[UUID], *, write: bool) -> list[str]:
        compared.extend(people)
        return rebuilt(people, write=write)

    monkeypatch.setattr(evidence, "rebuilt", noted)
    for _ in range(4):
        checking.check_folds(now=NIGHT)
    assert compared == sorted(set(compared))
    assert len(compared) == 2
    assert FoldCheck.objects.get().finished_at == NIGHT


def test_a_class_that_is_over_is_not_compared_any_more(dinghai: World, wang: User) -> None:
    after: datetime = moment(2, 3) + timedelta(days=31)
    assert checking.check_folds(now=after) == 0
    check = FoldCheck.objects.get()
    assert (check.people, check.finished_at) == (0, after)


def test_administrators_see_it_on_the_landing_page(
    tampered: User, admin: User, li: User, rf: object
) -> None:
    checking.check_folds(now=NIGHT)

    def panel(user: User) -> dict[str, object]:
        request = rf.get("/admin/")  # type: ignore[attr-defined]
        request.user = user
        return ChecksPanel(request).get_context_data({})

    assert panel(admin)["check"] == FoldCheck.objects.get()
    assert panel(li) == {"shown": False}
