"""Answering a practice question on a lesson page."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from training.learning.attempts import practice
from training.people.page_access import readable_page
from training.people.requests import SignedInRequest


@require_POST
def answer(request: SignedInRequest, page: int, question: UUID) -> HttpResponse:
    """Mark the try and lead back to the question on its page."""
    lesson = readable_page(request.user, page)
    version = practice.practice_version(question)
    if version is None:
        raise Http404
    practice.answer_practice(
        learner_id=request.user.pk,
        question=question,
        version=version,
        posted=dict(request.POST.lists()),
        now=timezone.now(),
    )
    return redirect(f"{lesson.url}#practice-{question}")
