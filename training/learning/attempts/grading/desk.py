"""What the trainers' landing page says of answers that wait for a person."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.desk.home import DeskTask
from training.learning.attempts.grading import queue
from training.people.requests import SignedInRequest


def tasks(request: SignedInRequest) -> list[DeskTask]:
    """待评阅: the answers about which this person is asked to do something."""
    user = request.user
    waits = queue.mine(user, queue.waiting(user), timezone.localdate())
    return [DeskTask(_("待评阅的答案"), len(waits), reverse("sittings:marking"))]
