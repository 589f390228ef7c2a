"""Slips on one printable page, for every door of the desk that prints some."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cms.core import qr
from training.office.access import Desk
from training.office.services import PrintedSlip
from training.people.models import User


def printed(
    request: HttpRequest,
    desk: Desk,
    slips: Sequence[PrintedSlip],
    left_out: Sequence[tuple[User, str]] = (),
    back: str = "",
) -> HttpResponse:
    """The page with the slips, whose codes are in this answer and nowhere else."""
    page = request.build_absolute_uri(reverse("people:slip"))
    drawn = [
        (slip, qr.draw(f"{page}?{urlencode({'number': slip.person.username})}")) for slip in slips
    ]
    context = {"nav": "slips", "slips": drawn, "left_out": left_out, "address": page, "back": back}
    return render(request, "pages/office/sheet.html", context | {"congress": desk.congress})
