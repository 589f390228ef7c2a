"""The public pages: a certificate by its code, a code typed from paper, the public keys, and
checking without a network. They answer whoever asks; nobody can list certificates here."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.core.downloads import attached
from training.learning.certificates import forms, keys, numbering, selectors, tokens
from training.learning.certificates import offline as offline_page
from training.people.throttle import Rate, is_spent, spend

FAILURES = Rate(30, timedelta(minutes=15))
ABOUT = "verify-address"


def _hidden(response: HttpResponse) -> HttpResponse:
    """Kept out of search engines and out of caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    # Not "no-referrer": with it browsers send forms from nowhere, and these are refused.
    response["Referrer-Policy"] = "same-origin"
    return response


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    page = f"pages/certificates/{name}.html"
    return _hidden(render(request, page, context, status=status))


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Type a code; the answer is the certificate's own page."""
    typed = forms.CodeForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        return redirect("verify:certificate", typed.cleaned_data["code"])
    return _page(request, "verify", {"form": typed})


@login_not_required
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Everything a certificate says and how it stands. Failures are counted for the address of who
    asks; who looks up what exists leaves no trace."""
    subject = _address(request)
    if is_spent(about=ABOUT, subject=subject, rate=FAILURES):
        return _page(request, "unknown", {"too_often": True}, status=429)
    plain = numbering.read_code(code)
    found = selectors.found_by(plain) if plain else None
    if found is None:
        spend(about=ABOUT, subject=subject, rate=FAILURES)
        return _page(request, "unknown", {"form": forms.CodeForm()}, status=404)
    context = {"found": found, "shown": found.shown, "row": found.shown.row}
    context["keys"] = _keys()
    return _page(request, "public", context)


def _keys() -> dict[str, str]:
    return {kid: public.hex() for kid, public in keys.public_keys().items()}


@login_not_required
@require_safe
def public_keys(request: HttpRequest) -> HttpResponse:
    """The public half of every key that ever signed, for who checks with tools of her own."""
    told = {
        "algorithm": "Ed25519",
        "format": "LZ1.<key>.<payload>.<signature>",
        "signed": "everything before the last full stop, as ASCII",
        "payload": ["base64url of a JSON list", *tokens.NAMES],
        "keys": _keys(),
    }
    response = JsonResponse(told, json_dumps_params={"indent": 1})
    return _hidden(response)


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Check a signature in the browser: nothing is sent, and once open it needs no network."""
    return _page(request, "offline", {"keys": _keys()})


@login_not_required
@require_safe
def offline_file(request: HttpRequest) -> HttpResponse:
    """The same page as one file to be kept, with the keys of today and the program inside."""
    text = offline_page.as_file(keys=_keys(), site=request.get_host(), now=timezone.now())
    name = f"{_('证书离线核验')}.html"
    return _hidden(attached(text, name=name, content_type="text/html; charset=utf-8"))
