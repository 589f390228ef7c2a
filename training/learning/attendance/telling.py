"""Telling a person what the office answered."""

from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from training.learning.attendance.models import LeaveRequest, PresenceClaim
from training.notices.services import tell
from training.people.models import User

CHINESE, ENGLISH = "zh-hans", "en"


def answered(
    about: LeaveRequest | PresenceClaim, label: Promise | str, *, by: User, now: datetime
) -> None:
    """One notice about a request for leave or a late check-in, in the caller's transaction."""
    kind = "leave_answered" if isinstance(about, LeaveRequest) else "claim_answered"
    session = about.scheduled.session
    with override(CHINESE):
        words = {"session": f"{session.code} {session}", "answer": str(label)}
    with override(ENGLISH):
        words |= {"session_en": f"{session.code} {session}", "answer_en": str(label)}
    tell(
        people=[about.learner_id],
        kind=kind,
        key=f"{about.pk}-{about.state}",
        about=words | {"reason": about.answer},
        now=now,
        link=reverse("attendance:mine"),
        by=by,
        congress=about.scheduled.cohort.congress,
    )
