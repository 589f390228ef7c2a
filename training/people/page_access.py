"""Which pages a person may see."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.models import Page

from training.people.access import standing
from training.people.models import User

SHARED = "shared"
# The page types people open most, read together with the page's own row.
FREQUENT = ("lessonpage", "casestudypage")


def frequent_child(page: Page) -> Page | None:
    """The lesson or case that a page selected with FREQUENT is; None for any other type."""
    return next((child for name in FREQUENT if (child := getattr(page, name, None))), None)


def root_slug(page: Page) -> str:
    """The slug of the content root a page lives under; '' for pages directly below the home page.

    A congress's root has its congress's key as slug (CongressRootPage sees to it), so no query
    is needed to know whose page this is.
    """
    parts = page.url_path.strip("/").split("/")
    return parts[1] if len(parts) > 1 else ""


def may_view(user: User | AnonymousUser, page: Page) -> bool:
    """Public pages, shared content, and content of a congress where she has a membership."""
    if getattr(page.specific_class, "is_public", False):
        return True
    if isinstance(user, AnonymousUser):
        return False
    slug = root_slug(page)
    held = standing(user, timezone.localdate())
    return user.is_superuser or slug == SHARED or slug in held.congress_keys


def readable_page(user: User, page_id: int) -> Page:
    """A live lesson or case that a learner may record reading of; Http404 otherwise."""
    found = get_object_or_404(Page.objects.live().select_related(*FREQUENT), pk=page_id)
    page = frequent_child(found) or found.specific
    learns = standing(user, timezone.localdate()).learns
    if not learns or not may_view(user, page) or not hasattr(page, "sections"):
        raise Http404
    return page
