"""The shelf of cases: what can be asked, what is found, in how many queries."""

from urllib.parse import quote

import pytest
from django.test import Client

from cms.cases.selectors import PER_PAGE, shelf
from cms.models import CaseLibraryPage, CaseStudyPage
from tests.counting import at_most
from tests.factories.world import World


def put(library: CaseLibraryPage, number: int, **told: object) -> CaseStudyPage:
    """A case on the shelf."""
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
    added: CaseStudyPage = library.add_child(instance=case)
    return added


@pytest.fixture
def library(dinghai: World) -> CaseLibraryPage:
    """The shelf with the world's one case and three more."""
    found = CaseLibraryPage.objects.get()
    put(found, 1, title="代表跑小岛", topic="联系群众", year=2023)
    put(found, 2, title="雨水去哪儿", topic="民生", year=2024)
    put(found, 3, title="还没写完", topic="会议", year=2025, live=False)
    return found


def titles(library: CaseLibraryPage, **asked: str) -> list[str]:
    """What is found, in order."""
    cases = CaseStudyPage.objects.live().child_of(library)
    return [case.title for case in shelf(cases, asked)["page_obj"]]


def test_newest_come_first_and_drafts_never(library):
    assert titles(library) == ["雨水去哪儿", "代表跑小岛", "数据会说话"]


def test_words_topic_and_year_narrow_together(library):
    assert titles(library, q="小岛") == ["代表跑小岛"]
    assert titles(library, topic="民生") == ["雨水去哪儿"]
    assert titles(library, year="2023") == ["代表跑小岛"]
    assert titles(library, q="小岛", year="2024") == []


def test_only_topics_and_years_that_exist_are_offered(library):
    told = shelf(CaseStudyPage.objects.live().child_of(library), {})
    assert [value for value, _ in told["topics"]] == ["民生", "监督", "联系群众"]
    assert told["years"] == [2024, 2023, 2022]


@pytest.mark.parametrize(
    "asked", [{"topic": "胡编"}, {"year": "abc"}, {"year": "1900"}, {"p": "99"}, {"q": " "}]
)
def test_an_address_edited_by_hand_still_shows_the_shelf(library, asked):
    assert len(titles(library, **asked)) == 3


def test_later_pages_keep_the_question(library):
    told = shelf(CaseStudyPage.objects.live().child_of(library), {"q": "小岛&x", "year": "2023"})
    assert told["wanted"].query == "q=%E5%B0%8F%E5%B2%9B%26x&year=2023&"


def test_the_shelf_takes_six_queries_however_many_cases(library, as_wang: Client):
    for number in range(10, 10 + PER_PAGE + 2):
        put(library, number)
    with at_most(6):
        told = shelf(CaseStudyPage.objects.live().child_of(library), {"q": "案例", "topic": "监督"})
        assert [list(case.points.all()) for case in told["page_obj"]]
    page = as_wang.get(f"{library.url}?q={quote('案例')}")
    assert page.status_code == 200
    assert f"q={quote('案例')}&amp;p=2" in page.content.decode()
