"""Rows that belong to a learner (design for scale: one person's rows can live together)."""

from typing import Any
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
