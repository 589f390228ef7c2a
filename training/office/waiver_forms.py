"""What the office types about waivers and rulings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from cms.core.language import localised
from training.cohorts.models import Cohort, Enrolment
from training.learning.waivers.services import Kind, Ruling

REASON = 300
GONE = gettext_lazy("勾选的人里有的已经完成、已经免修或者退出了，名单已更新，请重新勾选。")


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("本人看得到，也会记入审计记录。"),
        error_messages={
            "required": gettext_lazy("请写明理由。"),
            "max_length": gettext_lazy("理由太长了，最多 %(limit_value)d 个字。"),
        },
    )


class ClassForm(forms.Form):
    """Which class is looked at; only those of the desk's congress are on offer."""

    cohort = forms.ChoiceField(label=gettext_lazy("班次"))

    def __init__(self, *args: Any, classes: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(cohort.key, str(cohort)) for cohort in classes]
        self.fields["cohort"].choices = choices  # type: ignore[attr-defined]


class ItemForm(ClassForm):
    """Which item is to be waived, and among whom."""

    item = forms.ChoiceField(label=gettext_lazy("必修项"))
    q = forms.CharField(label=gettext_lazy("姓名或编号"), max_length=60, required=False)

    def __init__(self, *args: Any, items: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(item["code"], f"{item['code']} {title_of(item)}") for item in items]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]


class _Titled:
    def __init__(self, item: Mapping[str, Any]) -> None:
        self.title, self.title_en = item["title"], item["title_en"]


def title_of(item: Mapping[str, Any]) -> str:
    """An item's title in the reader's language."""
    return localised(_Titled(item), "title")


class WaiverForm(forms.Form):
    """For whom, and on what grounds."""

    enrolment = forms.ModelMultipleChoiceField(
        queryset=Enrolment.objects.none(),
        error_messages={
            "required": gettext_lazy("请先勾选要免修的人。"),
            "invalid_choice": GONE,
            "invalid_pk_value": GONE,
        },
    )
    # Nothing is chosen for her: the reason stays in the record for good.
    kind = forms.ChoiceField(
        label=gettext_lazy("免修原因"),
        choices=[("", gettext_lazy("请选择")), *Kind.choices],
        error_messages={
            "required": gettext_lazy("请选择免修原因。"),
            "invalid_choice": gettext_lazy("请选择免修原因。"),
        },
    )
    reason = _reason(gettext_lazy("具体理由"))

    def __init__(self, *args: Any, on_offer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, enrolment=on_offer)


class RulingForm(forms.Form):
    """What is declared, and why."""

    done = forms.ChoiceField(
        label=gettext_lazy("裁定"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择裁定结果。")},
    )
    reason = _reason(gettext_lazy("裁定理由"))

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        words = (
            (gettext_lazy("算完成"), gettext_lazy("不算完成"))
            if code
            else (gettext_lazy("给出结业"), gettext_lazy("收回结业"))
        )
        choices = [("yes", words[0]), ("no", words[1])]
        self.fields["done"].choices = choices  # type: ignore[attr-defined]

    def ruling(self) -> Ruling:
        """What was declared, for the service."""
        typed = self.cleaned_data
        return Ruling(code=self.code, done=typed["done"] == "yes", reason=typed["reason"])


class TakeBackForm(forms.Form):
    """Why a waiver or a ruling is taken back."""

    reason = _reason(gettext_lazy("撤回理由"))
