"""One's own learning record, to take along in a form that other systems read."""

from urllib.parse import quote

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from training.learning.xapi import selectors
from training.learning.xapi.selectors import Wanted
from training.people.access import standing
from training.people.requests import SignedInRequest


def download(wanted: Wanted, name: str) -> StreamingHttpResponse:
    """Statements as a file, sent while they are read."""
    pieces = selectors.as_json(selectors.statements(wanted))
    reply = StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8")
    reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return reply


@require_GET
def mine(request: SignedInRequest) -> StreamingHttpResponse:
    """All of her own statements; Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404
    name = _("我的学习记录-%(day)s.json") % {"day": f"{timezone.localdate():%Y%m%d}"}
    return download(Wanted([request.user.pk], own=True), name)
