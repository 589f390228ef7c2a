"""One's own inbox."""

import pytest

from tests.counting import at_most
from tests.training.notices.conftest import MORNING
from training.notices.delivering import deliver
from training.notices.inbox import set_wishes, unread_count
from training.notices.models import Delivery, Notice, Wish


@pytest.fixture
def notice(told, wang):
    told(link="/my/programme/")
    return Notice.objects.get(learner=wang)


def test_what_is_unread_is_marked_by_word_and_counted(as_wang, notice):
    page = as_wang.get("/my/inbox/").content.decode()
    assert "课程有变动" in page
    assert "未读" in page
    assert "紧急" in page
    assert "（1）" in page


def test_looking_marks_nothing_and_opening_does(as_wang, notice, wang):
    as_wang.get("/my/inbox/")
    as_wang.get(f"/my/inbox/{notice.pk}/")
    assert unread_count(wang.pk) == 1
    page = as_wang.post(f"/my/inbox/{notice.pk}/open/", follow=True).content.decode()
    assert unread_count(wang.pk) == 0
    assert "D2-3 改到 14:00" in page
    assert "/my/programme/" in page


def test_the_script_marks_without_a_page(as_wang, notice, wang):
    sent = as_wang.post(f"/my/inbox/{notice.pk}/open/", headers={"Accept": "application/json"})
    assert sent.status_code == 204
    assert unread_count(wang.pk) == 0


def test_it_can_be_put_back_and_all_can_be_read_at_once(as_wang, notice, wang, told):
    told(key="another")
    as_wang.post("/my/inbox/read/")
    assert unread_count(wang.pk) == 0
    as_wang.post(f"/my/inbox/{notice.pk}/unread/")
    assert unread_count(wang.pk) == 1
    page = as_wang.get("/my/inbox/?show=unread").content.decode()
    assert page.count('class="inbox__item') == 1


def test_a_link_to_elsewhere_is_not_shown(as_wang, told, wang):
    told(link="https://elsewhere.example/")
    notice = Notice.objects.get(learner=wang)
    page = as_wang.get(f"/my/inbox/{notice.pk}/").content.decode()
    assert "elsewhere.example" not in page


def test_nobody_opens_anothers(as_zhao, notice):
    assert as_zhao.get(f"/my/inbox/{notice.pk}/").status_code == 404
    assert as_zhao.post(f"/my/inbox/{notice.pk}/open/").status_code == 404
    assert as_zhao.post(f"/my/inbox/{notice.pk}/unread/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_staff_have_an_inbox_too(client, li, told):
    told(people=[li], kind="class_changed")
    client.force_login(li)
    assert "班次有变动" in client.get("/my/inbox/").content.decode()


def test_an_empty_inbox_says_what_comes(as_wang):
    assert "还没有通知" in as_wang.get("/my/inbox/").content.decode()


def test_an_inbox_takes_few_queries_however_full(as_wang, told, wang):
    for n in range(25):
        told(key=f"k{n}", people=[wang])
    with at_most(7):
        as_wang.get("/my/inbox/")


# ---- wishes


def test_a_group_that_was_switched_off_stays_in_the_inbox_alone(as_wang, told, wang):
    everything = ["class.sms", "class.email", "reminder.sms", "answer.email", "office.sms"]
    as_wang.post("/my/inbox/wishes/", {"wanted": [w for w in everything if w != "class.sms"]})
    told(kind="class_changed")
    deliver(now=MORNING)
    assert Delivery.objects.get(learner=wang, channel="sms").reason == "unwanted"
    assert Delivery.objects.get(learner=wang, channel="email").state == Delivery.State.SENT
    assert unread_count(wang.pk) == 1


def test_what_is_urgent_cannot_be_switched_off(as_wang, told, wang):
    as_wang.post("/my/inbox/wishes/", {"wanted": []})
    told()
    assert set(Delivery.objects.filter(learner=wang).values_list("reason", flat=True)) == {""}
    assert not Wish.objects.filter(group="urgent").exists()


def test_wishes_can_be_taken_back(wang):
    set_wishes(person=wang, wanted=[])
    set_wishes(person=wang, wanted=["class.sms"])
    assert Wish.objects.get(learner=wang, group="class", channel="sms").wanted


def test_the_page_of_wishes_shows_where_messages_go_without_the_whole_number(as_wang, reachable):
    page = as_wang.get("/my/inbox/wishes/").content.decode()
    assert "139****0001" in page
    assert "13900000001" not in page
    assert "不能关" in page
