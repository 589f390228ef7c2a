"""A strict reader of xAPI 1.0.3 statements, written from the specification's part two (data).

Stricter than an LRS must be: what should not be is refused as well as what must not be. Attachments
and sub-statements are refused, since we send none.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?")  # RFC 5646, as we use
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
DURATION = re.compile(
    r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?)?|P\d+W"
)
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
Check = Callable[[Any, str], None]


class NotXapi(AssertionError):
    """Where and why something is not as the specification has it."""


def need(condition: object, where: str, why: str) -> None:
    if not condition:
        raise NotXapi(f"{where}: {why}")


def text(value: Any, where: str) -> None:
    need(isinstance(value, str) and value, where, "a text that is not empty")


def boolean(value: Any, where: str) -> None:
    need(isinstance(value, bool), where, "true or false, not a text")


def uuid(value: Any, where: str) -> None:
    need(isinstance(value, str) and UUID.fullmatch(value), where, f"a UUID, not {value!r}")


def iri(value: Any, where: str) -> None:
    text(value, where)
    parts = urlsplit(value)
    need(parts.scheme and (parts.netloc or parts.path), where, f"an IRI with a scheme: {value!r}")
    need(not re.search(r"[\s<>\"{}|\\^`]", value), where, f"no sign that IRIs exclude: {value!r}")


def one_of(*allowed: str) -> Check:
    def check(value: Any, where: str) -> None:
        need(value in allowed, where, f"one of {allowed}, not {value!r}")

    return check


def matching(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any, where: str) -> None:
        need(isinstance(value, str) and pattern.fullmatch(value), where, f"{what}, not {value!r}")

    return check


def moment(value: Any, where: str) -> None:
    matching(MOMENT, "a moment of ISO 8601 with its zone")(value, where)
    need(not value.endswith(("-00:00", "-0000")), where, "no negative offset of nought")
    datetime.fromisoformat(value)


def languages(value: Any, where: str) -> None:
    need(isinstance(value, dict) and value, where, "a language map that is not empty")
    for tag, words in value.items():
        need(LANGUAGE.fullmatch(tag), where, f"a language tag of RFC 5646, not {tag!r}")
        text(words, f"{where}.{tag}")


def extensions(value: Any, where: str) -> None:
    need(isinstance(value, dict) and value, where, "extensions that are not empty")
    for key in value:
        iri(key, f"{where} key")


def number_within(low: float, high: float) -> Check:
    def check(value: Any, where: str) -> None:
        known = isinstance(value, int | float) and not isinstance(value, bool)
        need(known, where, "a number, not a text")
        need(low <= value <= high, where, f"from {low} to {high}: {value}")

    return check


def shaped(parts: Mapping[str, Check], *required: str) -> Check:
    """An object with these properties and no others, none of them null, and not empty."""

    def check(value: Any, where: str) -> None:
        need(isinstance(value, dict) and value, where, "an object that is not empty")
        for name in required:
            need(name in value, where, f"with {name}")
        for name, inner in value.items():
            need(name in parts, where, f"no property {name!r}")
            need(inner is not None, f"{where}.{name}", "not null")
            parts[name](inner, f"{where}.{name}")

    return check


account = shaped({"homePage": iri, "name": text}, "homePage", "name")


def agent(value: Any, where: str) -> None:
    """Exactly one identifier; ours is an account, and nobody is named."""
    shaped({"objectType": one_of("Agent"), "account": account}, "account")(value, where)


activity = shaped(
    {
        "objectType": one_of("Activity"),
        "id": iri,
        "definition": shaped(
            {
                "name": languages,
                "description": languages,
                "type": iri,
                "moreInfo": iri,
                "extensions": extensions,
            }
        ),
    },
    "id",
)
reference = shaped({"objectType": one_of("StatementRef"), "id": uuid}, "objectType", "id")


def activities(value: Any, where: str) -> None:
    need(isinstance(value, list) and value, where, "a list of activities")
    for one in value:
        activity(one, where)


def thing(value: Any, where: str) -> None:
    need(isinstance(value, dict), where, "an object")
    (reference if value.get("objectType") == "StatementRef" else activity)(value, where)


score = shaped({"scaled": number_within(-1, 1)}, "scaled")
result = shaped(
    {
        "score": score,
        "success": boolean,
        "completion": boolean,
        "response": text,
        "duration": matching(DURATION, "a duration of ISO 8601"),
        "extensions": extensions,
    }
)
context = shaped(
    {
        "registration": uuid,
        "instructor": agent,
        "contextActivities": shaped(
            dict.fromkeys(["parent", "grouping", "category", "other"], activities)
        ),
        "revision": text,
        "platform": text,
        "language": matching(LANGUAGE, "a language tag of RFC 5646"),
        "statement": reference,
        "extensions": extensions,
    }
)
whole = shaped(
    {
        "id": uuid,
        "actor": agent,
        "verb": shaped({"id": iri, "display": languages}, "id", "display"),
        "object": thing,
        "result": result,
        "context": context,
        "timestamp": moment,
        "stored": moment,
        "version": matching(re.compile(r"1\.0\.\d+"), "version 1.0.x"),
        "authority": agent,
    },
    *("id", "actor", "verb", "object", "timestamp", "stored", "version"),
)


def validate(statement: Any) -> None:
    """Raises NotXapi for what is no statement of xAPI 1.0.3."""
    whole(statement, "statement")
    refers = statement["object"].get("objectType") == "StatementRef"
    need((statement["verb"]["id"] == VOIDED) <= refers, "object", "a voiding refers to a statement")
    told = statement.get("context", {})
    about_activity = not refers
    for name in ("revision", "platform"):
        need(name not in told or about_activity, f"context.{name}", "only about an activity")


def validate_all(statements: Any) -> None:
    """A batch: a list, no id twice, and nothing in it that voids a voiding."""
    need(isinstance(statements, list), "batch", "a list")
    for statement in statements:
        validate(statement)
    ids = [statement["id"] for statement in statements]
    need(len(ids) == len(set(ids)), "batch", "no id twice")
    voidings = {s["id"] for s in statements if s["verb"]["id"] == VOIDED}
    voided = {s["object"]["id"] for s in statements if s["verb"]["id"] == VOIDED}
    need(not voidings & voided, "batch", "a voiding is not voided")
