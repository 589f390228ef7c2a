"""Keeping rubrics as drafts are judged by them."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from courses.questions.services import digest_of
from courses.workshops.models import Rubric, RubricVersion


def body_of(rubric: Rubric) -> dict[str, Any]:
    """Everything a version of this rubric would keep. One query."""
    return {
        "key": rubric.key,
        "title": rubric.title,
        "note": rubric.note,
        "criteria": [
            {
                "code": one.code,
                "title": one.title,
                "weight": one.weight,
                "veto": one.veto,
                "levels": one.levels(),
            }
            for one in rubric.criteria.all()
        ],
    }


def freeze(*, rubric: Rubric, now: datetime) -> RubricVersion:
    """The rubric as it stands as its newest version; nothing new when nothing changed. Two
    queries, three for a new version."""
    body = body_of(rubric)
    digest = digest_of(body)
    newest = rubric.versions.order_by("-num").first()
    if newest and newest.digest == digest:
        return newest
    number = newest.num + 1 if newest else 1
    try:
        with transaction.atomic():
            return RubricVersion.objects.create(
                rubric=rubric, num=number, body=body, digest=digest, at=now
            )
    except IntegrityError:
        # Two drafts were handed in at once; whoever was first has kept this same version.
        return RubricVersion.objects.get(rubric=rubric, num=number)
