"""Which quizzes ask a question: by name, or perhaps by drawing it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.desk.ownership import scoped
from courses.questions.models import Question, QuestionTag
from courses.questions.usage.places import Place, Way
from courses.quizzes.askable import may_be_drawn
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
                level = by_pk[pk].difficulty
                count = sum(want.fits(level, tags, points) for want in wants)
                if count and may_be_drawn(quiz, by_pk[pk]):
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


def held_back_notes(request: HttpRequest, quiz: Quiz) -> list[str]:
    """For who edits a quiz: the questions it names whose law changed and is not looked at yet. One
    query."""
    del request
    named = quiz_questions(quiz).exclude(question__held_back_at=None)
    numbers = list(dict.fromkeys(named.values_list("question__number", flat=True)))
    if not numbers:
        return []
    told = _(
        "指定的题里，%(numbers)s 所依据的法条有变动，还没有复核。开新卷照样会出，"
        "请先到“资料 › 法条变动”复核，或者换一道。"
    )
    return [told % {"numbers": "、".join(numbers)}]


def quiz_questions(quiz: Quiz) -> "QuerySet[QuizSlot]":
    """The slots of a quiz that name a question, in the order of the paper."""
    slots = QuizSlot.objects.filter(section__quiz=quiz, question__isnull=False)
    return slots.order_by("section__sort_order", "section_id", "sort_order")
