"""What the editor of a case shows beside its fields."""

from typing import Any

from wagtail.admin.panels import Panel

from cms.cases.readiness import missing_from


class ReadinessPanel(Panel):
    """What is still missing from the case as it was saved last; advice, not a lock."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/cases/readiness_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Adds the list; `fresh` when there is nothing saved to look at."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            fresh = not self.instance.pk
            return {
                **context,
                "fresh": fresh,
                "missing": [] if fresh else missing_from(self.instance),
            }
