"""What an author types into the form of a quiz."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data

SLOT = {
    "question": "",
    "draw_tag": "",
    "draw_points": "",
    "draw_easiest": "",
    "draw_hardest": "",
    "draw_count": 1,
    "mark": 1,
}
RULES: dict[str, Any] = {
    "title": "期中小测",
    "title_en": "",
    "key": "midterm",
    "intro": "",
    "purpose": "early",
    "live": "on",
    "behaviour": "deferred",
    "tries": 1,
    "try_penalty": 0,
    "time_limit": "",
    "overdue": "submit",
    "grace_minutes": 0,
    "extra_time": 50,
    "opens_at": "",
    "closes_at": "",
    "attempts_allowed": "",
    "counts": "highest",
    "wait_after_first": 0,
    "wait_between": 0,
    "pass_mark": "",
    "review-preset": "everything",
}


def typed_quiz(slots: list[dict[str, Any]], **rules: Any) -> dict[str, Any]:
    """A form with one section of these slots; of rules and slots only what differs from a plain
    quiz is given."""
    rows = [SLOT | slot | {"ORDER": order} for order, slot in enumerate(slots, start=1)]
    section = {"title": "一、", "ORDER": 1, "slots": inline_formset(rows)}
    return nested_form_data({**RULES, "sections": inline_formset([section]), **rules})
