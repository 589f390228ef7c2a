"""Controls of the bank's forms."""

from decimal import Decimal
from typing import Any

from django import forms

from courses.questions.numerals import exact_text


class ShortNumber(forms.NumberInput):
    """Shows 0.5 where the column keeps 0.50000."""

    def format_value(self, value: Any) -> str | None:
        """The shortest exact spelling; what a person typed stays as she typed it."""
        if isinstance(value, Decimal | int):
            return exact_text(value)
        formatted: str | None = super().format_value(value)
        return formatted
