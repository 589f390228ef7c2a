"""What the trainers' landing page says of objections to questions."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.desk.home import DeskTask
from training.learning.attempts.objections import questioned
from training.people.requests import SignedInRequest


def tasks(request: SignedInRequest) -> list[DeskTask]:
    """题目疑问: how many wait for an answer."""
    waits = questioned.open_count(request.user)
    return [DeskTask(_("题目疑问"), waits, reverse("sittings:objections"))]
