"""Imports at the desk. Files are read in this process: what the confined one adds is tested on its
own in test_files.py."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.exchange.codecs import codec_called
from courses.exchange.confined import ReadApart
from tests.factories.world import World
from tests.training.office.roster.making import workbook
from training.cohorts.models import Cohort
from training.office.roster import reading, services
from training.office.roster.services import Sent
from training.people.models import User
from training.people.rosters import RosterImport, RosterRow

Read = Callable[..., RosterImport]


def in_this_process(content: bytes, *, name: str, codec: str, limits: Any) -> ReadApart:
    """As `read_apart`, without a process."""
    told = codec_called(codec).read(content, name, limits)
    return ReadApart(told.counts, told.problems, told.said, len(told.found), iter(told.found))


@pytest.fixture
def at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read here."""
    monkeypatch.setattr(reading, "read_apart", in_this_process)


@pytest.fixture
def read(at_hand: None, dinghai: World, zhang: User, clock: Any) -> Read:
    """Read a file at 张主任's desk; returns the import, planned."""

    def read_it(
        content: bytes, *, cohort: Cohort | None = None, numbering: bool = False, name: str = "表"
    ) -> RosterImport:
        job = services.open_import(
            congress=dinghai.congress,
            sent=Sent(name, content, cohort, numbering),
            by=zhang,
            now=clock.now,
        )
        return services.go_on(job=job, now=clock.now)

    return read_it


@pytest.fixture
def plan(read: Read) -> Callable[..., list[RosterRow]]:
    """The rows of a workbook as they are planned."""

    def plan_it(*rows: Any, **also: Any) -> list[RosterRow]:
        head = {"head": also.pop("head")} if "head" in also else {}
        return list(read(workbook(*rows, **head), **also).rows.all())

    return plan_it


def codes(row: RosterRow) -> list[str]:
    """What was said of a row, by code."""
    return [problem["code"] for problem in row.problems]


def carry_out(job: RosterImport, by: User, now: Any) -> RosterImport:
    """Apply what is chosen."""
    services.choose(job=job, by=by, now=now)
    return services.go_on(job=job, now=now)
