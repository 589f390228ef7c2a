"""The desk of certificates: the lists of a class, issuing, one certificate, revoking, replacing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.downloads import attached
from cms.core.papers.errors import PaperRefused
from cms.core.workbooks import EXCEL
from training.cohorts.models import Cohort
from training.learning.certificates import (
    access,
    forms,
    freezing,
    numbering,
    printing,
    register,
    runs,
    selectors,
    services,
)
from training.learning.certificates.access import Desk
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.selectors import Candidate, Shown
from training.learning.certificates.views import PDF, base_of, public_page
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])
NAV = {"nav": "certificates"}


def at_class(cohort: Cohort, page: str = "certificates:desk") -> str:
    """A page of the desk, at a class."""
    return f"{reverse(page)}?{urlencode({'cohort': cohort.key})}"


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """A class: who can be given a certificate, who has one, who has not met the requirements."""
    at = access.desk_of(request)
    choice = access.chosen(at, request.GET.get("cohort", ""))
    context: dict[str, Any] = {**NAV, "choice": choice}
    if choice.cohort:
        context |= {
            "form": forms.ClassForm({"cohort": choice.cohort.key}, classes=choice.classes),
            "view": selectors.class_view(choice.cohort),
            "rules": selectors.rules_of(at.congress),
            "of_class": selectors.class_rules_of(choice.cohort),
            "runs": selectors.runs_of(choice.cohort),
        }
    return render(request, "pages/certificates/desk.html", context)


@require_form
def issue(request: SignedInRequest) -> HttpResponse:
    """The list to be confirmed, everybody ticked; posting issues to those who are."""
    at = access.desk_of(request)
    cohort = access.a_class(at, (request.POST or request.GET).get("cohort", ""))
    view = selectors.class_view(cohort)
    form = forms.IssueForm(request.POST or None, candidates=view.candidates)
    if request.method == "POST" and form.is_valid():
        _issued(request, at, list(form.cleaned_data["enrolment"]))
        return redirect(at_class(cohort))
    context = {**NAV, "cohort": cohort, "view": view, "form": form}
    context |= {"rows": _ticked(form, view.candidates), "specimen": _specimen(at, cohort)}
    return render(request, "pages/certificates/issue.html", context)


def _ticked(form: forms.IssueForm, candidates: Any) -> list[tuple[Candidate, bool]]:
    """Everybody ticked but those whose certificate was revoked; what was posted stays."""
    data: Any = form.data
    posted = data.getlist("enrolment") if form.is_bound else None
    return [
        (one, not one.revoked if posted is None else str(one.enrolment.pk) in posted)
        for one in candidates
    ]


def _specimen(at: Desk, cohort: Cohort) -> dict[str, str]:
    """What the next certificate would be numbered, and who would issue it; nothing is written."""
    rules, of_class = selectors.rules_of(at.congress), selectors.class_rules_of(cohort)
    of_class.cohort = cohort
    number = numbering.next_number(rules, of_class, today=at.today)
    return {"number": number, "issuer": rules.issuer or at.congress.name}


def _issued(request: SignedInRequest, at: Desk, enrolments: list[Any]) -> None:
    told = services.issue_several(enrolments=enrolments, by=at.officer, now=at.now)
    if told.made:
        words = ngettext("已发证 %(n)s 人。", "已发证 %(n)s 人。", told.made)
        messages.success(request, words % {"n": told.made})
    if told.left:
        words = ngettext(
            "还有 %(n)s 人正在发，请过一会儿刷新。",
            "还有 %(n)s 人正在发，请过一会儿刷新。",
            told.left,
        )
        messages.info(request, words % {"n": told.left})
    for reason in told.refused:
        messages.error(request, reason)


@require_safe
def certificate(request: SignedInRequest, person: UUID, certificate: UUID) -> HttpResponse:
    """One certificate: what it says, how it stands, and what can be done."""
    at = access.desk_of(request)
    row = access.certificate_at(at, person, certificate)
    shown = Shown(row)
    context = {**NAV, "shown": shown, "row": row, "public": public_page(request, shown)}
    context["name_changed"] = str(row.learner) != shown.told.name
    return render(request, "pages/certificates/one.html", context)


@require_safe
def paper(request: SignedInRequest, person: UUID, certificate: UUID) -> HttpResponse:
    """One certificate as a PDF; where it cannot be made, back with the reason."""
    at = access.desk_of(request)
    shown = Shown(access.certificate_at(at, person, certificate))
    seals = {shown.row.seal: selectors.seal_of(at.congress.pk, shown.row.seal)}
    try:
        made = printing.paper(shown, base=base_of(request), seals=seals, by=at.officer)
    except PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("certificates:certificate", person, certificate)
    return attached(made, name=printing.file_name(shown), content_type=PDF)


@require_form
def revoke(request: SignedInRequest, person: UUID, certificate: UUID) -> HttpResponse:
    """Say what revoking does, then do it with a reason."""
    at = access.desk_of(request)
    row = access.certificate_at(at, person, certificate)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.revoke(certificate=row, reason=reason, by=at.officer, now=at.now)
        except CertificateRefused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("证书已撤销，已经告诉本人。"))
            return redirect("certificates:certificate", person, certificate)
    context = {**NAV, "shown": Shown(row), "row": row, "form": form}
    return render(request, "pages/certificates/revoke.html", context)


@require_form
def reissue(request: SignedInRequest, person: UUID, certificate: UUID) -> HttpResponse:
    """Show what would be different, then issue another one in its place, with a reason."""
    at = access.desk_of(request)
    row = access.certificate_at(at, person, certificate)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            made = services.reissue(certificate=row, reason=reason, by=at.officer, now=at.now)
        except CertificateRefused as refused:
            form.add_error(None, refused.reason)
        else:
            words = _("已换发新证书，编号 %(number)s。") % {"number": made.number}
            messages.success(request, words)
            return redirect("certificates:certificate", person, made.pk)
    context = {**NAV, "shown": Shown(row), "row": row, "form": form}
    context["changes"] = _changes(at, Shown(row))
    return render(request, "pages/certificates/reissue.html", context)


def _changes(at: Desk, shown: Shown) -> list[tuple[str, str, str]]:
    """What a new certificate would say otherwise: words for the field, now, then."""
    enrolment = selectors.enrolment_of(shown.row)
    rules = selectors.rules_of(at.congress)
    new = freezing.frozen(enrolment, rules, number="", issued_on=at.today)
    words = {
        "name": _("姓名"),
        "cohort": _("班次"),
        "programme": _("课程"),
        "credit": _("学时"),
        "starts_on": _("开班日期"),
        "ends_on": _("结束日期"),
        "issuer": _("发证单位"),
        "title": _("证书名称"),
        "signer": _("签发人"),
    }
    pairs = [
        (label, getattr(shown.told, name), getattr(new, name)) for name, label in words.items()
    ]
    return [one for one in pairs if one[1] != one[2]]


@require_safe
def register_page(request: SignedInRequest) -> HttpResponse:
    """The register of a class, to be read and printed."""
    at = access.desk_of(request)
    cohort = access.a_class(at, request.GET.get("cohort", ""))
    view = selectors.class_view(cohort)
    rows = [register.line(number, one) for number, one in enumerate(view.holders, start=1)]
    context = {**NAV, "cohort": cohort, "rows": rows, "heading": register.heading(), "at": at}
    return render(request, "pages/certificates/register.html", context)


@require_POST
def register_export(request: SignedInRequest) -> HttpResponse:
    """The register as Excel; noted in the audit log."""
    at = access.desk_of(request)
    cohort = access.a_class(at, request.POST.get("cohort", ""))
    view = selectors.class_view(cohort)
    made = register.exported(cohort=cohort, view=view, by=at.officer, now=at.now)
    name = f"{_('发证登记簿')}-{cohort}-{at.today:%Y%m%d}.xlsx"
    return attached(made, name=name, content_type=EXCEL)


@require_POST
def print_class(request: SignedInRequest) -> HttpResponse:
    """Have the valid certificates of a class printed as one file, in the background."""
    at = access.desk_of(request)
    cohort = access.a_class(at, request.POST.get("cohort", ""))
    valid = [one.shown.row for one in selectors.class_view(cohort).valid]
    try:
        run = runs.ask(
            cohort=cohort, certificates=valid, base=base_of(request), by=at.officer, now=at.now
        )
    except CertificateRefused as refused:
        messages.error(request, refused.reason)
        return redirect(at_class(cohort))
    return redirect("certificates:run", run.pk)


@require_safe
def run(request: SignedInRequest, run: UUID) -> HttpResponse:
    """How far the file is; the page asks again by itself until it is there."""
    at = access.desk_of(request)
    found = access.run_at(at, run)
    going = found.state in runs.UNFINISHED
    gone = found.finished_at is not None and found.finished_at + runs.KEPT_FOR < at.now
    context = {**NAV, "run": found, "going": going, "gone": gone, "cohort": found.cohort}
    return render(request, "pages/certificates/run.html", context)


@require_safe
def run_file(request: SignedInRequest, run: UUID) -> HttpResponse:
    """The file; while there is none, back to the page that says so."""
    at = access.desk_of(request)
    found = access.run_at(at, run)
    made = runs.file_of(found)
    if not made:
        return redirect("certificates:run", run)
    name = f"{_('结业证书')}-{found.cohort}-{found.total}.pdf"
    return attached(made, name=name, content_type=PDF)
