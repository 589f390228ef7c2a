"""A large bank in a moment: bare published questions, for draws that only look at the bank."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from taggit.models import Tag

from courses.models import Question, QuestionTag, QuestionVersion, SingleChoiceQuestion
from tests.factories import questions


def large_bank(
    root: Any, count: int, *, points: Sequence[str], tags: Sequence[str] = (), **extra: Any
) -> list[int]:
    """The keys of new questions, all with the tags, taking the points in turn and the
    difficulties from 1 to 5."""
    kind = ContentType.objects.get_for_model(SingleChoiceQuestion)
    drawer = questions.bank(root)
    first = Question.objects.count()
    made = [
        Question(
            uuid=uuid4(),
            number=f"B{first + n:05d}",
            category=drawer,
            owner_root=root,
            difficulty=n % 5 + 1,
            stem=f"第 {n} 题",
            polymorphic_ctype=kind,
            **{"use": Question.Use.EXAMINATION} | extra,
        )
        for n in range(count)
    ]
    # Past the polymorphic manager, which refuses tables with a parent to be filled at once.
    QuerySet(Question).bulk_create(made, batch_size=1000)
    keys = [question.pk for question in made]
    _publish(made)
    _file(keys, points, tags)
    return keys


def _publish(made: list[Question]) -> None:
    QuestionVersion.objects.bulk_create(
        (
            QuestionVersion(
                question_id=question.pk,
                num=1,
                kind="single_choice",
                use=question.use,
                body={"stem": question.stem, "options": []},
                answer_key={"right": []},
                points=[],
                difficulty=question.difficulty,
                citations=[],
                digest="0" * 64,
                published_at=timezone.now(),
            )
            for question in made
        ),
        batch_size=1000,
    )
    newest = QuestionVersion.objects.filter(question_id=OuterRef("pk")).values("pk")[:1]
    QuerySet(Question).filter(live_version=None, number__startswith="B").update(
        live_version=Subquery(newest), live=True, retired_at=F("retired_at")
    )


def _file(keys: list[int], points: Sequence[str], tags: Sequence[str]) -> None:
    about = Question.points.through
    of_point = [questions.point(key, key).pk for key in points]
    about.objects.bulk_create(
        about(question_id=pk, knowledgepoint_id=of_point[n % len(of_point)])
        for n, pk in enumerate(keys)
    )
    for name in tags:
        tag = Tag.objects.get_or_create(name=name, defaults={"slug": name})[0]
        QuestionTag.objects.bulk_create(QuestionTag(content_object_id=pk, tag=tag) for pk in keys)
