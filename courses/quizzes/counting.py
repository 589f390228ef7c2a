"""How many questions a draw can choose from, answered while the author is still choosing."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cms.desk.ownership import scoped
from cms.site.access import roots_for, sole_root
from courses.quizzes.models import EASIEST, HARDEST, Quiz
from courses.quizzes.sampling import Want
from courses.quizzes.selectors import available

MOST = 100


@require_GET
def how_many(request: HttpRequest) -> JsonResponse:
    """For each draw of `draws` a sentence; for the quiz named, or a new one of the root named."""
    if not request.user.has_perm("courses.change_quiz"):
        raise PermissionDenied
    quiz = _quiz(request)
    wants = _wants(request.GET.get("draws", "[]"))
    counts = available(quiz, wants)
    told = [_("现有 %d 题可抽。") % n if n else _("没有题可抽，请放宽条件。") for n in counts]
    return JsonResponse({"counts": counts, "told": told})


def _quiz(request: HttpRequest) -> Quiz:
    """Not saved: just enough to know which questions may be asked. Http404 for a foreign one."""
    user: Any = request.user
    purpose = request.GET.get("purpose", "")
    if (pk := request.GET.get("quiz", "")).isdecimal():
        known = scoped(user, Quiz.objects.filter(pk=pk)).values_list("owner_root_id").first()
        if known is None:
            raise Http404
        return Quiz(owner_root_id=known[0], purpose=purpose)
    if (root := request.GET.get("root", "")).isdecimal():
        if not roots_for(user).filter(pk=root).exists():
            raise Http404
        return Quiz(owner_root_id=int(root), purpose=purpose)
    own = sole_root(user) if not isinstance(user, AnonymousUser) else None
    return Quiz(owner_root=own, purpose=purpose)


def _wants(text: str) -> list[Want]:
    """What the page says of its draws; junk counts as saying nothing."""
    try:
        said = json.loads(text)
    except ValueError:
        return []
    draws = said if isinstance(said, list) else []
    return [_want(one) for one in draws[:MOST] if isinstance(one, dict)]


def _want(said: dict[str, Any]) -> Want:
    return Want(
        tag=str(said.get("tag") or ""),
        points=tuple(str(said.get("points") or "").split()),
        easiest=_level(said.get("easiest"), EASIEST),
        hardest=_level(said.get("hardest"), HARDEST),
    )


def _level(said: Any, otherwise: int) -> int:
    return int(said) if str(said or "").isdecimal() else otherwise
