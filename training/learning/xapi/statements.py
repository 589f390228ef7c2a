"""A statement of our log as xAPI 1.0.3 has it. Pure Python: no database, no request.

Nobody is named: a person is an account on this site, called by an id that says nothing of her.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from training.learning.xapi.vocabulary import VERSION, activity_type, verb

Json = dict[str, Any]
STAFF = "staff"
# Said by the statement's own properties.
SAID_OTHERWISE = frozenset({"by", "title", "page"})


class Told(Protocol):
    """What is exported of a statement of the log."""

    learner_id: UUID
    statement_id: UUID
    registration_id: UUID | None
    verb: str
    activity: UUID
    activity_type: str
    scaled: Decimal | None
    success: bool | None
    completion: bool | None
    seconds: int
    context: Mapping[str, Any]
    occurred_at: datetime
    effective_at: datetime
    stored_at: datetime
    source: str
    voids: UUID | None


@dataclass(frozen=True)
class Teller:
    """Who tells: the site's address without a slash at the end, what it is called, whether scores
    may be told, and the names of activities in Chinese and English ('' for none)."""

    home: str
    platform: str
    scores: bool = True
    names: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)

    def statement(self, told: Told) -> Json:
        """One statement as JSON's objects."""
        iri, english, chinese = verb(told.verb, self.home)
        found: Json = {
            "id": str(told.statement_id),
            "actor": self._agent(self._teller_of(told)),
            "verb": {"id": iri, "display": {"zh-CN": chinese, "en-US": english}},
            "object": self._object(told),
            "result": self._result(told),
            "context": self._context(told),
            "timestamp": _moment(told.effective_at),
            "stored": _moment(told.stored_at),
            "version": VERSION,
        }
        return {key: value for key, value in found.items() if value}

    def _agent(self, who: object) -> Json:
        account = {"homePage": f"{self.home}/", "name": str(who)}
        return {"objectType": "Agent", "account": account}

    def _teller_of(self, told: Told) -> object:
        """Who did it: she herself, but taking a statement back is done by whoever took it back."""
        return (told.voids and told.context.get("by")) or told.learner_id

    def _activity(self, activity: object) -> str:
        return f"{self.home}/xapi/activities/{activity}"

    def _object(self, told: Told) -> Json:
        if told.voids:
            return {"objectType": "StatementRef", "id": str(told.voids)}
        iri, english, chinese = activity_type(told.activity_type, self.home)
        own_chinese, own_english = self.names.get(told.activity, ("", ""))
        own_chinese = own_chinese or str(told.context.get("title") or "")
        name = {"zh-CN": own_chinese or chinese}
        if own_english or not own_chinese:
            name["en-US"] = own_english or english
        kind = {"zh-CN": chinese, "en-US": english}
        return {
            "objectType": "Activity",
            "id": self._activity(told.activity),
            "definition": {"name": name, "description": kind, "type": iri},
        }

    def _result(self, told: Told) -> Json:
        found: Json = {}
        if told.scaled is not None and self.scores:
            found["score"] = {"scaled": float(told.scaled)}
        if told.success is not None:
            found["success"] = told.success
        if told.completion is not None or told.verb == "completed":
            found["completion"] = told.completion is not False
        if told.seconds:
            found["duration"] = duration(told.seconds)
        return found

    def _context(self, told: Told) -> Json:
        found: Json = {"language": "zh-CN"}
        if told.registration_id:
            found["registration"] = str(told.registration_id)
        if not told.voids:  # only where the object is an activity, says the specification
            found["platform"] = self.platform
        if told.context.get("by") and not told.voids:
            found["instructor"] = self._agent(told.context["by"])
        if page := told.context.get("page"):
            parent = {"objectType": "Activity", "id": self._activity(page)}
            found["contextActivities"] = {"parent": [parent]}
        found["extensions"] = self._extensions(told)
        return found

    def _extensions(self, told: Told) -> Json:
        """What else the log says: where it came from, a phone's own clock where it was not
        believed, and the rest of its context."""
        more = {key: value for key, value in told.context.items() if key not in SAID_OTHERWISE}
        more["source"] = told.source
        if told.occurred_at != told.effective_at:
            more["device-clock"] = _moment(told.occurred_at)
        named = {key.replace("_", "-"): value for key, value in more.items()}
        return {f"{self.home}/xapi/extensions/{key}": value for key, value in named.items()}


def _moment(at: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def duration(seconds: int) -> str:
    """ISO 8601: PT1H2M3S, without the parts that are nought; PT0S for none."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{n}{sign}" for n, sign in ((hours, "H"), (minutes, "M"), (rest, "S")) if n]
    return f"PT{''.join(parts) or '0S'}"
