"""What a phone fetches and tells, and the page where a learner takes courses along."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cms.law.models import Provision
from training.learning.offline import access, packing, practising, rendering, selectors, services
from training.learning.offline.arriving import MOST_BYTES, Call, call_in
from training.learning.offline.errors import SyncRefused
from training.people.access import standing
from training.people.devices import device_of, words_of
from training.people.requests import SignedInRequest

STATUS = {"too_large": 413, "too_often": 429}
P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]


def for_phones(view: View[P]) -> View[P]:
    """Scripts are told 401 in JSON when nobody is signed in, never led to a form; what they fetch
    they ask for again, and are told when it is the same still."""

    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            told = _("请先登录。手机里没有上传的内容都还在。")
            return JsonResponse({"words": told}, status=401)
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return answered


def _unless_same(request: HttpRequest, digest: str, response: HttpResponse) -> HttpResponse:
    etag = f'"{digest}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """Courses to take along, with their sizes; what phones hold and keep back."""
    learner, now = access.learner_of(request), timezone.now()
    packs = [
        packing.open_to(packing.pack_of(course), learner, now)
        for course in access.own_courses(learner)
    ]
    context = {
        "packs": packs,
        "devices": selectors.devices_of(learner),
        "refused": selectors.refused_lately(learner, now),
        "has_script": packing.has_script("taking.js"),
        "nav": "mine",
    }
    return render(request, "pages/offline/mine.html", context)


@require_GET
@for_phones
def pack(request: SignedInRequest, course: UUID) -> HttpResponse:
    """pack.json: every file of the course that is open to her."""
    learner, now = access.learner_of(request), timezone.now()
    found = packing.open_to(packing.pack_of(access.own_course(learner, course)), learner, now)
    told = {
        "course": str(found.course),
        "title": found.title,
        "version": found.version,
        "made_at": now.isoformat(timespec="seconds"),
        "bytes": found.bytes,
        "sound_bytes": found.sound_bytes,
        "files": [file.as_json() for file in found.files],
    }
    return _unless_same(request, found.version, JsonResponse(told))


@require_GET
@for_phones
def page(request: SignedInRequest, course: UUID, page: int) -> HttpResponse:
    """A course, lesson or case as phones keep it; 404 for one that is not in her pack."""
    learner, now = access.learner_of(request), timezone.now()
    asked = access.own_course(learner, course)
    found = packing.open_to(packing.pack_of(asked), learner, now)
    if page not in found.pages:
        raise Http404
    drawn = packing.drawn(asked, page)
    return _unless_same(request, drawn.digest, HttpResponse(drawn.html))


@require_GET
@for_phones
def article(request: SignedInRequest, course: UUID, article: int) -> HttpResponse:
    """An article's card as phones keep it: law is open to everybody who is signed in."""
    asked = access.own_course(access.learner_of(request), course)
    rows = Provision.objects.select_related("version__statute", "version__replaced_by")
    drawn = rendering.drawn_article(get_object_or_404(rows, pk=article), asked)
    return _unless_same(request, drawn.digest, HttpResponse(drawn.html))


@require_GET
@for_phones
def practice(request: SignedInRequest, course: UUID) -> HttpResponse:
    """practice.json: the course's practice questions with their keys."""
    asked = access.own_course(access.learner_of(request), course)
    content = practising.practice_file(asked, list(packing.live_lessons(asked)))
    digest = rendering.digest_of(content.encode())
    response = HttpResponse(content, content_type="application/json")
    return _unless_same(request, digest, response)


@require_http_methods(["GET", "POST"])
@for_phones
def sync(request: SignedInRequest) -> HttpResponse:
    """GET: a token to post with, and for whom. POST: what a phone tells; answers each thing."""
    learner, now = access.learner_of(request), timezone.now()
    if request.method == "GET":
        told = {"token": get_token(request), "learner": str(learner.pk), "now": now.isoformat()}
        return JsonResponse(told)
    try:
        call = _call(request)
    except SyncRefused as refusal:
        response = JsonResponse({"words": refusal.reason}, status=STATUS.get(refusal.code, 400))
        return _with_patience(response)
    roots = standing(learner, timezone.localdate(now)).congress_keys
    told_back = services.take(learner=learner, roots=roots, call=call, now=now)
    versions = selectors.versions_for(learner, call.packs or {}, now)
    results = [vars(one) for one in told_back]
    return JsonResponse({"now": now.isoformat(), "results": results, "versions": versions})


def _with_patience(response: HttpResponse) -> HttpResponse:
    if response.status_code == STATUS["too_often"]:
        response["Retry-After"] = "60"
    return response


def _call(request: SignedInRequest) -> Call:
    """What was posted; SyncRefused for what is too much, too often, or no call."""
    said = request.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > MOST_BYTES:
        raise SyncRefused("too_large", _("一次传得太多，手机会自动分几次再传。"))
    services.admit(learner_id=request.user.pk, now=timezone.now())
    call = call_in(request.body)
    agent = request.headers.get("User-Agent", "")
    return replace(call, name=call.name or words_of(device_of(agent))[:60])
