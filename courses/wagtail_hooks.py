"""What the teaching house registers at the desk: the bank, the quizzes, and its buttons."""

from functools import partial
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cms.desk import frame, selectors
from cms.desk.home import DeskTask, Draft, Maker
from cms.desk.ownership import register_owned, scoped
from courses.catalogue import case_desk
from courses.catalogue import desk as catalogue
from courses.catalogue.copying import COPY as COPY_PROGRAMME
from courses.catalogue.models import CoursePage
from courses.catalogue.usage import places_in_pages
from courses.exchange import admin_urls
from courses.exchange import desk as exchange
from courses.questions.access import questions_for, roots_for
from courses.questions.citing import QuestionCiter
from courses.questions.models import Category, Question
from courses.questions.policy import QuestionPolicy
from courses.questions.retiring import BringBackSeveral, RetireSeveral
from courses.questions.selectors import Standing, in_review
from courses.questions.services import BRING_BACK, RETIRE
from courses.questions.viewsets import (
    KIND_MODELS,
    BankViewSet,
    CategoryViewSet,
    QuestionViewSet,
    new_question_urls,
)
from courses.quizzes.models import Quiz
from courses.quizzes.services import CLOSE, COPY, REOPEN
from courses.quizzes.usage import held_back_notes, places_in_quizzes
from courses.quizzes.viewsets import QuizViewSet, new_quiz_urls
from courses.workshops.models import Rubric, WritingTask
from courses.workshops.viewsets import WritingGroup, new_task_url

register_owned(Category, Quiz, Rubric, WritingTask)
for model in (Question, *KIND_MODELS):
    register_permission_policy(model, QuestionPolicy(model), exact_class=True)

hooks.register("register_page_header_buttons", catalogue.header_buttons)
hooks.register("register_page_listing_more_buttons", catalogue.listing_buttons)
hooks.register("register_page_header_buttons", case_desk.header_buttons)
hooks.register("register_page_listing_more_buttons", case_desk.listing_buttons)
hooks.register("before_copy_page", catalogue.copy_whole_programmes)
hooks.register("question_places", places_in_quizzes)
hooks.register("question_places", places_in_pages)
hooks.register("question_places", case_desk.places_in_cases)
hooks.register("quiz_notes", held_back_notes)
hooks.register("law_citers", QuestionCiter)
hooks.register("bank_buttons", exchange.bank_buttons)
hooks.register("register_log_actions", exchange.log_actions)
hooks.register("register_bulk_action", RetireSeveral)
hooks.register("register_bulk_action", BringBackSeveral)


class BankGroup(SnippetViewSetGroup):
    """The bank and what is made of it."""

    menu_label = gettext_lazy("题库")
    menu_name = "bank"
    menu_icon = "help"
    menu_order = 200
    items = (BankViewSet, QuizViewSet, CategoryViewSet)

    def get_submenu_items(self) -> list[Any]:
        """The lists, and the way files come in."""
        items = super().get_submenu_items()
        return [*items, *exchange.menu_items(after=len(items) + 1)]


register_snippet(BankGroup)
register_snippet(WritingGroup)
for model in KIND_MODELS:
    register_snippet(partial(QuestionViewSet, model))


class WithReason(LogFormatter):
    """What was done to a question, and the reason given."""

    def format_comment(self, log_entry: Any) -> str:
        """The reason; empty when none was given."""
        return str(log_entry.data.get("reason", ""))


@hooks.register("register_log_actions")
def question_actions(actions: Any) -> None:
    """How retiring and bringing back read in a question's history."""
    for action, label in ((RETIRE, gettext_lazy("停用")), (BRING_BACK, gettext_lazy("恢复使用"))):
        words = {"label": label, "message": label}
        actions.register_action(action)(type("_Formatter", (WithReason,), words))


@hooks.register("register_log_actions")
def quiz_actions(actions: Any) -> None:
    """How copying, closing and opening again read in a quiz's history."""
    labels = {
        COPY: gettext_lazy("从另一个测验复制"),
        CLOSE: gettext_lazy("停用"),
        REOPEN: gettext_lazy("重新开放"),
    }
    for action, label in labels.items():
        actions.register_action(action, label, label)


@hooks.register("register_log_actions")
def programme_actions(actions: Any) -> None:
    """How copying reads in a programme's history."""
    label = gettext_lazy("从另一个培训班方案复制")
    actions.register_action(COPY_PROGRAMME, label, label)


@hooks.register("register_admin_urls")
def catalogue_urls() -> list[Any]:
    """The pages about programmes and courses, questions made from cases, and files of questions."""
    return [
        path("catalogue/", include((catalogue.urlpatterns, "catalogue"))),
        path("cases/", include((case_desk.urlpatterns, "case_questions"))),
        path("exchange/", include((admin_urls.urlpatterns, "exchange"))),
    ]


def _may(request: HttpRequest, model: type[Model], action: str) -> bool:
    return bool(request.user.has_perm(f"courses.{action}_{model._meta.model_name}"))


@hooks.register("desk_tasks")
def tasks(request: HttpRequest) -> list[DeskTask]:
    """Questions under review, mine and my colleagues'."""
    if not _may(request, Question, "change"):
        return []
    list_url = reverse(Question.snippet_viewset.get_url_name("list"))
    url = f"{list_url}?standing={Standing.REVIEW.value}"
    return [DeskTask(_("审核中的题目"), in_review(request.user), url)]


@hooks.register("desk_makers")
def makers(request: HttpRequest) -> list[Maker]:
    """A new lesson in one of the courses, a question of each kind, a quiz for each purpose."""
    courses = CoursePage.objects.none()
    for root in roots_for(request.user):
        courses |= CoursePage.objects.descendant_of(root)
    places = [
        (course.title, reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk]))
        for course in courses.order_by("path")
        if frame.may_add(request.user, course)
    ]
    found = [Maker(_("课时"), places=places)] if places else []
    if _may(request, Question, "add"):
        found += [Maker(name, url) for name, url in new_question_urls()]
    if _may(request, Quiz, "add"):
        found.append(Maker(_("测验"), places=new_quiz_urls()))
    if _may(request, WritingTask, "add"):
        found.append(Maker(_("写作任务"), new_task_url()))
    return found


@hooks.register("desk_drafts")
def drafts(request: HttpRequest) -> list[Draft]:
    """Questions and writing tasks of mine that are not published as they stand."""
    tasks = scoped(request.user, WritingTask.objects.all())
    return [
        *selectors.drafts_of(request.user, questions_for(request.user)),
        *selectors.drafts_of(request.user, tasks),
    ]
