"""Common questions: written anew by a trainer, without anybody's name, published and withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from cms.site.models import CongressRootPage
from cms.taxonomy.models import KnowledgePoint
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.models import Enquiry, EnquiryMessage, FaqEntry
from training.people import audit
from training.people.models import Membership, User

SHOWN = 5
SHORTEST_COPY = 12
"""Shorter questions are so general that everybody would put them in the same words."""


@dataclass(frozen=True)
class Wording:
    """What a common question says, and where it is shown. `named` when the writer has said that
    what looks like a name is none."""

    question: str
    answer: str
    points: Sequence[KnowledgePoint] = ()
    named: bool = False


def names_in(text: str, congress_key: str) -> list[str]:
    """Names of the learners of a congress that stand in a text, at most five. One query."""
    people = User.objects.filter(
        memberships__organisation__congress__key=congress_key,
        memberships__role__in=Membership.LEARNERS,
    )
    people = people.alias(told=Value(text, TextField()), signs=Length("name"))
    found = people.filter(told__contains=F("name"), signs__gte=2).order_by("name")
    return list(found.values_list("name", flat=True).distinct()[:SHOWN])


@transaction.atomic
def save_faq(*, entry: FaqEntry, wording: Wording, by: User, now: datetime) -> FaqEntry:
    """Store a common question, a new one as a draft; a published one stays so, in its new words.

    Raises EnquiryRefused when it repeats what a deputy wrote, and when a name of the roster stands
    in it that the writer has not answered for.
    """
    _refuse_copy(entry, wording)
    root: CongressRootPage = entry.owner_root
    names = names_in(f"{wording.question}\n{wording.answer}", root.congress_key)
    if names and not wording.named:
        told = _("文字里有%(names)s，像是代表的姓名。请去掉；确实不是指这位代表，请勾选后再存。")
        raise EnquiryRefused("names", told % {"names": _("、").join(f"“{name}”" for name in names)})
    new = entry.pk is None
    entry.question, entry.answer = wording.question, wording.answer
    entry.changed_at = now
    if new:
        entry.made_by = by
    entry.save()
    entry.points.set(wording.points)
    action = "faq.made" if new else "faq.changed"
    audit.note(actor=by, action=action, at=now, target=f"faq:{entry.pk}", names=names)
    return entry


@transaction.atomic
def publish(*, entry: FaqEntry, live: bool, by: User, now: datetime) -> FaqEntry:
    """Show a common question to the congress's people, or withdraw it; twice is once."""
    entry = FaqEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.live == live:
        return entry
    entry.live, entry.changed_at = live, now
    if live:
        entry.published_at = now
    entry.save(update_fields=["live", "changed_at", "published_at"])
    action = "faq.published" if live else "faq.withdrawn"
    audit.note(actor=by, action=action, at=now, target=f"faq:{entry.pk}")
    return entry


def _refuse_copy(entry: FaqEntry, wording: Wording) -> None:
    if entry.made_from is None:
        return
    source = Enquiry.objects.filter(pk=entry.made_from).first()
    if source is None:
        return
    said = EnquiryMessage.objects.filter(
        learner_id=source.learner_id, enquiry=source, kind=EnquiryMessage.Kind.QUESTION
    )
    told = _bare(wording.question + wording.answer)
    for text in said.values_list("text", flat=True):
        bare = _bare(text)
        if len(bare) >= SHORTEST_COPY and bare in told:
            raise EnquiryRefused(
                "verbatim", _("这里照抄了代表的原话。请用自己的话重写，让人看不出是谁问的。")
            )


def _bare(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
