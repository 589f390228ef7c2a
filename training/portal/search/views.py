"""/search/: the question, the results, and the beacon that tells what was looked for in vain."""

from datetime import timedelta

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from training.learning.searches.services import note_miss
from training.people.access import standing
from training.people.requests import SignedInRequest
from training.people.throttle import Rate, admit
from training.portal.search import selectors
from training.portal.search.asking import LONGEST, asked

SALT = "search.miss"
RATE = Rate(30, timedelta(hours=1))
LIFE = timedelta(hours=1)


@require_safe
def page(request: SignedInRequest) -> HttpResponse:
    """What was found, with filters; without words, what can be looked for."""
    question = asked(request.GET)
    results = selectors.look_for(question, selectors.reader_of(request.user, timezone.now()))
    context = {
        "asked": question,
        "results": results,
        "page_obj": results.page,
        "apart": [(word, selectors.only(question, word)) for word in question.apart],
        "popular": [] if results.total else selectors.popular(),
        "longest": LONGEST,
        # Signed, so that only what really was looked for in vain is counted.
        "missed": signing.dumps(question.words, salt=SALT) if results.is_miss else "",
        "nav": "search",
    }
    return render(request, "pages/search/page.html", context)


@require_POST
def missed(request: SignedInRequest) -> HttpResponse:
    """Count a word that was looked for in vain; says nothing, and does nothing above the rate."""
    try:
        words = signing.loads(request.POST.get("missed", ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return HttpResponse(status=400)
    now, user = timezone.now(), request.user
    congresses = standing(user, timezone.localdate(now)).congresses
    if congresses and admit(about="search-miss", subject=str(user.pk), rate=RATE, now=now):
        note_miss(congress=congresses[0], words=words, now=now)
    return HttpResponse(status=204)
