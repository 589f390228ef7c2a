"""Which uploaded documents and recordings a person may open."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cms.assets.models import Attachment, Recording
from cms.assets.selectors import live_pages_using
from training.people.access import Standing, standing
from training.people.models import User
from training.people.page_access import may_view

# The collection whose pictures and documents are for everybody.
PUBLIC = "公开"


def _of_her_congress(upload: Attachment | Recording, held: Standing) -> bool:
    """A recording by its root, a document by the collection that bears the congress's name."""
    if isinstance(upload, Recording):
        root = upload.owner_root
        return root is None or root.congress_key in held.congress_keys
    return upload.collection.name in {congress.name for congress in held.congresses}


def may_open(user: User | AnonymousUser, upload: Any) -> bool:
    """Documents and recordings of her congress, shared and public ones, and whatever a page that
    she may view uses. Four queries at most."""
    if isinstance(upload, Attachment) and upload.collection.name == PUBLIC:
        return True
    if isinstance(user, AnonymousUser):
        return any(may_view(user, page) for page in live_pages_using(upload))
    held = standing(user, timezone.localdate())
    if user.is_superuser or _of_her_congress(upload, held):
        return True
    return any(may_view(user, page) for page in live_pages_using(upload))
