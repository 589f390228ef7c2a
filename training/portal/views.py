"""Doors and pages of the deputy's side."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.cases.models import CaseLibraryPage
from training.learning.jobs.selectors import standing as jobs_standing
from training.people.access import standing
from training.people.requests import SignedInRequest
from training.portal import selectors
from training.portal.calls import calls_of, question_of_the_day
from training.portal.context import CHOICES, SAVERS, doors_of
from training.portal.why import why_of

YEAR = 365 * 24 * 3600


def _learner_only(request: SignedInRequest) -> None:
    """Http404 for people who do not learn here."""
    if not standing(request.user, timezone.localdate()).learns:
        raise Http404


@require_GET
def door(request: SignedInRequest) -> HttpResponse:
    """Where a person lands after signing in: the first door open to her."""
    doors = doors_of(standing(request.user, timezone.localdate()))
    if doors and doors[0].key == "portal" and request.user.toured_at is None:
        return redirect("tour:page")
    if doors:
        return redirect(doors[0].url)
    return render(request, "pages/portal/no_door.html", status=403)


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """Progress, today, and the one next step."""
    _learner_only(request)
    now = timezone.now()
    roots = standing(request.user, timezone.localdate()).congress_keys
    classes = selectors.classes_of(request.user)
    path = selectors.path_of(request.user, classes, now)
    calls = calls_of(request.user, roots, [one.cohort for one in classes], now)
    context = {
        "path": path,
        "calls": calls,
        "writing": selectors.writing_of(request.user, path, wrote=calls.wrote),
        "one_a_day": question_of_the_day(request.user, roots, calls, now),
        "nav": "home",
    }
    return render(request, "pages/portal/home.html", context)


@require_GET
def programme(request: SignedInRequest) -> HttpResponse:
    """All days and sessions with one's own ticks."""
    _learner_only(request)
    classes = selectors.classes_of(request.user)
    path = selectors.path_of(request.user, classes, timezone.now())
    context = {"path": path, "practice": selectors.practice_for(path), "nav": "programme"}
    return render(request, "pages/portal/programme.html", context)


@require_GET
def why(request: SignedInRequest) -> HttpResponse:
    """What is still missing for finishing the class, and what is done by what."""
    _learner_only(request)
    context = {"why": why_of(request.user, timezone.now()), "nav": "record"}
    return render(request, "pages/portal/why.html", context)


@require_GET
def own_settings(request: SignedInRequest) -> HttpResponse:
    """Text size, contrast, data, language, password, signing out."""
    return render(request, "pages/portal/settings.html", {"nav": "mine"})


@require_GET
def cases(request: SignedInRequest) -> HttpResponse:
    """The case library of one's own congress."""
    keys = standing(request.user, timezone.localdate()).congress_keys
    for library in CaseLibraryPage.objects.live().order_by("path"):
        if library.url_path.split("/")[2] in keys:
            return redirect(library.url)
    raise Http404


@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember what was chosen of text size, contrast, spacing, motion and thrift with data in
    cookies; go back where one was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    for name, allowed in (*CHOICES.items(), ("saver", SAVERS)):
        value = request.POST.get(name, "")
        if value in allowed:
            # Readable by the scripts of pages that a phone keeps, which the server does not draw.
            response.set_cookie(
                name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure()
            )
    return response


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For monitoring: 200 with version, database, pending migrations and how background work
    stands (`jobs.state` is ok, failing, behind or silent); 503 when the database fails."""
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        jobs = None if pending else jobs_standing(timezone.now())
    except Exception:
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    return JsonResponse(
        {
            "status": "ok",
            "version": settings.VERSION,
            "database": connection.vendor,
            "pending_migrations": pending,
            "jobs": jobs
            and {
                "state": jobs.word,
                "seen_at": jobs.seen_at and jobs.seen_at.isoformat(timespec="seconds"),
                "ready": jobs.ready,
                "oldest_ready_seconds": jobs.waits,
                "failed": jobs.failed,
            },
        }
    )


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or from elsewhere: say what to do."""
    messages.error(request, _("这个页面打开太久了，请重新操作一次。"))
    return render(request, "403_csrf.html", status=403)
