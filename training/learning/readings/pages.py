"""What readings need to know of Wagtail's pages: lessons with their sections, cases with their
decisions."""

from typing import Any

from cms.assets.selectors import played_on
from cms.core.sections import section_keys
from training.learning.readings.services import Choice, Page


def as_read(page: Any) -> Page:
    """What readings need to know of a Wagtail page."""
    kind = "lesson" if hasattr(page, "minutes") else "case"
    return Page(
        activity=page.activity_uuid,
        activity_type=kind,
        sections=section_keys(page.body),
        minutes=getattr(page, "minutes", 0),
        recordings=tuple(
            (played.activity, str(played.recording), played.recording.words > 0)
            for played in played_on(page, required_only=True)
        ),
    )


def _decisions(case: Any) -> dict[str, Any]:
    return {b.id: b for b in case.decisions()} if hasattr(case, "decisions") else {}


def has_decision(case: Any, block: str) -> bool:
    """Whether a page asks what one would do at a block with this id."""
    return block in _decisions(case)


def choice_of(case: Any, block: str, chosen: str) -> Choice | None:
    """What was chosen at a decision block that the case has; None for an option it does not
    have."""
    blocks = _decisions(case)
    options = blocks[block].value["options"].bound_blocks
    place = _place_of([str(option.id) for option in options], chosen)
    if place is None:
        return None
    option = options[place]
    return Choice(
        decision=case.decision_uuid(block),
        option=place,
        best=bool(option.value["best"]),
        all_decisions=tuple(case.decision_uuid(b) for b in blocks),
        option_id=str(option.id or ""),
        text=str(option.value["text"]),
        points=tuple(case.points.values_list("key", flat=True)),
        options=len(options),
    )


def _place_of(ids: list[str], chosen: str) -> int | None:
    """Where the chosen option stands: named by its id, which outlives a new order, or by place."""
    if chosen in ids:
        return ids.index(chosen)
    return int(chosen) if chosen.isdecimal() and int(chosen) < len(ids) else None
