"""Every address of the site, as the URLconf has it. Needs Django to be set up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf. Several patterns may share a name; one without is named by its
    route."""

    name: str
    route: str
    parameters: tuple[str, ...]

    @property
    def named(self) -> bool:
        """Whether reverse() knows it."""
        return not self.name.startswith("/")

    @property
    def at_desk(self) -> bool:
        """Whether it lies under /admin/, where Wagtail answers."""
        return self.route.startswith("admin/")


def _parameters(pattern: Any) -> tuple[str, ...]:
    """Names of the parts of an address that vary; unnamed groups are called 0, 1, …"""
    regex = pattern.regex
    by_name = sorted(regex.groupindex, key=regex.groupindex.__getitem__)
    return tuple(by_name) or tuple(str(n) for n in range(regex.groups))


def _walk(
    patterns: list[Any], route: str, namespaces: tuple[str, ...], given: tuple[str, ...]
) -> Iterator[Address]:
    for entry in patterns:
        whole = f"{route}{entry.pattern}"
        parameters = given + _parameters(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, whole, inside, parameters)
        elif isinstance(entry, URLPattern):
            name = ":".join([*namespaces, entry.name]) if entry.name else f"/{whole}"
            yield Address(name, whole, parameters)


def addresses() -> list[Address]:
    """Every pattern, in the order in which Django tries them."""
    return list(_walk(get_resolver().url_patterns, "", (), ()))
