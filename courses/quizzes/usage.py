"""Which quizzes ask a question: by name, or perhaps by drawing it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.desk.ownership import scoped
from courses.questions.models import Question, QuestionTag
from courses.questions.usage.places import Place, Way
from courses.quizzes.assembly import want_of
from courses.quizzes.models import Quiz, QuizSlot
from courses.quizzes.sampling import Want


def places_in_quizzes(user: Any, questions: Sequence[Question]) -> dict[int, list[Place]]:
    """The quizzes of the person's congresses that use each of these questions; those that use none
    are left out. Three queries at most, however many questions."""
    by_pk = {question.pk: question for question in questions}
    named: dict[Quiz, set[int]] = {}
    drawing: dict[Quiz, list[Want]] = {}
    for slot in _slots(user, questions):
        if slot.question_id:
            named.setdefault(slot.section.quiz, set()).add(slot.question_id)
        else:
            drawing.setdefault(slot.section.quiz, []).append(want_of(slot))
    found: dict[int, list[Place]] = {}
    for quiz, pks in named.items():
        for pk in pks:
            found.setdefault(pk, []).append(_place(Way.NAMED, quiz))
    if drawing:
        for pk, (tags, points) in _drawn_by(questions).items():
            for quiz, wants in drawing.items():
                count = sum(_fits(want, by_pk[pk], tags, points) for want in wants)
                if count and _may_ask(quiz, by_pk[pk]):
                    told = _("%(count)s 个抽题的题位") % {"count": count}
                    found.setdefault(pk, []).append(_place(Way.DRAWN, quiz, told))
    return found


def _slots(user: Any, questions: Sequence[Question]) -> "QuerySet[QuizSlot]":
    """The slots that name one of the questions, and all that draw from their banks."""
    roots = {question.owner_root_id for question in questions if question.owner_root_id}
    drawing = Q(question=None, section__quiz__owner_root__in=roots)
    slots = QuizSlot.objects.filter(Q(question__in=questions) | drawing)
    own = scoped(user, Quiz.objects.order_by())
    return (
        slots.filter(section__quiz__in=own)
        .select_related("section__quiz")
        .order_by("section__quiz__key")
    )


def _place(way: Way, quiz: Quiz, detail: str = "") -> Place:
    url = reverse(Quiz.snippet_viewset.get_url_name("edit"), args=[quote(quiz.pk)])
    told = [str(quiz.get_purpose_display()), detail, "" if quiz.live else _("没有开放")]
    return Place(way, str(quiz), url, " · ".join(filter(None, told)), quiz.live)


def _drawn_by(questions: Sequence[Question]) -> dict[int, tuple[set[str], set[str]]]:
    """Tags and keys of knowledge points of each question."""
    prefetch_related_objects(questions, "points")
    known: dict[int, tuple[set[str], set[str]]] = {
        question.pk: (set(), {point.key for point in question.points.all()})
        for question in questions
    }
    tags = QuestionTag.objects.filter(content_object__in=known)
    for pk, name in tags.values_list("content_object_id", "tag__name"):
        known[pk][0].add(name)
    return known


def _fits(want: Want, question: Question, tags: set[str], points: set[str]) -> bool:
    """Whether a draw may pick a question, going by what it asks for alone."""
    return bool(
        (not want.tag or want.tag in tags)
        and (not want.points or points.intersection(want.points))
        and want.easiest <= question.difficulty <= want.hardest
    )


def _may_ask(quiz: Quiz, question: Question) -> bool:
    """The same conditions as `assembly.askable`, for a question at hand."""
    return (
        quiz.owner_root_id == question.owner_root_id
        and question.live
        and question.retired_at is None
        and question.live_version_id is not None
        and (quiz.purpose != Quiz.Purpose.PRACTICE or question.use == Question.Use.PRACTICE)
    )
