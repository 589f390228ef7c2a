"""What was looked for in vain is counted: by the page's beacon, without a person."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.world import World, moment
from training.learning.models import SearchMiss
from training.learning.searches.selectors import missed_words
from training.learning.searches.services import folded, note_miss

pytestmark = pytest.mark.django_db
MISSED = "search:missed"


def token_of(client: Client, words: str) -> str:
    response = client.get(reverse("search:page"), {"q": words})
    told = BeautifulSoup(response.content, "html.parser").select_one("[data-missed]")
    return str(told["data-missed"]) if told else ""


def test_opening_the_page_writes_nothing_and_the_beacon_counts(
    as_wang: Client, dinghai: World
) -> None:
    token = token_of(as_wang, "量子力学")
    assert not SearchMiss.objects.exists()
    for _time in range(2):
        assert as_wang.post(reverse(MISSED), {"missed": token}).status_code == 204
    row = SearchMiss.objects.get()
    assert (row.congress, row.words, row.times) == (dinghai.congress, "量子力学", 2)
    assert row.day == timezone.localdate()
    told = {field.name for field in SearchMiss._meta.get_fields()}
    assert told == {"id", "congress", "day", "words", "times"}


def test_only_what_really_was_looked_for_in_vain_is_counted(as_wang: Client) -> None:
    assert as_wang.post(reverse(MISSED), {"missed": "量子力学"}).status_code == 400
    assert as_wang.post(reverse(MISSED)).status_code == 400
    assert token_of(as_wang, "权利与义务") == ""
    assert not SearchMiss.objects.exists()


def test_the_rate_is_limited(as_wang: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.people.throttle import Rate
    from training.portal.search import views

    monkeypatch.setattr(views, "RATE", Rate(2, timedelta(hours=1)))
    token = token_of(as_wang, "量子力学")
    for _time in range(4):
        assert as_wang.post(reverse(MISSED), {"missed": token}).status_code == 204
    assert SearchMiss.objects.get().times == 2


def test_long_numbers_and_marks_are_not_kept(dinghai: World) -> None:
    for words in (
        "13800138000",
        "138 0013 8000",
        "33090219700101123X",
        "？！",
        "",
        "１３８００１３８０００",
    ):
        assert folded(words) == ""
        assert note_miss(congress=dinghai.congress, words=words, now=moment(1, 9)) is None
    assert folded("  村道　補助 ") == "村道 补助"
    assert len(folded("税" * 500)) == 60


@pytest.mark.db
def test_missed_words_are_told_by_congress_the_most_frequent_first(
    dinghai: World, elsewhere: World
) -> None:
    for day, words in ((1, "村道"), (2, "村道"), (2, "养老"), (3, "村道")):
        note_miss(congress=dinghai.congress, words=words, now=moment(day, 9))
    note_miss(congress=elsewhere.congress, words="外县", now=moment(2, 9))
    told = missed_words(dinghai.congress, moment(2, 9).date())
    assert [(one.words, one.times) for one in told] == [("村道", 2), ("养老", 1)]
    assert told[0].last_on == moment(3, 9).date()
