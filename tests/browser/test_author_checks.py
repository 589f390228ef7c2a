"""What an author is told about a page: Wagtail's checker with our rules, in the real editor."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import LessonPage
from tests.browser.steps import sign_in
from tests.factories.world import World
from training.packs.desk import prepare_desk
from training.people.models import User


def test_links_that_say_nothing_are_told(desk: Page, li: User, dinghai: World) -> None:
    prepare_desk(by=None, today=timezone.localdate())
    lesson = LessonPage.objects.get(pk=dinghai.lesson.pk)
    links = (
        ("https://www.npc.gov.cn/a", "点击这里"),
        ("https://www.npc.gov.cn/b", "国家法律法规数据库"),
    )
    text = "".join(f'<p>见 <a href="{url}">{words}</a>。</p>' for url, words in links)
    lesson.body = [*lesson.body.raw_data, {"type": "text", "value": text}]
    lesson.save_revision()
    sign_in(desk, li, "/admin/")
    desk.goto(f"/admin/pages/{lesson.pk}/edit/")
    desk.get_by_role("button", name="检查").first.click()
    panel = desk.locator("[data-side-panel=checks]")
    expect(panel).to_contain_text("链接的文字没有说明去哪里", timeout=60_000)
    expect(panel).to_contain_text("用文件或页面的名字")
    assert panel.get_by_text("链接的文字没有说明去哪里").count() == 1
