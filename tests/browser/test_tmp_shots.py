import pytest
from playwright.sync_api import Page
from django.utils import timezone
from tests.browser.steps import sign_in
from tests.factories.media import recording, wav, mp4, file, picture, office, VTT
from cms.models import *
from wagtail.models import Collection
from training.packs.desk import prepare_desk
from cms.assets.renditions import prepare_pictures
from PIL import Image, ImageDraw
from io import BytesIO

def pic():
    i=Image.new("RGB",(1600,1000),"#cde"); d=ImageDraw.Draw(i); d.ellipse((300,200,1200,900),fill="#58a"); t=BytesIO(); i.save(t,"JPEG"); return t.getvalue()

def fill(dinghai):
    prepare_desk(by=None, today=timezone.localdate())
    c=Collection.objects.get(name=dinghai.congress.name)
    p=Picture.objects.create(title="会场", file=file(pic(),"a.jpg"), collection=c); p.contextual_alt_text="会场里的代表"; p.decorative=False
    v=recording(dinghai.root, content=mp4(320, film=9_000_000), name="a.mp4", title="怎样把群众的话写成建议", transcript="<p>第一段话。</p><p>第二段话。</p>", source="区人大常委会代表工委，2026-10", poster=p)
    CaptionTrack.objects.create(recording=v, file=file(VTT.encode(),"a.vtt"))
    a=recording(dinghai.root, content=wav(95, rate=8000), title="代表法讲座：第三讲")
    d=Attachment.objects.create(title="建议格式样张（2026 年修订）", file=file(office(), "a.docx"), collection=c); d.file_size=245000; d.save()
    b=dinghai.lesson.body
    b.append(("video", {"recording": v, "note": "注意他怎样开头。", "required": True}))
    b.append(("audio", {"recording": a, "note": "", "required": False}))
    b.append(("document", {"document": d, "note": "写的时候放在手边。"}))
    b.append(("picture", {"image": p, "caption": "代表小组活动"}))
    dinghai.lesson.save_revision().publish()
    prepare_pictures(now=timezone.now())
    return v

def test_learner(phone: Page, dinghai, wang):
    fill(dinghai); sign_in(phone, wang); phone.goto(dinghai.lesson.url); phone.wait_for_timeout(600)
    phone.screenshot(path="/tmp/w/media-390.png", full_page=True)
    phone.goto("/my/settings/"); phone.screenshot(path="/tmp/w/media-settings.png", full_page=True)
    phone.get_by_role("button", name="省流量").click()
    seen=[]; phone.on("request", lambda r: seen.append(r.url))
    phone.goto(dinghai.lesson.url); phone.wait_for_timeout(900); phone.evaluate("window.scrollTo(0, 99999)"); phone.wait_for_timeout(900)
    print([u for u in seen if "media" in u])
    phone.screenshot(path="/tmp/w/media-saver.png", full_page=True)
    phone.locator("details.saver summary").click(); phone.wait_for_timeout(900)
    print([u for u in seen if "media" in u])

def test_desk(desk: Page, dinghai, li):
    v=fill(dinghai); sign_in(desk, li, "/admin/"); desk.goto("/admin/library/recordings/"); desk.wait_for_timeout(500)
    desk.screenshot(path="/tmp/w/media-list.png", full_page=True)
    desk.goto(f"/admin/library/recordings/edit/{v.pk}/"); desk.wait_for_timeout(800)
    desk.screenshot(path="/tmp/w/media-edit.png", full_page=True)
    desk.goto("/admin/library/recordings/add/"); desk.wait_for_timeout(800)
    open("/tmp/w/x.mov","wb").write(b"1"); open("/tmp/w/好视频.mp4","wb").write(mp4(40, film=3_000_000)); open("/tmp/w/bad.mp4","wb").write(b"<html>")
    desk.locator("[data-upload]").set_input_files("/tmp/w/x.mov"); desk.wait_for_timeout(200)
    desk.screenshot(path="/tmp/w/media-add1.png")
    desk.locator("[data-upload]").set_input_files("/tmp/w/bad.mp4")
    desk.locator("button[type=submit]:visible", has_text="保存").first.click(); desk.wait_for_timeout(2500)
    desk.screenshot(path="/tmp/w/media-add2.png", full_page=True)
    desk.locator("[data-upload]").set_input_files("/tmp/w/好视频.mp4"); desk.wait_for_timeout(300)
    desk.screenshot(path="/tmp/w/media-add3.png")
    desk.locator("button[type=submit]:visible", has_text="保存").first.click()
    desk.wait_for_url("**/admin/library/recordings/"); desk.wait_for_timeout(500)
    desk.screenshot(path="/tmp/w/media-add4.png")
