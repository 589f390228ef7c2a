"""The office: what was sent and what became of it, the words, the quiet hours, writing by hand."""

from datetime import time, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from tests.counting import at_most
from tests.factories.post import Post
from tests.factories.world import moment
from tests.training.notices.conftest import MORNING
from training.notices import composing, retrying, settling
from training.notices.composing import Message
from training.notices.delivering import deliver
from training.notices.errors import NoticeRefused
from training.notices.gateways.contract import MessageRefused
from training.notices.models import Batch, Delivery, Notice, NoticeRules, NoticeTemplate
from training.notices.services import words_of
from training.notices.wording import Words
from training.people.models import AuditEvent

State = Delivery.State


@pytest.fixture
def as_zhang(zhang):
    client = Client()
    client.force_login(zhang)
    return client


@pytest.fixture
def batch(told):
    told()
    return Batch.objects.get()


# ---- what was sent


def test_the_list_says_how_many_got_it_by_which_way(as_zhang, batch, chen):
    Post.fails = [MessageRefused("550")]
    deliver(now=MORNING)
    page = as_zhang.get("/office/notices/").content.decode()
    assert "课程有变动：学习班" in page
    assert "短信：发出 1" in page
    assert "失败 1" in page
    assert "邮件" in page
    assert "有 1 条没有发出去" in page


def test_the_page_of_a_batch_names_everybody_and_why(as_zhang, batch, wang, chen):
    deliver(now=MORNING)
    page = as_zhang.get(f"/office/notices/{batch.pk}/").content.decode()
    assert wang.name in page
    assert chen.name in page
    assert "没有邮箱" in page
    assert "13900000001" not in page


def test_only_those_who_were_not_reached_can_be_shown(as_zhang, batch, wang, chen):
    chen.phone = ""
    chen.save()
    deliver(now=MORNING)
    page = as_zhang.get(f"/office/notices/{batch.pk}/?show=unreached").content.decode()
    assert chen.name in page
    assert wang.name not in page


def test_the_list_and_a_batch_take_a_known_number_of_queries(as_zhang, batch, told):
    for n in range(5):
        told(key=f"k{n}")
    with at_most(14):
        as_zhang.get("/office/notices/")
    with at_most(15):
        as_zhang.get(f"/office/notices/{batch.pk}/")


def test_an_unsure_message_goes_again_only_to_who_is_ticked(batch, zhang, wang):
    Delivery.objects.filter(channel="sms").update(state=State.UNSURE)
    assert retrying.retry(batch=batch, people=None, by=zhang, now=MORNING) == (0, 1)
    assert retrying.retry(batch=batch, people=[wang.pk], by=zhang, now=MORNING) == (1, 0)
    deliver(now=MORNING)
    assert [m.address for m in Post.sent] == ["13900000001"]
    assert AuditEvent.objects.filter(action="notices.sent_again").count() == 2


def test_a_number_that_was_added_later_is_used(as_zhang, batch, chen):
    deliver(now=MORNING)
    chen.email = "chen@example.com"
    chen.save()
    as_zhang.post(f"/office/notices/{batch.pk}/again/", {"person": [chen.pk]})
    row = Delivery.objects.get(learner=chen, channel="email")
    assert (row.state, row.reason) == (State.WAITING, "")


def test_what_was_sent_is_not_sent_again_by_the_button(as_zhang, batch, wang):
    deliver(now=MORNING)
    as_zhang.post(f"/office/notices/{batch.pk}/again/", {"person": [wang.pk], "all": "1"})
    deliver(now=MORNING + timedelta(hours=1))
    assert len(Post.sent) == 2


def test_what_waits_can_be_stopped_and_stays_in_the_inbox(as_zhang, batch):
    as_zhang.post(f"/office/notices/{batch.pk}/stop/")
    assert deliver(now=MORNING) == 0
    assert Delivery.objects.filter(state=State.CANCELLED).count() == 3
    assert Notice.objects.filter(in_inbox=True).count() == 2


