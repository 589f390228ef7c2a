"""What authors may write into a rubric and a task."""

from typing import Any

from django.utils.translation import gettext as _

from cms.desk.ownership import OwnedForm, scoped
from courses.workshops.models import Rubric
from courses.workshops.scoring import WHOLE


class RubricForm(OwnedForm):
    """A rubric whose weights make 100."""

    steady = ("key",)

    def is_valid(self) -> bool:
        """The criteria are checked together, once each of them is right."""
        return bool(super().is_valid()) and self._criteria_fit()

    def _criteria_fit(self) -> bool:
        formset = self.formsets["criteria"]
        rows = [form for form in formset.forms if form not in formset.deleted_forms]
        rows = [form for form in rows if form.has_changed() or form.instance.pk]
        total = sum(form.instance.weight or 0 for form in rows)
        codes = [form.instance.code for form in rows]
        if not rows:
            self.add_error(None, _("至少写一项评分项。"))
        elif total != WHOLE:
            self.add_error(None, _("各项权重加起来要等于 100，现在是 %d。") % total)
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self.add_error(None, _("编号“%s”用了两次，请换一个。") % code)
        return not self.errors


class TaskForm(OwnedForm):
    """A task with a rubric of the same congress."""

    steady = ("key",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rubric" in self.fields:
            rubrics: Any = Rubric.objects.all()
            if self.for_user:
                rubrics = scoped(self.for_user, rubrics, with_shared=True)
            self.fields["rubric"].queryset = rubrics

    def clean(self) -> dict[str, Any]:
        """Names what contradicts: times, lengths, and a rubric of another congress."""
        cleaned = super().clean()
        least, most = cleaned.get("least_characters"), cleaned.get("most_characters")
        if least and most and least > most:
            self.add_error("most_characters", _("上限不能小于下限。"))
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("截止时间要晚于开放时间。"))
        rubric = cleaned.get("rubric")
        root = cleaned.get("owner_root", self.instance.owner_root)
        if rubric and rubric.owner_root_id and root and rubric.owner_root_id != root.pk:
            self.add_error("rubric", _("请选同一个人大的评分表。"))
        return cleaned
