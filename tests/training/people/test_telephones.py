"""Numbers as offices write them, and as telephones take them."""

import pytest

from tests.factories.world import World
from training.learning.offline.rendering import drawn_course
from training.people.telephones import dialable


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("0580-2022008", "05802022008"),
        ("0580-0000000（示例）", "05800000000"),
        ("0580 202 2008 转 12", "05802022008"),
        ("+86 580 2022008", "+865802022008"),
        ("(0580)2022008（上班时间）", "05802022008"),
        ("", ""),
    ],
)
def test_a_number_is_dialled_without_what_is_noted(written: str, dialled: str) -> None:
    assert dialable(written) == dialled


@pytest.mark.django_db
def test_a_page_on_the_phone_dials_as_any_other(dinghai: World) -> None:
    dinghai.congress.office_phone = "0580-2022008（上班时间）"
    dinghai.congress.save()
    page = dinghai.lesson.get_parent().specific
    assert 'href="tel:05802022008"' in drawn_course(page, [], []).html
