"""What is typed from paper, and whether it was looked at before it is kept."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.core.choosing import offer
from training.cohorts.models import Cohort
from training.learning.attempts.invigilation.forms import Moment, ReasonForm
from training.learning.attempts.invigilation.keying.papers import PaperForm
from training.learning.attempts.invigilation.keying.reading import Line, problems, read
from training.learning.attempts.invigilation.keying.table import Table, read_table, text_of

LARGEST = 1_000_000
"""Bytes of an uploaded table."""


class SatForm(forms.Form):
    """When the paper was handed in."""

    sat_at = Moment(label=_("交卷时间"), help_text=_("考试那天的时间；学习记录按这个时间算。"))


class CorrectForm(ReasonForm):
    """Why what was keyed is corrected."""


class SheetForm:
    """A paper's boxes with what was typed, and what that means once it is to be looked at."""

    def __init__(
        self,
        paper: PaperForm,
        posted: Mapping[str, Any] | None = None,
        texts: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        self.paper = paper
        self.checked = posted is not None
        given = texts or {}
        if posted is not None:
            given = {
                place.position: [
                    str(posted.get(f"t{place.position}.{n}", ""))
                    for n, _label in enumerate(place.labels)
                ]
                for place in paper.places
            }
        self.lines: list[Line] = read(paper, given)
        seen = posted.get("seen", "") if posted is not None else ""
        self.confirmed = bool(seen) and seen == self.digest and not self.problems

    @property
    def problems(self) -> int:
        """How many questions were not understood."""
        return sum(bool(line.problem) for line in self.lines)

    @property
    def empty(self) -> list[int]:
        """The questions without an answer."""
        return [line.place.position for line in self.lines if line.empty]

    @property
    def digest(self) -> str:
        """What was looked at: whatever is typed afterwards has another one."""
        told = json.dumps([line.texts for line in self.lines], ensure_ascii=False)
        return sha256(told.encode()).hexdigest()[:32]

    @property
    def ready(self) -> bool:
        """Whether it was looked at and everything was understood."""
        return self.checked and not problems(self.lines)


class BatchForm(SatForm):
    """A table of answers, pasted or uploaded."""

    cohort = forms.ModelChoiceField(label=_("班次"), queryset=Cohort.objects.none())
    pasted = forms.CharField(
        label=_("粘贴表格"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("从表格软件复制整块粘贴，第一行是表头：编号、姓名、1、2、3……。"),
    )
    file = forms.FileField(
        label=_("或者上传 CSV 文件"), required=False, help_text=_("UTF-8 或 GBK，不超过 1 MB。")
    )
    field_order = ("cohort", "sat_at", "pasted", "file")

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts])
        offer(self, cohort=own)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError unless there is exactly one readable table."""
        given: dict[str, Any] = super().clean() or {}
        file, pasted = given.get("file"), given.get("pasted", "").strip()
        if bool(file) == bool(pasted):
            raise forms.ValidationError(_("粘贴表格和上传文件，请用其中一种。"))
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 1 MB，请分几次录。"))
        try:
            given["text"] = text_of(file.read()) if file else given["pasted"]
        except ValueError as unreadable:
            told = _("读不出这个文件的文字，请另存为 UTF-8 的 CSV。")
            raise forms.ValidationError(told) from unreadable
        return given

    def table(self) -> Table:
        """The table as far as it can be read."""
        return read_table(self.cleaned_data["text"])

    @property
    def source(self) -> str:
        """The file's name, or that it was pasted."""
        file = self.cleaned_data.get("file")
        return file.name if file else str(_("粘贴的表格"))
