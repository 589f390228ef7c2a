"""The trainers' desk: questions that wait, one question, and the common ones."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.learning.enquiries import access, publishing, selectors
from training.learning.enquiries.acting import acts_on
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.forms import FaqForm
from training.learning.enquiries.models import Enquiry, FaqEntry
from training.learning.enquiries.selectors import Wanted
from training.people.requests import SignedInRequest

require_form = require_http_methods(["GET", "HEAD", "POST"])


def wanted(request: SignedInRequest) -> Wanted:
    """What the address asks for; nonsense counts as not asked."""
    show, page = request.GET.get("show", ""), request.GET.get("p", "")
    known = show if show in ("mine", "all") else "waiting"
    return Wanted(known, int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1)


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    ways = [(reverse("wagtailadmin_home"), _("内容工作台")), *more]
    return [{"url": url, "label": label} for url, label in ways]


def _queue_crumb() -> tuple[str, str]:
    return reverse("enquiry_desk:queue"), _("代表的提问")


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits, the longest first; what was handed to oneself; everything."""
    asked = wanted(request)
    rows = access.at_desk(request.user)
    context = {
        "queue": selectors.queue(rows, asked, request.user, timezone.now()),
        "wanted": asked,
        "crumbs": _crumbs(("", _("代表的提问"))),
    }
    return render(request, "admin/enquiries/queue.html", context)


@require_form
def one(request: SignedInRequest, enquiry: UUID) -> HttpResponse:
    """One question; by POST it is answered, handed on or ended."""
    found = access.enquiry_at_desk(request.user, enquiry)
    acts = acts_on(request, found, by=request.user, office=False, now=timezone.now())
    if acts.done:
        messages.success(request, acts.done)
        return redirect("enquiry_desk:one", enquiry=found.pk)
    context = {
        "enquiry": found,
        "said": selectors.messages_of(found),
        "acts": acts,
        "made": access.faq_at_desk(request.user).filter(made_from=found.pk).first(),
        "crumbs": _crumbs(_queue_crumb(), ("", str(found.learner))),
    }
    return render(request, "admin/enquiries/one.html", context)


@require_safe
def faq(request: SignedInRequest) -> HttpResponse:
    """The common questions, drafts first."""
    entries = access.faq_at_desk(request.user).order_by("live", "-changed_at", "pk")
    context = {"entries": entries, "crumbs": _crumbs(_queue_crumb(), ("", _("常见问题")))}
    return render(request, "admin/enquiries/faq.html", context)


@require_form
def faq_new(request: SignedInRequest) -> HttpResponse:
    """Write a common question, after a deputy's or from nothing."""
    source = _source(request)
    root = access.root_of(request.user, source)
    entry = FaqEntry(owner_root=root)
    if source is not None:
        entry.made_from, entry.activity = source.pk, source.activity
        entry.place_title, entry.place_url = source.place_title, source.place_url
        if source.activity is None or source.place_url.startswith("/quiz/"):
            # A sitting is one person's own page.
            entry.activity, entry.place_title, entry.place_url = None, "", ""
    return _faq_form(request, entry, source)


@require_form
def faq_edit(request: SignedInRequest, entry: int) -> HttpResponse:
    """Write a common question anew."""
    found = access.faq_entry_at_desk(request.user, entry)
    known = access.at_desk(request.user)
    source = known.filter(pk=found.made_from).first() if found.made_from else None
    return _faq_form(request, found, source)


@require_POST
def faq_publish(request: SignedInRequest, entry: int) -> HttpResponse:
    """Publish a common question, or withdraw it."""
    found = access.faq_entry_at_desk(request.user, entry)
    live = request.POST.get("live") == "yes"
    publishing.publish(entry=found, live=live, by=request.user, now=timezone.now())
    told = _("已发布，代表现在就能看到。") if live else _("已撤下，代表看不到了。")
    messages.success(request, told)
    return redirect("enquiry_desk:faq")


def _source(request: SignedInRequest) -> Enquiry | None:
    """The question that the address names; None for none, Http404 for a foreign one."""
    try:
        asked = UUID(request.GET.get("from", ""))
    except ValueError:
        return None
    return access.enquiry_at_desk(request.user, asked)


def _faq_form(request: SignedInRequest, entry: FaqEntry, source: Enquiry | None) -> HttpResponse:
    form = FaqForm.of(entry, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, entry, form):
        return redirect("enquiry_desk:faq")
    context = {
        "form": form,
        "entry": entry,
        "source": source,
        "said": selectors.messages_of(source) if source else [],
        "crumbs": _crumbs(
            _queue_crumb(),
            (reverse("enquiry_desk:faq"), _("常见问题")),
            ("", _("修改") if entry.pk else _("新写")),
        ),
    }
    return render(request, "admin/enquiries/faq_form.html", context)


def _saved(request: SignedInRequest, entry: FaqEntry, form: FaqForm) -> bool:
    """Whether it was stored, and published if that was asked; if not, the reason is on the form."""
    now = timezone.now()
    try:
        publishing.save_faq(entry=entry, wording=form.wording(), by=request.user, now=now)
    except EnquiryRefused as refusal:
        form.add_error("named" if refusal.code == "names" else None, refusal.reason)
        return False
    if request.POST.get("publish"):
        publishing.publish(entry=entry, live=True, by=request.user, now=now)
        messages.success(request, _("已发布，代表现在就能看到。"))
    else:
        messages.success(request, _("已存。"))
    return True
