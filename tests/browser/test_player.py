"""A recording in a lesson: it plays, what was played reaches the server, and it resumes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import sign_in
from tests.factories.media import recording, wav
from tests.factories.world import World
from training.learning.models import Statement, Watch
from training.people.models import User

SECONDS = 12


@pytest.fixture
def lesson(dinghai: World) -> str:
    """The address of the lesson, with a sound of twelve seconds that must be heard."""
    played = recording(
        dinghai.root, content=wav(SECONDS, rate=8000), transcript="<p>代表来自人民。</p>"
    )
    dinghai.lesson.body.append(("audio", {"recording": played, "note": "", "required": True}))
    dinghai.lesson.save_revision().publish()
    return str(dinghai.lesson.url)


def at(page: Page, seconds: float) -> None:
    """Wait until playing has come so far; the page's policy lets no condition be evaluated in it."""
    for _tenth in range(300):
        if page.locator("audio").evaluate("audio => audio.currentTime") > seconds:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"did not come to {seconds} s")


def test_it_plays_tells_the_server_and_resumes(phone: Page, wang: User, lesson: str) -> None:
    sign_in(phone, wang)
    phone.goto(lesson)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    sound = phone.locator("audio")
    assert not any("/media/recordings/" in url for url in asked)
    phone.get_by_role("button", name="2 倍").click()
    sound.evaluate("audio => audio.play()")
    at(phone, 6)
    sound.evaluate("audio => audio.pause()")
    expect(phone.locator("[data-player-state]")).to_contain_text("已播放 5")
    phone.reload()
    phone.locator("audio").evaluate("audio => audio.play()")
    at(phone, 6.5)
    phone.locator("audio").evaluate("audio => { audio.playbackRate = 16; }")
    assert phone.locator("audio").evaluate("audio => audio.playbackRate") == 2
    expect(phone.locator("[data-player-state]")).to_contain_text("看完了")
    assert Statement.objects.filter(verb="completed", activity_type="audio").count() == 1


def test_what_was_played_without_a_line_is_told_later(phone: Page, wang: User, lesson: str) -> None:
    sign_in(phone, wang)
    phone.goto(lesson)
    sound = phone.locator("audio")
    sound.evaluate("audio => audio.play()")
    at(phone, 1)
    phone.context.set_offline(True)
    at(phone, 3)
    sound.evaluate("audio => audio.pause()")
    expect(phone.locator("[data-player-state]")).to_contain_text("没有网络")
    phone.context.set_offline(False)
    phone.goto(lesson)
    # The page that is left may have told it while this one was being written: look once it is kept.
    for _again in range(100):
        if Watch.objects.exists():
            break
        phone.wait_for_timeout(100)
    phone.reload()
    expect(phone.locator("[data-player-state]")).to_contain_text("已播放")
    assert Watch.objects.get().spans[-1][1] > 2_500
