"""How a person walks through this site, over HTTP.

Serves our own tool and lmsbench ("adapter": "benchmarks.adapters.ours:Ours"): `s` is a session of
either. The options are what `manage.py seed_bench --json` reports.
"""

import html
import re
from itertools import count
from typing import Any
from uuid import uuid4

from benchmarks.client import Unexpected

OPTION = re.compile(
    r'<input class="option__input"[^>]*? name="q(\d+)" value="(\w+)"[^>]*>'
    r'<span class="option__text">(?:[A-Z]\. )?([^<]*)</span>'
)
PAPER = re.compile(r'data-paper="([\w-]+)"')
REVIEWED = re.compile(r'<details class="review".*?</details>', re.DOTALL)
ANSWER = re.compile(r'<li class="answers__item[^"]*">(.*?)</li>', re.DOTALL)
RIGHT = re.compile(r"全对\s*(\d+)\s*题")
SIGNS = "甲乙丙丁"


class Ours:
    """The methods of lmsbench's adapter. Every one checks the page it got: an error page is
    fast."""

    questions = 20
    choices = len(SIGNS)

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options

    @property
    def password(self) -> str:
        """Everybody's."""
        return str(self.options["password"])

    def username(self, i: int) -> str:
        """The i-th learner, from 1."""
        return f"u{i:05d}"

    def manager(self) -> str:
        """Who sees the statistics."""
        return str(self.options["manager"])

    async def login(self, s: Any, username: str, password: str) -> None:
        """The sign-in form, and the redirect that says it worked."""
        await s.get("/accounts/login/")
        sent = {"login": username, "password": password}
        await s.post(
            "/accounts/login/", data={**sent, **_token(s)}, allow_redirects=False, expect=302
        )
        s.data["device"], s.data["seq"] = str(uuid4()), count(1)

    async def course(self, s: Any) -> None:
        """The deputy's home."""
        _expect((await s.get("/my/")).text, 'id="progress-title"', "not the deputy's home")

    async def open_lesson(self, s: Any, n: int) -> None:
        """The n-th lesson's page, from 0."""
        lesson = self._lesson(n)
        _expect((await s.get(lesson["url"])).text, 'id="finish"', "not a lesson")

    async def finish_lesson(self, s: Any, n: int) -> None:
        """The beacon that says every section was seen, and 学完了. The page it leads to is not
        opened."""
        lesson = self._lesson(n)
        headers = {"Accept": "application/json", "X-CSRFToken": s.cookie("csrftoken")}
        seen = [("seen", section) for section in lesson["sections"]]
        beacon = await s.post(f"/read/{lesson['page']}/beacon", data=seen, headers=headers)
        _expect(beacon.text, '"seconds_missing": 0', "the beacon was not counted")
        form = {"client": "script", "opened": "", **_token(s)}
        address = f"/read/{lesson['page']}/complete"
        await s.post(address, data=form, allow_redirects=False, expect=302)

    async def lesson(self, s: Any, n: int) -> None:
        """Opened, seen to its end, and recorded as done."""
        await self.open_lesson(s, n)
        await self.finish_lesson(s, n)

    def _lesson(self, n: int) -> dict[str, Any]:
        lessons = self.options["lessons"]
        found: dict[str, Any] = lessons[n % len(lessons)]
        return found

    async def start_attempt(self, s: Any) -> dict[str, Any]:
        """开始, and the paper it leads to."""
        page = await s.post(f"/quiz/{self.options['quiz']}/start", data=_token(s))
        paper = PAPER.search(page.text)
        names = {(int(q), text[:1]): token for q, token, text in OPTION.findall(page.text)}
        if paper is None or len(names) != self.questions * self.choices:
            raise Unexpected("not a paper of twenty questions")
        return {"id": paper[1], "names": names}

    async def save_answer(self, s: Any, attempt: dict[str, Any], q: int, choice: int) -> None:
        """What paper.js sends when an option is picked."""
        number = q + 1
        fields = {
            f"q{number}": attempt["names"][number, SIGNS[choice]],
            "base_step": "0",
            "device": s.data["device"],
            "seq": str(next(s.data["seq"])),
            "client_id": str(uuid4()),
            "client_at": "2026-11-22T08:00:00.000Z",
            **_token(s),
        }
        headers = {"Accept": "application/json", "X-CSRFToken": s.cookie("csrftoken")}
        address = f"/quiz/attempt/{attempt['id']}/items/{number}"
        reply = await s.post(address, data=fields, headers=headers)
        _expect(reply.text, '"current": true', "the answer was not kept as the current one")

    async def submit(self, s: Any, attempt: dict[str, Any]) -> None:
        """交卷 with everything saved before, and the result page it leads to."""
        fields = {**_token(s), "device": s.data["device"]}
        page = await s.post(f"/quiz/attempt/{attempt['id']}/hand-in", data=fields)
        right = RIGHT.search(page.text)
        if right is None:
            raise Unexpected("no result page")
        attempt["right"] = int(right[1])

    async def read_back(self, s: Any, attempt: dict[str, Any]) -> list[int | None]:
        """What the server holds as chosen, from the result page."""
        page = await s.get(f"/quiz/attempt/{attempt['id']}/result")
        reviewed = REVIEWED.findall(page.text)
        if len(reviewed) != self.questions:
            raise Unexpected("no review of twenty questions")
        return [_chosen(item) for item in reviewed]

    async def report(self, s: Any, size: int) -> None:
        """The overview of the class of that size."""
        page = await s.get("/insight/", params={"cohort": self.options["course"][str(size)]})
        _expect(page.text, "测速镇", "not the overview")

    async def people(self, s: Any, size: int) -> None:
        """The first page of the list of people."""
        key = self.options["course"][str(size)]
        page = await s.get("/insight/people/", params={"cohort": key})
        _expect(page.text, "测速代表", "not the list of people")

    async def export(self, s: Any, size: int, kind: str = "csv") -> int:
        """The list of people as a file; returns its rows, or for Excel its bytes."""
        key = self.options["course"][str(size)]
        fields = {"cohort": key, "what": "people", "kind": kind, **_token(s)}
        reply = await s.post("/insight/export/", data=fields)
        if kind != "csv":
            return int(reply.size)
        return max(len(reply.text.strip().splitlines()) - 1, 0)


def _token(s: Any) -> dict[str, str]:
    return {"csrfmiddlewaretoken": s.cookie("csrftoken")}


def _expect(text: str, wanted: str, otherwise: str) -> None:
    if wanted not in text:
        raise Unexpected(otherwise)


def _chosen(reviewed: str) -> int | None:
    """The option of a reviewed question that is marked as one's own."""
    for answer in ANSWER.findall(reviewed):
        words = html.unescape(re.sub(r"<[^>]+>", " ", answer)).split()
        text = next((word for word in words if word[1:2] == "："), "")
        if re.search("[你您]选的", answer) and text:
            return SIGNS.index(text[0])
    return None
