"""由案例出题: the decision points of a case at the desk, each to be turned into a question."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button, HeaderButton

from cms.cases.models import CaseStudyPage
from courses.catalogue.case_models import CaseQuestion
from courses.catalogue.desk import AboutPage
from courses.catalogue.from_cases import points_of, question_from
from courses.questions.listing import editor_url
from courses.questions.models import Question
from courses.questions.usage.places import Place, Way


def _may(user: Any, case: CaseStudyPage) -> bool:
    """Who edits the case and makes questions; foreign cases were refused at the desk's door."""
    edits = case.permissions_for_user(user).can_edit()
    return bool(edits and user.has_perm("courses.add_question"))


class CasePointsView(AboutPage, TemplateView):
    """The decision points with what was made from them."""

    model = CaseStudyPage
    page_title = gettext_lazy("由案例出题")
    header_icon = "help"
    template_name = "admin/cases/points.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every point, its question, and where that is edited; Http404 without the right."""
        if not _may(self.request.user, self.object):
            raise Http404
        points = [
            (point, editor_url(point.question) if point.question else "")
            for point in points_of(self.object)
        ]
        return {**super().get_context_data(**kwargs), "points": points}


@require_POST
def make(request: HttpRequest, page_id: int, block: str) -> HttpResponse:
    """Turn a decision point into a question, or find the one made before, and open its editor."""
    case = get_object_or_404(CaseStudyPage, pk=page_id)
    if not _may(request.user, case):
        raise Http404
    made = question_from(case=case, block=block, by=request.user, now=timezone.now())
    if made is None:
        raise Http404
    question, new = made
    if new:
        told = _("已生成练习题 %(number)s 的草稿。请核对题干、选项和依据，再发布。")
        messages.success(request, told % {"number": question.number})
    else:
        told = _("这个决策点已经变成题目 %(number)s，就是下面这道。")
        messages.info(request, told % {"number": question.number})
    return redirect(editor_url(question))


urlpatterns = [
    path("<int:page_id>/questions/", CasePointsView.as_view(), name="points"),
    path("<int:page_id>/questions/<str:block>/", make, name="make"),
]


def header_buttons(page: Any, user: Any, next_url: str = "", view_name: str = "") -> Iterator[Any]:
    """The way there from the editor of a case."""
    if isinstance(page, CaseStudyPage) and _may(user, page):
        url = reverse("case_questions:points", args=[page.pk])
        yield HeaderButton(_("由案例出题"), url=url, icon_name="help", priority=30)


def listing_buttons(page: Any, user: Any, next_url: str = "") -> Iterator[Any]:
    """The way there from the list of cases."""
    specific = page.specific_class if page.pk else None
    if specific is CaseStudyPage and user.has_perm("courses.add_question"):
        url = reverse("case_questions:points", args=[page.pk])
        yield Button(_("由案例出题"), url=url, icon_name="help", priority=30)


def places_in_cases(user: Any, questions: Sequence[Question]) -> dict[int, list[Place]]:
    """The cases these questions were made from. One query."""
    links = CaseQuestion.objects.filter(question__in=[question.pk for question in questions])
    found: dict[int, list[Place]] = {}
    for link in links.select_related("case").defer("case__body"):
        url = reverse("wagtailadmin_pages:edit", args=[link.case_id])
        place = Place(Way.PRACTISED, link.case.title, url, _("由决策点生成"), link.case.live)
        found.setdefault(link.question_id, []).append(place)
    return found
