"""结业要求 at the desk: what a programme requires, and what changed when. Read-only."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button

from courses.catalogue.desk import AboutPage
from courses.catalogue.models import ProgrammePage
from training.cohorts.versions import changes_of


class RequirementsView(AboutPage, TemplateView):
    """The requirement versions of a programme; cms.desk.door has refused foreign ones."""

    page_title = gettext_lazy("结业要求和历次变化")
    template_name = "admin/catalogue/requirements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the versions, the newest first."""
        return {**super().get_context_data(**kwargs), "changes": changes_of(self.object.pk)}


def header_buttons(page: Any, user: Any, view_name: str, next_url: str = "") -> list[Button]:
    """The way there from a programme's editor."""
    if not page.pk or page.specific_class is not ProgrammePage:
        return []
    url = reverse("requirements:versions", args=[page.pk])
    return [Button(_("结业要求"), url=url, icon_name="list-ul", priority=60)]


urlpatterns = [
    path("<int:page_id>/", RequirementsView.as_view(), name="versions"),
]
