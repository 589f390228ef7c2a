"""A multiple choice as a part of a case group (see single_choice.part)."""

from courses.questions.kinds.single_choice.part import Block

__all__ = ["Block"]
