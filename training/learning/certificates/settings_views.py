"""The office's settings of certificates, with a specimen to look at."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.core.downloads import attached
from cms.core.papers.errors import PaperRefused
from training.learning.certificates import access, forms, printing, selectors, settings, specimen
from training.learning.certificates.office_views import NAV, at_class
from training.learning.certificates.views import PDF, base_of
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def rules(request: SignedInRequest) -> HttpResponse:
    """What the congress's certificates say, how they are numbered, and the seal."""
    at = access.desk_of(request)
    known = selectors.rules_of(at.congress)
    form = forms.RulesForm(request.POST or None, request.FILES or None, instance=known)
    had_seal = bool(known.seal)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        picture = typed["picture"] or (b"" if typed["without"] else None)
        settings.change_rules(
            congress=at.congress, typed=typed, picture=picture, by=at.officer, now=at.now
        )
        messages.success(request, _("已保存，以后发的证书照此。已经发出的不变。"))
        return redirect("certificates:rules")
    context = {**NAV, "form": form, "had_seal": had_seal, "congress": at.congress}
    return render(request, "pages/certificates/rules.html", context)


@require_form
def class_rules(request: SignedInRequest) -> HttpResponse:
    """How one class's certificates are issued."""
    at = access.desk_of(request)
    cohort = access.a_class(at, request.GET.get("cohort", ""))
    form = forms.ClassRulesForm(request.POST or None, instance=selectors.class_rules_of(cohort))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        settings.change_class_rules(
            cohort=cohort,
            at_once=typed["at_once"],
            short_name=typed["short_name"].strip(),
            by=at.officer,
            now=at.now,
        )
        messages.success(request, _("已保存。"))
        return redirect(at_class(cohort))
    context = {**NAV, "form": form, "cohort": cohort}
    return render(request, "pages/certificates/class_rules.html", context)


@require_safe
def sample(request: SignedInRequest) -> HttpResponse:
    """A specimen as a PDF: the settings as they are, a name with rare characters, 样张 across."""
    at = access.desk_of(request)
    shown = specimen.of_congress(at.congress, today=at.today)
    seals = {shown.row.seal: selectors.seal_of(at.congress.pk, shown.row.seal)}
    try:
        made = printing.paper(shown, base=base_of(request), seals=seals, by=at.officer)
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("certificates:rules")
    return attached(made, name=f"{_('样张')}.pdf", content_type=PDF)


@require_safe
def seal(request: SignedInRequest) -> HttpResponse:
    """The picture of the seal in use, for the office's own page."""
    at = access.desk_of(request)
    picture = selectors.seal_of(at.congress.pk, selectors.rules_of(at.congress).seal)
    if not picture:
        raise Http404
    return HttpResponse(picture, content_type="image/png")
