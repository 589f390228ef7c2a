"""What the office's list of phones is narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from training.learning.offline import selectors
from training.learning.offline.selectors import Filters
from training.people.models import Congress, Organisation

SILENT = (("", _("不限")), ("3", _("3 天以上")), ("7", _("7 天以上")), ("14", _("14 天以上")))


class PhonesForm(forms.Form):
    """Unit, silence, old courses; foreign units are no choices."""

    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("镇街"), required=False, empty_label=_("全部")
    )
    silent = forms.ChoiceField(choices=SILENT, label=_("有东西没上传，又没有联网"), required=False)
    outdated = forms.BooleanField(label=_("只看有旧课程的"), required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [one.pk for one in selectors.units_of(congress)]
        rows = Organisation.objects.filter(pk__in=units).order_by("name")
        self.fields["unit"].queryset = rows  # type: ignore[attr-defined]

    def filters(self) -> Filters | None:
        """What was asked for; None for what cannot be."""
        if not self.is_valid():
            return None
        said = self.cleaned_data
        return Filters(said["unit"], int(said["silent"] or 0), said["outdated"])
