"""The short form of `make faults`: a real server, killed while sixteen learners sit a quiz. Nothing
that was acknowledged may be lost, doubled or wrong. No times are asserted: only what is kept."""

import asyncio
import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from benchmarks.faults import report
from benchmarks.faults.runs import SHORT, Runs
from benchmarks.faults.site import Start
from benchmarks.place import Place
from tests import migrated

pytestmark = pytest.mark.db


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def place(tmp_path: Path, transactional_db: None) -> Place:
    """A site of its own on the kind of database that the tests run on."""
    kept = migrated.FOLDER / "faults"
    kept.mkdir(parents=True, exist_ok=True)
    (tmp_path / "bench-static").symlink_to(kept)
    told = connection.settings_dict
    url = ""
    if connection.vendor == "postgresql":
        person = f"{told['USER']}:{quote(told['PASSWORD'])}"
        url = f"postgresql://{person}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    return Place(tmp_path / "site", free_port(), url)


def test_kills_and_cuts_lose_double_and_falsify_nothing(place: Place) -> None:
    start = Start(None if place.database_url else migrated.copy())
    findings = asyncio.run(Runs(place, SHORT).all(set(SHORT.keys()), start))
    assert all(one.good for one in findings), "\n".join(
        [report.table(findings), *report.notes(findings)]
    )
    crowd, fire, races = findings
    assert crowd.saves >= 16 * 20
    assert fire.saves >= 16 * 20
    assert fire.cuts > 0
    assert fire.worker_kills > 3
    assert fire.server_kills == 1
    assert races.saves > 20
