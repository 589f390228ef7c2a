"""What trainers and the office do with a question on its page: one form of several is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from training.learning.enquiries import access, services
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.forms import AnswerForm, CloseForm, ForwardForm, SaidForm
from training.learning.enquiries.models import Enquiry
from training.people.models import User


@dataclass(frozen=True)
class Acts:
    """The forms of a question's page, bound to what was sent to one of them."""

    answer: AnswerForm
    forward: ForwardForm
    close: CloseForm
    done: str = ""
    """What to tell whoever acted; '' when nothing was done."""


def acts_on(
    request: HttpRequest, enquiry: Enquiry, *, by: User, office: bool, now: datetime
) -> Acts:
    """The forms of the page; a valid one that was sent is carried out. An officer hands on to
    trainers, a trainer to her colleagues and to the office."""
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    told: dict[str, Any] = {"seen": enquiry.messages_count}
    posted = {
        name: request.POST if sent == name else None for name in ("answer", "forward", "close")
    }
    trainers = [one for one in access.trainers_of(enquiry.congress_id) if one.pk != by.pk]
    acts = Acts(
        AnswerForm(posted["answer"], **told),
        ForwardForm(posted["forward"], trainers=trainers, office=not office, **told),
        CloseForm(posted["close"], **told),
    )
    form: SaidForm | None = getattr(acts, sent) if sent in posted else None
    if form is None or not form.is_valid():
        return acts
    try:
        done = _carry_out(form, enquiry, by, now)
    except EnquiryRefused as refusal:
        form.add_error(None, refusal.reason)
        return acts
    return Acts(acts.answer, acts.forward, acts.close, done)


def _carry_out(form: SaidForm, enquiry: Enquiry, by: User, now: datetime) -> str:
    said = form.said()
    if isinstance(form, ForwardForm):
        to = form.receiver()
        services.forward(enquiry=enquiry, said=said, to=to, by=by, now=now)
        return _("已转给%(who)s。") % {"who": to or _("工作机构")}
    if isinstance(form, CloseForm):
        services.close(enquiry=enquiry, said=said, by=by, now=now)
        return _("已结束。代表再写，会重新回到这里。")
    services.answer(enquiry=enquiry, said=said, by=by, now=now)
    return _("已答复，代表会在收件箱里看到。")