def test_the_list_of_calls_has_the_phone_and_what_it_is_about(as_zhang, batch, wang, chen):
    chen.phone = "0580-1234567"
    chen.save()
    deliver(now=MORNING)
    page = as_zhang.get(f"/office/notices/{batch.pk}/calls/").content.decode()
    assert "0580-1234567" in page
    assert "手机号不像是手机号" in page
    assert "D2-3 改到 14:00" in page
    assert wang.name not in page


def test_a_batch_goes_into_excel_as_text_and_into_the_audit_log(as_zhang, batch, wang):
    wang.name = "=王代表"
    wang.save()
    answer = as_zhang.post(f"/office/notices/{batch.pk}/export/")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert rows[0][:4] == ("编号", "姓名", "单位", "手机")
    assert any("王代表" in row[1] and not row[1].startswith("=") for row in rows[1:])
    assert AuditEvent.objects.filter(action="export.notices").exists()


# ---- the office's own words


def words(**changes):
    return Words(
        **(
            {"title": "改期", "body": "{变动}。", "sms": "", "title_en": "", "body_en": ""}
            | changes
        )
    )


def test_the_offices_own_words_are_used_and_the_rest_stays(dinghai, zhang, told, wang):
    settling.set_template(
        congress=dinghai.congress, kind="session_moved", words=words(), by=zhang, now=MORNING
    )
    told()
    notice = Notice.objects.get(learner=wang)
    assert (notice.title, notice.body) == ("改期", "D2-3 改到 14:00。")
    assert notice.sms.startswith("D2-3"), "an empty text is said in the default words"


def test_what_was_told_keeps_its_words(dinghai, zhang, told, wang):
    told()
    settling.set_template(
        congress=dinghai.congress, kind="session_moved", words=words(), by=zhang, now=MORNING
    )
    assert Notice.objects.get(learner=wang).title == "课程有变动：学习班"


def test_another_congress_keeps_its_own_words(dinghai, elsewhere, zhang):
    settling.set_template(
        congress=dinghai.congress, kind="session_moved", words=words(), by=zhang, now=MORNING
    )
    assert words_of("session_moved", elsewhere.congress).title != "改期"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("body", "{班长}请注意", "不认识 {班长}"),
        ("title", "改期{班次", "没有成对"),
        ("body", "字" * 2001, "最多 2000 字"),
    ],
)
def test_a_mistake_in_a_template_is_named(dinghai, zhang, name, text, said):
    with pytest.raises(NoticeRefused, match=said) as refused:
        settling.set_template(
            congress=dinghai.congress,
            kind="session_moved",
            words=words(**{name: text}),
            by=zhang,
            now=MORNING,
        )
    assert refused.value.code == name


def test_words_for_a_sign_in_code_must_hold_it(dinghai, zhang):
    with pytest.raises(NoticeRefused, match="要有"):
        settling.set_template(
            congress=dinghai.congress,
            kind="activation",
            words=words(body="请登录。"),
            by=zhang,
            now=MORNING,
        )


def test_words_are_looked_at_before_they_are_kept(as_zhang, zhang):
    typed = {"title": "改期啦", "body": "{变动}！", "preview": "1"}
    page = as_zhang.post("/office/notices/templates/session_moved/", typed).content.decode()
    assert "改期啦" in page
    assert "还没有保存" in page
    assert "怎样提建议" in page
    assert not NoticeTemplate.objects.exists()
    del typed["preview"]
    as_zhang.post("/office/notices/templates/session_moved/", typed)
    assert NoticeTemplate.objects.get().title == "改期啦"
    as_zhang.post("/office/notices/templates/session_moved/reset/")
    assert not NoticeTemplate.objects.exists()


def test_a_mistake_stands_beside_the_text(as_zhang):
    typed = {"title": "改期", "body": "{班长}"}
    for extra in ({}, {"preview": "1"}):
        page = as_zhang.post("/office/notices/templates/session_moved/", typed | extra)
        assert "不认识 {班长}" in page.content.decode()


# ---- quiet hours


