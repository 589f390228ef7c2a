"""One congress as addresses see it."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Model
from PIL import Image

from tests.factories.world import World
from training.people.models import User


@dataclass
class Side:
    """One congress as addresses see it: rows by model label, and what is named in other ways."""

    world: World
    learner: User
    colleague: User
    """Who edits and uploads here."""
    rows: dict[str, Model] = field(default_factory=dict)
    named: dict[str, Any] = field(default_factory=dict)

    def keep(self, row: Model) -> Model:
        """Remember a row as the one of its kind."""
        self.rows[row._meta.label_lower] = row
        return row


def picture_file(name: str) -> ContentFile:
    """A small real PNG."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name)
