"""A reader's own note: kept, merged, listed, taken along, and seen by nobody else."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.factories.world import World, moment
from training.learning.models import Note
from training.learning.notes import selectors, services
from training.people.models import User

pytestmark = pytest.mark.db
JSON = {"HTTP_ACCEPT": "application/json"}


def put(wang: User, text: str, base: int, **told: object) -> services.Saved:
    """Save a note on one made-up page."""
    fields = {"activity": ACTIVITY, "page_title": "一课", "now": moment(1, 10), **told}
    return services.save_note(learner_id=wang.pk, text=text, base=base, **fields)


ACTIVITY = uuid4()


def test_a_note_goes_on_from_where_it_was(wang: User) -> None:
    first = put(wang, "一", 0)
    second = put(wang, "一二", first.revision)
    assert (second.text, second.revision, second.merged) == ("一二", 2, False)
    assert Note.objects.count() == 1


def test_two_devices_lose_nothing(wang: User) -> None:
    phone = put(wang, "在手机上写的", 0)
    desk = put(wang, "在电脑上写的", 0)
    assert desk.merged
    assert "在手机上写的" in desk.text
    assert "在电脑上写的" in desk.text
    again = put(wang, desk.text + "！", desk.revision)
    assert not again.merged
    assert phone.revision < desk.revision < again.revision


def test_the_same_save_sent_again_changes_nothing(wang: User) -> None:
    first = put(wang, "一", 0)
    again = put(wang, "一", 0, now=moment(2, 10))
    assert (again.revision, again.updated_at) == (first.revision, first.updated_at)


def test_an_older_text_that_the_newer_one_contains_is_not_doubled(wang: User) -> None:
    put(wang, "一二三", 0)
    assert put(wang, "一二三四", 0).text == "一二三四"
    assert put(wang, "二三", 0).text == "一二三四"


def test_a_cleared_note_is_gone_from_the_list_and_can_begin_again(wang: User) -> None:
    first = put(wang, "一", 0)
    empty = put(wang, "", first.revision)
    assert selectors.notes_of(learner_id=wang.pk) == []
    assert put(wang, "新的", empty.revision).text == "新的"


def test_too_long_is_refused_and_says_how_long(wang: User) -> None:
    with pytest.raises(services.NoteTooLong, match="现在有 10001 字"):
        put(wang, "字" * 10_001, 0)
    assert not Note.objects.exists()


def test_without_javascript_the_button_saves_and_leads_back(
    as_wang: Client, dinghai: World
) -> None:
    reply = as_wang.post(f"/my/notes/{dinghai.case.pk}/save", {"text": "先问权属", "base": "0"})
    assert reply.status_code == 302
    assert reply.url == f"{dinghai.case.url}#note"
    assert "先问权属" in as_wang.get(dinghai.case.url).content.decode()


def test_the_script_is_answered_with_what_is_stored(as_wang: Client, dinghai: World) -> None:
    url = f"/my/notes/{dinghai.lesson.pk}/save"
    first = as_wang.post(url, {"text": "甲", "base": "0"}, **JSON).json()
    assert (first["revision"], first["merged"]) == (1, False)
    clash = as_wang.post(url, {"text": "乙", "base": "0"}, **JSON).json()
    assert clash["merged"]
    long = as_wang.post(url, {"text": "字" * 10_001, "base": "2"}, **JSON)
    assert long.status_code == 422
    assert "最多" in long.json()["reason"]


def test_the_list_and_the_file_have_all_of_them(as_wang: Client, dinghai: World) -> None:
    for page in (dinghai.case, dinghai.lesson):
        as_wang.post(f"/my/notes/{page.pk}/save", {"text": f"关于{page.title}"})
    listed = as_wang.get("/my/notes/").content.decode()
    assert f'href="{dinghai.case.url}#note"' in listed
    text = as_wang.get("/my/notes/export").content.decode("utf-8-sig")
    for page in (dinghai.case, dinghai.lesson):
        assert f"《{page.title}》" in text
        assert f"关于{page.title}" in text


def test_a_note_outlives_its_page_and_can_be_taken_away(as_wang: Client, dinghai: World) -> None:
    as_wang.post(f"/my/notes/{dinghai.case.pk}/save", {"text": "留着"})
    title = dinghai.case.title
    dinghai.case.delete()
    page = as_wang.get("/my/notes/").content.decode()
    assert title in page
    assert "留着" in page
    as_wang.post(f"/my/notes/{Note.objects.get().pk}/remove")
    assert not Note.objects.exists()


def test_nobody_else_sees_or_removes_it(
    as_wang: Client, chen: User, li: User, dinghai: World
) -> None:
    as_wang.post(f"/my/notes/{dinghai.case.pk}/save", {"text": "只给自己看"})
    note = Note.objects.get()
    for other in (chen, li):
        client = Client()
        client.force_login(other)
        assert "只给自己看" not in client.get(dinghai.case.url).content.decode()
        assert client.post(f"/my/notes/{note.pk}/remove").status_code == 404
        listed = client.get("/my/notes/")
        assert listed.status_code == (200 if other == chen else 404)
        assert "只给自己看" not in listed.content.decode()
    assert Note.objects.exists()


def test_a_foreign_page_takes_no_note(as_zhao: Client, dinghai: World) -> None:
    assert as_zhao.post(f"/my/notes/{dinghai.case.pk}/save", {"text": "x"}).status_code == 404


def test_notes_are_found_by_words_in_text_and_title(wang: User, as_wang: Client) -> None:
    put(wang, "视察以前先看方案", 0)
    put(wang, "预算草案看三页", 0, activity=uuid4(), page_title="怎样审查预算")
    assert [note.text for note in selectors.notes_of(learner_id=wang.pk, words="预算 三页")] == [
        "预算草案看三页"
    ]
    page = as_wang.get("/my/notes/", {"q": "视察"}).content.decode()
    assert "视察以前先看方案" in page
    assert "预算草案" not in page
    assert "没有一条笔记" in as_wang.get("/my/notes/", {"q": "联名"}).content.decode()
