"""Using a sign-in slip: the one way in for a person without a password."""

import unicodedata
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from training.people import services
from training.people.errors import SlipRefused
from training.people.forms import SlipForm
from training.people.models import User
from training.people.throttle import Rate, admit

PER_NUMBER = Rate(10, timedelta(minutes=15))
PER_ADDRESS = Rate(30, timedelta(minutes=1))
BACKEND = "training.people.backends.RosterBackend"


def _admitted(request: HttpRequest, now: datetime) -> bool:
    """Whether neither this address nor this number has been tried too often."""
    address = get_adapter().get_client_ip(request)
    number = unicodedata.normalize("NFKC", request.POST.get("number", "")).strip().casefold()
    return admit(about="slip-address", subject=address, rate=PER_ADDRESS, now=now) and admit(
        about="slip-number", subject=number, rate=PER_NUMBER, now=now
    )


def _use(form: SlipForm, now: datetime) -> User | None:
    """The person the slip belongs to, her password set; None with the reason on the form."""
    typed = form.cleaned_data
    try:
        return services.use_slip(
            number=typed["number"], code=typed["code"], password=typed["password"], now=now
        )
    except SlipRefused as refused:
        form.add_error(None, refused.reason)
    except ValidationError as weak:
        form.add_error("password", weak)
    return None


def _too_often(request: HttpRequest) -> HttpResponse:
    form = SlipForm(initial={"number": request.POST.get("number", "")[:40]})
    return render(request, "pages/people/slip.html", {"form": form, "too_often": True}, status=429)


@login_not_required
@never_cache
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    """Type number and code, choose a password, and be signed in."""
    now = timezone.now()
    form = SlipForm(initial={"number": request.GET.get("number", "")[:40]})
    if request.method == "POST":
        if not _admitted(request, now):
            return _too_often(request)
        form = SlipForm(request.POST)
        if form.is_valid() and (person := _use(form, now)):
            login(request, person, backend=BACKEND)
            messages.success(request, _("密码设好了。下次用编号和新密码登录。"))
            return redirect("portal:door")
    return render(request, "pages/people/slip.html", {"form": form})
