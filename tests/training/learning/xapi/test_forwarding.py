"""Sending to a store outside: everything once, again after failures, and never in anybody's way."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.learning.xapi.validator import validate_all
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import Forwarding, PendingForward
from training.learning.xapi.forwarding import forward, waiting
from training.people.models import User

pytestmark = pytest.mark.db
NOW = moment(1, 10)


class Outside:
    """A store: what it was sent, and how it answers."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.headers: list[dict[str, str]] = []
        self.requests = 0
        self.status = 200
        self.dislikes: set[str] = set()
        store = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(store.answer(self.path, dict(self.headers), told))
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"as it is")

            def log_message(self, *args: Any) -> None:
                """Silent."""

        self.server = HTTPServer(("127.0.0.1", 0), Door)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path: str, headers: dict[str, str], told: Any) -> int:
        self.requests += 1
        self.headers.append(headers)
        assert path == "/xapi/statements"
        validate_all(told)
        if self.status != 200:
            return self.status
        if any(one["id"] in self.dislikes for one in told):
            return 400
        if any(one["id"] in self.kept for one in told):
            return 409
        self.kept.update((one["id"], one) for one in told)
        return 200


@pytest.fixture
def outside(settings: Any) -> Iterator[Outside]:
    store = Outside()
    url = f"http://127.0.0.1:{store.server.server_port}/xapi/"
    settings.XAPI_LRS = {"url": url, "user": "us", "password": "geheim"}
    yield store
    store.server.shutdown()
    store.server.server_close()


def learn(learner: User, count: int = 1, verb: Verb = Verb.COMPLETED) -> list[UUID]:
    happenings = [Happening(verb, uuid4(), "lesson", NOW) for _ in range(count)]
    evidence.record(learner_id=learner.pk, happenings=happenings, now=NOW)
    return [happening.statement_id for happening in happenings]


def test_nothing_is_noted_or_asked_where_nothing_is_sent(wang: User) -> None:
    learn(wang)
    assert not PendingForward.objects.exists()
    with at_most(0):
        assert forward(now=NOW) == 0


def test_each_statement_arrives_once(wang: User, outside: Outside) -> None:
    sent = learn(wang, 150)
    assert forward(now=NOW) == 150
    assert {*outside.kept} == {str(one) for one in sent}
    assert (outside.requests, waiting()) == (2, (0, 0))
    assert forward(now=NOW) == 0
    assert outside.requests == 2
    assert (Forwarding.objects.get().sent, Forwarding.objects.get().last_error) == (150, "")
    assert outside.headers[0]["X-Experience-Api-Version"] == "1.0.3"
    assert outside.headers[0]["Authorization"].startswith("Basic ")


def test_answers_do_not_leave_the_house(wang: User, outside: Outside) -> None:
    learn(wang, 3, Verb.ANSWERED)
    assert forward(now=NOW) == 3
    assert outside.requests == 0
    assert waiting() == (0, 0)


@pytest.mark.parametrize("status", [302, 401, 404, 429, 500, 503])
def test_a_store_in_trouble_is_left_alone_for_longer_and_longer(
    status: int, wang: User, outside: Outside
) -> None:
    learn(wang)
    outside.status = status
    for wait in (30, 60, 120):
        assert forward(now=NOW) == 0
        known = Forwarding.objects.get()
        assert known.next_try_at == NOW + timedelta(seconds=wait)
        assert known.last_error.startswith(str(status))
        before = outside.requests
        assert forward(now=NOW + timedelta(seconds=wait - 1)) == 0
        assert outside.requests == before
        Forwarding.objects.update(next_try_at=NOW)
    outside.status = 200
    assert forward(now=NOW + timedelta(hours=2)) == 1
    assert (Forwarding.objects.get().failures, len(outside.kept)) == (0, 1)


def test_a_store_that_is_gone_harms_nobody(wang: User, outside: Outside, settings: Any) -> None:
    settings.XAPI_LRS = {**settings.XAPI_LRS, "url": "http://127.0.0.1:9/xapi"}
    learn(wang)
    assert forward(now=NOW) == 0
    assert waiting() == (1, 0)
    learn(wang)
    assert waiting() == (2, 0)


def test_what_the_store_will_not_have_holds_up_nothing_else(wang: User, outside: Outside) -> None:
    sent = learn(wang, 40)
    outside.dislikes = {str(sent[7])}
    assert forward(now=NOW) == 40
    assert len(outside.kept) == 39
    assert waiting() == (0, 1)
    assert PendingForward.objects.get().refused == "400 as it is"
    outside.dislikes = set()
    call_command("forward_xapi", "--retry", stdout=StringIO())
    assert (len(outside.kept), waiting()) == (40, (0, 0))


def test_sending_again_what_arrived_is_no_error(wang: User, outside: Outside) -> None:
    learn(wang, 3)
    forward(now=NOW)
    out = StringIO()
    call_command("forward_xapi", "--all", stdout=out)
    assert (len(outside.kept), waiting()) == (3, (0, 0))
    assert "排上 3 条" in out.getvalue()


def test_what_is_rolled_back_is_not_sent(wang: User, outside: Outside) -> None:
    from django.db import transaction

    with transaction.atomic():
        learn(wang)
        transaction.set_rollback(True)
    assert forward(now=NOW) == 0
    assert outside.requests == 0


def test_recording_costs_one_query_more(wang: User, outside: Outside) -> None:
    def read() -> None:
        told = Happening(Verb.PROGRESSED, uuid4(), "lesson", NOW, seconds=9)
        evidence.record(learner_id=wang.pk, happenings=[told], now=NOW)

    read()
    with at_most(10):
        read()


def test_the_operator_sees_how_it_stands(
    wang: User, admin: User, outside: Outside, dinghai: World
) -> None:
    learn(wang)
    outside.status = 503
    with pytest.raises(SystemExit) as ended:
        call_command("forward_xapi", stdout=StringIO())
    assert ended.value.code == 1
    client = Client()
    client.force_login(admin)
    html = client.get(reverse("xapi_desk:export")).content.decode()
    assert "还有 1 条在等" in html
    assert "503 as it is" in html
    assert "geheim" not in html


def test_the_command_says_that_nothing_is_configured(db: None) -> None:
    with pytest.raises(CommandError, match="XAPI_LRS_URL"):
        call_command("forward_xapi", stdout=StringIO())
