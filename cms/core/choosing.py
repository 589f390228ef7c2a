"""What a form's fields offer to choose from, where that depends on who asks."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer(form: forms.BaseForm, **rows: QuerySet[Any]) -> None:
    """Let each of these model choice fields offer these rows and no others."""
    for name, among in rows.items():
        cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = among
