"""What Wagtail shows that a trainer does not need, and whom its site-wide lists are for."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.site.access import root_ids
from cms.site.models import CongressRootPage

# Sections of the main menu that stay with superusers.
FOR_ADMINISTRATORS = frozenset({"forms", "redirects", "reports", "settings", "snippets"})


def visible_to(request: HttpRequest, items: list[Any]) -> list[Any]:
    """The menu entries a person has a use for."""
    hidden = frozenset() if request.user.is_superuser else FOR_ADMINISTRATORS
    return [item for item in items if item.name not in hidden]


def close_site_wide_reports() -> None:
    """Leave to superusers the reports that list every congress's rows, whoever asks."""
    for view in (LogEntriesView, WorkflowView, WorkflowTasksView, PageTypesUsageReportView):
        view.permission_policy = page_permission_policy
        # An action that no group can hold, so that only a superuser passes.
        view.any_permission_required = None
        view.permission_required = "administer"


def own_pages(user: Any, pages: Any) -> Any:
    """The pages a person may link to: everything but what is below a foreign congress's root."""
    if user.is_superuser:
        return pages
    for root in CongressRootPage.objects.exclude(pk__in=root_ids(user)):
        pages = pages.not_descendant_of(root, inclusive=True)
    return pages


def may_add(user: Any, parent: Page) -> bool:
    """Whether a person may put a new page below another."""
    return bool(parent.permissions_for_user(user).can_add_subpage())
