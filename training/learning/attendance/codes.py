"""Codes that rotate: of a session, on the room's screen, and of a person, on her phone.

Each is an HMAC of what it is for and the number of its time step, by the server's clock alone. A
code names its step, so that one seen long ago still tells when it was seen. Pure but for the key.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import int_to_base36

ROOM, PERSON, DEVICE = "attendance.room", "attendance.person", "attendance.device"
STEPS = {ROOM: 30, PERSON: 60}
"""Seconds that a code stays on its screen."""
GRACE = {ROOM: timedelta(seconds=30), PERSON: timedelta(seconds=60)}
"""For how long a code is still taken after it went."""
DIGITS = 6
_SIGNED = 12
_CODE = re.compile(r"([0-9a-z]{1,25})-([0-9a-z]{1,9})-([-\w]{16})\Z", re.ASCII)


@dataclass(frozen=True)
class Seen:
    """A genuine code: whose it is (a number) and when it was on the screen."""

    salt: str
    whose: int
    step: int

    @property
    def shown_at(self) -> datetime:
        """When it came onto the screen."""
        return datetime.fromtimestamp(self.step * STEPS[self.salt], UTC)

    @property
    def gone_at(self) -> datetime:
        """When the next one took its place."""
        return self.shown_at + timedelta(seconds=STEPS[self.salt])

    def is_fresh(self, now: datetime) -> bool:
        """Whether it is still taken at once; never before it was shown."""
        return self.shown_at <= now < self.gone_at + GRACE[self.salt]


def step_at(salt: str, now: datetime) -> int:
    """The number of the time step a moment lies in."""
    return int(now.timestamp()) // STEPS[salt]


def seconds_left(salt: str, now: datetime) -> int:
    """Until the code of a moment goes; at least 1."""
    return STEPS[salt] - int(now.timestamp()) % STEPS[salt]


def _signed(salt: str, whose: int, step: int) -> bytes:
    return salted_hmac(salt, f"{whose}:{step}", algorithm="sha256").digest()


def _code(salt: str, whose: int, step: int) -> str:
    signature = base64.urlsafe_b64encode(_signed(salt, whose, step)[:_SIGNED]).decode()
    return f"{int_to_base36(whose)}-{int_to_base36(step)}-{signature}"


def _opened(salt: str, text: str) -> Seen | None:
    found = _CODE.match(text)
    if found is None:
        return None
    whose, step = int(found[1], 36), int(found[2], 36)
    good = constant_time_compare(text, _code(salt, whose, step))
    return Seen(salt, whose, step) if good else None


def _number(salt: str, whose: int, step: int) -> str:
    signed = int.from_bytes(_signed(f"{salt}.number", whose, step)[:8])
    return f"{signed % 10**DIGITS:0{DIGITS}d}"


def room_code(scheduled_id: int, now: datetime) -> str:
    """What the QR code of a session says at a moment."""
    return _code(ROOM, scheduled_id, step_at(ROOM, now))


def room_number(scheduled_id: int, now: datetime) -> str:
    """The number beside it, six digits, for those who cannot scan."""
    return _number(ROOM, scheduled_id, step_at(ROOM, now))


def person_code(person_id: UUID, now: datetime) -> str:
    """What a person's own code (代表码) says at a moment."""
    return _code(PERSON, person_id.int, step_at(PERSON, now))


def person_number(person_id: UUID, now: datetime) -> str:
    """The number beside it, six digits."""
    return _number(PERSON, person_id.int, step_at(PERSON, now))


def opened_room(text: str) -> Seen | None:
    """What a code of a session says, however old; None for what was not made here."""
    return _opened(ROOM, text)


def opened_person(text: str) -> Seen | None:
    """What a person's code says, however old; None for what was not made here."""
    return _opened(PERSON, text)


def _fits(salt: str, whose: int, number: str, now: datetime) -> bool:
    last = step_at(salt, now)
    first = step_at(salt, now - GRACE[salt])
    return any(
        constant_time_compare(number, _number(salt, whose, step)) for step in range(first, last + 1)
    )


def fits_room(scheduled_id: int, number: str, now: datetime) -> bool:
    """Whether a typed number is the session's, now or until a moment ago."""
    return _fits(ROOM, scheduled_id, number, now)


def fits_person(person_id: UUID, number: str, now: datetime) -> bool:
    """Whether a typed number is the person's, now or until a moment ago."""
    return _fits(PERSON, person_id.int, number, now)


def trace(device: str, scheduled_id: int) -> str:
    """What is kept of a phone: the same for two people on one phone in one session, and nothing
    that joins two sessions."""
    if not device:
        return ""
    return salted_hmac(DEVICE, f"{device}:{scheduled_id}", algorithm="sha256").hexdigest()[:16]
