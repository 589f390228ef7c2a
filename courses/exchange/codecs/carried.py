"""Our columns riding along in formats that cannot hold them all.

A foreign system ignores the carrier; it may change what it does read. So the carrier counts only
while the question beside it still reads as it was written: it holds the digest of that reading.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.exchange.contract import OF_QUESTION, Found, Problem

VERSION = 1
LARGEST = 2_000_000
"""Bytes of a carrier unpacked."""


@dataclass(frozen=True)
class Piece:
    """One question as a foreign format has it, and the carrier beside it, if any."""

    found: Found
    carrier: str = ""


def carrier_of(columns: Mapping[str, str], visible: Sequence[Mapping[str, str]]) -> str:
    """One word of letters and signs. A case lies in a file as several `visible` questions."""
    kept = {"v": VERSION, "of": _digest(visible), "n": len(visible), "columns": dict(columns)}
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode()


def resolved(pieces: Sequence[Piece], source: str) -> list[Found]:
    """What the carriers hold where it still fits, and otherwise what is written."""
    found: list[Found] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        kept = _unpacked(piece.carrier) if piece.carrier else None
        count = kept[1] if kept else 1
        covered = pieces[place : place + count]
        if kept and kept[0] == _digest([one.found.columns for one in covered]):
            found.append(Found(piece.found.row, kept[2]))
            place += count
            continue
        found.append(_changed(piece, source) if piece.carrier else piece.found)
        place += 1
    return found


def _changed(piece: Piece, source: str) -> Found:
    told = _("这道题在别的系统里改过，按改过的文字导入；提示、评分标准等附加内容没有采用，请检查。")
    problem = Problem("changed", str(told), piece.found.row, "", source, warning=True)
    return Found(piece.found.row, piece.found.columns, (*piece.found.problems, problem))


def _digest(visible: Sequence[Mapping[str, str]]) -> str:
    # Where a question is filed says nothing about what it asks.
    asked = [{c: t for c, t in one.items() if c not in OF_QUESTION} for one in visible]
    written = json.dumps(asked, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:24]


def _unpacked(carrier: str) -> tuple[str, int, dict[str, str]] | None:
    """Digest, count and columns; None for anything that is no carrier of ours."""
    try:
        packed = base64.urlsafe_b64decode(carrier.encode())
        unpacking = zlib.decompressobj()
        kept = json.loads(unpacking.decompress(packed, LARGEST).decode())
        if kept["v"] != VERSION or not 1 <= kept["n"] <= 100:
            return None
        columns = {str(code): str(text) for code, text in kept["columns"].items()}
        return str(kept["of"]), int(kept["n"]), columns
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error, zlib.error,
            RecursionError):  # fmt: skip
        return None
