import sys; sys.path.insert(0,"/tmp/w")
from media_shots import *
from axe_playwright_python.sync_playwright import Axe
def test_axe(phone, plain_phone, dinghai, wang):
    v=fill(dinghai)
    from cms.models import Recording
    Recording.objects.filter(kind="audio").update(file="recordings/none.wav")
    sign_in(phone, wang); phone.goto(dinghai.lesson.url); phone.wait_for_timeout(500)
    for vi in Axe().run(phone).response["violations"]: print("AXE", vi["id"], [n["html"][:150] for n in vi["nodes"]][:3])
    a=phone.locator("audio"); print("hidden before", phone.locator("[data-player-otherwise]").is_hidden())
    a.evaluate("a => a.play().catch(()=>{})"); phone.wait_for_timeout(1500)
    print("visible after", phone.locator("[data-player-otherwise]").is_visible())
    phone.goto("/-/health"); 
    phone.context.add_cookies([{"name":"contrast","value":"high","url":phone.url},{"name":"size","value":"huge","url":phone.url}])
    phone.goto(dinghai.lesson.url); phone.wait_for_timeout(500); phone.locator(".player").first.scroll_into_view_if_needed(); phone.screenshot(path="/tmp/w/media-high.png")
    sign_in(plain_phone, wang); plain_phone.goto(dinghai.lesson.url); print("plain", plain_phone.locator("[data-player-otherwise]").is_visible(), plain_phone.locator("[data-player-bar]").first.is_hidden())
    plain_phone.locator("details summary", has_text="文字稿").first.click()
    plain_phone.get_by_role("button", name="我读完了文字稿").click()
    plain_phone.screenshot(path="/tmp/w/media-plain.png")
del test_learner, test_wide
try:
    del test_desk
except NameError: pass
def test_choose(desk, dinghai, li):
    fill(dinghai); sign_in(desk, li, "/admin/"); desk.goto(f"/admin/pages/{dinghai.lesson.pk}/edit/"); desk.wait_for_timeout(1500)
    desk.get_by_role("button", name="选择另一个视频或音频").first.click() if desk.get_by_role("button", name="选择另一个视频或音频").count() else None
    desk.locator("[data-chooser-action-choose]:visible").nth(0).scroll_into_view_if_needed()
    desk.screenshot(path="/tmp/w/media-page.png")
    desk.evaluate("() => { const b=[...document.querySelectorAll('[data-contentpath] [data-chooser-action-choose]')].find(x=>/recording/.test(x.closest('[data-chooser-url]')?.dataset.chooserUrl||'')); (b||[...document.querySelectorAll('[data-chooser-url*=recording] [data-chooser-action-choose]')][0]).click(); }")
    desk.wait_for_timeout(1500); desk.screenshot(path="/tmp/w/media-choose.png")
