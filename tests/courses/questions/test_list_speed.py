"""The bank's list costs the same for ten questions and for fifty thousand."""

import pytest
from django.test import Client

from tests.counting import at_most
from tests.factories import questions
from tests.factories.bulk import large_bank
from tests.factories.world import World

BANK = "/admin/questions/all/"
NARROWED = (
    "",
    "?use=practice",
    "?standing=live&difficulty=2",
    "?look=similar",
    "?q=代表",
    "?ordering=-sittings",
    "?p=2",
)


@pytest.mark.parametrize("narrowed", NARROWED)
def test_a_page_takes_twenty_queries(narrowed: str, as_li: Client, dinghai: World) -> None:
    questions.point("rights")
    large_bank(dinghai.root, 120, points=["rights"], tags=["新"])
    assert as_li.get(BANK).status_code == 200  # what is remembered is not counted
    with at_most(20):
        as_li.get(f"{BANK}{narrowed}")
