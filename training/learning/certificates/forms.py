"""What is typed about certificates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from training.cohorts.models import Cohort, Enrolment
from training.learning.certificates import numbering, seals, tokens
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.models import ClassRules, IssuerRules
from training.learning.certificates.selectors import Candidate


class ClassForm(forms.Form):
    """Which class is looked at."""

    cohort = forms.ChoiceField(label=gettext_lazy("班次"), required=False)

    def __init__(self, *args: Any, classes: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["cohort"]
        chosen.choices = [(one.key, one.name) for one in classes]


class IssueForm(forms.Form):
    """Who is given a certificate: those ticked, out of those who may have one."""

    enrolment = forms.ModelMultipleChoiceField(
        queryset=Enrolment.objects.none(),
        error_messages={"required": gettext_lazy("请至少勾选一位。")},
    )

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["enrolment"]
        ids = [one.enrolment.pk for one in candidates]
        offered.queryset = Enrolment.objects.filter(pk__in=ids).order_by(
            "learner__number", "learner__username"
        )


class ReasonForm(forms.Form):
    """Why a certificate is revoked or replaced."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("本人会看到，核验证书的人也会看到。"),
    )


class RulesForm(forms.ModelForm):
    """What a congress's certificates say, and how they are numbered."""

    picture = forms.FileField(
        label=gettext_lazy("印章图片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=gettext_lazy(
            "PNG 或 JPEG，最好是底色透明的 PNG。不传就留出盖章的位置，打印以后盖章。"
            "图片只用在证书上，不公开。"
        ),
    )
    without = forms.BooleanField(label=gettext_lazy("不用印章图片，留出盖章处"), required=False)

    class Meta:
        model = IssuerRules
        fields = ("issuer", "issuer_en", "title", "title_en", "number_format", "signer")
        help_texts = {
            "issuer": gettext_lazy("落款的全称。留空就用本级人大的名称。"),
            "number_format": gettext_lazy("可以写 {年}、{班次}、{序号}。序号每个班从 001 起。"),
            "signer": gettext_lazy("职务和姓名。留空就印一条线，签字用。"),
        }

    def clean_number_format(self) -> str:
        """A format that tells certificates apart."""
        text = str(self.cleaned_data["number_format"]).strip()
        try:
            numbering.check_format(text)
        except CertificateRefused as refused:
            raise forms.ValidationError(refused.reason) from None
        return text

    def clean_picture(self) -> bytes | None:
        """The picture as it is kept; None where none was sent."""
        upload = self.cleaned_data["picture"]
        if upload is None:
            return None
        try:
            return seals.drawn(upload)
        except CertificateRefused as refused:
            raise forms.ValidationError(refused.reason) from None


class ClassRulesForm(forms.ModelForm):
    """How one class's certificates are issued."""

    class Meta:
        model = ClassRules
        fields = ("at_once", "short_name")
        help_texts = {
            "at_once": gettext_lazy("不勾选时，由工作机构核对名单以后发。"),
            "short_name": gettext_lazy("填进编号格式的 {班次}。留空就用班次名称。"),
        }


class CodeForm(forms.Form):
    """A code typed from paper, or the whole text of a code that was scanned."""

    code = forms.CharField(
        label=gettext_lazy("核验码"),
        max_length=4000,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("印在二维码旁边，20 位。大小写、横线和空格都不要紧。"),
    )

    def clean_code(self) -> str:
        """The code, plain; also out of the whole text of a code that was scanned."""
        text = self.cleaned_data["code"]
        inside = tokens.checked(text, {}).payload
        code = numbering.read_code(inside.code if inside else text)
        if not code:
            told = gettext_lazy("核验码是 20 位字母和数字，请对照证书再看一看。")
            raise forms.ValidationError(told)
        return code
