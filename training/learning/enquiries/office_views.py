"""The office's desk: questions that trainers handed to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from training.learning.enquiries import access, selectors
from training.learning.enquiries.acting import acts_on
from training.learning.enquiries.selectors import Wanted
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What was handed to the office: what waits there, or everything."""
    rows = access.at_office(request.user)
    page = request.GET.get("p", "")
    asked = Wanted(
        "all" if request.GET.get("show") == "all" else "waiting",
        int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )
    shown = rows if asked.show == "all" else rows.filter(with_office=True)
    found = selectors.queue(shown, asked, request.user, timezone.now())
    context = {"queue": found, "wanted": asked, "page_obj": found.page, "nav": "questions"}
    return render(request, "pages/enquiries/office.html", context)


@require_form
def one(request: SignedInRequest, enquiry: UUID) -> HttpResponse:
    """One question; by POST it is answered, handed back to a trainer, or ended."""
    found = access.enquiry_at_office(request.user, enquiry)
    acts = acts_on(request, found, by=request.user, office=True, now=timezone.now())
    if acts.done:
        messages.success(request, acts.done)
        return redirect("enquiry_office:one", enquiry=found.pk)
    context = {
        "enquiry": found,
        "said": selectors.messages_of(found),
        "acts": acts,
        "nav": "questions",
    }
    return render(request, "pages/enquiries/office_one.html", context)
