"""Alike questions at the desk: while one is written, the pairs of the whole bank, two beside each
other."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import ListView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from cms.site.access import roots_for, sole_root
from courses.questions.access import questions_for
from courses.questions.likeness.models import SimilarPair
from courses.questions.likeness.selectors import dismissed_partners, like, pairs_at_desk, wording
from courses.questions.likeness.services import ask_again, dismiss
from courses.questions.likeness.shingles import LIKELY, Wording, likeness
from courses.questions.likeness.typed import typed_wording
from courses.questions.listing import bank_url, editor_url
from courses.questions.models import Question
from courses.questions.pages import AboutQuestion
from courses.questions.versions.diff import Section, compare
from courses.questions.versions.reading import Line


class AlikeView(PermissionCheckedMixin, View):
    """A fragment: what the bank has that reads like the form as typed so far."""

    model = Question
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """The alike questions with why, the most alike first."""
        own = self._own(request.POST.get("question", ""))
        typed = typed_wording({name: str(value) for name, value in request.POST.items()})
        settled = dismissed_partners(own.pk) if own else frozenset()
        found = like(typed, self._root(own), [own.pk] if own else [])
        shown = [s for s in found if s.question.pk not in settled and not s.question.retired_at]
        context = {
            "alike": [(one, editor_url(one.question)) for one in shown],
            "too_short": not found and len(typed.whole.strip()) < 6,
        }
        return render(request, "admin/bank/alike.html", context)

    def _own(self, pk: str) -> Question | None:
        if not pk:
            return None
        if not pk.isdecimal():
            raise Http404
        return get_object_or_404(questions_for(self.request.user), pk=pk)

    def _root(self, own: Question | None) -> int | None:
        if own is not None:
            return own.owner_root_id
        named = self.request.POST.get("owner_root", "")
        if named.isdecimal():
            return get_object_or_404(roots_for(self.request.user), pk=named).pk
        sole = sole_root(self.request.user)
        return sole.pk if sole else None


class PairsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, ListView):
    """相似的题目: the pairs of the whole bank, the most alike first."""

    model = Question
    permission_required = "change"
    page_title = gettext_lazy("相似的题目")
    header_icon = "copy"
    template_name = "admin/bank/pairs.html"
    paginate_by = 25
    page_kwarg = "p"

    def get_queryset(self) -> Any:
        """Open pairs, or with ?dismissed=1 those said to be meant."""
        return pairs_at_desk(self.request.user, dismissed=self._dismissed())

    def _dismissed(self) -> bool:
        return self.request.GET.get("dismissed") == "1"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The bank, this page."""
        way = [{"url": bank_url("list"), "label": _("全部题目")}]
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which of the two lists it is."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "dismissed": self._dismissed(), "likely": round(LIKELY * 100)}


def _lines(said: Wording) -> list[Line]:
    """A wording as lines; a row is the same in two questions when it says the same."""
    rest = [Line("rest", _("选项和答案"), text, text) for text in dict.fromkeys(said.rest)]
    return [Line("stem", _("题干"), "", said.stem), *rest]


def beside_each_other(one: Question, other: Question) -> list[Section]:
    """Two questions place by place: what both say, and what only one says."""
    return compare(_lines(wording(one)), _lines(wording(other)))


class SideBySideView(AboutQuestion, TemplateView):
    """Two questions beside each other, with what they share."""

    page_title = gettext_lazy("对照两道题")
    template_name = "admin/bank/side_by_side.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both, how alike they are, and the pair if one was found."""
        rows = questions_for(self.request.user).select_related("live_version")
        other = get_object_or_404(rows.exclude(pk=self.object.pk), pk=self.kwargs["other"])
        first, second = sorted([self.object.pk, other.pk])
        found = likeness(wording(self.object), wording(other))
        return {
            **super().get_context_data(**kwargs),
            "other": other,
            "percent": round(found.score * 100),
            "reason": SimilarPair.Why(found.why).label if found.score >= LIKELY else "",
            "sections": beside_each_other(self.object, other),
            "pair": SimilarPair.objects.filter(first_id=first, second_id=second).first(),
            "editors": [(one, editor_url(one)) for one in (self.object, other)],
            "may_retire": self.user_has_permission("publish"),
        }


def _own_pair(request: HttpRequest, pair: int) -> SimilarPair:
    """A pair of which both questions are the person's; Http404 otherwise."""
    own = questions_for(request.user).order_by()
    return get_object_or_404(SimilarPair.objects.filter(first__in=own, second__in=own), pk=pair)


@require_POST
def dismiss_pair(request: HttpRequest, pair: int) -> HttpResponse:
    """不是重复: they are meant to be alike."""
    if not request.user.has_perm("courses.change_question"):
        raise Http404
    found = _own_pair(request, pair)
    dismiss(pair=found, by=request.user, now=timezone.now())
    messages.success(request, _("记下了：这两道题不是重复，以后不再提示。"))
    return redirect(bank_url("similar"))


@require_POST
def open_pair(request: HttpRequest, pair: int) -> HttpResponse:
    """Take it back."""
    if not request.user.has_perm("courses.change_question"):
        raise Http404
    ask_again(pair=_own_pair(request, pair))
    messages.success(request, _("好的，这两道题又列在相似的题目里了。"))
    return redirect(bank_url("similar"))
