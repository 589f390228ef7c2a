"""The signed text of a certificate: short enough for a QR code, checked without a network.

    LZ1.<key>.<payload>.<signature>

`key` names the public key, payload and signature are base64url without padding, and what is signed
is everything before the last full stop. The payload is a JSON list in the order of `Payload`.
Another order or more of it would be LZ2.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from enum import Enum

from training.learning.certificates import ed25519
from training.learning.certificates.keys import Pair

KIND = "LZ1"
SHAPE = re.compile(r"LZ1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{1,4000}\.[A-Za-z0-9_-]{86}")


@dataclass(frozen=True)
class Payload:
    """What a certificate says, in short; every field is text."""

    code: str
    number: str
    name: str
    cohort: str
    programme: str
    credit: str
    starts_on: str
    ends_on: str
    issued_on: str
    issuer: str


class Verdict(Enum):
    """What checking a text said."""

    GOOD = "good"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Checked:
    """The verdict, with what the text says where it can be read at all."""

    verdict: Verdict
    payload: Payload | None = None
    kid: str = ""


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(payload: Payload, pair: Pair) -> str:
    """The payload as signed text."""
    body = json.dumps(astuple(payload), ensure_ascii=False, separators=(",", ":"))
    message = f"{KIND}.{pair.kid}.{_encoded(body.encode())}"
    signature = ed25519.sign(pair.seed, message.encode())
    return f"{message}.{_encoded(signature)}"


def found_in(text: str) -> str:
    """The signed text inside of what was scanned or pasted, such as an address; '' for none."""
    # People paste with line breaks of their own.
    found = SHAPE.search("".join(text.split()))
    return found[0] if found else ""


def checked(text: str, keys: Mapping[str, bytes]) -> Checked:
    """Check scanned or pasted text against public keys. Never raises."""
    token = found_in(text)
    if not token:
        return Checked(Verdict.UNREADABLE)
    message, _dot, signature = token.rpartition(".")
    _kind, kid, body = message.split(".")
    try:
        told = json.loads(_decoded(body))
        payload = Payload(*told)
        given = _decoded(signature)
    except (ValueError, TypeError, binascii.Error):
        return Checked(Verdict.UNREADABLE)
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        return Checked(Verdict.UNREADABLE)
    if kid not in keys:
        return Checked(Verdict.UNKNOWN_KEY, payload, kid)
    # One signature has one spelling, though the last letter has bits that decoding ignores.
    exact = _encoded(given) == signature
    good = exact and ed25519.is_signed(keys[kid], message.encode(), given)
    return Checked(Verdict.GOOD if good else Verdict.FORGED, payload, kid)


NAMES = tuple(field.name for field in fields(Payload))
