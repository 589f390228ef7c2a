"""A clock that stands where a test puts it, and the first lecture of the class."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.factories.presence import ON_TIME, taught
from tests.factories.world import World
from training.cohorts.models import ScheduledSession


@dataclass
class Clock:
    """The server's clock."""

    now: datetime


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The server's clock at ten to nine on the first day, wherever code asks for it."""
    held = Clock(ON_TIME)
    monkeypatch.setattr(timezone, "now", lambda: held.now)
    return held


@pytest.fixture(autouse=True)
def _nobody_tried_yet() -> None:
    """Wrong numbers of another test are forgotten."""
    cache.clear()


@pytest.fixture
def lecture(dinghai: World) -> ScheduledSession:
    """D1-1, from nine to ten."""
    return taught(dinghai)
