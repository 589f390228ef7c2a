"""Sign-in codes by text message or e-mail. A code is made while the message is sent and is in the
message alone: rows keep that one was sent, and people.SignInSlip its hash.

Trying again therefore sends a new code, and the earlier one ends; so it does when nobody can tell
whether the first one arrived.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.notices.kinds import EMAIL, KINDS, SMS
from training.notices.models import Batch, Notice
from training.notices.services import tell, words_of
from training.notices.wording import Words, filled
from training.people import audit
from training.people import services as people_services
from training.people.errors import SlipRefused
from training.people.models import Congress, User

KIND = "activation"
# What stands where the code was, in every row that is kept.
NOT_KEPT = "•••••"


def send_codes(
    *,
    people: Iterable[UUID],
    congress: Congress,
    by: User,
    now: datetime,
    channels: Sequence[str] = (SMS, EMAIL),
) -> Batch | None:
    """Order a sign-in code for each of some people, by the first of these channels that reaches
    her; None for nobody. The jobs worker makes and sends them: `notices:batch` shows how it went.
    The caller says on whose accounts the desk may act."""
    key = f"codes-{now.isoformat()}"
    wanted = list(people)
    about = {"code": NOT_KEPT, "address": slip_address(), "until": "", "number": ""}
    told = tell(
        people=wanted,
        kind=KIND,
        key=key,
        about=about,
        now=now,
        by=by,
        congress=congress,
        channels=channels,
    )
    if not told:
        return None
    batch = Batch.objects.get(congress=congress, kind=KIND, key=key)
    audit.note(
        actor=by,
        action="notices.codes_ordered",
        at=now,
        target=str(batch.pk),
        people=told,
        channels=list(channels),
    )
    return batch


def slip_address() -> str:
    """Where a code is typed."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('people:slip')}"


def words_with_code(notice: Notice, person: User, now: datetime) -> Words:
    """A new code for a person, and the words that carry it. Raises SlipRefused for an account
    that must not have one."""
    batch = notice.batch
    if batch.made_by is None:
        raise SlipRefused("nobody", _("不知道是谁要发的。"))
    code = people_services.issue_slip(user=person, by=batch.made_by, now=now)
    until = timezone.localtime(now + people_services.SLIP_LIFE)
    about = {
        "name": person.name,
        "number": person.username,
        "code": code,
        "address": slip_address(),
        "until": f"{until.month} 月 {until.day} 日 {until:%H:%M}",
        "congress": batch.congress.name if batch.congress else "",
        "phone": batch.congress.office_phone if batch.congress else "",
    }
    return filled(words_of(KIND, batch.congress), KINDS[KIND], about)