def test_the_office_sets_quiet_hours(as_zhang, dinghai):
    typed = {"quiet_from": "20:00", "quiet_until": "09:00", "signature": "", "weekly_cap": "2"}
    assert as_zhang.post("/office/notices/rules/", typed).status_code == 302
    rules = NoticeRules.objects.get(congress=dinghai.congress)
    assert (rules.quiet_from, rules.weekly_cap) == (time(20), 2)


def test_a_night_without_end_is_refused(as_zhang):
    typed = {"quiet_from": "07:00", "quiet_until": "06:00", "signature": "", "weekly_cap": "2"}
    page = as_zhang.post("/office/notices/rules/", typed)
    assert "至少 6 小时" in page.content.decode()
    assert not NoticeRules.objects.exists()


# ---- a message of the office


def written(zhang, dinghai, people, **changes):
    told = {"title": "带代表证", "text": "{姓名}请带代表证", "channels": ("sms",)} | changes
    return composing.write(
        congress=dinghai.congress,
        message=Message(**told),
        people=[person.pk for person in people],
        by=zhang,
        now=MORNING,
    )


def test_a_message_waits_a_minute_and_is_then_told(zhang, dinghai, reachable, wang, later):
    batch = written(zhang, dinghai, reachable)
    assert composing.tell_waiting(now=MORNING + timedelta(seconds=59)) == 0
    assert not Notice.objects.exists()
    assert composing.tell_waiting(now=later(1)) == 2
    assert composing.tell_waiting(now=later(2)) == 0
    deliver(now=later(2))
    assert sorted(Post.texts()) == ["王代表请带代表证", "陈主任请带代表证"]
    assert Notice.objects.get(learner=wang).title == "带代表证"
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"sms"}
    batch.refresh_from_db()
    assert not batch.waits
    assert batch.notices.count() == 2


def test_a_message_that_was_cancelled_reaches_nobody(zhang, dinghai, reachable, later):
    batch = written(zhang, dinghai, reachable)
    composing.cancel(batch=batch, by=zhang, now=MORNING)
    assert composing.tell_waiting(now=later(5)) == 0
    assert not Notice.objects.exists()
    with pytest.raises(NoticeRefused):
        composing.cancel(batch=batch, by=zhang, now=later(6))


def test_a_message_that_has_left_cannot_be_cancelled(as_zhang, zhang, dinghai, reachable, later):
    batch = written(zhang, dinghai, reachable)
    composing.tell_waiting(now=later(1))
    page = as_zhang.post(f"/office/notices/{batch.pk}/cancel/", follow=True)
    assert "不能再撤回" in page.content.decode()
    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "{班长}请注意"}, "不认识 {班长}"),
        ({"title": " "}, "请写标题"),
        ({"text": "字" * 1001}, "最多 1000 字"),
        ({"text": "[请注意"}, "没有成对"),
        ({"channels": ("pigeon",)}, "没有这样的"),
    ],
)
def test_a_message_that_cannot_be_sent_says_why(zhang, dinghai, wang, changes, said):
    with pytest.raises(NoticeRefused, match=said):
        written(zhang, dinghai, [wang], **changes)


def test_nobody_is_not_written_to(zhang, dinghai):
    with pytest.raises(NoticeRefused, match="没有选中"):
        written(zhang, dinghai, [])


# ---- whose


def test_another_congress_sees_nothing_of_it(elsewhere, batch):
    from tests.factories.people import appear

    client = Client()
    client.force_login(appear(elsewhere, "zhang"))
    assert batch.title not in client.get("/office/notices/").content.decode()
    for place in ("", "calls/"):
        assert client.get(f"/office/notices/{batch.pk}/{place}").status_code == 404
    for place in ("stop/", "again/", "export/", "cancel/"):
        assert client.post(f"/office/notices/{batch.pk}/{place}").status_code == 404


def test_the_worker_tells_and_sends_by_itself(zhang, dinghai, reachable, monkeypatch):
    from django.core.management import call_command

    batch = written(zhang, dinghai, reachable)
    Batch.objects.filter(pk=batch.pk).update(tell_at=moment(1, 10))
    monkeypatch.setattr("training.notices.quiet.Quiet.holds_at", lambda self, at: False)
    call_command("run_due")
    assert len(Post.sent) == 2
