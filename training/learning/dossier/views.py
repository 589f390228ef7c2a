"""One's own record of learning: the page, the PDF, and what changed since an earlier term."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cms.core.downloads import attached
from cms.core.papers.errors import PaperRefused
from training.learning.dossier import changes, printing
from training.learning.dossier.access import own_dossier, own_terms
from training.people.requests import SignedInRequest


@require_GET
def own(request: SignedInRequest) -> HttpResponse:
    """Everything of one's term on one page."""
    found = own_dossier(request.user, request.GET.get("term", ""), timezone.now())
    return render(request, "pages/dossier/own.html", {"dossier": found, "nav": "record"})


@require_GET
def own_pdf(request: SignedInRequest) -> HttpResponse:
    """The same as a PDF; back to the page with the reason when there is none."""
    key = request.GET.get("term", "")
    found = own_dossier(request.user, key, timezone.now())
    if found is None:
        raise Http404
    try:
        file = printing.paper(dossier=found, by=request.user)
    except PaperRefused as why:
        messages.warning(request, str(why))
        return redirect(f"{reverse('portal:record')}?term={found.period.key}")
    return as_file(file, printing.file_name(found))


def as_file(content: bytes, name: str) -> HttpResponse:
    """A PDF as a file to keep."""
    return attached(content, name=name, content_type="application/pdf")


@require_GET
def changed(request: SignedInRequest) -> HttpResponse:
    """What is different from what she learned in earlier terms."""
    asked = own_terms(request.user, request.GET.get("term", ""))
    if asked.period is None:
        raise Http404
    found = changes.changes_for(learner=request.user, period=asked.period, now=timezone.now())
    return render(request, "pages/dossier/changed.html", {"changes": found, "nav": "record"})
