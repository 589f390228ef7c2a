"""The law as readers see it: library, contents, cards, what changed; and citations in texts."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from cms.law.models import Force
from cms.law.revising.services import enter_table
from cms.models import Provision, StatuteVersion
from tests.counting import at_most
from tests.factories.law import article, table, text_of_2015, text_of_2025
from tests.factories.replay import replayed
from tests.factories.world import World


@pytest.fixture
def texts(db: None) -> tuple[StatuteVersion, StatuteVersion]:
    """Both texts of 代表法 and the table between them."""
    return replayed("both texts", _both_texts)


def _both_texts() -> tuple[StatuteVersion, StatuteVersion]:
    old, new = text_of_2015(), text_of_2025()
    article(old, 3, heading="旧的权利")
    article(new, 7, heading="代表的权利", gist="代表有八项权利。")
    article(new, 4, gist="没有核对的话。", verified=False)
    enter_table(old=old, new=new, table=table(), by=None, now=timezone.now())
    return old, new


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_library_lists_texts_in_force_first(
    as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    with at_most(9):
        page = read(as_wang, "/law/")
    assert page.index("2025年第四次修正") < page.index("2015年第三次修正")
    assert "旧文本" in page
    assert 'href="/law/"' in read(as_wang, "/my/")


@pytest.mark.parametrize("asked", ["代表法第七条", "《代表法》第7条", "人大代表法第七条"])
def test_a_reader_finds_an_article(
    asked: str, as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    found = as_wang.get("/law/", {"q": asked}).context["found"]
    places = [(one.version.key, one.number) for one in found]
    assert places == [("dbf-2025", 7), ("dbf-2015", 7)]


def test_words_are_found_in_the_paraphrase(
    as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    found = as_wang.get("/law/", {"q": "八项"}).context["found"]
    assert [(one.version.key, one.number) for one in found] == [("dbf-2025", 7)]
    assert "没有找到" in as_wang.get("/law/", {"q": "航天"}).content.decode()


def test_the_card_of_an_old_article_says_where_it_stands_now(
    as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    page = read(as_wang, "/law/dbf-2015/3/")
    assert "旧第三条，现在是第七条，内容有改动。" in page
    assert 'href="/law/dbf-2025/7/"' in page
    assert 'href="/law/dbf-2025/changes/"' in page


def test_the_card_of_a_new_article_says_where_it_came_from(
    as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    page = read(as_wang, "/law/dbf-2025/7/")
    assert "释义（非法条原文）" in page
    assert 'href="/law/dbf-2015/3/"' in page
    assert "上一条：第六条" in page
    assert "下一条：第八条" in page
    assert "第四条是新增的。" in read(as_wang, "/law/dbf-2025/4/")
    assert as_wang.get("/law/dbf-2025/66/").status_code == 404


def test_what_is_not_checked_is_for_trainers_only(
    as_wang: Client, as_li: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    for url in ("/law/dbf-2025/4/", "/law/dbf-2025/changes/"):
        assert "没有核对的话" not in read(as_wang, url)
        assert "没有核对的话" in read(as_li, url)


def test_what_changed_is_told_in_sentences(
    as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    with at_most(9):
        page = read(as_wang, "/law/dbf-2025/changes/")
    assert "旧第二条第三款，现在是第三条，内容有改动。" in page
    assert "第十二条是新增的。" in page
    assert "旧第五条，现在是第九条" not in page  # only its number changed: it stands in the table
    assert page.count('<th scope="row">') == 54
    assert as_wang.get("/law/dbf-2015/changes/").status_code == 404


def test_the_contents_name_both_numbers_in_few_queries(
    as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    with at_most(12):
        page = read(as_wang, "/law/dbf-2025/")
    assert "原第三条" in page
    assert "新增" in page


def test_visitors_sign_in_first(client: Client, texts: object) -> None:
    for url in ("/law/", "/law/dbf-2025/", "/law/dbf-2025/7/", "/law/dbf-2025/changes/"):
        assert "/accounts/login/" in client.get(url).headers["Location"]


# ---- citations in texts
def cite(world: World, provision: Provision) -> None:
    link = f'<a id="{provision.pk}" linktype="provision">代表法第七条</a>'
    field = type(world.lesson)._meta.get_field("body")
    world.lesson.body = field.to_python([{"type": "text", "value": f"<p>见{link}</p>", "id": "x"}])
    world.lesson.save_revision().publish()


def test_a_citation_in_a_text_leads_to_the_card_and_the_card_back(
    dinghai: World, as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    provision = Provision.objects.get(version=texts[1], number=7)
    cite(dinghai, provision)
    assert 'class="cite" href="/law/dbf-2025/7/"' in read(as_wang, dinghai.lesson.url)
    assert dinghai.lesson.title in read(as_wang, "/law/dbf-2025/7/")
    assert ReferenceIndex.get_references_to(provision).filter(to_object_id=provision.pk).exists()


def test_the_card_names_no_page_of_another_congress_and_no_draft(
    dinghai: World, as_zhao: Client, as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    cite(dinghai, Provision.objects.get(version=texts[1], number=7))
    assert dinghai.lesson.title not in read(as_zhao, "/law/dbf-2025/7/")
    dinghai.lesson.unpublish()
    assert "讲到这一条的课和案例" not in read(as_wang, "/law/dbf-2025/7/")


def test_a_citation_of_an_article_that_is_gone_leaves_its_words(
    dinghai: World, as_wang: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    provision = article(texts[1], 99)
    cite(dinghai, provision)
    provision.delete()
    assert "见<a>代表法第七条</a>" in read(as_wang, dinghai.lesson.url)


def test_the_editor_keeps_a_citation_through_a_save(
    texts: tuple[StatuteVersion, StatuteVersion],
) -> None:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    provision = Provision.objects.get(version=texts[1], number=7)
    stored = f'<p>见<a linktype="provision" id="{provision.pk}">第七条</a></p>'
    converter = ContentstateConverter(features=["law"])
    again = converter.to_database_format(converter.from_database_format(stored))
    assert f'id="{provision.pk}"' in again
    assert 'linktype="provision"' in again


# ---- choosing
def test_the_chooser_offers_texts_in_force_and_old_ones_on_request(
    as_li: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    url = reverse(Provision.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    for asked in ("代表法第七条", "第7条", "7"):
        page = as_li.get(url, {"q": asked}).content.decode()
        assert "2025年第四次修正" in page
        assert "2015年第三次修正" not in page
    assert "2015年第三次修正" in as_li.get(url, {"q": "7", "old": "on"}).content.decode()


def test_the_chosen_article_brings_its_name_and_address(
    as_li: Client, texts: tuple[StatuteVersion, StatuteVersion]
) -> None:
    provision = Provision.objects.get(version=texts[1], number=7)
    name = Provision.snippet_viewset.chooser_viewset.get_url_name("chosen")
    told = as_li.get(reverse(name, args=[provision.pk])).json()["result"]
    assert (told["citation"], told["url"]) == ("《代表法》第七条", "/law/dbf-2025/7/")


# ---- in force
@pytest.mark.parametrize(
    ("begins", "ends", "force"),
    [
        (None, None, Force.UNDATED),
        (date(2025, 1, 1), None, Force.CURRENT),
        (date(2026, 1, 1), None, Force.COMING),
        (date(2024, 1, 1), date(2025, 6, 1), Force.PAST),
        (date(2024, 1, 1), date(2025, 6, 2), Force.CURRENT),
    ],
)
def test_a_text_is_law_as_far_as_its_dates_are_known(
    begins: date | None, ends: date | None, force: Force
) -> None:
    version = StatuteVersion(in_force_from=begins, in_force_to=ends)
    assert version.force_on(date(2025, 6, 1)) == force


def test_a_replaced_text_is_law_until_the_new_one_begins() -> None:
    new = StatuteVersion(in_force_from=date(2025, 7, 1))
    old = StatuteVersion(in_force_from=date(2015, 1, 1), replaced_by=new)
    assert old.force_on(date(2025, 6, 30)) == Force.CURRENT
    assert old.force_on(date(2025, 7, 1)) == Force.PAST
    assert StatuteVersion(replaced_by=StatuteVersion()).force_on(date(2025, 1, 1)) == Force.PAST
