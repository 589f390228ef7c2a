"""What was being sent when a session had ended is carried through the sign-in and lost by nobody.

A script keeps its queue and is told. A plain form gets the sign-in form back with everything it
posted in it, signed and bound to the thing it was about; whoever signs in gets it out again, and
the view looks whose thing it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.forms import LoginForm
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

HOURS = 12


@dataclass(frozen=True)
class SignedIn:
    """How signing in again went. `kept` is what was carried, None while she is not in yet: then
    the response is all there is to answer."""

    response: HttpResponse
    kept: dict[str, Any] | None = None


@dataclass(frozen=True)
class Carrier:
    """The way through the sign-in for one kind of thing. `onward` names the address that takes the
    sign-in, `back` the one where she goes on; both take the thing's id alone."""

    salt: str
    onward: str
    back: str
    title: str | Promise
    promise: str | Promise
    button: str | Promise
    spoiled: str | Promise

    def signed_out(
        self, request: HttpRequest, about: UUID, kept: Mapping[str, Any]
    ) -> HttpResponse:
        """The answer to somebody who is not signed in any more: 401, with all she sent in it."""
        if request.POST.get("client_id"):
            return JsonResponse({"signed_out": True}, status=401)
        sealed = signing.dumps({"about": str(about), **kept}, salt=self.salt, compress=True)
        return self._form(request, about, LoginForm(request=request), sealed)

    def taken_up(self, request: HttpRequest, about: UUID) -> SignedIn:
        """Sign in, and open what was carried; what is not ours or too old is refused with 400."""
        sealed = request.POST.get("carried", "")
        try:
            kept = signing.loads(sealed, salt=self.salt, max_age=HOURS * 3600)
        except signing.BadSignature:
            return SignedIn(HttpResponseBadRequest(self.spoiled))
        form = LoginForm(data=request.POST, request=request)
        if not form.is_valid() or kept.get("about") != str(about):
            return SignedIn(self._form(request, about, form, sealed))
        return SignedIn(form.login(request, redirect_url=reverse(self.back, args=[about])), kept)

    def _form(
        self, request: HttpRequest, about: UUID, form: LoginForm, sealed: str
    ) -> HttpResponse:
        context = {
            "carrier": self,
            "form": form,
            "carried": sealed,
            "onward": reverse(self.onward, args=[about]),
        }
        return render(request, "account/sign_in_again.html", context, status=401)
