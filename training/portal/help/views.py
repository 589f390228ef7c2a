"""The help: open to everybody, because who cannot sign in needs it most."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.site.models import StandardPage
from training.portal.help import contents
from training.portal.help.subjects import page as page_of


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The contents by task, and what the site's editors add on their own page named help."""
    own = StandardPage.objects.live().filter(depth=3, slug="help").first()
    context = {"groups": contents.GROUPS, "others": contents.others(), "own": own, "nav": "mine"}
    return render(request, "pages/help/home.html", context)


@login_not_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """One subject."""
    found = page_of(slug)
    if found is None:
        raise Http404
    english = (get_language() or "").startswith("en")
    context = {"page": found, "subject": found.subject, "english": english, "nav": "mine"}
    return render(request, "pages/help/page.html", context)
