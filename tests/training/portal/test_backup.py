"""A backup holds everything and is checked; a restore replaces everything or nothing."""

import fcntl
import io
import json
import os
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from training.portal.backups import archive, services
from training.portal.backups.databases import Postgres, SqliteFile
from training.portal.backups.errors import BackupError
from training.portal.backups.services import Installation, make_backup, restore

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
MIGRATION = ("learning", "0001_initial")


def query(path: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def write(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(sql)


def answers(site: Installation) -> list[tuple]:
    return query(site.database.path, "SELECT text FROM answers ORDER BY text")


@pytest.fixture
def site(tmp_path) -> Installation:
    """A small installation: one migration, one answer, one upload, one key."""
    var, media = tmp_path / "var", tmp_path / "media"
    (media / "documents").mkdir(parents=True)
    var.mkdir()
    path = var / "site.sqlite3"
    write(path, "PRAGMA journal_mode=WAL")
    write(path, "CREATE TABLE django_migrations (app TEXT, name TEXT)")
    write(path, "INSERT INTO django_migrations VALUES ('learning', '0001_initial')")
    write(path, "CREATE TABLE answers (text TEXT)")
    write(path, "INSERT INTO answers VALUES ('第一题')")
    (media / "README.md").write_text("belongs to the program")
    (media / "documents" / "指南.pdf").write_bytes(b"%PDF" + os.urandom(3000))
    (var / "secret_key").write_text("the key of this copy")
    return Installation(SqliteFile(path), media, var, version="0.2.0")


@pytest.fixture
def backup(site, tmp_path) -> Path:
    return make_backup(site=site, into=tmp_path / "kept", now=NOW)


def state(site: Installation) -> dict[str, bytes | list]:
    """Everything a restore may touch."""
    files = {p for p in site.media.rglob("*") if p.is_file()} | {site.var / "secret_key"}
    return {"answers": answers(site)} | {str(p): p.read_bytes() for p in sorted(files)}


def rewritten(source: Path, target: Path, change) -> Path:
    """The same archive with `change` applied to its list of (member, contents)."""
    with tarfile.open(source) as old:
        members = [(entry, old.extractfile(entry).read()) for entry in old]
    with tarfile.open(target, "w:gz") as new:
        for entry, contents in change(members):
            entry.size = len(contents)
            new.addfile(entry, io.BytesIO(contents))
    return target


def with_manifest(**changes):
    """A change that rewrites fields of the manifest."""

    def change(members):
        *others, (entry, contents) = members
        return [*others, (entry, json.dumps({**json.loads(contents), **changes}).encode())]

    return change


def test_the_archive_is_named_by_its_moment_and_private(backup):
    assert backup.name == "lvzhi-20260302-093000.tar.gz"
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_the_archive_holds_database_uploads_keys_and_a_manifest(backup):
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
    assert sorted(names) == [
        "database/site.sqlite3",
        "keys/secret_key",
        "manifest.json",
        "media/documents/指南.pdf",
    ]
    assert set(manifest["members"]) == set(names) - {"manifest.json"}
    assert manifest["version"] == "0.2.0"
    assert manifest["migrations"] == ["learning.0001_initial"]


def test_a_backup_while_somebody_saves_is_whole(site, tmp_path):
    with closing(sqlite3.connect(site.database.path, isolation_level=None)) as saving:
        saving.execute("BEGIN IMMEDIATE")
        saving.execute("INSERT INTO answers VALUES ('还没提交')")
        made = make_backup(site=site, into=tmp_path / "kept", now=NOW)
        saving.execute("COMMIT")
    restore(site=site, file=made, now=LATER)
    assert answers(site) == [("第一题",)]


def test_restoring_brings_everything_back(site, backup):
    before = state(site)
    write(site.database.path, "DELETE FROM answers")
    (site.media / "documents" / "指南.pdf").unlink()
    (site.media / "later.png").write_bytes(b"later")
    (site.var / "secret_key").write_text("another key")
    restore(site=site, file=backup, now=LATER)
    assert state(site) == before


def test_what_was_there_is_kept_aside(site, backup):
    write(site.database.path, "INSERT INTO answers VALUES ('第二题')")
    (site.media / "later.png").write_bytes(b"later")
    aside = restore(site=site, file=backup, now=LATER)
    assert aside == site.var / "backups" / "before-restore-20260303-093000"
    assert len(query(aside / "site.sqlite3", "SELECT * FROM answers")) == 2
    assert (aside / "media" / "later.png").read_bytes() == b"later"
    assert (aside / "secret_key").exists()


def test_restoring_into_an_empty_installation(site, backup, tmp_path):
    new = tmp_path / "new"
    there = Installation(
        SqliteFile(new / "var" / "site.sqlite3"), new / "media", new / "var", "0.2.0"
    )
    restore(site=there, file=backup, now=LATER)
    assert answers(there) == [("第一题",)]
    assert (there.var / "secret_key").read_text() == "the key of this copy"
    assert (there.media / "documents" / "指南.pdf").exists()


def test_real_use_survives_a_restore_elsewhere(site, tmp_path):
    # Without the mark the next `make run` would load the sample people beside the real ones.
    (site.var / "real_use").write_text("2026-03-01")
    made = make_backup(site=site, into=tmp_path / "kept", now=NOW)
    (site.var / "real_use").unlink()
    restore(site=site, file=made, now=LATER)
    assert (site.var / "real_use").exists()


def test_the_next_run_migrates_again(site, backup):
    (site.var / "stamps").mkdir()
    (site.var / "stamps" / "database").write_text("as of the newer database")
    restore(site=site, file=backup, now=LATER)
    assert not (site.var / "stamps" / "database").exists()


@pytest.mark.parametrize("cut", [10, 500, -200, -20])
def test_a_truncated_archive_changes_nothing(site, backup, tmp_path, cut):
    (tmp_path / "cut.tar.gz").write_bytes(backup.read_bytes()[:cut])
    refused(site, tmp_path / "cut.tar.gz", "damaged")


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_flipped_byte_changes_nothing(site, backup, tmp_path, place):
    contents = bytearray(backup.read_bytes())
    contents[int(len(contents) * place)] ^= 0xFF
    (tmp_path / "flipped.tar.gz").write_bytes(contents)
    refused(site, tmp_path / "flipped.tar.gz", "damaged")


def test_a_changed_member_changes_nothing(site, backup, tmp_path):
    def change(members):
        return [(e, b"forged" if e.name == "keys/secret_key" else c) for e, c in members]

    refused(site, rewritten(backup, tmp_path / "forged.tar.gz", change), "damaged")


def test_a_missing_member_changes_nothing(site, backup, tmp_path):
    def change(members):
        return [(e, c) for e, c in members if e.name != "keys/secret_key"]

    refused(site, rewritten(backup, tmp_path / "short.tar.gz", change), "damaged")


def test_no_manifest_changes_nothing(site, backup, tmp_path):
    refused(site, rewritten(backup, tmp_path / "bare.tar.gz", lambda m: m[:-1]), "damaged")


def test_something_that_is_no_archive_changes_nothing(site, tmp_path):
    (tmp_path / "roster.tar.gz").write_bytes(b"PK\x03\x04 no tar at all")
    refused(site, tmp_path / "roster.tar.gz", "damaged")


def test_a_missing_file_is_named(site, tmp_path):
    refused(site, tmp_path / "nowhere.tar.gz", "no_file")


def test_a_database_that_is_damaged_inside_changes_nothing(site, tmp_path, monkeypatch):
    monkeypatch.setattr(services, "_verify", lambda *_: None)
    monkeypatch.setattr(
        site.database.__class__, "copy", lambda self, to: to.write_bytes(b"junk" * 999)
    )
    made = make_backup(site=site, into=tmp_path / "kept", now=NOW)
    refused(site, made, "damaged")


@pytest.mark.parametrize(
    "evil",
    [
        "../outside",
        "media/../../outside",
        "/etc/outside",
        "media/./x",
        "media//x",
        "media\\..\\x",
        "site.sqlite3",
        "programs/x",
        "media",
    ],
)
def test_names_that_lead_elsewhere_are_refused(site, backup, tmp_path, evil):
    def change(members):
        return [(tarfile.TarInfo(evil), b"evil"), *members]

    refused(site, rewritten(backup, tmp_path / "evil.tar.gz", change), "strange")
    assert not list(tmp_path.rglob("outside"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_links_devices_and_folders_are_refused(site, backup, tmp_path, kind):
    link = tarfile.TarInfo("media/link")
    link.type, link.linkname = kind, "/etc/passwd"
    refused(site, rewritten(backup, tmp_path / "l.tar.gz", lambda m: [(link, b""), *m]), "strange")


def test_a_doubled_member_is_refused(site, backup, tmp_path):
    refused(site, rewritten(backup, tmp_path / "d.tar.gz", lambda m: [m[0], *m]), "strange")


@pytest.mark.parametrize("version", ["0.2.1", "0.10.0", "1.0.0"])
def test_a_newer_version_is_refused(site, backup, tmp_path, version):
    newer = rewritten(backup, tmp_path / "newer.tar.gz", with_manifest(version=version))
    assert version in refused(site, newer, "newer")


def test_unknown_migrations_are_refused(site, backup, tmp_path):
    change = with_manifest(migrations=["learning.0001_initial", "learning.0999_tomorrow"])
    newer = rewritten(backup, tmp_path / "newer.tar.gz", change)
    assert "0999_tomorrow" in refused(site, newer, "unknown_migrations")


@pytest.mark.parametrize("changes", [{"format": 2}, {"members": []}, {"surprise": 1}])
def test_a_manifest_of_another_shape_is_refused(site, backup, tmp_path, changes):
    refused(site, rewritten(backup, tmp_path / "odd.tar.gz", with_manifest(**changes)), "damaged")


def test_a_backup_of_another_kind_of_database_is_refused(site, backup, tmp_path):
    other = rewritten(backup, tmp_path / "pg.tar.gz", with_manifest(database="postgresql"))
    refused(site, other, "other_database")


def test_no_restore_while_the_server_runs(site, backup):
    with (site.var / "server.lock").open("a+") as mark:
        fcntl.flock(mark, fcntl.LOCK_SH)
        refused(site, backup, "running")


def test_no_restore_while_anybody_has_the_database_open(site, backup):
    with closing(sqlite3.connect(site.database.path)) as reading:
        reading.execute("SELECT * FROM answers").fetchall()
        refused(site, backup, "in_use")


def test_a_damaged_live_database_can_be_replaced(site, backup):
    site.database.path.write_bytes(b"not a database any more" * 100)
    restore(site=site, file=backup, now=LATER)
    assert answers(site) == [("第一题",)]


def test_an_exchange_that_fails_is_undone(site, backup, monkeypatch):
    write(site.database.path, "INSERT INTO answers VALUES ('第二题')")
    before = state(site)

    def break_off(self, copy):
        self.path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(SqliteFile, "put_in", break_off)
    with pytest.raises(OSError, match="disk full"):
        restore(site=site, file=backup, now=LATER)
    assert state(site) == before


def test_a_failed_backup_leaves_nothing_behind(site, tmp_path, monkeypatch):
    def damaged(*_):
        raise BackupError("damaged", "—")

    monkeypatch.setattr(services, "_verify", damaged)
    with pytest.raises(BackupError):
        make_backup(site=site, into=tmp_path / "kept", now=NOW)
    assert list((tmp_path / "kept").iterdir()) == []


def test_no_database_yet(site, tmp_path):
    site.database.path.unlink()
    with pytest.raises(BackupError) as refusal:
        make_backup(site=site, into=tmp_path / "kept", now=NOW)
    assert "make setup" in refusal.value.message


def test_uploads_that_vanish_or_lead_away_are_left_out(site, tmp_path):
    (site.media / "link").symlink_to("/etc/passwd")
    files = [*services._worth_keeping(site, site.database.path), ("media/gone", tmp_path / "gone")]
    about = archive.Manifest(version="1", made_at=NOW, database="sqlite", migrations=[])
    written = archive.write(tmp_path / "a.tar.gz", files, about)
    assert not {"media/gone", "media/link"} & set(written.members)


def test_the_commands_speak_to_the_operator(site, capsys, monkeypatch):
    monkeypatch.setattr(Installation, "here", classmethod(lambda cls: site))
    monkeypatch.setattr(settings, "VAR_DIR", site.var)
    call_command("backup")
    (made,) = (site.var / "backups").glob("*.tar.gz")
    assert str(made) in capsys.readouterr().out
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(made))
    call_command("restore", str(made), "--yes")
    assert "恢复前的内容保存在" in capsys.readouterr().out
    with pytest.raises(CommandError, match="找不到"):
        call_command("restore", "nowhere.tar.gz", "--yes")


def refused(site: Installation, file: Path, code: str) -> str:
    """The restore is refused with this code and a sentence, and nothing has changed."""
    before = state(site)
    with pytest.raises(BackupError) as refusal:
        restore(site=site, file=file, now=LATER)
    assert refusal.value.code == code
    assert state(site) == before
    assert not list((site.var / "backups").glob("*")) if (site.var / "backups").exists() else True
    assert refusal.value.message.endswith("。")
    return refusal.value.message


@pytest.fixture
def server_site(site):
    """The same installation on PostgreSQL, in a database of its own."""
    from django.db import connection

    chosen = {**connection.settings_dict, "NAME": f"backup_{os.getpid()}"}
    server = Postgres({**chosen, "NAME": "postgres"})
    server._run("psql", "-Xqc", f"CREATE DATABASE {chosen['NAME']}")
    database = Postgres(chosen)
    database._run("psql", "-Xqc", "CREATE TABLE answers (text text)")
    database._run("psql", "-Xqc", "INSERT INTO answers VALUES ('第一题')")
    database.migrations = lambda: ["learning.0001_initial"]
    yield Installation(database, site.media, site.var, site.version)
    server._run("psql", "-Xqc", f"DROP DATABASE {chosen['NAME']} WITH (FORCE)")


@pytest.mark.postgres
def test_postgresql_comes_back_whole(server_site, tmp_path):
    database = server_site.database
    made = make_backup(site=server_site, into=tmp_path / "kept", now=NOW)
    database._run("psql", "-Xqc", "CREATE TABLE newer (id int); DELETE FROM answers")
    for now in (LATER, LATER.replace(hour=11)):  # a restored database can be restored again
        aside = restore(site=server_site, file=made, now=now)
        assert database._run("psql", "-XAtc", "SELECT text FROM answers").strip() == "第一题"
        assert database._run("psql", "-XAtc", "SELECT to_regclass('newer')").strip() == ""
        assert (aside / "site.dump").exists()
        made = make_backup(site=server_site, into=tmp_path / f"kept{now:%H}", now=now)


@pytest.mark.postgres
def test_postgresql_is_not_restored_while_somebody_is_connected(server_site, tmp_path):
    database = server_site.database
    made = make_backup(site=server_site, into=tmp_path / "kept", now=NOW)
    with subprocess.Popen(
        ["psql", "-Xqc", "SELECT pg_sleep(30)"], env=database.environment, stderr=subprocess.DEVNULL
    ) as connected:
        while (
            database._run(
                "psql",
                "-XAtc",
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'",
            ).strip()
            == "0"
        ):
            pass
        with pytest.raises(BackupError) as refusal:
            restore(site=server_site, file=made, now=LATER)
        connected.terminate()
    assert refusal.value.code == "in_use"
