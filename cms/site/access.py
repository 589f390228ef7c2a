"""For which congresses a person works at the desk. Everything at the desk is scoped by this."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.site.models import CongressRootPage

PAGE_ACTIONS = frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"})


def roots_for(user: Any) -> "QuerySet[CongressRootPage]":
    """The congress roots on which a person holds any page permission; for a superuser all."""
    return CongressRootPage.objects.filter(pk__in=root_ids(user))


def root_ids(user: Any) -> frozenset[int]:
    """The same as primary keys; asked once, then remembered on the user for the request."""
    known: frozenset[int] | None = getattr(user, "_content_root_ids", None)
    if known is None:
        pages = page_permission_policy.instances_user_has_any_permission_for(user, PAGE_ACTIONS)
        roots = CongressRootPage.objects.filter(pk__in=pages.order_by().values("pk"))
        known = frozenset(roots.values_list("pk", flat=True))
        user._content_root_ids = known
    return known


def sole_root(user: Any) -> CongressRootPage | None:
    """The root that what a person makes belongs to; None when she works for several or for none."""
    roots = list(roots_for(user)[:2])
    return roots[0] if len(roots) == 1 else None


def works_on(user: Any, instance: Any) -> bool:
    """Whether a page, or a row with an owner root, belongs to a congress the person works for.

    What belongs to no congress is shared and stays with superusers.
    """
    if user.is_superuser:
        return True
    if isinstance(instance, Page):
        return page_permission_policy.user_has_any_permission_for_instance(
            user, PAGE_ACTIONS, instance
        )
    return instance.owner_root_id in root_ids(user)
