"""The timetable: what is refused, and what moving a row does."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.timetable import Row, contradictions, incomplete, relaid
from courses.models import ProgrammePage
from tests.factories.forms import as_shown
from tests.factories.world import World

pytest_plugins = ["tests.factories.desk"]


def row(place: int, begin: int, minutes: int, **more) -> Row:
    said = {"code": f"S{place}", "title": "课", "day": 1, "kind": "ceremony", **more}
    return Row(place=place, starts=time(*divmod(begin, 60)), minutes=minutes, **said)


def told(rows: list[Row]) -> list[tuple[int, str]]:
    return [(p.place, p.field) for p in (*contradictions(rows), *incomplete(rows))]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([row(0, 540, 60), row(1, 600, 60)], []),
        ([row(0, 540, 61), row(1, 600, 60)], [(1, "starts")]),
        ([row(0, 540, 61), row(1, 600, 60, day=2)], []),
        ([row(0, 1400, 60)], [(0, "minutes")]),
        ([row(0, 540, 0)], [(0, "minutes")]),
        ([row(0, 540, 60, day=0)], [(0, "day")]),
        ([row(0, 540, 60), row(1, 660, 60, code="S0")], [(1, "code")]),
        ([row(0, 540, 60, kind="lecture")], [(0, "lesson")]),
        ([row(0, 540, 60, kind="lecture", has_lesson=True)], []),
        ([row(0, 540, 60, kind="exercise", has_task=True)], []),
        ([row(0, 540, 60, kind="test")], [(0, "quiz")]),
        ([row(0, 540, 60, kind="test", has_quiz=True, has_lesson=True)], [(0, "lesson")]),
        ([row(0, 540, 60, kind="ceremony", has_quiz=True)], [(0, "kind")]),
    ],
)
def test_a_problem_is_told_at_its_row(rows: list[Row], where: list[tuple[int, str]]):
    assert told(rows) == where


def test_an_overlap_names_both_sessions_and_the_times():
    first, second = row(0, 540, 75, title="甲"), row(1, 600, 30, title="乙")
    (problem,) = incomplete([first, second])
    for words in ("第 1 天", "“S0 甲”", "10:15", "10:00", "“S1 乙”"):
        assert words in problem.message


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 30)), min_size=1, max_size=8),
    st.randoms(),
)
def test_rows_laid_anew_never_overlap_and_end_when_they_ended(lengths, rng):
    rows, at = [], 480
    for place, (minutes, rest) in enumerate(lengths):
        rows.append(row(place, at, minutes))
        at += minutes + rest
    end = rows[-1].end
    rng.shuffle(rows)
    starts = relaid(rows)
    again = [
        row(one.place, starts[one.place].hour * 60 + starts[one.place].minute, one.minutes)
        for one in rows
    ]
    assert [one.place for one in sorted(again, key=lambda r: r.begin)] == [r.place for r in rows]
    assert not [p for p in incomplete(again) if p.field == "starts"]
    assert max(one.end for one in again) == end


@pytest.fixture
def editing(as_shen: Client, dinghai: World) -> tuple[Client, str]:
    return as_shen, reverse("wagtailadmin_pages:edit", args=[dinghai.programme.pk])


def starts_of(world: World) -> dict[str, str]:
    page = ProgrammePage.objects.get(pk=world.programme.pk)
    return {one.code: f"{one.starts:%H:%M}" for one in page.sessions.all()}


PUBLISH = {"action-publish": "1", "body-count": "0"}


def test_moving_a_row_moves_its_time_and_typing_a_time_does_not(editing, dinghai: World):
    client, url = editing
    sent = as_shown(client, url, **PUBLISH, **{"sessions-0-ORDER": "2", "sessions-1-ORDER": "1"})
    client.post(url, sent)
    before = starts_of(dinghai)
    # D1-0 stood at 8:30 for 60 minutes, overlapping D1-1 at 9:00: so nothing may be moved yet.
    assert before == {"D1-0": "08:30", "D1-1": "09:00", "D2-1": "09:00", "D2-2": "16:00"}
    sent = as_shown(client, url, **PUBLISH, **{"sessions-0-minutes": "30"})
    client.post(url, sent)
    sent = as_shown(client, url, **PUBLISH, **{"sessions-0-ORDER": "2", "sessions-1-ORDER": "1"})
    client.post(url, sent)
    assert starts_of(dinghai) == {**before, "D1-1": "08:30", "D1-0": "09:30"}


def test_rows_that_end_after_midnight_are_not_laid_anew(editing, dinghai: World):
    client, url = editing
    dinghai.programme.sessions.filter(day=1).update(minutes=1400)
    sent = as_shown(client, url, **{"sessions-0-ORDER": "2", "sessions-1-ORDER": "1"})
    answer = client.post(url, {**sent, "body-count": "0"})
    assert "要到半夜以后才结束" in answer.content.decode()


def test_an_overlap_stops_publishing_but_not_a_draft(editing, dinghai: World):
    client, url = editing
    answer = client.post(url, as_shown(client, url, **PUBLISH, **{"sessions-0-minutes": "45"}))
    assert "“D1-0 单元 D1-0”到 9:15 才结束" in answer.content.decode()
    client.post(url, as_shown(client, url, **{"body-count": "0", "sessions-0-minutes": "45"}))
    page = ProgrammePage.objects.get(pk=dinghai.programme.pk)
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().sessions.get(code="D1-0").minutes == 45
