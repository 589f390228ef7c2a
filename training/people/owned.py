"""Rows that belong to a learner (design for scale: one person's rows can live together)."""

from typing import Any, NoReturn
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Owned(models.Model):
    """Abstract: UUID key and an owner that is set once. Every unique constraint starts with
    `learner`, and services name the learner in every query, so that sharding by learner stays
    possible."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("学员")
    )

    class Meta:
        abstract = True


class Facts(models.QuerySet[Any]):
    """Rows that are only ever added: what would change or delete many at once is refused, too."""

    def _refuse(self) -> NoReturn:
        raise TypeError(f"{self.model.__name__} rows are facts: never changed, never deleted.")

    def update(self, **kwargs: Any) -> int:
        """Refused."""
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refused."""
        self._refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused."""
        self._refuse()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """As ever, but a row that is there already is not written over."""
        if kwargs.get("update_conflicts"):
            self._refuse()
        return super().bulk_create(*args, **kwargs)

    # Templates must not call them, as Django says of its own.
    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Appended(Owned):
    """Abstract: a fact. Inserted once; a correction is another row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserted."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are facts and never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused."""
        raise TypeError(f"{type(self).__name__} rows are facts and are never deleted.")
