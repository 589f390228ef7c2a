"""What a trainer says about a file on its way in or out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from cms.site.access import roots_for, sole_root
from cms.taxonomy.models import KnowledgePoint
from courses.exchange.confined import limits_in_force, too_large
from courses.exchange.contract import Unreadable
from courses.exchange.exporting import is_always_with_key
from courses.exchange.filing import Filed
from courses.exchange.formats import extensions, format_of, offered
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import Sent
from courses.questions.access import categories_for
from courses.questions.models import Question

PASTED = gettext_lazy("粘贴的文字")


class _OfRoot(forms.Form):
    """Asks for the congress only a person who works for several."""

    owner_root: Any = forms.ModelChoiceField(queryset=None, label=gettext_lazy("所属人大"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        roots = roots_for(user)
        offer(self, owner_root=roots)
        if len(roots) < 2:
            del self.fields["owner_root"]
        drawers = categories_for(user)
        offer(self, category=drawers)

    @property
    def root(self) -> Any:
        """The congress whose bank it is."""
        return self.cleaned_data.get("owner_root") or sole_root(self.user)


class ImportForm(_OfRoot):
    """A file or pasted text, and where questions go that do not say it themselves."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        required=False,
        help_text=gettext_lazy("Excel、CSV、Word、GIFT、Moodle XML、QTI 或文本文件；格式自动认。"),
    )
    text = forms.CharField(
        label=gettext_lazy("或者把题目粘贴在这里"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("从 Word、网页或 Excel 里复制过来都行。"),
    )
    category: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("没写分类的题，放进"),
        required=False,
        help_text=gettext_lazy("文件里写了分类的，按文件。"),
    )
    use = forms.ChoiceField(
        label=gettext_lazy("没写用途的题，用于"),
        choices=[(use.value, use.label) for use in reversed(Question.Use)],
        widget=forms.RadioSelect,
        initial=Question.Use.PRACTICE,
    )
    points = forms.ModelMultipleChoiceField(
        queryset=KnowledgePoint.objects.all(),
        label=gettext_lazy("没写知识点的题，算作"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("可以不选，导入以后再补；按住 Ctrl 选几个。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].initial = self._usual_drawer()
        self.fields["file"].widget.attrs["accept"] = ",".join(extensions())

    def _usual_drawer(self) -> Any:
        """The only drawer, or the one of the newest import that named one."""
        drawers = self.fields["category"].queryset  # type: ignore[attr-defined]
        if len(few := list(drawers[:2])) == 1:
            return few[0]
        recent = ImportJob.objects.order_by("-created_at").values_list("missing", flat=True)[:20]
        known = drawers.in_bulk([said["category"] for said in recent if said.get("category")])
        return next((known[s["category"]] for s in recent if s.get("category") in known), None)

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and text, not too large, of a format we read."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, text = cleaned.get("file"), (cleaned.get("text") or "").strip()
        if not self.root and not self.user.is_superuser:
            raise forms.ValidationError(_("您还没有负责哪个人大的内容，请联系管理员。"))
        if bool(file) == bool(text):
            self.add_error("file", _("请选一个文件，或者粘贴题目；两样里选一样。"))
            return cleaned
        limits = limits_in_force()
        if file and file.size > limits.file_bytes:
            self.add_error("file", too_large(limits))
            return cleaned
        name, content = (file.name, file.read()) if file else (str(PASTED), text.encode())
        try:
            cleaned["sent"] = Sent(name, content, format_of(name, content))
        except Unreadable as refused:
            self.add_error("file" if file else "text", str(refused))
        return cleaned

    def missing(self) -> Filed:
        """How questions are filed that say nothing about it."""
        drawer = self.cleaned_data["category"]
        return Filed(
            category=drawer.pk if drawer else None,
            use=self.cleaned_data["use"],
            points=[point.pk for point in self.cleaned_data["points"]],
        )


class ChoiceForm(forms.Form):
    """What is taken of a plan, and what is done with it then."""

    outcomes = forms.MultipleChoiceField(
        label=gettext_lazy("导入哪些"),
        choices=[
            (ImportRow.Outcome.NEW, gettext_lazy("选中的新题")),
            (ImportRow.Outcome.UPDATE, gettext_lazy("选中的更新")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=[ImportRow.Outcome.NEW, ImportRow.Outcome.UPDATE],
        error_messages={"required": gettext_lazy("请至少选一种。")},
    )
    then = forms.ChoiceField(
        label=gettext_lazy("导入以后"),
        choices=ImportJob.Then.choices,
        widget=forms.RadioSelect,
        initial=ImportJob.Then.DRAFT,
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            then: Any = self.fields["then"]
            then.choices = [c for c in then.choices if c[0] != ImportJob.Then.PUBLISH]


class ExportForm(_OfRoot):
    """Which questions leave, in which format, with the key or without."""

    format = forms.ChoiceField(label=gettext_lazy("格式"), choices=list)
    category: Any = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("分类"), required=False, empty_label=gettext_lazy("全部")
    )
    use = forms.ChoiceField(
        label=gettext_lazy("用途"),
        required=False,
        choices=[("", gettext_lazy("全部")), *Question.Use.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[
            ("", gettext_lazy("全部（停用的除外）")),
            ("live", gettext_lazy("已发布")),
            ("draft", gettext_lazy("草稿和有修改的")),
        ],
    )
    key = forms.ChoiceField(
        label=gettext_lazy("答案和解析"),
        choices=[("with", gettext_lazy("带答案")), ("without", gettext_lazy("不带答案"))],
        initial="with",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields["format"]
        named.choices = [(name, _(label)) for name, label in offered()]

    def clean(self) -> dict[str, Any]:
        """Formats for other systems never go without the key."""
        wanted = super().clean() or {}
        if wanted.get("key") == "without" and is_always_with_key(wanted.get("format", "excel")):
            told = _("这种格式总是带答案。不要答案的，请用 Word、Excel 或者纯文本。")
            self.add_error("key", told)
        return wanted
