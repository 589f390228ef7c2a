"""Asking a trainer, answering, handing on and ending. Everything said stays as it was said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.models import Enquiry, EnquiryMessage
from training.learning.enquiries.places import Place
from training.notices.services import tell
from training.people import audit
from training.people.models import Congress, User

State, Kind = Enquiry.State, EnquiryMessage.Kind
A_DAY = 10
TITLE = 60


@dataclass(frozen=True)
class Said:
    """Words as they were sent; `asked` is the form's own id, `seen` how many messages stood on the
    page they were written on."""

    asked: UUID
    text: str
    seen: int = 0


@dataclass(frozen=True)
class About:
    """Where a question belongs: whose trainers answer, the asker's class if she has one, the page
    and the place on it."""

    congress: Congress
    cohort: Cohort | None
    place: Place
    section: str = ""


@transaction.atomic
def ask(*, learner: User, said: Said, about: About, now: datetime) -> Enquiry:
    """Put a question to the trainers; the same form sent twice is one question.

    Raises EnquiryRefused above ten questions within a day.
    """
    known = Enquiry.objects.filter(learner_id=learner.pk, asked=said.asked).first()
    if known is not None:
        return known
    _refuse_too_many(learner.pk, now)
    enquiry, new = Enquiry.objects.get_or_create(
        learner_id=learner.pk,
        asked=said.asked,
        defaults={
            "congress": about.congress,
            "cohort": about.cohort,
            "place_title": about.place.title[:255],
            "place_url": about.place.url,
            "activity": about.place.activity,
            "section": about.section[:255],
            "asked_at": now,
            "waiting_since": now,
            "changed_at": now,
        },
    )
    if new:
        _say(enquiry, said, Kind.QUESTION, by=learner, now=now)
        _stand(enquiry, now)
    return enquiry


@transaction.atomic
def follow_up(*, enquiry: Enquiry, said: Said, now: datetime) -> Enquiry:
    """Say more about one's own question, which then waits again, an ended one too. Twice is once.

    Raises EnquiryRefused above ten questions within a day.
    """
    enquiry = _locked(enquiry)
    if _is_known(enquiry, said):
        return enquiry
    _refuse_too_many(enquiry.learner_id, now)
    _say(enquiry, said, Kind.QUESTION, by=enquiry.learner, now=now)
    if enquiry.state != State.WAITING:
        enquiry.state, enquiry.waiting_since, enquiry.reminded_at = State.WAITING, now, None
    _stand(enquiry, now)
    return enquiry


@transaction.atomic
def answer(*, enquiry: Enquiry, said: Said, by: User, now: datetime) -> Enquiry:
    """Answer a question and tell the deputy; sent twice, it is one answer.

    Raises EnquiryRefused, and stores nothing, when something was said since `said.seen`.
    """
    enquiry = _locked(enquiry)
    if _is_known(enquiry, said):
        return enquiry
    _refuse_if_changed(enquiry, said)
    _say(enquiry, said, Kind.ANSWER, by=by, now=now)
    enquiry.state = State.ANSWERED
    _stand(enquiry, now)
    _tell_asker(enquiry, said.text, now)
    _note(by, "enquiry.answered", enquiry, now)
    return enquiry


@transaction.atomic
def forward(*, enquiry: Enquiry, said: Said, to: User | None, by: User, now: datetime) -> Enquiry:
    """Hand a question to a colleague, or with None to the office; it goes on waiting. Twice is
    once.

    Raises EnquiryRefused when something was said since `said.seen`.
    """
    enquiry = _locked(enquiry)
    if _is_known(enquiry, said):
        return enquiry
    _refuse_if_changed(enquiry, said)
    _say(enquiry, said, Kind.FORWARD, by=by, now=now, to=to)
    enquiry.handed_to, enquiry.with_office = to, to is None
    if enquiry.state != State.WAITING:
        enquiry.state, enquiry.waiting_since = State.WAITING, now
    enquiry.reminded_at = None
    _stand(enquiry, now)
    if to is not None:
        tell(
            people=[to.pk],
            kind="enquiry_handed",
            key=f"{enquiry.pk}:{enquiry.messages_count}",
            about={"what": title_of(enquiry), "who": str(by), "note": said.text},
            now=now,
            congress=enquiry.congress,
            link=reverse("enquiry_desk:one", args=[enquiry.pk]),
        )
    _note(by, "enquiry.forwarded", enquiry, now, to=str(to.pk) if to else "office")
    return enquiry


@transaction.atomic
def close(*, enquiry: Enquiry, said: Said, by: User, now: datetime) -> Enquiry:
    """End a question: it waits for nobody any more. The deputy may open it again by writing.

    Raises EnquiryRefused when something was said since, and when a question that nobody answered
    would be ended without a word.
    """
    enquiry = _locked(enquiry)
    if _is_known(enquiry, said) or enquiry.state == State.CLOSED:
        return enquiry
    _refuse_if_changed(enquiry, said)
    if enquiry.state == State.WAITING and not said.text:
        raise EnquiryRefused("no_word", _("这个提问还没有答复。请写一句为什么结束，代表会看到。"))
    _say(enquiry, said, Kind.CLOSE, by=by, now=now)
    enquiry.state = State.CLOSED
    _stand(enquiry, now)
    if said.text:
        _tell_asker(enquiry, said.text, now)
    _note(by, "enquiry.closed", enquiry, now)
    return enquiry


def title_of(enquiry: Enquiry) -> str:
    """What a question is called in a line: its page and the place on it."""
    place = enquiry.place_title or _("没有指明哪一页")
    return f"{place} · {enquiry.section}" if enquiry.section else place


def _locked(enquiry: Enquiry) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("learner", "congress")
    return rows.get(learner_id=enquiry.learner_id, pk=enquiry.pk)


def _is_known(enquiry: Enquiry, said: Said) -> bool:
    known = EnquiryMessage.objects.filter(learner_id=enquiry.learner_id, asked=said.asked)
    return known.exists()


def _refuse_too_many(learner_id: UUID, now: datetime) -> None:
    asked = EnquiryMessage.objects.filter(
        learner_id=learner_id, kind=Kind.QUESTION, at__gt=now - timedelta(days=1)
    )
    if asked.count() >= A_DAY:
        raise EnquiryRefused(
            "too_many",
            _("一天最多问 %(most)d 次，今天已经够了。急事请打工作机构的电话，别的请明天再问。")
            % {"most": A_DAY},
        )


def _refuse_if_changed(enquiry: Enquiry, said: Said) -> None:
    if enquiry.messages_count != said.seen:
        raise EnquiryRefused(
            "changed_meanwhile",
            _("您打开这一页以后，又有人写了新的话，刚才写的没有存。请看过上面的话再发。"),
        )


def _say(
    enquiry: Enquiry, said: Said, kind: str, *, by: User, now: datetime, to: User | None = None
) -> None:
    enquiry.messages_count += 1
    EnquiryMessage.objects.create(
        learner_id=enquiry.learner_id,
        enquiry=enquiry,
        number=enquiry.messages_count,
        asked=said.asked,
        kind=kind,
        text=said.text,
        at=now,
        by=by,
        to=to,
    )


def _stand(enquiry: Enquiry, now: datetime) -> None:
    enquiry.changed_at = now
    enquiry.save()


def _tell_asker(enquiry: Enquiry, text: str, now: datetime) -> None:
    short = text if len(text) <= TITLE else f"{text[: TITLE - 1]}…"
    tell(
        people=[enquiry.learner_id],
        kind="enquiry_answered",
        key=f"{enquiry.pk}:{enquiry.messages_count}",
        about={"what": title_of(enquiry), "answer": short},
        now=now,
        congress=enquiry.congress,
        link=reverse("enquiries:one", args=[enquiry.pk]),
    )


def _note(by: User, action: str, enquiry: Enquiry, now: datetime, **detail: str) -> None:
    audit.note(actor=by, action=action, at=now, target=f"enquiry:{enquiry.pk}", **detail)
