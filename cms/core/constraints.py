"""Keys that are unique within one congress's content, and among what is shared."""

from django.db import models
from django.db.models import Q


def unique_per_root(field: str, name: str) -> list[models.BaseConstraint]:
    """Two constraints, since SQL lets NULL roots repeat: one per root, one for shared rows."""
    return [
        models.UniqueConstraint(fields=["owner_root", field], name=f"{name}_unique"),
        models.UniqueConstraint(
            fields=[field], condition=Q(owner_root=None), name=f"{name}_shared_unique"
        ),
    ]
