"""Calendars as RFC 5545 writes them. Pure: events in, text out.

Moments are written in UTC, so that no time zone need be described; a phone shows them by its own
clock. What the text says depends on the events alone, so that the same timetable gives the same
bytes and a phone need not read it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//Lvzhi Xuetang//Timetable//ZH"
LINE = 75
"""So many octets a line has at most, without its end."""
AGAIN = "PT1H"
"""How often a phone is asked to look again."""


@dataclass(frozen=True)
class Event:
    """A session as a calendar shows it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    changed_at: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def escaped(text: str) -> str:
    """A TEXT value (3.3.11): backslash, semicolon, comma and line break are marked; other control
    characters may not stand in one."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in text if sign >= " " and sign != "\x7f")


def folded(line: str) -> str:
    """A content line (3.1) with its end: no more than 75 octets in one piece, never cut inside a
    character; what goes on begins with a space, which counts."""
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return "".join(f"{one}\r\n" for one in [*pieces, piece])


def utc(moment: datetime) -> str:
    """A moment in UTC (3.3.5, form 2)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _event(event: Event) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    # In a calendar that is published the stamp says when the event was last changed (3.8.7.2).
    yield f"DTSTAMP:{utc(event.changed_at)}"
    yield f"LAST-MODIFIED:{utc(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{utc(event.starts_at)}"
    yield f"DTEND:{utc(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if event.cancelled else 'OPAQUE'}"
    yield "END:VEVENT"


def written(name: str, events: Iterable[Event]) -> str:
    """The whole calendar. An empty one is still a calendar: phones would call nothing an error."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{AGAIN}",
        f"X-PUBLISHED-TTL:{AGAIN}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)
