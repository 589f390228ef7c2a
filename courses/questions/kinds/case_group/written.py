"""A case group is written part by part, each as its own kind is written."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.outcome import Body, Payload
from courses.questions.written import NotUnderstood, Written, of_kind


def _parts(shown: dict[str, Any]) -> Iterator[tuple[int, Written, dict[str, Any]]]:
    for part in shown["parts"]:
        yield part["number"], of_kind(part["kind"]), part["shown"]


def places(shown: dict[str, Any]) -> list[str]:
    """Those of the parts, each with the part's number."""
    return [
        f".{number}{label}"
        for number, written, part in _parts(shown)
        for label in written.places(part)
    ]


def hint(shown: dict[str, Any]) -> str:
    """Part by part."""
    return "；".join(f".{number} {written.hint(part)}" for number, written, part in _parts(shown))


def take(texts: Sequence[str], shown: dict[str, Any]) -> dict[str, list[str]]:
    """What a form would have sent, part by part; the reason names the part."""
    sent: dict[str, list[str]] = {}
    left = list(texts)
    for number, written, part in _parts(shown):
        count = len(written.places(part))
        mine, left = left[:count], left[count:]
        try:
            fields = written.take(mine, part)
        except NotUnderstood as wrong:
            told = {"number": number, "reason": wrong.reason}
            raise NotUnderstood(_("第 %(number)d 小题：%(reason)s") % told) from wrong
        sent |= {f".{number}{end}": values for end, values in fields.items()}
    return sent


def put(shown: dict[str, Any]) -> list[str]:
    """The parts' texts, one after the other."""
    return [text for _number, written, part in _parts(shown) for text in written.put(part)]


def say(body: Body, payload: Payload) -> list[str]:
    """The parts' answers, numbered."""
    answers = [*(payload.get("parts") or [])]
    said = []
    for number, part in enumerate(body["parts"], start=1):
        answer = answers[number - 1] if number <= len(answers) else {}
        if words := of_kind(part["kind"]).say(part["body"], answer or {}):
            said.append(f"{number}. {'，'.join(words)}")
    return said
