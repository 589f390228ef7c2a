"""What lets a person fill in a form once, and does not say who she is.

A ticket carries the number of the form and a mark. The mark is made of person and form with a key
that is not in the database: the same person gets the same mark again on any phone, and nobody who
reads the database can tell whose it is.
"""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from training.learning.feedback.errors import FeedbackRefused
from training.learning.feedback.models import FeedbackForm

SALT = "training.learning.feedback.tickets"


def mark_of(form_id: int, learner_id: UUID) -> str:
    """What stands for this person and form among the tickets that were used."""
    told = f"{form_id}:{learner_id}"
    return salted_hmac(f"{SALT}.mark", told, algorithm="sha256").hexdigest()


def ticket(form: FeedbackForm, learner_id: UUID) -> str:
    """For the form that is about to be filled in."""
    return Signer(salt=SALT).sign(f"{form.pk}:{mark_of(form.pk, learner_id)}")


def read(given: str) -> tuple[int, str]:
    """The number of the form and the mark; FeedbackRefused for what is no ticket of ours."""
    try:
        form_id, mark = Signer(salt=SALT).unsign(given).split(":")
        return int(form_id), mark
    except (BadSignature, ValueError):
        raise FeedbackRefused(
            "no_ticket", _("这张表不完整。请回到“满意度表”重新打开，再填一次。")
        ) from None
