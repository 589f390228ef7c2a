"""Phones at the office's desk: who holds which course, what waits, who has to be called."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from training.learning.offline import access, selectors
from training.learning.offline.forms import PhonesForm
from training.people.requests import SignedInRequest

PER_PAGE = 200


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """The phones of the congress's learners."""
    at = access.desk_of(request)
    form = PhonesForm(request.GET, congress=at.congress)
    filters = form.filters()
    if filters is None:
        raise Http404(_("没有这样的镇街。"))
    phones = selectors.phones_of(congress=at.congress, filters=filters, now=at.now)
    context = {
        "nav": "offline",
        "form": form,
        "now": at.now,
        "waiting": sum(phone.row.waiting > 0 for phone in phones),
        "page": Paginator(phones, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "pages/offline/desk.html", context)
