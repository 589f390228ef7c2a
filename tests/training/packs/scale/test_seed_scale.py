"""seed_scale: synthetic people whose folds are those of their log."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from tests.factories.world import World
from training.cohorts.models import Cohort, Enrolment
from training.insight.selectors import completion
from training.learning import evidence
from training.learning.models import ActivityProgress, CourseProgress, Statement
from training.packs.scale import sowing
from training.people.access import Scope
from training.people.models import Congress, Membership, User

DAY = date(2026, 11, 16)
SYNTHETIC = User.objects.filter(username__startswith="s0")


def seed(learners: int, **more: Any) -> str:
    """Run the command; what it printed."""
    out = StringIO()
    call_command("seed_scale", learners=learners, day=DAY, stdout=out, **more)
    return out.getvalue()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large class of sixty, forty of them with a log."""
    monkeypatch.setattr(sowing, "LARGEST_CLASS", 60)
    monkeypatch.setattr(sowing, "WITH_LOG", 40)


@pytest.mark.db
def test_what_is_written_is_what_the_log_amounts_to(dinghai: World, small: None) -> None:
    told = seed(200)
    assert "200" in told
    assert "rebuild_insight" in told
    with_log = list(SYNTHETIC.order_by("number").values_list("pk", flat=True)[:40])
    assert set(Statement.objects.values_list("learner", flat=True)) <= set(with_log)
    assert Statement.objects.values("learner").distinct().count() > 30
    assert evidence.rebuilt(with_log, write=False) == []


def test_the_large_class_and_the_nation_are_there(dinghai: World, small: None) -> None:
    seed(200)
    assert SYNTHETIC.count() == 200
    assert not SYNTHETIC.filter(is_sample=False).exists()
    classes = Cohort.objects.filter(key__startswith="scale")
    sizes = sorted(one.enrolments.count() for one in classes)
    assert sizes == [4, 60, 68, 68]
    large = classes.get(key="scale-60")
    here = large.enrolments.all()
    assert here.values("unit").distinct().count() == 13
    assert here.values("group").distinct().count() > 1
    assert Membership.objects.filter(user__in=SYNTHETIC, role="deputy").count() == 400
    assert Congress.objects.filter(key__startswith="scale-").count() == 3


def test_people_stand_everywhere(dinghai: World, small: None) -> None:
    seed(200)
    for cohort in Cohort.objects.filter(key__startswith="scale").exclude(key="scale-60")[:2]:
        now = timezone.now()
        told = completion(scope=Scope(cohort.congress), cohort=cohort, now=now).total
        counts = (told.finished, told.on_track, told.behind, told.not_started)
        assert sum(counts) == told.should
    large = Cohort.objects.get(key="scale-60")
    told = completion(scope=Scope(large.congress), cohort=large, now=timezone.now()).total
    assert min(told.finished, told.on_track, told.behind, told.not_started) > 0


def test_a_verdict_stands_for_every_enrolment(dinghai: World, small: None) -> None:
    seed(130)
    enrolled = Enrolment.objects.filter(learner__in=SYNTHETIC)
    whole = CourseProgress.objects.filter(whole=True, enrolment__in=enrolled)
    assert whole.count() == enrolled.count() == 130
    finished = whole.exclude(satisfied_at=None)
    assert finished
    assert all(one.done == one.required for one in finished)
    lacking = whole.filter(satisfied_at=None)
    assert all(one.done < one.required for one in lacking)


def test_the_same_seed_gives_the_same_people(dinghai: World, small: None) -> None:
    def drawn(seed_number: int) -> list[Any]:
        with transaction.atomic():
            seed(100, seed=seed_number)
            folds = ActivityProgress.objects.filter(learner__in=SYNTHETIC)
            verdicts = CourseProgress.objects.filter(learner__in=SYNTHETIC)
            found = [
                sorted(map(str, folds.values_list("pk", "learner", "activity", "last_at"))),
                sorted(map(str, verdicts.values_list("pk", "learner", "done_codes", "last_at"))),
            ]
            transaction.set_rollback(True)
        return found

    first = drawn(3)
    assert first == drawn(3)
    assert first != drawn(4)


def test_real_people_are_left_alone(dinghai: World, wang: User) -> None:
    with pytest.raises(CommandError, match="真实人员"):
        seed(5)
    assert not SYNTHETIC.exists()
    assert "5 / 5" in seed(5, yes=True)


@pytest.mark.parametrize("learners", [0, -3])
def test_nobody_is_refused(dinghai: World, learners: int) -> None:
    with pytest.raises(CommandError, match="至少是 1"):
        seed(learners)


def test_once_is_enough(dinghai: World) -> None:
    seed(3)
    with pytest.raises(CommandError, match="已经有合成数据"):
        seed(3)
    assert SYNTHETIC.count() == 3


@pytest.mark.django_db
def test_without_content_there_is_nothing_to_learn() -> None:
    with pytest.raises(CommandError, match="load_pack"):
        seed(3)


def test_a_wrong_fold_is_found_while_seeding(
    dinghai: World, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.packs.scale import rows

    real = rows.moment
    monkeypatch.setattr(rows, "moment", lambda seconds: real(seconds + 60))
    with pytest.raises(CommandError, match="活动"):
        seed(20)
    assert not ActivityProgress.objects.filter(learner__in=SYNTHETIC).exists()


def test_the_statistics_agree_with_what_was_seeded(dinghai: World, small: None) -> None:
    seed(150)
    call_command("rebuild_insight", stdout=StringIO())
    out = StringIO()
    call_command("rebuild_insight", check=True, stdout=out)
    assert "0 处" in out.getvalue()
