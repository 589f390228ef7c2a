"""Which lessons ask a question as practice."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from cms.desk.frame import own_pages
from courses.questions.models import Question
from courses.questions.usage.places import Place, Way


def places_in_pages(user: Any, questions: Sequence[Question]) -> dict[int, list[Place]]:
    """The pages within the person's reach that name each of these questions, as Wagtail's index of
    references knows them. Two queries, however many questions."""
    question_type = ContentType.objects.get_for_model(Question)
    page_type = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        to_content_type=question_type,
        to_object_id__in=[str(question.pk) for question in questions],
    )
    named = sorted(
        {(int(to), int(page)) for to, page in references.values_list("to_object_id", "object_id")}
    )
    if not named:
        return {}
    pages = own_pages(user, Page.objects.filter(pk__in={page for _to, page in named}))
    known = pages.in_bulk()
    found: dict[int, list[Place]] = {}
    for to, pk in named:
        if page := known.get(pk):
            found.setdefault(to, []).append(_place(page))
    return found


def _place(page: Page) -> Place:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return Place(Way.PRACTISED, page.title, url, "" if page.live else _("没有发布"), page.live)
