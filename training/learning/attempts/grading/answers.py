"""The answer that a person is asked to mark."""

from collections.abc import Mapping
from typing import Any

from training.learning.attempts.models import AttemptItem, Response
from training.learning.attempts.sheets import answers_of


def payload_of(item: AttemptItem) -> Mapping[str, Any]:
    """The answer that counts. One query."""
    rows = Response.objects.filter(
        learner_id=item.learner_id, item=item, current=True, late=False
    ).order_by("step")
    told = rows.values_list("item_id", "payload", "certainty", "tried")
    immediate = item.attempt.rules.get("behaviour") == "immediate"
    found = answers_of(told, immediate=immediate).get(item.pk)
    return found.payload if found else {}
