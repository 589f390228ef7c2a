"""Pages go over a narrow line compressed; files, parts of files and what is private do not."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.media import mp4, recording
from tests.factories.world import World
from training.people.models import User

pytestmark = pytest.mark.db
ASKS = {"accept-encoding": "gzip, deflate, br"}


def test_a_page_is_sent_in_less_than_half(as_wang: Client, dinghai: World) -> None:
    plain = as_wang.get(dinghai.lesson.url)
    page = as_wang.get(dinghai.lesson.url, headers=ASKS)
    assert page["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= set(page["Vary"].split(", "))
    assert len(page.content) == int(page["Content-Length"]) < len(plain.content) / 2
    assert dinghai.lesson.title in gzip.decompress(page.content).decode()


def test_who_does_not_ask_gets_it_as_it_is(as_wang: Client, dinghai: World) -> None:
    page = as_wang.get(dinghai.lesson.url)
    assert "Content-Encoding" not in page
    assert "Accept-Encoding" in page["Vary"]
    assert dinghai.lesson.title in page.content.decode()


def test_the_length_tells_nothing(as_wang: Client, dinghai: World) -> None:
    pages = {len(as_wang.get(dinghai.lesson.url, headers=ASKS).content) for _ in range(12)}
    assert len(pages) > 1


@pytest.mark.parametrize("name", ["app:words", "app:worker", "app:manifest"])
def test_what_scripts_ask_for_is_compressed(as_wang: Client, name: str) -> None:
    answer = as_wang.get(reverse(name), headers=ASKS)
    assert answer["Content-Encoding"] == "gzip"
    plain = as_wang.get(reverse(name))
    assert gzip.decompress(answer.content).strip() == plain.content.strip()


@pytest.mark.parametrize("part", [{}, {"range": "bytes=100-299"}])
def test_a_film_and_its_parts_stay_as_they_are(
    as_wang: Client, dinghai: World, part: dict[str, str]
) -> None:
    content = mp4(100, film=200_000)
    film = recording(dinghai.root, content=content, name="a.mp4")
    answer = as_wang.get(film.url, headers={**ASKS, **part})
    assert "Content-Encoding" not in answer
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body == (content[100:300] if part else content)


def test_a_sheet_that_was_asked_for_stays_as_it_is(zhang: User, dinghai: World) -> None:
    office = Client()
    office.force_login(zhang)
    form = {"cohort": dinghai.cohort.key, "what": "people", "kind": "csv"}
    answer = office.post(reverse("insight:export"), form, headers=ASKS)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer
