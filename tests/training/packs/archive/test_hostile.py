"""Archives that were damaged or made to do harm: refused with a sentence, nothing written."""

import contextlib
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cms.core.models import LoadedItem
from cms.models import CongressRootPage
from courses.models import LessonPage, Question
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.file import MANIFEST, member_of

Change = Callable[[dict[str, bytes]], None]


def rewritten(archive: Path, change: Change, *, sealed: bool = True) -> Path:
    """The archive with other members; `sealed` puts the right digests into the manifest again."""
    with zipfile.ZipFile(archive) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    if sealed:
        manifest = json.loads(members.pop(MANIFEST))
        manifest["members"] = {n: hashlib.sha256(b).hexdigest() for n, b in members.items()}
        members[MANIFEST] = json.dumps(manifest).encode()
    target = archive.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return target


def piece(members: dict[str, bytes], model: str) -> tuple[str, dict[str, Any]]:
    for name, content in sorted(members.items()):
        if name.startswith("objects/"):
            read = json.loads(content)
            if read["model"] == model:
                return name, read
    raise LookupError(model)


def saying(model: str, change: Callable[[dict[str, Any]], None]) -> Change:
    """Changes the first piece of a sort, under the name that fits its reference."""

    def apply(members: dict[str, bytes]) -> None:
        name, content = piece(members, model)
        del members[name]
        change(content)
        members[member_of(str(content["ref"]))] = json.dumps(content).encode()

    return apply


