"""The gateways: a generic HTTP request, files on trial, and what the settings say."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from training.notices.checks import gateways_can_work
from training.notices.gateways.console import ConsoleGateway
from training.notices.gateways.contract import (
    ChannelAway,
    MessageRefused,
    OutcomeUnknown,
    Outgoing,
)
from training.notices.gateways.http import HttpGateway
from training.settings.mail import mail_from_url

MESSAGE = Outgoing("13900000001", "", '改到“14:00”\n{phone} "二楼"', "ref-1")


class Provider(BaseHTTPRequestHandler):
    """Answers as the test says and notes what it was asked."""

    status, answer = 200, b"{}"
    asked: list[tuple[str, dict[str, str], str]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        type(self).asked.append((self.path, dict(self.headers), body))
        if self.status == 0:
            self.close_connection = True
            return
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args):
        """Silence."""


@pytest.fixture(scope="module")
def address():
    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


@pytest.fixture
def gateway(address, settings):
    Provider.status, Provider.answer, Provider.asked = 200, b"{}", []
    settings.SMS_HTTP = {
        "url": address,
        "method": "POST",
        "body": '{"mobile": "{phone}", "content": "{text}", "id": "{reference}"}',
        "headers": '{"Authorization": "Bearer secret"}',
        "accepted": "code=0",
        "id": "data.0.id",
    }
    return HttpGateway()


def test_the_request_is_as_the_operator_wrote_it(gateway):
    Provider.answer = b'{"code": 0, "data": [{"id": 77}]}'
    assert gateway.send(MESSAGE) == "77"
    _path, headers, body = Provider.asked[0]
    assert headers["Authorization"] == "Bearer secret"
    told = json.loads(body)
    assert told == {"mobile": "13900000001", "content": MESSAGE.text, "id": "ref-1"}


def test_a_form_is_quoted_as_a_form(gateway, settings):
    settings.SMS_HTTP |= {
        "body": "m={phone}&c={text}",
        "headers": '{"Content-Type": "application/x-www-form-urlencoded"}',
        "accepted": "",
        "id": "",
    }
    assert HttpGateway().send(MESSAGE) == ""
    assert Provider.asked[0][2].startswith("m=13900000001&c=%E6%94%B9")


@pytest.mark.parametrize(
    ("status", "answer", "raised"),
    [
        (200, b'{"code": 17}', MessageRefused),
        (200, b"not json", MessageRefused),
        (400, b"", MessageRefused),
        (401, b"", ChannelAway),
        (429, b"", ChannelAway),
        (503, b"", ChannelAway),
        (302, b"", ChannelAway),
        (500, b"", OutcomeUnknown),
        (0, b"", OutcomeUnknown),
    ],
)
def test_what_the_provider_says_is_understood(gateway, status, answer, raised):
    Provider.status, Provider.answer = status, answer
    with pytest.raises(raised):
        gateway.send(MESSAGE)


def test_a_provider_that_is_not_there_is_away(gateway, settings):
    settings.SMS_HTTP |= {"url": "http://127.0.0.1:1/"}
    with pytest.raises(ChannelAway):
        HttpGateway().send(MESSAGE)


def test_on_trial_whole_messages_are_in_a_file_of_the_owners(settings, tmp_path):
    settings.SMS_CONSOLE_FILE = str(tmp_path / "out" / "sms.log")
    ConsoleGateway().send(MESSAGE)
    file = tmp_path / "out" / "sms.log"
    assert "14:00" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_a_mail_server_is_read_from_one_address():
    server = mail_from_url("smtps://who%40site:p%3Aw@mail.example.com")
    assert (server.host, server.port, server.ssl) == ("mail.example.com", 465, True)
    assert (server.user, server.password) == ("who@site", "p:w")
    with pytest.raises(ValueError, match="EMAIL_URL"):
        mail_from_url("https://mail.example.com")


def test_mistakes_of_the_operator_are_named_at_the_start(settings):
    assert gateways_can_work() == []
    settings.SMS_GATEWAY = "training.notices.gateways.http.HttpGateway"
    settings.SMS_HTTP = {"url": "sms", "body": "{phone}", "headers": "[1]", "accepted": ""}
    assert len(gateways_can_work()) == 3
    settings.SMS_GATEWAY = "nowhere.Gateway"
    assert "nowhere.Gateway" in str(gateways_can_work()[0])
