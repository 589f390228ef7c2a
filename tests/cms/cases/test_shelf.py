"""The shelf of cases: what can be asked, what is found, in how many queries."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from cms.cases.selectors import PER_PAGE, shelf
from cms.models import CaseLibraryPage, CaseStudyPage, KnowledgePoint, Statute, StatuteVersion
from tests.counting import at_most
from tests.factories.world import World, moment

pytestmark = pytest.mark.db


def law(title: str, number: int = 1) -> int:
    """The key of an article of a statute."""
    statute, _made = Statute.objects.get_or_create(title=title)
    version, _made = StatuteVersion.objects.get_or_create(
        key=f"law-{statute.pk}",
        defaults={"statute": statute, "label": "2025年", "adopted_on": moment(1, 1).date()},
    )
    article = version.provisions.create(
        number=number, article=f"第{number}条", heading="题", gist="释"
    )
    return int(article.pk)


def card(provision: int) -> dict[str, object]:
    """A law card as it is stored."""
    return {"type": "law", "value": {"provision": provision, "detail": "", "text": ""}}


def put(library: CaseLibraryPage, number: int, **told: object) -> CaseStudyPage:
    """A case on the shelf; `townships` and `points` are added to it."""
    places, points = told.pop("townships", []), told.pop("points", [])
    fields = {
        "title": f"案例 {number}",
        "topic": "监督",
        "year": 2022,
        "source": "《今日定海》",
        "facts_note": "事实",
        "fiction_note": "编写",
        "glance_background": "背景",
        "glance_difficulty": "难点",
        "glance_practice": "做法",
        "glance_outcome": "结果",
    }
    case = CaseStudyPage(slug=f"s{number}", code=f"S{number:03}", **{**fields, **told})
    case.townships.add(*places)
    case.points = [
        KnowledgePoint.objects.get_or_create(key=key, defaults={"name": key})[0] for key in points
    ]
    added: CaseStudyPage = library.add_child(instance=case)
    if added.live:
        added.save_revision().publish()
    return added


@pytest.fixture
def library(dinghai: World) -> CaseLibraryPage:
    """The shelf with the world's one case and three more."""
    found = CaseLibraryPage.objects.get()
    put(
        found,
        1,
        title="代表跑小岛",
        topic="联系群众",
        year=2023,
        townships=["金塘镇"],
        points=["contact", "suggestion"],
        body=[card(law("代表法")), card(law("代表法", 2)), card(law("监督法"))],
    )
    put(
        found,
        2,
        title="雨水去哪儿",
        topic="民生",
        year=2024,
        townships=["金塘镇", "全区"],
        points=["suggestion"],
        body=[{"type": "text", "value": "<p>码头边的小岛也积水。</p>"}, card(law("代表法", 3))],
    )
    put(found, 3, title="还没写完", topic="会议", year=2025, live=False)
    return found


def told(library: CaseLibraryPage, **asked: str) -> dict[str, object]:
    """What the shelf says."""
    return shelf(CaseStudyPage.objects.live().child_of(library), asked, place=library.pk)


def titles(library: CaseLibraryPage, **asked: str) -> list[str]:
    """What is found, in order."""
    return [one.case.title for one in told(library, **asked)["found"]]


def counts(library: CaseLibraryPage, name: str, **asked: str) -> dict[str, int]:
    """What a filter offers, with counts."""
    facets = {facet.name: facet for facet in told(library, **asked)["facets"]}
    return {c.value: c.count for c in facets[name].choices} if name in facets else {}


def test_newest_come_first_and_drafts_never(library):
    assert titles(library) == ["雨水去哪儿", "代表跑小岛", "数据会说话"]


def test_every_filter_narrows_and_all_narrow_together(library):
    assert titles(library, q="跑小") == ["代表跑小岛"]
    assert titles(library, topic="民生") == ["雨水去哪儿"]
    assert titles(library, year="2023") == ["代表跑小岛"]
    assert titles(library, township="全区") == ["雨水去哪儿"]
    assert titles(library, point="contact") == ["代表跑小岛"]
    assert titles(library, law="监督法") == ["代表跑小岛"]
    both = {"township": "金塘镇", "point": "suggestion", "law": "代表法"}
    assert titles(library, **both) == ["雨水去哪儿", "代表跑小岛"]
    assert titles(library, **both, year="2023") == ["代表跑小岛"]
    assert titles(library, **both, q="码头", year="2023") == []


