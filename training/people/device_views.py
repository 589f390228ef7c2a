"""One's own devices: where one is signed in, and signing out there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from training.people import services
from training.people.devices import devices_of, token_of
from training.people.requests import SignedInRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: SignedInRequest) -> HttpResponse:
    """List them; sign out on one, or on all but this."""
    now, user = timezone.now(), request.user
    if request.method == "POST":
        token = request.POST.get("device", "")
        if token and token == token_of(request.session.session_key or ""):
            return redirect("account_logout")
        if token:
            services.sign_out_device(user=user, token=token, by=user, now=now)
            messages.success(request, _("那台设备已退出登录。"))
        else:
            here = request.session.session_key
            services.sign_out_everywhere(user=user, by=user, now=now, but=here)
            messages.success(request, _("其他设备都已退出登录。"))
        return redirect("people:devices")
    found = devices_of(user, now=now)
    context = {"devices": found, "current": token_of(request.session.session_key or "")}
    return render(request, "pages/people/devices.html", context)
