"""What the office says about a file of people, and about slips for many."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from courses.exchange.confined import limits_in_force, too_large
from training.cohorts.models import Cohort
from training.office import selectors as office
from training.office.roster import selectors
from training.office.roster.services import Sent
from training.people.bulk import LONGEST_LIFE
from training.people.models import Congress, Organisation
from training.people.services import SLIP_LIFE

ACCEPTED = ".xlsx,.xlsm,.csv,.tsv,.txt"


class UploadForm(forms.Form):
    """A file with people."""

    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 文件"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("请先选择文件。")},
        help_text=gettext_lazy(
            "用模板或者自己的表都行，只要有一行列名。先给您看结果，不会直接写进名册。"
        ),
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("同时编入班次"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("不编班，只导入名册"),
    )
    numbering = forms.BooleanField(
        label=gettext_lazy("没有编号的人自动编号"),
        required=False,
        help_text=gettext_lazy("接着现在最大的编号往下排。文件里都有编号的，不用勾。"),
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes: Any = self.fields["cohort"]
        classes.queryset = selectors.open_classes(congress)

    def clean_file(self) -> Any:
        """Raises ValidationError for a file that is larger than may be read."""
        file, limits = self.cleaned_data["file"], limits_in_force()
        if file.size > limits.file_bytes:
            raise forms.ValidationError(too_large(limits))
        return file

    def sent(self) -> Sent:
        """What was sent."""
        said = self.cleaned_data
        return Sent(said["file"].name, said["file"].read(), said["cohort"], said["numbering"])


class MeaningsForm(forms.Form):
    """What names of units mean that the roster does not know: a list for each."""

    def __init__(self, *args: Any, unknown: list[selectors.Unknown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown[:50]
        for number, one in enumerate(self.unknown):
            choices = [("", _("不认识，这些行不导入")), *((str(pk), n) for pk, n in one.choices)]
            words = {"text": one.text, "label": one.label, "rows": one.rows}
            self.fields[f"name{number}"] = forms.ChoiceField(
                label=_("%(label)s“%(text)s”（%(rows)d 行）") % words,
                choices=choices,
                required=False,
                initial=str(one.meant or ""),
            )

    def meanings(self) -> dict[str, int | None]:
        """Key of the name → organisation, None for a name that means nothing."""
        said = self.cleaned_data
        return {
            one.key: int(said[f"name{n}"]) if said.get(f"name{n}") else None
            for n, one in enumerate(self.unknown)
        }


class BatchForm(forms.Form):
    """Slips for many: for whom, and for how long they are good."""

    cohort = forms.ModelChoiceField(
        label=gettext_lazy("班次"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("不限班次"),
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("镇街"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部镇街"),
    )
    never = forms.BooleanField(
        label=gettext_lazy("只给还没有登录过的人"),
        required=False,
        help_text=gettext_lazy("不勾的话，登录过的人也会拿到新的登录条，可以用它重设密码。"),
    )
    life = forms.ChoiceField(label=gettext_lazy("有效期"), choices=[])

    def __init__(self, asked: Any = None, *, congress: Congress, now: datetime) -> None:
        classes: QuerySet[Cohort] = selectors.open_classes(congress)
        today = timezone.localdate(now)
        self.now = now
        self.ends = {one.pk: one.ends_on for one in classes if one.ends_on >= today}
        super().__init__(asked or {"never": "on", "life": "class" if self.ends else "week"})
        offer(self, cohort=classes)
        offer(self, unit=office.units(congress))
        life: Any = self.fields["life"]
        to_the_end = [("class", _("到班次结束（最长 30 天）"))] if self.ends else []
        life.choices = [*to_the_end, ("week", _("7 天")), ("short", _("72 小时"))]

    def length(self) -> timedelta:
        """For how long the slips are good: never longer than LONGEST_LIFE."""
        said, cohort = self.cleaned_data["life"], self.cleaned_data["cohort"]
        if said == "short":
            return SLIP_LIFE
        last: date | None = (
            self.ends.get(cohort.pk) if cohort else max(self.ends.values(), default=None)
        )
        if said == "week" or last is None:
            return timedelta(days=7)
        midnight = datetime.combine(
            last + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone()
        )
        return min(max(midnight - self.now, SLIP_LIFE), LONGEST_LIFE)
