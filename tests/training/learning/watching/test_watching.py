"""Watching counts by what was played and by the clock on the wall."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.assets.selectors import played_on
from tests.factories.media import recording
from tests.factories.world import World, moment
from training.learning.models import ActivityProgress, Statement, Watch
from training.learning.readings import services as readings
from training.learning.readings.errors import TooSoon
from training.learning.readings.views import as_read
from training.learning.watching import services
from training.learning.watching.errors import NotYet
from training.learning.watching.services import Item, Outcome, Report
from training.learning.watching.views import item_of
from training.people.models import User

pytestmark = pytest.mark.db
OPENED = moment(1, 10)


@pytest.fixture
def block(dinghai: World) -> str:
    """A sound of ten seconds on the lesson, marked 必看."""
    played = recording(dinghai.root)
    dinghai.lesson.body.append(("audio", {"recording": played, "note": "", "required": True}))
    dinghai.lesson.save_revision().publish()
    dinghai.lesson.refresh_from_db()
    return str(dinghai.lesson.body[-1].id)


@pytest.fixture
def item(dinghai: World, block: str) -> Item:
    return item_of(played_on(dinghai.lesson, block=block)[0], dinghai.lesson)


def token(user: User, item: Item, opened: datetime = OPENED) -> str:
    return services.opened_token(learner_id=user.pk, activity=item.activity, now=opened)


def report(user: User, item: Item, *spans: tuple[int, int], **told: Any) -> Report:
    return Report(token=told.pop("token", token(user, item)), spans=spans, **told)


def tell(user: User, item: Item, told: Report, after: float) -> Outcome:
    now = OPENED + timedelta(seconds=after)
    return services.note_played(learner_id=user.pk, item=item, report=told, now=now)


def test_the_first_report_is_progress_and_nine_tenths_are_completion(wang, item):
    told = tell(wang, item, report(wang, item, (0, 4_000)), 5)
    assert told == Outcome(kept=True, share=0.4, done=False)
    assert [s.verb for s in Statement.objects.all()] == ["progressed"]
    assert tell(wang, item, report(wang, item, (4_000, 9_000)), 10).done
    done = Statement.objects.get(verb="completed")
    assert (done.activity_type, done.seconds, done.context["how"]) == ("audio", 9, "watched")


def test_sending_again_changes_nothing(wang, item):
    for _again in range(3):
        tell(wang, item, report(wang, item, (0, 9_500)), 10)
    assert Statement.objects.filter(verb="completed").count() == 1
    assert ActivityProgress.objects.get(activity=item.activity).completed_at


def test_saying_done_at_once_gains_nothing(wang, item):
    assert not tell(wang, item, report(wang, item, (0, 10_000)), 1).kept
    assert not Watch.objects.exists()
    assert not Statement.objects.exists()


def test_twice_the_speed_is_believed_and_more_is_not(wang, item):
    assert tell(wang, item, report(wang, item, (0, 10_000)), 5).done
    assert Watch.objects.get().completed_at


def test_what_was_too_early_counts_once_time_has_passed(wang, item):
    told = report(wang, item, (0, 9_000))
    assert not tell(wang, item, told, 3).kept
    assert tell(wang, item, told, 9).done


@pytest.mark.parametrize("forged", ["", "a:b:c", "borrowed"])
def test_a_forged_or_borrowed_token_gains_nothing(wang, chen, item, forged):
    used = token(chen, item) if forged == "borrowed" else forged
    assert not tell(wang, item, report(wang, item, (0, 9_000), token=used), 60).kept
    assert not Watch.objects.exists()


def test_the_place_to_resume_is_the_one_reached_last(wang, item):
    tell(wang, item, report(wang, item, (0, 4_000), position=4.0, moment=4_000), 5)
    late = report(wang, item, (0, 2_000), position=2.0, moment=2_000)
    tell(wang, item, late, 6)
    assert Watch.objects.get().position == 4.0


def test_reading_the_transcript_counts_by_the_clock(wang, item):
    spoken = Item(item.activity, item.kind, seconds=600, words=800)
    early = OPENED + timedelta(seconds=40)
    with pytest.raises(NotYet, match="再过 1 分钟"):
        services.read_instead(learner_id=wang.pk, item=spoken, token=token(wang, item), now=early)
    later = OPENED + timedelta(seconds=100)
    assert services.read_instead(
        learner_id=wang.pk, item=spoken, token=token(wang, item), now=later
    )
    assert Watch.objects.get().completed_at == later
    assert not services.read_instead(
        learner_id=wang.pk, item=spoken, token=token(wang, item), now=later
    )


def test_without_transcript_the_clock_asks_for_nine_tenths(item):
    assert services.needed_seconds(Item(item.activity, "video", 600)) == 540


def test_the_lesson_waits_for_what_must_be_watched(wang, dinghai, item):
    page = as_read(dinghai.lesson)
    opened = readings.opened_token(learner_id=wang.pk, activity=page.activity, now=OPENED)
    later = OPENED + timedelta(minutes=10)

    def complete() -> bool:
        return readings.complete(
            learner_id=wang.pk, page=page, token=opened, with_script=False, now=later
        )

    with pytest.raises(TooSoon, match="《代表怎样提建议》"):
        complete()
    tell(wang, item, report(wang, item, (0, 9_500)), 10)
    assert complete()


def test_the_rule_says_so_in_words(dinghai, block):
    from courses.catalogue.pacing import completion_rule

    assert "1 段必看的视频或音频" in completion_rule(dinghai.lesson)


def test_a_case_plays_too(as_wang, dinghai):
    played = recording(dinghai.root, transcript="<p>有文字。</p>")
    dinghai.case.body.append(("audio", {"recording": played, "note": ""}))
    dinghai.case.save_revision().publish()
    page = as_wang.get(dinghai.case.url).content.decode()
    assert f'data-beacon="/watch/{dinghai.case.pk}/' in page
    assert "我读完了文字稿" in page
    block = dinghai.case.body[-1].id
    response = as_wang.post(f"/watch/{dinghai.case.pk}/{block}/read", {"opened": ""}, follow=True)
    assert "还早了一点" in response.content.decode()


def test_pressing_too_early_does_not_set_the_clock_back(as_wang, wang, dinghai, block, item):
    early = services.opened_token(learner_id=wang.pk, activity=item.activity, now=timezone.now())
    path = f"/watch/{dinghai.lesson.pk}/{block}/read"
    page = as_wang.post(path, {"opened": early}, follow=True).content.decode()
    assert "还早了一点" in page
    assert f'name="opened" value="{early}"' in page
    forged = as_wang.get(dinghai.lesson.url, {"opened": f"{early}x"}).content.decode()
    assert f"{early}x" not in forged


def test_the_record_names_it_with_the_way_to_it(as_wang, wang, dinghai, item):
    tell(wang, item, report(wang, item, (0, 9_500)), 10)
    page = as_wang.get("/my/record/").content.decode()
    assert "音频：代表怎样提建议" in page
    assert dinghai.lesson.url in page


def beacon(client: Client, world: World, block: str, **fields: str) -> Any:
    return client.post(f"/watch/{world.lesson.pk}/{block}/beacon", fields)


def test_over_http(as_wang, wang, dinghai, block, item):
    now_token = services.opened_token(
        learner_id=wang.pk, activity=item.activity, now=datetime.now(tz=OPENED.tzinfo)
    )
    told = beacon(as_wang, dinghai, block, opened=now_token, spans="0-1,junk,5-3", position="nan")
    assert told.json() == {"kept": True, "percent": 0, "done": False}
    assert beacon(as_wang, dinghai, "no-such-block").status_code == 404


def test_nobody_else_may_report(as_zhao, client, dinghai, block):
    assert beacon(as_zhao, dinghai, block).status_code == 404
    assert beacon(client, dinghai, block).status_code in {302, 401}


def test_the_page_plays_and_resumes(as_wang, wang, dinghai, block, item):
    tell(wang, item, report(wang, item, (0, 4_000), position=4.0, moment=4_000), 5)
    page = as_wang.get(dinghai.lesson.url).content.decode()
    assert 'data-position="4.0"' in page
    assert "已播放 40%" in page
    assert 'preload="none"' in page
    assert "data-player-otherwise" in page
    assert "必看" in page


def queries_of(client: Client, world: World) -> int:
    client.get(world.lesson.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(world.lesson.url)
    return len(captured)


def test_more_players_cost_no_more_queries(as_wang, dinghai, block):
    one = queries_of(as_wang, dinghai)
    for _more in range(3):
        played = recording(dinghai.root)
        dinghai.lesson.body.append(("audio", {"recording": played, "note": ""}))
    dinghai.lesson.save_revision().publish()
    assert queries_of(as_wang, dinghai) == one


def long_one(item: Item) -> Item:
    return Item(item.activity, item.kind, seconds=1200, title="录音", page=item.page)


def progressed() -> list[tuple[int, Any]]:
    rows = Statement.objects.filter(verb="progressed", seconds__gt=0).order_by("effective_at")
    return [(told.seconds, told.context["played"]) for told in rows]


def test_the_log_hears_what_was_played_every_few_minutes(wang, item):
    long = long_one(item)
    for minute in range(1, 13):
        spans = ((minute - 1) * 60_000, minute * 60_000)
        tell(wang, long, report(wang, long, spans), minute * 60)
    assert progressed() == [(300, [[0, 300_000]]), (300, [[0, 600_000]])]
    assert Watch.objects.get().untold_seconds == 120


def test_who_goes_away_is_told_of_by_the_worker_once(wang, item):
    long = long_one(item)
    tell(wang, long, report(wang, long, (0, 60_000), moment=60_000), 60)
    assert services.tell_left_behind(now=OPENED + timedelta(minutes=5)) == 0
    later = OPENED + timedelta(minutes=20)
    assert services.tell_left_behind(now=later) == 1
    assert services.tell_left_behind(now=later) == 0
    assert progressed() == [(60, [[0, 60_000]])]
    told = Statement.objects.get(seconds=60)
    assert (told.activity_type, told.context["title"]) == ("audio", "录音")
    assert told.effective_at == OPENED + timedelta(seconds=60)


def test_no_second_is_told_twice(wang, item):
    long = long_one(item)
    tell(wang, long, report(wang, long, (0, 400_000)), 400)
    tell(wang, long, report(wang, long, (0, 1_100_000)), 1100)
    done = Statement.objects.get(verb="completed")
    assert (progressed(), done.seconds) == ([(400, [[0, 400_000]])], 700)
    assert done.context["played"] == [[0, 1_100_000]]
    assert ActivityProgress.objects.get(activity=item.activity).seconds == 1100
