"""The search: everything she may see, best first, and nothing else."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import KnowledgePoint
from tests.counting import at_most
from tests.factories import law
from tests.factories.desk import as_li, desk
from tests.factories.world import World, moment

pytestmark = pytest.mark.django_db
__all__ = ["as_li", "desk"]  # fixtures
HOSTILE = (
    "\"'", "AND", "代表 OR 预算", "NEAR(代表 预算)", "title:代表", "代表*", "^代表", "{代表}", "-代表",
    "' OR 1=1 --", "代表') MATCH ('", "%", "_", "\\", "\x00", "🎉", "，。！？", "代表🎉法", "'&|!<->:*",
    "第零条", "第九百九十九条", "〇条", "a" * 5000, "代" * 5000, "\u202e代表", "İ", "ﷺ" * 60,
)  # fmt: skip


def asked(client: Client, words: str, **extra: str) -> BeautifulSoup:
    response = client.get(reverse("search:page"), {"q": words, **extra})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [title.text.strip() for title in page.select(".hit__title")]


def publish(page: object, **changes: object) -> None:
    """Change a page as an editor does, through a revision."""
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()  # type: ignore[attr-defined]


@pytest.fixture
def dinghais_law(dinghai: World) -> None:
    old, new = law.text_of_2015(), law.text_of_2025()
    old.replaced_by = new
    old.save()
    law.article(old, 7, heading="旧七", gist="旧的第七条。")
    law.article(new, 7, heading="代表的权利", gist="出席会议，参加表决。")
    law.article(new, 8, heading="没核对的", gist="秘密的转述。", verified=False)


@pytest.mark.db
def test_two_characters_find_lessons_cases_and_their_texts(as_wang: Client, dinghai: World) -> None:
    publish(dinghai.lesson, summary="讲乡道硬化的钱从哪里来。")
    publish(dinghai.case, title="白泉的路")
    assert "权利与义务" in titles(asked(as_wang, "乡道"))
    page = asked(as_wang, "白泉")
    assert titles(page) == ["白泉的路"]
    assert page.select_one(".hit__title mark").text == "白泉"  # type: ignore[union-attr]
    assert "没有找到" in asked(as_wang, "道乡").text


@pytest.mark.db
def test_titles_come_before_summaries(as_wang: Client, dinghai: World) -> None:
    publish(dinghai.case, title="甲", summary="怎样看预算。")
    publish(dinghai.lesson, title="预算这一课")
    assert titles(asked(as_wang, "预算")) == ["预算这一课", "甲"]


@pytest.mark.db
@pytest.mark.parametrize(
    "words", ["代表法第七条", "代表法第7条", "《代表法》７条", "代表法第七條", "第7条"]
)
def test_an_article_is_found_by_number_the_law_in_force_first(
    as_wang: Client, dinghais_law: None, words: str
) -> None:
    page = asked(as_wang, words)
    assert titles(page)[:2] == ["《代表法》第七条 代表的权利", "《代表法》第七条 旧七"]
    kinds = [told.text for told in page.select(".hit__kind")]
    assert "释义（非法条原文）" in kinds[0]
    assert "旧文本" in kinds[1]


def test_a_statute_is_found_by_its_name(as_wang: Client, dinghais_law: None) -> None:
    assert titles(asked(as_wang, "代表法"))[0] == "代表法（2025年第四次修正）"


def test_unchecked_paraphrases_are_for_those_who_write(
    as_wang: Client, as_li: Client, dinghais_law: None
) -> None:
    assert "秘密的转述" not in asked(as_wang, "没核对的").text
    assert titles(asked(as_wang, "没核对的")) == ["《代表法》第八条 没核对的"]
    assert titles(asked(as_wang, "秘密的转述")) == []
    assert titles(asked(as_li, "秘密的转述")) == ["《代表法》第八条 没核对的"]


def test_old_texts_are_only_found_by_number(as_wang: Client, dinghais_law: None) -> None:
    assert titles(asked(as_wang, "旧七")) == []


def test_drafts_and_unpublished_pages_are_never_found(as_wang: Client, dinghai: World) -> None:
    dinghai.lesson.title = "只在草稿里"
    dinghai.lesson.save_revision()
    assert titles(asked(as_wang, "只在草稿里")) == []
    assert titles(asked(as_wang, "权利与义务")) == ["权利与义务"]
    dinghai.lesson.refresh_from_db()
    dinghai.lesson.unpublish()
    page = asked(as_wang, "权利与义务")
    assert titles(page) == []
    assert not page.select(f'main a[href="{dinghai.lesson.url}"]')


@pytest.mark.db
def test_zhao_finds_nothing_of_dinghai(
    as_zhao: Client, as_wang: Client, dinghai: World, elsewhere: World
) -> None:
    publish(dinghai.case, title="定海的秘密", summary="只给定海看。")
    assert titles(asked(as_wang, "定海的秘密")) == ["定海的秘密"]
    for words in ("定海的秘密", "定海的秘蜜", "秘密"):
        assert "定海的秘密" not in " ".join(
            link.text for link in asked(as_zhao, words).select("main a, main h2")
        )
    publish(elsewhere.case, title="外县的路")
    assert titles(asked(as_zhao, "外县的路")) == ["外县的路"]
    assert titles(asked(as_wang, "外县的路")) == []


def test_a_congress_whose_key_is_like_another_gets_nothing_of_it(
    as_wang: Client, dinghai: World, elsewhere: World
) -> None:
    elsewhere.root.slug = elsewhere.root.congress_key = "dinghai2"
    elsewhere.root.save()
    publish(elsewhere.case, title="隔壁的路")
    assert titles(asked(as_wang, "隔壁的路")) == []


def test_questions_and_keys_are_never_found(as_wang: Client, dinghai: World) -> None:
    for question in dinghai.questions:
        page = asked(as_wang, question.stem[:30])
        assert all(
            str(link["href"]).startswith(("/", "?", "tel:")) for link in page.select("main a")
        )
        assert not any("question" in link["href"] for link in page.select("main a"))


@pytest.mark.db
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(as_wang: Client, dinghai: World, words: str) -> None:
    page = asked(as_wang, words, kind=words[:9], p=words[:9])
    assert page.select_one("h1")


def test_markup_is_escaped_in_words_titles_and_passages(as_wang: Client, dinghai: World) -> None:
    publish(dinghai.case, title="<img src=x onerror=alert(1)>路", summary="<script>路</script>")
    for words in ("路", "<script>路", "img"):
        page = asked(as_wang, words)
        assert not page.select("main img, main script, main [onerror]")
    assert "<img src=x onerror=alert(1)>路" in titles(asked(as_wang, "路"))


def test_kinds_are_counted_and_the_question_is_kept(as_wang: Client, dinghai: World) -> None:
    KnowledgePoint.objects.all().delete()
    KnowledgePoint.objects.create(key="quan", name="代表的权利", summary="权利有八项。")
    page = asked(as_wang, "权利")
    told = [" ".join(link.text.split()) for link in page.select(".kinds__link")]
    assert told[:1] == ["全部 2"]
    assert "课 1" in told
    assert "知识点 1" in told
    only = asked(as_wang, "权利", kind="lesson")
    assert titles(only) == ["权利与义务"]
    field = only.select_one("#seek")
    assert field is not None
    assert field["value"] == "权利"
    empty = asked(as_wang, "权利", kind="case")
    assert titles(empty) == []
    assert "别的种类里有" in empty.text


def test_a_point_leads_to_its_lessons_and_cases(as_wang: Client, dinghai: World) -> None:
    point = KnowledgePoint.objects.create(key="quan", name="履职底气", summary="要知道。")
    for page in (dinghai.lesson, dinghai.case):
        page.points = [point]
        page.save_revision().publish()
    links = {
        str(link["href"]) for link in asked(as_wang, "履职底气", kind="point").select(".hit a")
    }
    assert dinghai.lesson.url in links
    assert any(link.endswith("?point=quan") for link in links)


def test_a_lesson_that_is_not_open_yet_shows_no_passage(
    as_wang: Client, dinghai: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(dinghai.lesson, summary="摘要在这里。", opens_ahead=0)
    dinghai.cohort.timetable.filter(session__code="D1-1").update(
        starts_at=moment(4, 9), ends_at=moment(4, 10)
    )
    for day, passage in ((3, "摘要在这里。"), (4, "一人就可以提建议。")):
        monkeypatch.setattr(timezone, "now", lambda day=day: moment(day, 8))
        page = asked(as_wang, "一人就可以", kind="lesson")
        assert page.select(".hit p[lang]")[0].text == passage


def test_help_is_found_and_a_question_in_words_is_understood(as_wang: Client) -> None:
    page = asked(as_wang, "怎么签到")
    assert titles(page)[0] == "签到、请假、补签"
    assert "按“签到”找" in page.text


def test_nothing_found_says_what_to_try(as_wang: Client, dinghai: World) -> None:
    KnowledgePoint.objects.create(key="shicha", name="视察和调研")
    page = asked(as_wang, "视查")
    assert "没有找到“视查”" in page.text
    assert any("视察和调研" in link.text for link in page.select(".ways__link"))
    assert page.select("a[href^='tel:']")
    apart = asked(as_wang, "村道 量子力学")
    assert "只找“村道”" in apart.text


def test_without_words_the_points_are_offered(as_wang: Client) -> None:
    KnowledgePoint.objects.all().delete()
    KnowledgePoint.objects.create(key="yusuan", name="预算监督")
    page = asked(as_wang, "")
    assert [link.text for link in page.select(".kinds__link")] == ["预算监督"]
    assert not page.select("[data-missed]")


def test_english_titles_are_found_and_shown(as_wang: Client, dinghai: World) -> None:
    publish(dinghai.lesson, title_en="Rights and duties", summary_en="What a deputy may do.")
    as_wang.cookies["django_language"] = "en"
    assert titles(asked(as_wang, "Duties")) == ["Rights and duties"]


@pytest.mark.db
def test_the_number_of_queries_is_known(
    as_wang: Client, dinghai: World, dinghais_law: None
) -> None:
    asked(as_wang, "代表")
    with at_most(27):
        asked(as_wang, "代表")
    with at_most(52):
        asked(as_wang, "请问量子力学怎么研究")