def setting(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["fields"].update(fields)


def text(html: str) -> list[dict[str, Any]]:
    return [{"type": "text", "value": html, "id": "x"}]


LESSON = "courses.lessonpage"
BAD = {
    "script": saying(LESSON, setting(body=text("<p>好</p><script>alert(1)</script>"))),
    "handler": saying(LESSON, setting(body=text('<p onclick="x()">好</p>'))),
    "address": saying(LESSON, setting(body=text('<a href="java&#10;script:x()">好</a>'))),
    "style": saying(LESSON, setting(body=text('<p style="position:fixed">好</p>'))),
    "svg": saying("cms.drawing", setting(svg="<svg><script>alert(1)</script></svg>")),
    "block": saying(LESSON, setting(body=[{"type": "raw", "value": "x", "id": "x"}])),
    "field": saying(LESSON, setting(owner=1)),
    "shape": saying(LESSON, setting(body=[1, 2])),
    "unknown": saying(
        LESSON, setting(body=[{"type": "case", "value": {"case": "page:x", "why": ""}}])
    ),
    "foreign": saying(LESSON, setting(body=[{"type": "case", "value": {"case": 1, "why": ""}}])),
    "kind": saying(
        LESSON,
        lambda c: c["fields"].update(body=[{"type": "case", "value": {"case": c["ref"] + "x"}}]),
    ),
    "model": saying(LESSON, lambda c: c.update(model="people.user")),
    "key": saying(LESSON, lambda c: c.update(model="courses.keyamendment")),
    "orphan": saying(LESSON, lambda c: c.update(parent="page:nobody")),
    "itself": saying(LESSON, lambda c: c.update(parent=c["ref"])),
    "long": saying("courses.quiz", setting(title="长" * 500)),
    "number": saying("courses.quiz", setting(pass_mark="一百")),
    "names": saying("courses.quiz", lambda c: c.update(names=["form-a"])),
    "no uuid": saying("courses.quiz", lambda c: c.update(ref="courses.quiz:form-a")),
}


def test_what_does_not_belong_is_refused_and_nothing_written(
    archive: Path, empty: CongressRootPage, bring_in
):
    before = (LessonPage.objects.count(), Question.objects.count())
    taken, told = [], []
    for name, change in BAD.items():
        try:
            bring_in(rewritten(archive, change), empty)
        except ArchiveRefused as refused:
            told.append(refused.problems)
        else:
            taken.append(name)
    assert not taken
    assert all(told)
    assert (LessonPage.objects.count(), Question.objects.count()) == before
    assert not LoadedItem.objects.filter(pack="archive:waixian").exists()


def manifest(**said: Any) -> Change:
    def apply(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps({**json.loads(members[MANIFEST]), **said}).encode()

    return apply


def drop(start: str) -> Change:
    def apply(members: dict[str, bytes]) -> None:
        del members[next(name for name in members if name.startswith(start))]

    return apply


def spoil(start: str) -> Change:
    def apply(members: dict[str, bytes]) -> None:
        name = next(name for name in members if name.startswith(start))
        members[name] += b" "

    return apply


STRANGE: list[Change] = [
    manifest(format=2),
    manifest(kind="backup"),
    manifest(members={}),
    manifest(extra="x"),
    drop("objects/"),
    drop("files/"),
    drop(MANIFEST),
    spoil("objects/"),
    spoil("files/"),
    lambda members: members.update({"../../etc/passwd": b"x"}),
    lambda members: members.update({"files/../x": b"x"}),
    lambda members: members.update({"/files/" + "0" * 64: b"x"}),
    lambda members: members.update({"objects/" + "0" * 40 + ".json": b"{}"}),
]


def test_a_damaged_or_strange_file_is_refused(archive: Path, empty: CongressRootPage, look):
    for change in STRANGE:
        with pytest.raises(ArchiveRefused):
            look(rewritten(archive, change, sealed=False), empty)


def test_what_is_no_zip_is_refused(empty: CongressRootPage, look):
    for content in (b"", b"PK\x03\x04", b"x" * 1000):
        with pytest.raises(ArchiveRefused):
            look(io.BytesIO(content), empty)


def test_a_bomb_is_stopped_while_it_is_read(archive: Path, empty: CongressRootPage, look, settings):
    settings.CONTENT_ARCHIVE_BYTES = 100_000
    zeros = b"\0" * 5_000_000
    name = "files/" + hashlib.sha256(zeros).hexdigest()
    bomb = rewritten(archive, lambda members: members.update({name: zeros}))
    assert bomb.stat().st_size < 200_000
    with pytest.raises(ArchiveRefused, match="太大"):
        look(bomb, empty)


def test_a_large_piece_is_stopped_too(archive: Path, empty: CongressRootPage, look):
    bomb = rewritten(archive, saying(LESSON, setting(title="零" * 3_000_000)))
    with pytest.raises(ArchiveRefused, match="太大"):
        look(bomb, empty)


def test_a_file_that_is_not_what_it_says_is_refused(
    archive: Path, empty: CongressRootPage, bring_in
):
    evil = b"MZ this is no picture"
    digest = hashlib.sha256(evil).hexdigest()

    def swap(members: dict[str, bytes]) -> None:
        name, content = piece(members, "cms.picture")
        content["fields"]["file"] = {"file": digest, "name": "x.png"}
        members[name] = json.dumps(content).encode()
        members[f"files/{digest}"] = evil

    with pytest.raises(ArchiveRefused):
        bring_in(rewritten(archive, swap), empty)


def test_mutated_archives_never_crash(archive: Path, empty: CongressRootPage, look):
    whole, rng = archive.read_bytes(), random.Random(17)
    for _round in range(60):
        spoiled = bytearray(whole)
        for _byte in range(rng.randint(1, 20)):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        with contextlib.suppress(ArchiveRefused):
            look(io.BytesIO(bytes(spoiled)), empty)


def test_a_name_that_is_no_text_is_damage(archive: Path, empty: CongressRootPage, look):
    whole = archive.read_bytes()
    directory = whole.rindex(b"PK\x01\x02")
    flags, name = directory + 8, directory + 46
    spoiled = bytearray(whole)
    spoiled[flags + 1] |= 8  # this name is UTF-8
    spoiled[name] = 0xF2
    with pytest.raises(ArchiveRefused) as refused:
        look(io.BytesIO(bytes(spoiled)), empty)
    assert refused.value.code == "damaged"


def test_a_member_before_the_beginning_is_damage(archive: Path, empty: CongressRootPage, look):
    whole = archive.read_bytes()
    directory = whole.rindex(b"PK\x01\x02")
    spoiled = bytearray(whole)
    end = whole.rindex(b"PK\x05\x06")
    start = int.from_bytes(whole[end + 16 : end + 20], "little")
    # The directory is said to begin later than it does: every member then lies before the file.
    spoiled[end + 16 : end + 20] = (start + len(whole)).to_bytes(4, "little")
    assert directory < end
    with pytest.raises(ArchiveRefused) as refused:
        look(io.BytesIO(bytes(spoiled)), empty)
    assert refused.value.code == "damaged"
