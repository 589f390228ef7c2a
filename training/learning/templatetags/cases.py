"""What a deputy's own learning adds to a case: her choices, what belongs to it, and her note."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from courses.catalogue.related import Related, related_to
from training.learning import evidence
from training.learning.attempts import practice
from training.learning.notes.selectors import Shown, note_on
from training.people.access import standing

register = template.Library()
Context = dict[str, Any]


def _learner(context: Context) -> Any:
    """The person reading, when she is a learner and this is not a preview; else None."""
    request: HttpRequest | None = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return user if standing(user, timezone.localdate()).learns else None


@dataclass(frozen=True)
class Earlier:
    """A choice that was changed later, in the words it had then."""

    text: str
    at: datetime


@dataclass(frozen=True)
class DecisionState:
    """What a deputy chose at a decision point, if she did; `gone` is her choice when the case
    has it no more."""

    chosen: int | None = None
    action: str = ""
    asked: bool = False
    earlier: list[Earlier] = field(default_factory=list)
    gone: str = ""


def _answers(context: Context, learner_id: UUID, page: Any) -> dict[UUID, list[Any]]:
    """Her answers to all decision points of a page, read once per request. One query."""
    request = context["request"]
    known: dict[UUID, list[Any]] | None = getattr(request, "_decisions", None)
    if known is None:
        points = [page.decision_uuid(block.id) for block in page.decisions()]
        known = {point: [] for point in points}
        for told in evidence.answers_to(learner_id=learner_id, activities=points):
            known[told.activity].append(told)
        request._decisions = known
    return known


def _place(options: list[Any], told: dict[str, Any]) -> int | None:
    """Where the option that was chosen stands now; None when the case has it no more."""
    ids = [str(option.id) for option in options]
    if option := told.get("option"):
        return ids.index(option) if option in ids else None
    return told["choice"] if told["choice"] < len(options) else None


def _words(options: list[Any], told: dict[str, Any]) -> str:
    place = _place(options, told)
    return told.get("text") or (str(options[place].value["text"]) if place is not None else "")


@register.simple_tag(takes_context=True)
def decision_state(context: Context, page: Any, value: Any, block_id: str) -> DecisionState:
    """One query per page; in the editor's preview the options are shown as they are asked."""
    if context.get("as_decided"):
        sound = [bool(option["best"]) for option in value["options"]]
        return DecisionState(chosen=sound.index(True) if any(sound) else None)
    learner = _learner(context)
    if learner is None or not page.pk:
        request = context.get("request")
        return DecisionState(asked=bool(getattr(request, "is_preview", False)))
    told = _answers(context, learner.pk, page).get(page.decision_uuid(block_id), [])
    options = list(value["options"].bound_blocks)
    last = told[-1].context if told else None
    place = _place(options, last) if last else None
    return DecisionState(
        chosen=place,
        action=reverse("readings:decide", args=[page.pk, block_id]),
        asked=place is None,
        earlier=[Earlier(_words(options, one.context), one.effective_at) for one in told[:-1]],
        gone=_words(options, last) if last and place is None else "",
    )


@register.simple_tag(takes_context=True)
def related_to_case(context: Context, page: Any) -> Related:
    """Lessons and practice questions that belong to a case, with her last tries of these. At most
    six queries."""
    related = related_to(page)
    if learner := _learner(context):
        asked = [question.uuid for question in related.questions]
        # Where blocks/practice.html looks for them: a case has no practice blocks of its own.
        context["request"]._practice_tries = practice.last_tries(learner.pk, asked)
    return related


@register.simple_tag(takes_context=True)
def reader_note(context: Context, page: Any) -> Shown | None:
    """Her own note on this page; None for anybody who does not learn here. One query."""
    learner = _learner(context)
    if learner is None or not page.pk:
        return None
    return note_on(learner_id=learner.pk, activity=page.activity_uuid)
