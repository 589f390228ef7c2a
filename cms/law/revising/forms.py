"""Entering a table of old and new articles: pasted or uploaded, for two texts of one statute."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.law.models import Provision, StatuteVersion
from cms.law.revising.plan import Table, understood
from cms.law.revising.reading import Row, Unreadable, as_text, rows_of_file, rows_of_text
from cms.law.revising.services import refusal

LONGEST_TABLE = 200_000


def _date(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class TableForm(forms.Form):
    """Which text replaces which, and the table; the new text may be entered here as well."""

    old = forms.ModelChoiceField(
        label=gettext_lazy("旧版本"),
        queryset=StatuteVersion.objects.select_related("statute").order_by("statute__title"),
    )
    new = forms.ModelChoiceField(
        label=gettext_lazy("新版本"),
        required=False,
        queryset=StatuteVersion.objects.select_related("statute").order_by("statute__title"),
        empty_label=gettext_lazy("还没有录入，写在下面"),
    )
    label = forms.CharField(
        label=gettext_lazy("新版本名称"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("例如：2025年第四次修正。"),
    )
    key = forms.SlugField(
        label=gettext_lazy("新版本的键"),
        required=False,
        help_text=gettext_lazy("例如：dbf-2025。网址和题目文件里用它，以后不能改。"),
    )
    adopted_on = _date(gettext_lazy("新版本通过日期"))
    in_force_from = _date(
        gettext_lazy("新版本施行日期"), gettext_lazy("没有核到就留空，页面写“待核”，不要猜。")
    )
    ends = _date(
        gettext_lazy("旧版本失效日期"), gettext_lazy("没有核到就留空；写了施行日期的，按那一天算。")
    )
    table = forms.CharField(
        label=gettext_lazy("新旧条号对照"),
        required=False,
        max_length=LONGEST_TABLE,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 12, "placeholder": gettext_lazy("第七条 → 第九条 改动 说明")}
        ),
        help_text=gettext_lazy(
            "一行一条，可以从 Excel 复制四列：原条号、新条号、变动、说明。变动写：没有变、条号、"
            "改动、删去、新增、待核；不写的算待核。新增的原条号留空，删去的新条号留空。"
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("或者上传"),
        required=False,
        help_text=gettext_lazy("Excel（.xlsx）或 CSV，列的顺序同上。"),
    )

    def clean(self) -> dict[str, Any]:
        """Reads the table, and names the field that keeps one text from replacing the other."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["rows"] = self._rows(cleaned)
        if not cleaned.get("new"):
            for name in ("label", "key", "adopted_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("新版本还没有录入，请写上这一项。"))
            taken = StatuteVersion.objects.filter(key=cleaned.get("key") or "")
            if taken.exists():
                self.add_error("key", _("这个键已经有了，请换一个，或者在上面直接选那个版本。"))
        if not self.errors and (told := refusal(cleaned["old"], self.new_version(cleaned))):
            self.add_error("new" if cleaned.get("new") else "adopted_on", told)
        return cleaned

    def _rows(self, cleaned: dict[str, Any]) -> list[Row]:
        upload = cleaned.get("file")
        if not upload:
            return rows_of_text(cleaned.get("table") or "")
        try:
            return rows_of_file(upload.name, upload.read())
        except Unreadable as mistake:
            self.add_error("file", str(mistake))
            return []

    def new_version(self, cleaned: dict[str, Any] | None = None) -> StatuteVersion:
        """The text chosen, or the one described, which is not saved."""
        said = self.cleaned_data if cleaned is None else cleaned
        return said.get("new") or StatuteVersion(
            statute=said["old"].statute,
            key=said["key"],
            label=said["label"],
            adopted_on=said["adopted_on"],
            in_force_from=said.get("in_force_from"),
        )

    def understood(self) -> Table:
        """What the table means."""
        held = Provision.objects.filter(version=self.cleaned_data["old"])
        return understood(self.cleaned_data["rows"], held.values_list("number", flat=True))

    def table_text(self) -> str:
        """The table as text, so that the next page can post it again."""
        return as_text(self.cleaned_data["rows"])