def test_counts_say_what_choosing_would_find(library):
    assert counts(library, "township") == {"金塘镇": 2, "全区": 1}
    assert counts(library, "law") == {"代表法": 2, "监督法": 1}
    assert list(counts(library, "year")) == ["2024", "2023", "2022"]
    # Under another filter the counts follow it, but a filter does not narrow itself.
    assert counts(library, "law", township="全区") == {"代表法": 1}
    assert counts(library, "township", township="全区") == {"金塘镇": 2, "全区": 1}
    for name in ("topic", "township", "point", "law", "year"):
        for value, count in counts(library, name, law="代表法").items():
            found = titles(library, **{"law": "代表法", name: value})
            assert len(found) == count, (name, value)


def test_a_title_ranks_before_a_body_and_the_words_are_marked(library):
    found = told(library, q="小岛")["found"]
    assert [one.case.title for one in found] == ["代表跑小岛", "雨水去哪儿"]
    assert found[0].title == "代表跑<mark>小岛</mark>"
    assert found[1].where == "码头边的<mark>小岛</mark>也积水。"


@pytest.mark.parametrize("word", ["金塘", "代表法", "S001", "s001", "联系群众", "今日定海"])
def test_names_around_the_body_are_found_too(library, word):
    assert "代表跑小岛" in titles(library, q=word)


def test_what_stands_in_a_snippet_is_escaped(library):
    put(library, 9, title="尖括号", body=[{"type": "text", "value": "<p>a &lt;b&gt; 尖角</p>"}])
    where = told(library, q="尖角")["found"][0].where
    assert "<b>" not in where
    assert "<mark>尖角</mark>" in where


def test_only_what_exists_is_offered(library):
    assert list(counts(library, "topic")) == ["民生", "监督", "联系群众"]
    assert "2025" not in counts(library, "year")


def test_chips_take_away_one_thing_each(library):
    chips = told(library, q="小岛", year="2023", point="contact")["chips"]
    assert [(chip.value, chip.url) for chip in chips] == [
        ("小岛", "?point=contact&year=2023&"),
        ("contact", f"?q={quote('小岛')}&year=2023&"),
        ("2023", f"?q={quote('小岛')}&point=contact&"),
    ]


def test_the_order_can_be_chosen(library):
    assert titles(library, sort="old")[0] == "数据会说话"
    assert titles(library, sort="code")[-1] == "雨水去哪儿"
    assert titles(library, sort="best") == titles(library)
    assert titles(library, q="小岛", sort="new") == ["雨水去哪儿", "代表跑小岛"]


@pytest.mark.parametrize(
    "asked",
    [{"year": "abc"}, {"year": "²⁰²²"}, {"p": "99"}, {"q": " \x00"}, {"sort": "x"}, {"q": "()'\""}],
)
def test_an_address_edited_by_hand_still_shows_the_shelf(library, asked):
    assert len(titles(library, **asked)) == 3


def test_a_value_that_no_case_has_finds_nothing_and_can_be_taken_away(library):
    shown = told(library, township="不存在镇")
    assert not shown["found"]
    assert [chip.url for chip in shown["chips"]] == ["?"]


def test_later_pages_keep_the_question(library):
    asked = told(library, q="小岛&x", year="2023")["wanted"]
    assert asked.query == "q=%E5%B0%8F%E5%B2%9B%26x&year=2023&"


def test_the_shelf_takes_eight_queries_however_many_cases(library, as_wang: Client):
    for number in range(10, 10 + PER_PAGE + 2):
        put(library, number)
    with at_most(11):
        told(library)
    # PostgreSQL is told how to plan each question of the index, before and after.
    with at_most(8 if connection.vendor == "sqlite" else 14):
        shown = told(library, q="案例", topic="监督")
        assert [list(one.case.points.all()) for one in shown["found"]]
    page = as_wang.get(f"{library.url}?q={quote('案例')}")
    assert page.status_code == 200
    assert f"q={quote('案例')}&amp;p=2" in page.content.decode()


def test_citations_follow_what_is_published(library):
    case = CaseStudyPage.objects.get(slug="s1")
    case.body = [card(law("预算法"))]
    revision = case.save_revision()
    assert titles(library, law="监督法") == ["代表跑小岛"], "a draft changes nothing"
    revision.publish()
    assert titles(library, law="监督法") == []
    assert titles(library, law="预算法") == ["代表跑小岛"]


def test_what_is_taken_away_is_not_counted_any_more(library):
    assert counts(library, "township")["全区"] == 1
    CaseStudyPage.objects.get(slug="s2").unpublish()
    assert "全区" not in counts(library, "township")
    CaseStudyPage.objects.get(slug="s2").get_latest_revision().publish()
    assert counts(library, "township")["全区"] == 1


def test_nothing_found_says_what_to_try(library, as_wang: Client):
    page = as_wang.get(f"{library.url}?q={quote('飞船')}&year=2023").content.decode()
    assert "换一个更短的词" in page
    assert "去掉“年份：2023”" in page
