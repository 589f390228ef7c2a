"""Asks to choose among options (see choice_paper)."""

from courses.questions.choice_paper import present, read, refill, review, solution

__all__ = ["present", "read", "refill", "review", "solution"]
