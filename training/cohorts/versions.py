"""What changed between the requirement versions of a programme, for people who read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.language import localised
from training.cohorts.models import RequirementVersion
from training.cohorts.selectors import requirement_versions

WAYS = {
    "attended": gettext_lazy("到课签到"),
    "completed": gettext_lazy("学完本课"),
    "handed_in": gettext_lazy("交卷"),
    "passed": gettext_lazy("测验通过"),
    "writing": gettext_lazy("稿子评阅合格"),
}


@dataclass(frozen=True)
class Asked:
    """An item of a version in words."""

    code: str
    title: str
    title_en: str
    ways: tuple[str, ...]
    before: tuple[str, ...] = ()
    """By what it was done in the version before, where that differs."""

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")

    @property
    def ways_words(self) -> str:
        """By what it is done."""
        return _(" 或 ").join(self.ways)

    @property
    def before_words(self) -> str:
        """By what it was done before."""
        return _(" 或 ").join(self.before)


@dataclass(frozen=True)
class Change:
    """A version, since when it holds, and how it differs from the one before."""

    number: int
    valid_from: datetime
    judged: bool
    items: tuple[Asked, ...]
    added: tuple[Asked, ...]
    removed: tuple[Asked, ...]
    changed: tuple[Asked, ...]

    @property
    def is_first(self) -> bool:
        """Whether there was none before."""
        return self.number == 1


def _ways_of(item: Mapping[str, Any]) -> tuple[str, ...]:
    taught = any(way["how"] == "attended" for way in item["ways"])
    keys = []
    for way in item["ways"]:
        key = way.get("what") or way["how"]
        keys.append("handed_in" if key == "completed" and not taught else key)
    return tuple(str(WAYS[key]) for key in dict.fromkeys(keys))


def _asked(item: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> Asked:
    known = _ways_of(before) if before else ()
    ways = _ways_of(item)
    return Asked(
        code=item["code"],
        title=item["title"],
        title_en=item["title_en"],
        ways=ways,
        before=known if known != ways else (),
    )


def _change(version: RequirementVersion, before: Iterable[Mapping[str, Any]]) -> Change:
    known = {item["code"]: item for item in before}
    items = {item["code"]: item for item in version.items}
    both = [(item, known[code]) for code, item in items.items() if code in known]
    return Change(
        number=version.number,
        valid_from=version.valid_from,
        judged=version.judged_at is not None,
        items=tuple(_asked(item) for item in items.values()),
        added=tuple(_asked(item) for code, item in items.items() if code not in known),
        removed=tuple(_asked(item) for code, item in known.items() if code not in items),
        changed=tuple(
            _asked(item, old)
            for item, old in both
            if item["ways"] != old["ways"] or item["title"] != old["title"]
        ),
    )


def changes_of(programme_id: int) -> list[Change]:
    """The requirement versions of a programme, the newest first. One query."""
    versions = requirement_versions(programme_id)
    befores = [[], *(version.items for version in versions[:-1])]
    changes = [_change(version, before) for version, before in zip(versions, befores, strict=True)]
    return changes[::-1]
