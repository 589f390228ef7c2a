"""The card of an article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms.law.models import Provision


@require_safe
def provision(request: HttpRequest, version: str, number: int) -> HttpResponse:
    """An article's card: paraphrase, official text when pasted, version and dates."""
    card = get_object_or_404(
        Provision.objects.select_related("version__statute"), version__key=version, number=number
    )
    return render(request, "pages/law/provision.html", {"provision": card})
