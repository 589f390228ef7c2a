"""Hostile and odd files: each gives the right thing or a sentence, soon and with little memory."""

import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from django.conf import settings

from courses.exchange.codecs import codec_called
from courses.exchange.confined import limits_in_force
from courses.exchange.contract import Problem, Unreadable
from tests.courses.exchange.hostile.builders import REFUSED, TAKEN

SECONDS = 5
MEMORY = 300 * 1024
"""Kilobytes a confined process may ever have had."""
APART = ["docx bomb", "docx bomb that lies", "docx 200,000 deep", "xml with laughs", "overlap"]
"""Read in a process of their own as in production; the others here, to be quick."""


def said_well(problems: list[Problem]) -> bool:
    return all(p.message.endswith("。") for p in problems)


@pytest.mark.parametrize("name", [name for name in REFUSED if name not in APART])
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(name: str) -> None:
    form, build = REFUSED[name]
    content, began = build(), time.perf_counter()
    with pytest.raises(Unreadable) as refused:
        codec_called(form).read(content, name, limits_in_force())
    assert time.perf_counter() - began < SECONDS
    assert str(refused.value).endswith("。"), str(refused.value)
    assert refused.value.code not in {"broken_reader", "died"}


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_an_odd_file_is_read_as_far_as_it_goes(name: str) -> None:
    form, build = TAKEN[name]
    content, began = build(), time.perf_counter()
    reading = codec_called(form).read(content, name, limits_in_force())
    assert time.perf_counter() - began < SECONDS
    assert said_well([*reading.problems, *(p for found in reading.found for p in found.problems)])
    longest = limits_in_force().cell_characters
    assert all(len(text) <= longest for found in reading.found for text in found.columns.values())


MEASURED = """
import resource, subprocess, sys
with open(sys.argv[1]) as order:
    made = subprocess.run([sys.executable, "-m", "courses.exchange.confined"], stdin=order, capture_output=True)
sys.stdout.write(made.stdout.decode().split("\\n")[0] + "\\n")
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
# A process counts what its parent had when it was forked, so a small one stands between.


@pytest.mark.parametrize("name", [*APART, "tags without end", "options without end"])
def test_the_confined_process_stays_small_and_answers(name: str, tmp_path: Path) -> None:
    form, build = (REFUSED | TAKEN)[name]
    file, order = tmp_path / "file", tmp_path / "order"
    file.write_bytes(build())
    limits = asdict(limits_in_force())
    told = {"path": str(file), "name": name, "format": form, "limits": limits}
    order.write_text(json.dumps(told | {"language": "zh-hans", "locale": []}))
    began = time.perf_counter()
    command = [sys.executable, "-c", MEASURED, str(order)]
    head, kilobytes = subprocess.run(
        command, capture_output=True, cwd=settings.BASE_DIR, text=True
    ).stdout.splitlines()
    assert time.perf_counter() - began < SECONDS
    assert int(kilobytes) < MEMORY
    said = json.loads(head)
    assert ("unreadable" in said) == (name in REFUSED), said
    assert said.get("code") != "memory"


def test_every_refusal_says_which_rule_it_is() -> None:
    said = {}
    for name in ("zip slip", "link", "macros", "password", "old word", "excel named docx"):
        form, build = REFUSED[name]
        with pytest.raises(Unreadable) as refused:
            codec_called(form).read(build(), name, limits_in_force())
        said[name] = refused.value.code
    assert said == {
        "zip slip": "path",
        "link": "path",
        "macros": "macros",
        "password": "encrypted",
        "old word": "old_format",
        "excel named docx": "not_docx",
    }
