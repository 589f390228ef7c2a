"""The lists at the desk: who is on which and why, and what is done with them."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.counting import at_most
from tests.factories.world import moment
from tests.training.insight.conftest import NOW, Class, tell
from tests.training.insight.tables import in_csv, on_page
from training.learning.contacts.models import Contact, ContactTakenBack
from training.learning.evidence import Verb
from training.people.models import AuditEvent, User

pytestmark = pytest.mark.django_db
HOME = reverse("lists:home")


def names(html: bytes) -> list[str]:
    return [row[1].split()[0] for row in on_page(html, "list")]


def spoken(office: Client, *people: User, asked: object = None, **more: object) -> Any:
    told = {"person": [one.pk for one in people], "asked": asked or uuid4(), "how": "phone"}
    return office.post(reverse("lists:spoken"), told | more)


def test_each_list_holds_whom_the_statistics_name(office: Client, klass: Class) -> None:
    behind = office.get(HOME, {"which": "behind"}).content
    assert names(behind) == [klass.behind.name]
    assert "已上完还差" in behind.decode()
    not_started = names(office.get(HOME, {"which": "notstarted"}).content)
    assert klass.not_started.name in not_started
    assert klass.disabled.name not in not_started  # nobody calls a closed account
    test = klass.world.programme.sessions.get(quiz=klass.world.quiz).code
    missing = names(office.get(HOME, {"which": "missing", "missing": test}).content)
    assert klass.finished.name not in missing
    assert klass.behind.name in missing
    unknown = office.get(HOME, {"which": "missing", "missing": "D9-9"}).content.decode()
    assert "没有这样的人" in unknown


def test_who_never_signed_in_or_not_since_a_day(office: Client, klass: Class) -> None:
    User.objects.filter(pk=klass.behind.pk).update(last_login=moment(1, 9))
    User.objects.filter(pk=klass.on_track.pk).update(last_login=moment(2, 7))
    never = names(office.get(HOME, {"which": "signin"}).content)
    assert klass.behind.name not in never
    since = {"which": "signin", "since": moment(2, 0).date().isoformat()}
    late = names(office.get(HOME, since).content)
    assert klass.behind.name in late
    assert klass.on_track.name not in late


def test_a_call_is_noted_once_and_seen_beside_the_name(office: Client, klass: Class) -> None:
    asked = uuid4()
    for _twice in range(2):
        spoken(office, klass.behind, asked=asked, note="说这周补上")
    note = Contact.objects.get()
    assert (note.learner_id, note.note, note.at) == (klass.behind.pk, "说这周补上", NOW)
    html = office.get(HOME, {"which": "behind"}).content.decode()
    assert "说这周补上" in html
    assert "联系后还没学" in html
    assert AuditEvent.objects.filter(action="contact.noted").count() == 1
    alone = office.get(HOME, {"which": "behind", "untouched": "on"}).content.decode()
    assert "名单上的人都联系过了" in alone
    tell(klass.behind, Verb.PROGRESSED, klass.world.lesson.activity_uuid, moment(2, 9))
    assert "联系后学过" in office.get(HOME, {"which": "behind"}).content.decode()


def test_yesterdays_call_is_noted_for_yesterday(office: Client, klass: Class) -> None:
    day = timezone.localtime(NOW - timedelta(days=1))
    spoken(office, klass.behind, at=f"{day:%Y-%m-%dT%H:%M}")
    assert Contact.objects.get().at == day.replace(second=0, microsecond=0)
    assert f"{day:%Y-%m-%d %H:%M}" in office.get(HOME).content.decode()


@pytest.mark.parametrize(("days", "words"), [(1, "还没有到"), (-400, "一年以前"), (None, "日期")])
def test_a_call_of_no_sensible_time_is_refused(
    office: Client, klass: Class, days: int | None, words: str
) -> None:
    at = "x" if days is None else f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%M}"
    answer = spoken(office, klass.behind, at=at, note="说这周补上")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "说这周补上" in page  # what was typed is not lost
    assert not Contact.objects.exists()


def test_what_was_refused_comes_back_as_it_was_chosen(office: Client, klass: Class) -> None:
    later = f"{NOW + timedelta(days=1):%Y-%m-%dT%H:%M}"
    page = spoken(office, klass.behind, at=later, all="1").content.decode()
    assert "还没有记" in page
    assert 'name="all" value="1" checked' in page
    assert f'href="{HOME}?which=signin' in page  # and not the address that only takes forms
    assert f'method="get" action="{HOME}"' in page


def test_a_note_is_taken_back_and_stays(office: Client, klass: Class) -> None:
    spoken(office, klass.behind)
    note = Contact.objects.get()
    back = reverse("lists:unspoken", args=[note.pk])
    assert office.post(back).status_code == 422  # a note is not taken back without a word why
    assert klass.behind.name in office.get(back).content.decode()
    for _twice in range(2):
        office.post(back, {"reason": "打错电话了"})
    assert ContactTakenBack.objects.get().reason == "打错电话了"
    assert ContactTakenBack.objects.count() == 1
    assert Contact.objects.count() == 1
    assert "没有记录" in office.get(HOME, {"which": "behind"}).content.decode()
    with pytest.raises(TypeError):
        note.delete()


def test_nobody_else_is_noted(office: Client, klass: Class, zhao: User) -> None:
    # A stranger, and somebody who is not on the list: what was written about them is still there.
    page = spoken(office, zhao, klass.finished, note="说这周补上").content.decode()
    assert not Contact.objects.exists()
    assert "已经不在这张名单上" in page
    assert "说这周补上" in page
    assert "没有选人" in spoken(office).content.decode()


def test_nobody_left_to_speak_to_is_told_apart_from_nobody_there(
    office: Client, klass: Class
) -> None:
    alone = {"which": "notstarted", "untouched": "on", "unit": klass.world.unit.pk}
    assert "没有这样的人" in office.get(HOME, alone).content.decode()
    spoken(office, klass.behind)
    told = office.get(HOME, {"which": "behind", "untouched": "on"}).content.decode()
    assert "名单上的人都联系过了" in told


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ({"which": "behind"}, "behind"),
        ({"which": "notstarted"}, "notstarted"),
        ({"which": "signin"}, "never"),
        ({"which": "signin", "since": "2026-11-01"}, None),
        ({"which": "behind", "untouched": "on"}, None),
    ],
)
def test_writing_to_all_of_a_list_opens_with_all_of_them_ticked(
    office: Client, klass: Class, query: dict[str, str], who: str | None
) -> None:
    page = office.get(HOME, query)
    wish = page.context["asked"].written_to
    assert wish.get("who") == who
    assert ("请逐个勾选" in page.content.decode()) == (who is None)
    html = office.post(f"{reverse('reminders:chosen')}?{urlencode(wish)}", {"all": "1"}).content
    boxes = re.findall(r'name="person" value="([^"]+)"( checked)?', html.decode())
    if who is None:
        assert not [one for one, ticked in boxes if ticked]
        assert "还没有选人" in html.decode()
    else:
        assert {one for one, _ticked in boxes} == {
            str(row.person.pk) for row in page.context["told"].rows
        }
        assert all(ticked for _one, ticked in boxes)


def test_who_left_the_list_meanwhile_is_told(office: Client, klass: Class) -> None:
    spoken(office, klass.behind, klass.finished)
    assert Contact.objects.get().learner_id == klass.behind.pk
    assert "有 1 人已经不在这张名单上" in office.get(HOME).content.decode()


def test_the_office_sees_the_notes_on_her_page_and_a_director_does_not(
    office: Client, director: Client, klass: Class
) -> None:
    spoken(office, klass.behind, note="说这周补上")
    page = reverse("insight:person", args=[klass.behind.pk])
    assert "说这周补上" in office.get(page).content.decode()
    assert "说这周补上" not in director.get(page).content.decode()
    office.post(reverse("lists:unspoken", args=[Contact.objects.get().pk]), {"reason": "错人"})
    assert "已撤回" in office.get(page).content.decode()


def test_all_of_the_list_at_once(office: Client, klass: Class) -> None:
    office.post(
        reverse("lists:spoken") + "?which=notstarted",
        {"all": "1", "asked": uuid4(), "how": "person"},
    )
    assert Contact.objects.get().learner_id == klass.not_started.pk


def test_writing_to_the_chosen_opens_the_letter_with_their_ticks(
    office: Client, klass: Class
) -> None:
    address = f"{reverse('reminders:chosen')}?cohort={klass.world.cohort.pk}"
    html = office.post(address, {"person": [klass.behind.pk]}).content.decode()
    ticked = [line for line in html.split("<li>") if 'name="person"' in line and "checked" in line]
    assert len(ticked) == 1
    assert klass.behind.name in ticked[0]


def test_calls_are_printed_with_numbers_and_reasons(office: Client, klass: Class) -> None:
    address = reverse("lists:calls") + "?which=behind"
    html = office.post(address, {"person": [klass.behind.pk]}).content.decode()
    assert klass.behind.name in html
    assert "已上完还差" in html
    assert "没有选人" in office.post(address, {}).content.decode()


def test_the_file_holds_the_list(office: Client, klass: Class) -> None:
    answer = office.post(reverse("lists:export") + "?which=behind", {"kind": "csv"})
    rows = in_csv(b"".join(answer.streaming_content))
    assert [row[0] for row in rows[1:]] == [klass.behind.name]
    assert AuditEvent.objects.filter(action="export.list").exists()


def test_the_workbook_holds_the_same_list(office: Client, klass: Class) -> None:
    answer = office.post(reverse("lists:export") + "?which=behind", {"kind": "xlsx"})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in cells[1:]] == [klass.behind.name]
    assert book.worksheets[1]["A1"].value == "项目"


def test_keys_of_nobody_are_passed_over(office: Client, klass: Class) -> None:
    told = {"person": ["x", str(uuid4()), klass.behind.pk], "asked": uuid4(), "how": "phone"}
    office.post(reverse("lists:spoken"), told)
    assert Contact.objects.get().learner_id == klass.behind.pk


def test_what_is_not_on_offer_is_not_there(office: Client, klass: Class) -> None:
    for asked in ({"which": "x"}, {"unit": "999999"}, {"cohort": "elsewhere"}, {"since": "x"}):
        assert office.get(HOME, asked).status_code == 404, asked
    assert office.post(reverse("lists:export"), {"kind": "exe"}).status_code == 404


def test_the_cost_does_not_grow_with_the_list(office: Client, klass: Class) -> None:
    with at_most(18):
        office.get(HOME, {"which": "behind"})


@pytest.mark.parametrize(
    "query",
    [
        "page=²",
        "page=" + "9" * 5000,
        "page=" + "9" * 30,
        "page=-1",
        "which=signin&since=0001-01-01",
        "which=signin&since=9999-12-31",
        "which=missing&missing=nothing",
    ],
)
def test_nonsense_in_the_address_is_no_fault(office: Client, klass: Class, query: str) -> None:
    """A page or a day that nobody can mean is answered, never with a fault."""
    assert office.get(f"/office/lists/?{query}").status_code in {200, 404}
