"""What did not leave, sent again because the office asks for it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from training.notices.kinds import KINDS
from training.notices.models import Batch, Delivery
from training.notices.quiet import allowed_at
from training.notices.reaching import Reach, quiet_of, rules_of
from training.people import audit
from training.people.models import User

State = Delivery.State
AGAIN = (State.UNSURE, State.REFUSED, State.GIVEN_UP, State.SKIPPED, State.CANCELLED)


@transaction.atomic
def retry(
    *, batch: Batch, people: Collection[UUID] | None, by: User, now: datetime
) -> tuple[int, int]:
    """Send again what did not leave, to some people or, for None, to everybody for whom that may
    help; returns how many wait now and how many still cannot be reached.

    What is unsure goes again only to people who are named: she may have got it already.
    """
    rows = Delivery.objects.filter(notice__batch=batch, state__in=AGAIN)
    if people is None:
        rows = rows.exclude(state__in=[State.UNSURE, State.CANCELLED])
    else:
        rows = rows.filter(learner__in=people)
    found = list(rows.select_related("learner", "notice").order_by("learner_id", "pk"))
    if not found:
        return 0, 0
    reach = Reach.to(KINDS[batch.kind], [row.learner_id for row in found], now)
    later = allowed_at(now, quiet_of(rules_of(batch.congress)), urgent=found[0].notice.urgent)
    waiting = 0
    for row in found:
        # An address that was given up on is tried once more: somebody looked at it.
        known = Reach(reach.kind, reach.unwanted).hindrance(row.learner, row.channel)
        row.state, row.reason = (State.SKIPPED, known) if known else (State.WAITING, "")
        row.tries, row.answer, row.next_at = 0, "", later
        row.save(update_fields=["state", "reason", "tries", "answer", "next_at"])
        waiting += not known
    audit.note(
        actor=by, action="notices.sent_again", at=now, target=str(batch.pk), people=len(found)
    )
    return waiting, len(found) - waiting
