"""What the pages of a pack have in common."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from wagtail.models import Page

from cms.models import KnowledgePoint
from courses.questions.services import digest_of
from training.packs.loading.keeping import NoPlace

WORDS = ("title", "title_en", "summary", "summary_en")


def words(entry: Any) -> dict[str, str]:
    """Title and summary in both languages."""
    return {name: getattr(entry, name) for name in WORDS}


@dataclass
class PageSubject:
    """A page under a parent: columns the pack decides, and StreamField raw data."""

    model: type[models.Model]
    parent: Any
    slug: str
    fields: dict[str, Any]
    body: list[dict[str, Any]] | None = None
    points: list[str] | None = None
    more: Callable[[Any], Any] | None = field(default=None)
    """Reads what else the digest covers, for pages with rows of their own."""
    fill: Callable[[Any], None] | None = field(default=None)
    """Fills those rows before the page is saved."""

    def find(self) -> models.Model | None:
        """A page of the same sort at the same address."""
        parent = Page.objects.filter(pk=self.parent).first()
        if parent is None:
            return None
        pages: Any = self.model._default_manager
        found: models.Model | None = pages.child_of(parent).filter(slug=self.slug).first()
        return found

    def digest(self, found: Any) -> str:
        """Over the live content: the pack's fields, body, points and rows."""
        live = type(found).objects.get(pk=found.pk)
        content = {name: getattr(live, name) for name in self.fields}
        if self.body is not None:
            content["body"] = list(live.body.raw_data)
        if self.points is not None:
            content["points"] = sorted(live.points.values_list("key", flat=True))
        if self.more:
            content["more"] = self.more(live)
        return digest_of(content)

    def drafted(self, found: Any) -> bool:
        """Whether the page has unpublished changes, or is waiting in a workflow."""
        return bool(found.has_unpublished_changes or found.current_workflow_state)

    def write(self, found: Any) -> models.Model:
        """Create or change the page and publish it, as an author would."""
        parent = Page.objects.filter(pk=self.parent).first()
        if parent is None:
            raise NoPlace
        page: Any = found or self.model(slug=self.slug, live=False)
        for name, value in self.fields.items():
            setattr(page, name, value)
        if self.body is not None:
            page.body = json.dumps(self.body)
        if self.points is not None:
            page.points = list(KnowledgePoint.objects.filter(key__in=self.points))
        if self.fill:
            self.fill(page)
        if found is None:
            parent.add_child(instance=page)
        elif self.fill:
            # New rows need their keys before a revision remembers them.
            page.save()
        page.save_revision().publish()
        return page
