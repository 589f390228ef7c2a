"""Who cites articles. The law knows neither pages nor questions: each room that cites registers a
Citer under Wagtail's hook `law_citers`, a function without arguments that returns one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail import hooks

Found = set[tuple[str, int]]
"""Pairs of (primary key of a piece of content, primary key of an article it cites)."""


@dataclass(frozen=True)
class Shown:
    """A piece of content as the report names it, for one person: `url` is where she edits it,
    `may_settle` whether she may publish it, and `notes` what she should know before she does."""

    title: str
    kind: str
    url: str
    live: bool
    may_settle: bool
    notes: tuple[str, ...] = field(default=())


class Citer(Protocol):
    """One sort of content that cites articles."""

    @property
    def model(self) -> type[Model]:
        """The model its primary keys belong to."""
        ...

    def citing(self, provisions: Collection[int], among: Collection[str] | None = None) -> Found:
        """What cites these articles, as published or in a draft; among these keys if given."""
        ...

    def shown(self, user: Any, pks: Collection[str]) -> dict[str, Shown]:
        """How these pieces are named; what the person does not work on, or is gone, is left out."""
        ...

    def move(self, *, pk: str, swap: Mapping[int, int], by: Any) -> None:
        """Cite other articles (old → new) in the published text and in the draft.

        Raises LawRefused when somebody else is at work on it.
        """
        ...

    def withdraw(self, *, pk: str, by: Any, now: datetime, reason: str) -> None:
        """Take it out of use, so that nobody meets it until it is published again."""
        ...

    def hold_back(self, *, pks: Collection[str], at: datetime | None) -> None:
        """Keep pieces out of what is drawn from now on; `at` None lets them back in."""
        ...


def citers() -> Iterable[Citer]:
    """Every registered citer, in the order of registration."""
    return [make() for make in hooks.get_hooks("law_citers")]


def type_of(citer: Citer) -> ContentType:
    """The content type under which a citer's pieces are kept."""
    return ContentType.objects.get_for_model(citer.model, for_concrete_model=False)


def citer_of(content_type_id: int) -> Citer:
    """Who answers for pieces of a content type; raises LookupError when nobody does."""
    for citer in citers():
        if type_of(citer).pk == content_type_id:
            return citer
    raise LookupError(content_type_id)
