"""The form of a question: rows are checked where they are typed."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from cms.desk.ownership import OwnedForm
from courses.questions.access import categories_for
from courses.questions.selectors import next_number


class CategoryForm(OwnedForm):
    """A drawer of the bank; its key is fixed once it exists."""

    steady = ("key",)


class QuestionForm(OwnedForm):
    """Validates a question together with its rows, which reach the instance only when saved.

    A draft may be incomplete; what is handed in for review or published may not.
    """

    steady = ("number",)
    previewing = False
    """Set where the form is only read to show the question beside the editor (previewing.py)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = categories_for(self.for_user)
        self.fields["category"].queryset = categories
        if len(categories) == 1:
            self.fields["category"].initial = categories[0]
        if not self.instance.pk and not self.instance.number:
            self.initial["number"] = next_number(self.instance.owner_root_id)

    def clean(self) -> dict[str, Any]:
        """As every owned form; what is only looked at is never written, so nobody must own it."""
        return WagtailAdminModelForm.clean(self) if self.previewing else super().clean()

    def is_steady(self) -> bool:
        """Papers name a question by its number, from its first publication on."""
        return bool(self.instance.live_version_id)

    def _post_clean(self) -> None:
        self.instance.rows_in_form = True
        try:
            super()._post_clean()
        finally:
            self.instance.rows_in_form = False

    def is_valid(self) -> bool:
        """Whether everything is well, rows included."""
        well = bool(super().is_valid())
        if self.is_deferred_validation or not self._can_be_read():
            return well
        return self.rows_are_right() and well

    def _can_be_read(self) -> bool:
        """Whether every field is well by itself; only then there is a whole to judge."""
        rows = (form for formset in self.formsets.values() for form in formset.forms)
        return not self.errors and all(form.is_valid() for form in rows)

    def rows_are_right(self) -> bool:
        """Whether the question could be marked; if not, says so beside the rows."""
        try:
            self.instance.check_rows({name: self._rows(name) for name in self.formsets})
        except ValidationError as mistake:
            for place, messages in mistake.message_dict.items():
                self._complain(place, messages)
            return False
        return True

    def _rows(self, name: str) -> list[Any]:
        formset = self.formsets[name]
        return [
            form.instance
            for form in formset.forms
            if form not in formset.deleted_forms and (form.has_changed() or form.instance.pk)
        ]

    def _complain(self, place: str, messages: list[str]) -> None:
        if place in self.formsets:
            # Django offers no public way to add an error to a formset from outside. Ours says more
            # than its own that there are too few rows.
            told = self.formsets[place].non_form_errors()
            told.data = [one for one in told.data if one.code != "too_few_forms"]
            told.extend(messages)
        else:
            self.add_error(None if place == NON_FIELD_ERRORS else place, messages)
