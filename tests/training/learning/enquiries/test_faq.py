"""Common questions: written anew, without names, shown where they belong and nowhere else."""

import pytest
from django.test import Client

from cms.site.models import CongressRootPage
from cms.taxonomy.models import KnowledgePoint
from tests.factories.world import World, moment
from tests.training.learning.enquiries.test_asking import asked, client_of
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.models import FaqEntry
from training.learning.enquiries.publishing import Wording, publish, save_faq
from training.people.models import User

QUESTION, ANSWER = "几位代表能不能联名提建议？", "可以联名，由领衔的代表负责联系。"


def entry_on(world: World, by: User, *, live: bool = True) -> FaqEntry:
    """A common question about the lesson."""
    root = CongressRootPage.objects.get(congress_key=world.congress.key)
    lesson = world.lesson
    entry = FaqEntry(
        owner_root=root,
        activity=lesson.activity_uuid,
        place_title=lesson.title,
        place_url=lesson.url,
    )
    saved = save_faq(entry=entry, wording=Wording(QUESTION, ANSWER), by=by, now=moment(1, 9))
    return publish(entry=saved, live=live, by=by, now=moment(1, 9))


def test_published_it_is_shown_before_asking_in_the_list_and_in_the_search(
    dinghai: World, wang: User, li: User, zhao: User
) -> None:
    entry = entry_on(dinghai, li)
    pages = (
        f"/my/questions/ask/?from={dinghai.lesson.url}",
        "/my/questions/faq/?q=联名",
        "/search/?q=联名&kind=faq",
    )
    deputy, stranger = client_of(wang), client_of(zhao)
    for page in pages:
        assert "领衔的代表负责" in deputy.get(page).content.decode(), page
    assert "领衔" not in stranger.get("/my/questions/faq/").content.decode()
    assert "领衔" not in stranger.get("/search/?q=联名").content.decode()
    publish(entry=entry, live=False, by=li, now=moment(1, 10))
    for page in pages:
        assert "领衔的代表负责" not in deputy.get(page).content.decode(), page


def test_neither_names_nor_her_own_words_go_in(
    dinghai: World, wang: User, li: User, chen: User
) -> None:
    text = "我在昌国街道想提公交的建议该怎么写"
    source = asked(dinghai, wang, text)
    entry = entry_on(dinghai, li)
    entry.made_from = source.pk
    now = moment(1, 12)
    with pytest.raises(EnquiryRefused) as refused:
        save_faq(entry=entry, wording=Wording(f"{text}？", ANSWER), by=li, now=now)
    assert refused.value.code == "verbatim"
    named = Wording("建议怎么写？", f"像{wang.name}那样写。")
    with pytest.raises(EnquiryRefused, match=wang.name):
        save_faq(entry=entry, wording=named, by=li, now=now)
    save_faq(entry=entry, wording=Wording(named.question, named.answer, named=True), by=li, now=now)


def test_a_trainer_writes_one_from_a_question_and_publishes_it(
    dinghai: World, wang: User, li: User, as_li: Client
) -> None:
    source = asked(dinghai, wang)
    desk = as_li
    told = desk.get(f"/admin/enquiries/faq/new/?from={source.pk}")
    assert source.messages.get().text in told.content.decode()
    assert not told.context["form"].initial["question"]
    sent = {"question": QUESTION, "answer": ANSWER, "publish": "yes"}
    desk.post(f"/admin/enquiries/faq/new/?from={source.pk}", sent)
    entry = FaqEntry.objects.get()
    assert (entry.live, entry.made_from, entry.made_by) == (True, source.pk, li)
    assert QUESTION in client_of(wang).get("/my/questions/faq/").content.decode()
    desk.post(f"/admin/enquiries/faq/{entry.pk}/publish", {"live": "no"})
    assert QUESTION not in client_of(wang).get("/my/questions/faq/").content.decode()


def test_it_is_shown_once_when_asking_from_any_page_about_its_knowledge_point(
    dinghai: World, wang: User, li: User
) -> None:
    points = KnowledgePoint.objects.bulk_create(
        [KnowledgePoint(key=f"faq-{n}", name=f"点{n}") for n in range(2)]
    )
    dinghai.lesson.points.set(points)
    dinghai.lesson.save()
    root = CongressRootPage.objects.get(congress_key=dinghai.congress.key)
    entry = save_faq(
        entry=FaqEntry(owner_root=root),
        wording=Wording(QUESTION, ANSWER, points),
        by=li,
        now=moment(1, 9),
    )
    publish(entry=entry, live=True, by=li, now=moment(1, 9))
    deputy = client_of(wang)
    asking = "/my/questions/ask/?from="
    assert deputy.get(asking + dinghai.lesson.url).content.decode().count(ANSWER) == 1
    assert ANSWER not in deputy.get(asking + dinghai.case.url).content.decode()
