"""What a new quiz starts with, by its purpose. Authors change it as they like."""

from typing import Any

from courses.quizzes.models import Quiz

PURPOSES = Quiz.Purpose

DEFAULTS: dict[str, dict[str, Any]] = {
    PURPOSES.PLACEMENT: {"attempts_allowed": 1},
    PURPOSES.EARLY: {"attempts_allowed": 2},
    PURPOSES.FINAL: {
        "time_limit": 45,
        "attempts_allowed": 3,
        "pass_mark": 70,
        "keys_wait": True,
        "least_seen_first": True,
    },
    PURPOSES.PRACTICE: {
        "behaviour": Quiz.Behaviour.IMMEDIATE,
        "tries": 2,
        "least_seen_first": True,
    },
}


def defaults_for(purpose: str) -> dict[str, Any]:
    """Every field that some purpose presets, as this purpose has it: field → value."""
    presets = {name for preset in DEFAULTS.values() for name in preset}
    plain = {name: Quiz._meta.get_field(name).get_default() for name in presets}
    return plain | DEFAULTS.get(purpose, {})
