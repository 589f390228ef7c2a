from types import SimpleNamespace

import pytest

from courses.exchange import collecting
from tests.factories.desk import as_li, as_qian, as_shen, as_sun, desk, qian, sun

__all__ = ["as_li", "as_qian", "as_shen", "as_sun", "desk", "qian", "sun"]


@pytest.fixture(autouse=True)
def rubbish_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searching this process for rubbish at each of a hundred small imports takes longer than
    they do; tests/conftest.py has put what is loaded out of the search, and it stays there."""
    nothing = SimpleNamespace(collect=int, freeze=int, unfreeze=int)
    monkeypatch.setattr(collecting, "gc", nothing)
