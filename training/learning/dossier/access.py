"""Which term of whose record is looked at, and with what eyes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils import timezone

from training.learning.dossier.periods import Period, chosen, periods_of
from training.learning.dossier.selectors import Dossier, Viewer, dossier
from training.people.access import memberships_of, standing
from training.people.models import Congress, User


@dataclass(frozen=True)
class Asked:
    """The terms of a person that may be looked at, and the one asked for; None without any."""

    periods: Sequence[Period]
    period: Period | None


def own_terms(learner: User, key: str) -> Asked:
    """One's own terms; Http404 for who does not learn here and for an unknown term."""
    held = standing(learner, timezone.localdate())
    if not held.learns:
        raise Http404
    return _asked(periods_of(held.memberships), key)


def terms_at(congress: Congress, learner: User, key: str) -> Asked:
    """A person's terms in one congress, for its office; what she is elsewhere is not its business.
    One query."""
    periods = periods_of(memberships_of(learner))
    return _asked([one for one in periods if one.congress.pk == congress.pk], key)


def _asked(periods: Sequence[Period], key: str) -> Asked:
    period = chosen(periods, key)
    if key and period is None:
        raise Http404
    return Asked(periods, period)


def own_dossier(learner: User, key: str, now: datetime) -> Dossier | None:
    """One's own record; None for who has no term."""
    asked = own_terms(learner, key)
    if asked.period is None:
        return None
    eyes = Viewer(learner.pk, own=True, scores=True)
    return dossier(
        learner=learner, period=asked.period, periods=asked.periods, viewer=eyes, now=now
    )


def dossier_at(
    *, congress: Congress, learner: User, viewer: User, key: str, now: datetime
) -> Dossier | None:
    """A person's record as the office of her congress may see it: facts, and scores only by the
    congress's written rule. Who may ask about her at all was checked before."""
    asked = terms_at(congress, learner, key)
    if asked.period is None:
        return None
    eyes = Viewer(viewer.pk, own=False, scores=bool(congress.scores_rule))
    if viewer.pk == learner.pk:
        eyes = Viewer(viewer.pk, own=True, scores=True)
    return dossier(
        learner=learner, period=asked.period, periods=asked.periods, viewer=eyes, now=now
    )
