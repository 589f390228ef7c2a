"""The parallel forms: questions tagged as form A or form B, one of each for a knowledge point.

A tag may be changed any day; so a sitting copies at its start which of its questions were on which
form, and whoever compares before with after reads that and never the tags.
"""

from collections.abc import Mapping, Sequence

from courses.questions.models import QuestionTag
from courses.quizzes.models import Quiz

FORM_A, FORM_B = "form-a", "form-b"
"""The tags; as keys in a sitting's rules under `forms` they hold positions on the paper."""

COMPARED = (Quiz.Purpose.PLACEMENT, Quiz.Purpose.FINAL)


def forms_on(quiz: Quiz, versions: Sequence[int]) -> dict[str, list[int]]:
    """Which positions (from 1) of a paper, given as its versions in order, are on which form.

    One query for tests before and after a class, none for others.
    """
    if quiz.purpose not in COMPARED:
        return {}
    tagged = QuestionTag.objects.filter(
        tag__name__in=(FORM_A, FORM_B), content_object__versions__in=list(versions)
    )
    rows = set(tagged.order_by().values_list("tag__name", "content_object__versions"))
    found = {
        form: [at for at, version in enumerate(versions, start=1) if (form, version) in rows]
        for form in (FORM_A, FORM_B)
    }
    return {form: positions for form, positions in found.items() if positions}


def positions_of(rules: Mapping[str, object], form: str) -> frozenset[int]:
    """The positions on a form that a sitting's rules name; none for a sitting that kept none."""
    forms = rules.get("forms")
    named = forms.get(form, ()) if isinstance(forms, Mapping) else ()
    return frozenset(named)
