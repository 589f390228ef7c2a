"""A deputy's questions: asking from a page, reading the answer, asking back, what others asked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.learning.enquiries import access, selectors, services
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.forms import QuestionForm
from training.learning.enquiries.models import Enquiry
from training.learning.enquiries.places import Place, place_at
from training.people.access import standing
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_WORDS = 60


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """All of her questions, what changed last first."""
    access.learner_only(request.user)
    context = {"enquiries": selectors.mine(request.user.pk), "nav": "mine"}
    return render(request, "pages/enquiries/mine.html", context)


@require_form
def ask(request: SignedInRequest) -> HttpResponse:
    """The form, with the page it is asked from; by POST the question goes to the trainers."""
    access.learner_only(request.user)
    place = place_at(request.user, request.GET.get("from", ""))
    form = QuestionForm(
        request.POST or None, sections=place.sections, initial={"section": _section(request, place)}
    )
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, place, form)
        if asked is not None:
            messages.success(request, _("已发给讲师。答复会到您的收件箱。"))
            return redirect("enquiries:one", enquiry=asked.pk)
    keys = standing(request.user, timezone.localdate()).congress_keys
    others = selectors.faq_on(place.activity, keys, place.page) if place.activity else []
    context = {"form": form, "place": place, "others": others, "nav": "mine"}
    return render(request, "pages/enquiries/ask.html", context)


def _section(request: SignedInRequest, place: Place) -> str:
    """The place on the page that the address names by its number, if the page has it."""
    number = request.GET.get("at", "")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 0
    return place.sections[at - 1] if 0 < at <= len(place.sections) else ""


def _asked(request: SignedInRequest, place: Place, form: QuestionForm) -> Enquiry | None:
    """The question, or None with the reason above the form."""
    try:
        return services.ask(
            learner=request.user,
            said=form.said(),
            about=access.about(request.user, place, form.section_asked),
            now=timezone.now(),
        )
    except EnquiryRefused as refusal:
        form.add_error(None, refusal.reason)
        return None


@require_form
def one(request: SignedInRequest, enquiry: UUID) -> HttpResponse:
    """What was said about one of her questions; by POST she asks back."""
    found = access.own_enquiry(request.user, enquiry)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.follow_up(enquiry=found, said=form.said(), now=timezone.now())
        except EnquiryRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, _("已发给讲师。答复会到您的收件箱。"))
            return redirect("enquiries:one", enquiry=found.pk)
    context = {"enquiry": found, "said": selectors.messages_of(found), "form": form, "nav": "mine"}
    return render(request, "pages/enquiries/one.html", context)


@require_safe
def faq(request: SignedInRequest) -> HttpResponse:
    """What others asked and what was answered, in the person's congresses; searched by words."""
    held = standing(request.user, timezone.localdate())
    if not held.congress_keys and not request.user.is_superuser:
        raise Http404
    typed = request.GET.get("q", "")[:LONGEST_WORDS]
    words = "".join(sign if sign.isprintable() else " " for sign in typed).strip()
    entries = selectors.faq_for(
        held.congress_keys, words=words, all_of_them=request.user.is_superuser
    )
    context = {"entries": entries, "words": words, "longest": LONGEST_WORDS, "nav": "mine"}
    return render(request, "pages/enquiries/faq.html", context)
