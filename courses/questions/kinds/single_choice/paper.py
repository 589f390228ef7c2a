"""Asks to choose among options (see choice_paper)."""

from courses.questions.choice_paper import fields, present, read, refill, review, solution

__all__ = ["fields", "present", "read", "refill", "review", "solution"]
