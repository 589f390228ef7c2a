"""What the trainers' landing page says of drafts that wait to be marked."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.desk.home import DeskTask
from training.learning.submissions import queue
from training.people.requests import SignedInRequest


def tasks(request: SignedInRequest) -> list[DeskTask]:
    """待批改的稿件: the drafts of own classes that wait."""
    return [DeskTask(_("待批改的稿件"), queue.how_many(request.user), reverse("drafts:queue"))]
