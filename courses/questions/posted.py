"""What a form sent, made safe: whatever was posted, out come clean texts. Pure Python."""

import re
from collections.abc import Mapping
from typing import Any

Posted = Mapping[str, Any]
"""Field names with what was sent for each: a list of texts, one text, or anything else at all."""

# PostgreSQL keeps neither NUL nor half of a surrogate pair; nobody types other control characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

MOST = 100
"""More values under one name than any question has options are left out."""


def texts(posted: Posted, name: str) -> list[str]:
    """All texts sent under a name; what is not text is left out."""
    getlist = getattr(posted, "getlist", None)
    sent = getlist(name) if getlist else posted.get(name)
    if isinstance(sent, str):
        sent = [sent]
    if not isinstance(sent, list | tuple):
        return []
    return [_UNFIT.sub("", text) for text in sent[:MOST] if isinstance(text, str)]


def first(posted: Posted, name: str, longest: int) -> str:
    """The first text sent under a name, trimmed and cut; empty when there is none."""
    sent = texts(posted, name)
    return sent[0].strip()[:longest] if sent else ""


def told_list(payload: Mapping[str, Any], name: str) -> list[Any]:
    """What a payload from outside says under a name, where that is a list; no longer than any
    question is."""
    said = payload.get(name)
    return said[:MOST] if isinstance(said, list) else []


def told_mapping(payload: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a payload from outside says under a name, where that is an object."""
    said = payload.get(name)
    return said if isinstance(said, dict) else {}
