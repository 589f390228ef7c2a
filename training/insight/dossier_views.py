"""A person's record of a term, for the office and directors: completion facts and hours."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.core.papers.errors import PaperRefused
from training.insight import forms, selectors
from training.insight.access import Viewing, viewing
from training.insight.showing import crumbs
from training.learning.dossier import printing
from training.learning.dossier.access import dossier_at
from training.learning.dossier.selectors import Dossier
from training.learning.dossier.views import as_file
from training.people import audit
from training.people.models import User


def _found(
    request: HttpRequest, look: Viewing, person: UUID
) -> tuple[selectors.PersonRow, forms.Asked, Dossier]:
    """A person in the class and scope looked at, with her record; Http404 for anybody else."""
    given = request.POST if request.method == "POST" else request.GET
    asked = forms.asked(given, scope=look.scope, now=look.now)
    if asked.cohort is None:
        raise Http404
    wanted = selectors.Filters(learner_id=person)
    completion = selectors.completion(
        scope=look.scope, cohort=asked.cohort, now=look.now, filters=wanted
    )
    if not completion.people:
        raise Http404
    found = dossier_at(
        congress=look.scope.congress,
        learner=User.objects.get(pk=person),
        viewer=look.viewer,
        key=given.get("term", ""),
        now=look.now,
    )
    if found is None:
        raise Http404
    return completion.people[0], asked, found


@require_safe
def record(request: HttpRequest, person: UUID) -> HttpResponse:
    """Her record as the office may see it."""
    row, asked, found = _found(request, viewing(request), person)
    way = crumbs(asked, unit=row.unit, row=row, last=_("学习档案"))
    context = {"nav": "overview", "row": row, "asked": asked, "dossier": found, "crumbs": way}
    return render(request, "pages/insight/dossier.html", context)


@require_POST
def pdf(request: HttpRequest, person: UUID) -> HttpResponse:
    """The same as a PDF. A POST, because it is written into the audit log."""
    look = viewing(request)
    _row, asked, found = _found(request, look, person)
    try:
        file = printing.paper(dossier=found, by=look.viewer)
    except PaperRefused as why:
        messages.warning(request, str(why))
        address = reverse("insight:dossier", args=[person])
        return redirect(f"{address}?{urlencode({**asked.shared, 'term': found.period.key})}")
    _note(look.viewer, found, look.now)
    return as_file(file, printing.file_name(found))


def _note(by: User, found: Dossier, at: datetime) -> None:
    audit.note(
        actor=by,
        action="export.dossier",
        at=at,
        target=str(found.learner.pk),
        term=found.period.key,
        digest=found.digest,
    )
