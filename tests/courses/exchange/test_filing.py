"""Names of drawers, points and law, as a cell says them."""

from datetime import date

import pytest

from courses.exchange.contract import Problem
from courses.exchange.filing import Filed, Names
from tests.factories.law import article, text_of_2025
from tests.factories.questions import point
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("代表建议、批评和意见", ["proposals"]),
        (
            "代表的权利、代表建议、批评和意见；会议期间的工作：出席、审议、询问",
            ["rights", "proposals", "sitting"],
        ),
        ("代表建议、批评和意见，rights", ["proposals", "rights"]),
        (" 代表的权利、、代表的权利 ", ["rights"]),
    ],
)
def test_a_point_keeps_the_commas_of_its_name(dinghai: World, said: str, keys: list[str]) -> None:
    made = {
        key: point(key, name).pk
        for key, name in (
            ("rights", "代表的权利"),
            ("proposals", "代表建议、批评和意见"),
            ("sitting", "会议期间的工作：出席、审议、询问"),
        )
    }
    problems: list[Problem] = []
    filed = Names(dinghai.root.pk, TODAY).read({"points": said}, Filed(), problems)
    assert problems == []
    assert filed.points == [made[key] for key in keys]


def test_a_name_that_nothing_has_is_told_alone(dinghai: World) -> None:
    point("proposals", "代表建议、批评和意见")
    problems: list[Problem] = []
    Names(dinghai.root.pk, TODAY).read(
        {"points": "代表建议、批评和意见、没有的"}, Filed(), problems
    )
    assert [problem.message for problem in problems] == [
        "没有叫“没有的”的知识点。请改成已有的名称，或者先新建。"
    ]


@pytest.mark.parametrize(
    "said", ["代表法第三条", "《代表法》第三条", "中华人民共和国代表法第三条第一款", "代表法 第3条"]
)
def test_a_law_may_be_named_without_brackets(dinghai: World, said: str) -> None:
    article_3 = article(text_of_2025(), 3)
    problems: list[Problem] = []
    filed = Names(dinghai.root.pk, TODAY).read({"citations": said}, Filed(), problems)
    assert problems == []
    assert [pk for pk, _detail in filed.citations] == [article_3.pk]


def test_a_longer_title_is_not_taken_for_a_shorter_one(dinghai: World) -> None:
    article(text_of_2025(), 3)
    problems: list[Problem] = []
    Names(dinghai.root.pk, TODAY).read({"citations": "某某代表法第三条"}, Filed(), problems)
    assert problems
