"""Text messages through any provider that takes one HTTP request a message; the operator describes
the request (docs/operator/notices.md)."""

import json
import re
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.parse import quote_plus, urlsplit

from django.conf import settings

from training.notices.gateways.contract import (
    ChannelAway,
    MessageRefused,
    OutcomeUnknown,
    Outgoing,
)

TIMEOUT = 15
# These speak of the sender's account or of the provider, not of the message.
ABOUT_THE_SENDER = frozenset({401, 402, 403, 404, 405, 407, 408, 425, 429})
# Something broke on the other side, perhaps after the message was on its way.
MAY_HAVE_TAKEN_IT = frozenset({500, 504})
PLACE = re.compile(r"\{(phone|text|reference)\}")
FORM = "application/x-www-form-urlencoded"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Messages are not carried to wherever an answer points."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Never."""


class HttpGateway:
    """Sends what SMS_HTTP describes: {phone}, {text} and {reference} stand in body and address."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = settings.SMS_HTTP

    def open(self) -> None:
        """Nothing to open."""

    def send(self, message: Outgoing) -> str:
        """Hand one message over and return the provider's id."""
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(self._request(message), timeout=TIMEOUT) as reply:
                answer = reply.read(10_000)
        except urllib.error.HTTPError as error:
            self._refused(error)
        except urllib.error.URLError as error:
            # Raised while connecting; once the request is out, errors come as they are.
            raise ChannelAway(type(error.reason).__name__) from error
        except (OSError, HTTPException) as error:
            raise OutcomeUnknown(type(error).__name__) from error
        return self._accepted(answer)

    def _request(self, message: Outgoing) -> urllib.request.Request:
        told = {"phone": message.address, "text": message.text, "reference": message.reference}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        headers |= json.loads(self.asked["headers"] or "{}")
        as_form = headers["Content-Type"].startswith(FORM)
        quote = quote_plus if as_form else _in_json
        body = _put_in(self.asked["body"], {name: quote(value) for name, value in told.items()})
        address = {name: quote_plus(value) for name, value in told.items()}
        return urllib.request.Request(  # noqa: S310 - the operator's own address
            _put_in(self.asked["url"], address),
            data=body.encode() if body else None,
            headers=headers,
            method=self.asked["method"].upper(),
        )

    def _refused(self, error: urllib.error.HTTPError) -> NoReturn:
        if error.code in MAY_HAVE_TAKEN_IT:
            raise OutcomeUnknown(str(error.code)) from error
        if error.code in ABOUT_THE_SENDER or error.code >= 500 or error.code < 400:
            raise ChannelAway(str(error.code)) from error
        raise MessageRefused(str(error.code)) from error

    def _accepted(self, answer: bytes) -> str:
        """The provider's id; raises MessageRefused where the reply says it will not have it."""
        try:
            told: Any = json.loads(answer or b"{}")
        except ValueError:
            told = {}
        path, _equals, wanted = self.asked["accepted"].partition("=")
        if path and _at(told, path) != wanted:
            raise MessageRefused(_at(told, path)[:40] or "?")
        return _at(told, self.asked["id"])[:120] if self.asked["id"] else ""

    def close(self) -> None:
        """Every request has a connection of its own."""


def problems(asked: dict[str, str]) -> list[str]:
    """What is wrong with a description of the request, in words for the operator."""
    found = []
    if urlsplit(asked["url"]).scheme not in {"http", "https"}:
        found.append("SMS_HTTP_URL 要以 https:// 开头。")
    try:
        headers = json.loads(asked["headers"] or "{}")
        if not isinstance(headers, dict):
            raise ValueError
    except ValueError:
        found.append('SMS_HTTP_HEADERS 要是一个 JSON 对象，例如 {"Authorization": "Bearer …"}。')
    places = asked["url"] + asked["body"]
    if "{phone}" not in places or "{text}" not in places:
        found.append("SMS_HTTP_BODY（或网址）里要有 {phone} 和 {text}。")
    return found


def _put_in(template: str, values: dict[str, str]) -> str:
    # Not str.format: a body in JSON is full of braces. In one go: a value may hold braces, too.
    return PLACE.sub(lambda found: values[found[1]], template)


def _in_json(value: str) -> str:
    """A value as it stands between the quotation marks of a JSON text."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _at(told: Any, path: str) -> str:
    """The value at `a.b.0` of a reply; '' where there is none."""
    for step in path.strip().split("."):
        if isinstance(told, list) and step.isdecimal() and int(step) < len(told):
            told = told[int(step)]
        elif isinstance(told, dict):
            told = told.get(step)
        else:
            return ""
    if isinstance(told, bool):
        return "true" if told else "false"
    return "" if told is None else str(told)
