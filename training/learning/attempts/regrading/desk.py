"""What the desk's pages about a question show, and what their address and form ask for."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.questions.models import QuestionVersion
from courses.questions.viewsets import editor_url
from courses.quizzes.models import KeyAmendment, Quiz
from training.learning.attempts.models import Objection
from training.learning.attempts.objections.access import objections_at_desk
from training.learning.attempts.objections.questioned import awaiting_regrade
from training.learning.attempts.regrading import access, proposals, selectors
from training.learning.attempts.regrading.decisions import Decision
from training.learning.attempts.regrading.kept import kept_rehearsal
from training.learning.attempts.regrading.keys.registry import facets, in_words, parts_of
from training.learning.attempts.regrading.proposals import TAKE_BACK, Background, Proposal, Wish
from training.people.models import User
from training.people.requests import SignedInRequest

PER_PAGE = 50
NOT_OF_THE_FORM = frozenset({"csrfmiddlewaretoken", "basis", "p", "again"})


# ---- what is asked for


def proposed(request: SignedInRequest, told: Background) -> Proposal | None:
    """The proposal that the address names, bound to what was posted; None when it names none.
    Http404 for what is not on offer."""
    if not request.GET.get("way"):
        return None
    posted = request.POST if request.method == "POST" else None
    return proposals.propose(told, _wish(request, told), by=request.user, posted=posted)


def _wish(request: SignedInRequest, told: Background) -> Wish:
    named, part = request.GET["way"], request.GET.get("part", "0")
    if named == TAKE_BACK.name:
        return Wish(TAKE_BACK, taken=_to_take_back(request, told))
    way = next((way for way in told.ways if way.name == named), None)
    numbers = {str(one.number) for one in parts_of(told.version) if one.editable}
    if way is None or (part != "0" and part not in numbers):
        raise Http404
    return Wish(way, int(part), tuple(request.GET.getlist("only")))


def _to_take_back(request: SignedInRequest, told: Background) -> KeyAmendment:
    named = request.GET.get("decision", "")
    found = next((one for one in told.past if str(one.decision.uuid) == named), None)
    if found is None or not found.can_be_taken_back or not may_undo(request.user, found.decision):
        raise Http404
    return found.decision


def may_undo(user: User, decision: KeyAmendment) -> bool:
    """Whether a decision, on a quiz that is the person's, is hers to take back."""
    if decision.quiz_id is not None:
        return True
    return access.may_decide_everywhere(user, decision.version)


def answering(user: User, quiz: Quiz, decision: Decision) -> list[Objection]:
    """The upheld objections that a decision answers: no marks were changed for them yet."""
    if decision.takes_back is not None:
        return []
    quizzes = [quiz] if decision.quiz else list(access.asking(decision.version))
    return [
        one
        for asked in quizzes
        for one in awaiting_regrade(user, decision.version, asked)
        if not decision.only or str(one.item.attempt_id) in decision.only
    ]


# ---- what is shown


def question_page(
    request: SignedInRequest, told: Background, proposal: Proposal | None
) -> dict[str, Any]:
    """The question as it was asked, what was answered, objected, decided, and is proposed."""
    version, standing = told.version, told.standing
    chosen = QueryDict(mutable=True)
    chosen.setlist("only", request.GET.getlist("only"))
    return {
        "quiz": told.quiz,
        "tab": "regrading",
        "page_title": title_of(version),
        "told": told,
        "facets": facets(version, standing.keys, told.counts),
        "key": in_words(version.kind, version.body, standing.key),
        "also": [in_words(version.kind, version.body, key) for key in standing.also],
        "parts": parts_of(version),
        "upheld": awaiting_regrade(request.user, version, told.quiz),
        "proposal": proposal,
        "kept": chosen.urlencode(),
        "editor": editor_url(version.question),
    }


def title_of(version: QuestionVersion) -> str:
    """What a version is called."""
    return _("题目 %(number)s 第 %(n)d 版") % {
        "number": version.question.number,
        "n": version.num,
    }


def rehearsal_page(request: SignedInRequest, proposal: Proposal) -> dict[str, Any]:
    """The dry run of a valid proposal, or how far it has come."""
    decision, told = proposal.decision(), proposal.background
    basis, rehearsal = kept_rehearsal(decision)
    pages = Paginator(rehearsal.ordered() if rehearsal.complete else [], PER_PAGE)
    page = pages.get_page(request.POST.get("p"))
    named = {"quiz": told.quiz.uuid, "version": told.version.uuid}
    asked = request.GET.urlencode()
    return {
        "quiz": told.quiz,
        "tab": "regrading",
        "page_title": title_of(told.version),
        "proposal": proposal,
        "decision": decision,
        "everywhere": decision.quiz is None,
        "answer": decision.in_words(),
        "rehearsal": rehearsal,
        "tally": rehearsal.tally,
        "basis": basis,
        "as_of": timezone.now(),
        "page": page,
        "rows": selectors.named_lines(request.user, list(page)),
        "answers": answering(request.user, told.quiz, decision),
        "fields": _posted_fields(request),
        "try_url": f"{reverse('sittings:regrade', kwargs=named)}?{asked}",
        "commit_url": f"{reverse('sittings:regrade_commit', kwargs=named)}?{asked}",
    }


def _posted_fields(request: SignedInRequest) -> list[tuple[str, str]]:
    """The form as it was filled in, to be sent again with the next step."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_OF_THE_FORM
        for value in values
    ]


def decision_page(user: User, quiz: Quiz, taken: KeyAmendment, page: str | None) -> dict[str, Any]:
    """A decision: what, who, why, how far it has come, and whose marks changed."""
    shown = Paginator(selectors.changes_by(quiz, taken), PER_PAGE).get_page(page)
    known = selectors.names(user, [change.attempt_id for change in shown])
    return {
        "quiz": quiz,
        "tab": "regrading",
        "page_title": taken.get_verb_display(),
        "told": selectors.past_one(quiz, taken),
        "answers": objections_at_desk(user).filter(amendment=taken).count(),
        "everywhere": taken.quiz_id is None,
        "page": shown,
        "rows": [(change, known.get(change.attempt_id)) for change in shown],
        "editor": editor_url(taken.version.question),
        "may_undo": may_undo(user, taken),
    }
