"""课里最多人停下的地方, on the trainers' landing page."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.utils import timezone

from cms.desk.home import DeskPanel
from training.insight.content.asking import looking, works_here
from training.insight.content.lessons import lesson_report
from training.people.models import User

MOST = 3
LEAST = 3
"""Fewer people than this who stop at a place say nothing about the place."""


class StopsPanel(DeskPanel):
    """The lessons that lose most people, beneath the classes; nothing while there is none."""

    order = 16
    template_name = "admin/content_reports/panel.html"

    class Media:
        css: ClassVar = {"all": ("content/reports.css",)}

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """At most three lessons, of all her classes together. Seven queries, none while kept."""
        user = cast(User, self.request.user)
        if not works_here(user):
            return {"stops": []}
        report = lesson_report(looking(user, {}, timezone.now()))
        lost = [one for one in report.lines if one.worst and one.worst.people >= LEAST]
        return {"stops": lost[:MOST], "as_of": report.as_of, "people": report.people}
