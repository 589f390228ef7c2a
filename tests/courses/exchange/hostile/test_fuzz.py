"""Damaged files by the hundred: no crash, no hang, and every refusal says why.

`make fuzz` sets FUZZ to 20,000. A failure names format and number; `mutated(form, number)` builds
that file again.
"""

import os
import time

import pytest

from courses.exchange.codecs import codec_called
from courses.exchange.confined import limits_in_force
from courses.exchange.contract import Codec, Found, Limits, Unreadable
from courses.questions.kinds.sheets import read_sheet
from tests.courses.exchange.hostile.mutations import FORMATS, mutated, seeds

EXAMPLES = int(os.environ.get("FUZZ", "300"))
PIECES = max(1, EXAMPLES // 1000)
SECONDS = 10
CONTROLS = set(map(chr, [*range(9), 11, 12, *range(14, 32)]))


@pytest.mark.parametrize("form", FORMATS)
def test_the_files_that_get_damaged_are_sound(form: str) -> None:
    for seed in seeds(form):
        reading = codec_called(form).read(seed, "种子", limits_in_force())
        assert reading.found
        assert all(read_sheet(found.columns)[0] for found in reading.found)


@pytest.mark.parametrize("piece", range(PIECES))
@pytest.mark.parametrize("form", FORMATS)
def test_damage_is_survived_and_told(form: str, piece: int) -> None:
    count = EXAMPLES // len(FORMATS) // PIECES
    limits, codec = limits_in_force(), codec_called(form)
    for number in range(piece * count, (piece + 1) * count):
        content, began = mutated(form, number), time.perf_counter()
        told, found = _outcome(codec, content, limits)
        where = f"{form} {number}"
        assert time.perf_counter() - began < SECONDS, where
        assert [sentence for sentence in told if not sentence.endswith("。")] == [], where
        texts = [text for one in found for text in one.columns.values()]
        assert all(isinstance(text, str) and not CONTROLS & set(text) for text in texts), where


def _outcome(codec: Codec, content: bytes, limits: Limits) -> tuple[list[str], list[Found]]:
    """Everything that is said about a file, and its questions."""
    try:
        reading = codec.read(content, "损坏的文件", limits)
    except Unreadable as refused:
        return [str(refused)], []
    told = [problem.message for problem in reading.problems]
    for found in reading.found:
        told += [problem.message for problem in found.problems]
        told += [flaw.message for flaw in read_sheet(found.columns)[1].problems]
    return told, reading.found
