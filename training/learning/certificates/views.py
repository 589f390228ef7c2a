"""A deputy's own certificates."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.core.downloads import attached
from cms.core.papers.errors import PaperRefused
from training.learning.certificates import access, printing, selectors
from training.learning.certificates.selectors import Shown
from training.people.requests import SignedInRequest

PDF = "application/pdf"


def base_of(request: HttpRequest) -> str:
    """The site's own address, as its codes name it."""
    return request.build_absolute_uri("/").rstrip("/")


def public_page(request: HttpRequest, shown: Shown) -> str:
    """The address to hand on: the public page with the signed text behind the #."""
    return printing.address_of(shown, base_of(request))


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """One's certificates, those that stand first."""
    learner = access.learner_of(request)
    found = selectors.of_learner(learner.pk)
    found.sort(key=lambda shown: not shown.row.is_valid)
    rows = [(shown, public_page(request, shown)) for shown in found]
    return render(request, "pages/certificates/mine.html", {"rows": rows, "nav": "mine"})


@require_safe
def pdf(request: SignedInRequest, certificate: UUID) -> HttpResponse:
    """One's certificate as a PDF; where it cannot be made, back with the reason."""
    learner = access.learner_of(request)
    shown = Shown(access.own(learner, certificate))
    congress = shown.row.enrolment.cohort.congress_id
    seals = {shown.row.seal: selectors.seal_of(congress, shown.row.seal)}
    try:
        made = printing.paper(shown, base=base_of(request), seals=seals, by=learner)
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("certificates:mine")
    return attached(made, name=printing.file_name(shown), content_type=PDF)


@require_safe
def file(request: SignedInRequest, certificate: UUID) -> HttpResponse:
    """One's certificate as a file that can be checked without this site: what it says, and the
    signed text."""
    learner = access.learner_of(request)
    shown = Shown(access.own(learner, certificate))
    told = {
        "certificate": shown.row.told,
        "code": shown.code,
        "digest": shown.row.digest,
        "signed": shown.row.token,
        "address": public_page(request, shown),
        "keys": request.build_absolute_uri(reverse("verify:keys")),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    name = printing.file_name(shown).replace(".pdf", ".json")
    return attached(text, name=name, content_type="application/json; charset=utf-8")
