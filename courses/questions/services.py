"""Publishing and retiring questions."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from cms.law.revising.services import settle_published
from courses.questions.models import Question, QuestionVersion

RETIRE, BRING_BACK = "courses.retire_question", "courses.bring_back_question"


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
    settle_published(content=question, by=by, now=at)
    return newest


@transaction.atomic
def retire(*, question: Question, by: Any, at: datetime, reason: str = "") -> bool:
    """Take a question out of new papers; papers already begun keep their version.

    Written to the history with the reason. False, and nothing done, when it was retired before.
    """
    rows = Question.objects.non_polymorphic().filter(pk=question.pk, retired_at=None)
    if not rows.update(retired_at=at):
        return False
    log(question.get_real_instance(), RETIRE, user=by, data={"reason": reason})
    return True


@transaction.atomic
def bring_back(*, question: Question, by: Any, reason: str = "") -> bool:
    """Let new papers ask a retired question again; False, and nothing done, when they may."""
    rows = Question.objects.non_polymorphic().filter(pk=question.pk, retired_at__isnull=False)
    if not rows.update(retired_at=None):
        return False
    log(question.get_real_instance(), BRING_BACK, user=by, data={"reason": reason})
    return True
