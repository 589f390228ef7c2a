"""What people call what a frozen version says."""

from functools import cache

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.questions.models import Question
from courses.questions.versions.reading import Names


@cache
def models_by_kind() -> dict[str, type[Question]]:
    """The author's model of every kind."""
    found = (model for model in apps.get_models() if issubclass(model, Question))
    return {model.kind: model for model in found if model.kind}


def names_of(kind: str) -> Names:
    """The kind's names in the reader's language; those of every kind for one no longer here."""
    model = models_by_kind().get(kind, Question)
    said: dict[str, str | Promise] = {**Question.frozen_names, **model.frozen_names}
    return {"True": _("是"), "False": _("否"), **{key: str(name) for key, name in said.items()}}


def kind_name(kind: str) -> str:
    """What people call a kind."""
    model = models_by_kind().get(kind)
    return str(model._meta.verbose_name) if model else kind
