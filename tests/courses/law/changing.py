"""A law that got a new text, and content that cites the old one."""

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page

from cms.law.revising import services
from cms.models import (
    LawReview,
    Provision,
    StatuteVersion,
)
from courses.models import Question, QuestionCitation
from tests.factories import questions
from tests.factories.law import article, table, text_of_2015, text_of_2025
from tests.factories.replay import replayed
from tests.factories.world import World

State = LawReview.State


@pytest.fixture
def old(db: None) -> StatuteVersion:
    """The text of 2015 with all its articles."""
    version = text_of_2015()
    for number in range(1, 53):
        article(version, number)
    return version


@pytest.fixture
def new(old: StatuteVersion) -> StatuteVersion:
    """The text of 2025; its articles come with the table."""
    version = text_of_2025()
    article(version, 7, heading="代表的权利", gist="代表有八项权利。")
    return version


def law_block(provision: Provision) -> dict[str, Any]:
    return {"type": "law", "value": {"provision": provision.pk, "detail": "", "text": ""}}


def linked(provision: Provision) -> dict[str, Any]:
    link = f'<a id="{provision.pk}" linktype="provision">旧条</a>'
    return {"type": "text", "value": f"<p>见{link}。</p>"}


def write(page: Any, *blocks: dict[str, Any], publish: bool = True) -> Any:
    """A body of these blocks, published or left as a draft."""
    page.body = [{"type": "heading", "value": "题", "id": "33333333-0000-0000-0000-000000000001"}]
    page.body = type(page)._meta.get_field("body").to_python([*_raw(page.body), *blocks])
    revision = page.save_revision()
    if publish:
        revision.publish()
    return type(page).objects.get(pk=page.pk)


def _raw(body: Any) -> list[Any]:
    return body if isinstance(body, list) else list(body.raw_data)


def citing(root: Any, number: str, *provisions: Provision) -> Question:
    """A published question that rests on these articles."""
    question = questions.single(root, number)
    for provision in provisions:
        QuestionCitation.objects.create(question=question, provision=provision)
    fresh: Any = Question.objects.get(pk=question.pk)
    fresh.save_revision().publish()
    return Question.objects.get(pk=question.pk)


def of(version: StatuteVersion, number: int) -> Provision:
    return Provision.objects.get(version=version, number=number)


def enter(old: StatuteVersion, new: StatuteVersion, by: Any = None) -> services.Entered:
    return services.enter_table(old=old, new=new, table=table(), by=by, now=timezone.now())


def held(question: Question) -> bool:
    rows = Question.objects.non_polymorphic().filter(pk=question.pk)
    return rows.exclude(held_back_at=None).exists()


def review_of(content: Any, provision: Provision) -> LawReview:
    return LawReview.objects.get(
        content_type__model="page" if isinstance(content, Page) else "question",
        object_id=str(content.pk),
        provision=provision,
    )


SOME = (1, 3, 5, 7)


def _everything(dinghai: World, old: StatuteVersion, numbers: Any) -> dict[str, Any]:
    root = dinghai.root
    case = write(dinghai.case, linked(of(old, 3)))
    lesson = write(dinghai.lesson, law_block(of(old, 5)))
    lesson = write(lesson, law_block(of(old, 5)), linked(of(old, 41)), publish=False)
    asked = {n: citing(root, f"L{n}", of(old, n)) for n in numbers}
    drafted: Any = Question.objects.get(pk=questions.single(root, "DRAFT").pk)
    drafted.citations.add(QuestionCitation(provision=of(old, 30)))
    drafted.save_revision()
    return {"case": case, "lesson": lesson, "asked": asked, "drafted": drafted}


@pytest.fixture
def everything(
    dinghai: World, desk: Any, old: StatuteVersion, new: StatuteVersion
) -> dict[str, Any]:
    """Every way of citing, in the published text and in drafts; questions on a few articles."""
    return replayed("all that cites", lambda: _everything(dinghai, old, SOME))


@pytest.fixture
def whole(dinghai: World, desk: Any, old: StatuteVersion, new: StatuteVersion) -> dict[str, Any]:
    """The same, with a question on every article of the old text."""
    return _everything(dinghai, old, range(1, 53))
