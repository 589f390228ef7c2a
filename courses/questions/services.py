"""Publishing and retiring questions."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from courses.questions.models import Question, QuestionVersion


def digest_of(content: dict[str, Any]) -> str:
    """A fingerprint of JSON content, the same whatever the order of its keys."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def frozen_content(question: Question) -> dict[str, Any]:
    """Everything a version of this question would keep."""
    return {
        "kind": question.kind,
        "use": question.use,
        "body": question.frozen_body(),
        "answer_key": question.frozen_key(),
        "points": sorted(question.points.values_list("key", flat=True)),
        "difficulty": question.difficulty,
        "citations": [
            citation.frozen()
            for citation in question.citations.select_related("provision__version__statute")
        ],
    }


@transaction.atomic
def freeze(*, question: Question, by: Any, at: datetime) -> QuestionVersion:
    """Keep the question as it stands as its newest version; nothing new when nothing changed."""
    content = frozen_content(question)
    digest = digest_of(content)
    newest = question.versions.order_by("-num").first()
    if newest is None or newest.digest != digest:
        newest = QuestionVersion.objects.create(
            question=question,
            num=newest.num + 1 if newest else 1,
            digest=digest,
            published_at=at,
            by=by,
            **content,
        )
    # update(), because saving a polymorphic working copy would touch drafts and the search index.
    Question.objects.non_polymorphic().filter(pk=question.pk).update(live_version=newest)
    return newest


@transaction.atomic
def retire(*, question: Question, at: datetime) -> None:
    """Take a question out of new papers; papers already begun keep their version."""
    Question.objects.non_polymorphic().filter(pk=question.pk).update(retired_at=at)
