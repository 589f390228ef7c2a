"""Video and audio at the desk: uploading with progress, captions, and what is missing for whoever
cannot hear or see."""

import json
from typing import Any, ClassVar

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UsageCountColumn
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.snippets import IndexView

from cms.assets.captions import cues_of, decoded, spoken
from cms.assets.limits import ADVICE, AUDIO, VIDEO, limit
from cms.assets.measuring import measured
from cms.assets.models import CaptionTrack, Recording, forget_file
from cms.desk.ownership import (
    OwnedChooseResultsView,
    OwnedChooserViewSet,
    OwnedChooseView,
    OwnedForm,
    OwnedSnippetViewSet,
)

HELP = gettext_lazy(
    "视频用 MP4（H.264 编码，720p 足够），音频用 MP3。五分钟以内最合适：手机看得完，流量也省。"
    "课程和案例里用“视频”“音频”块放上去。"
)


class UploadInput(forms.FileInput):
    """Shows how far an upload is, and refuses beforehand what the server would refuse after."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Adds what the script checks before sending, and its sentences."""
        kinds = {**dict.fromkeys(VIDEO, limit("video")), **dict.fromkeys(AUDIO, limit("audio"))}
        told = {
            "large": _("文件有 {size}，超过上限 {limit}。请压缩或裁短后再选。"),
            "kind": _("不收“.{kind}”文件。"),
            "sending": _("正在上传：{percent}%，共 {size}。传完以前不要关闭本页。"),
            "checking": _("传完了，正在检查文件……"),
            "failed": _("没有传上去，可能断网了。文件还在，请再按一次“保存”。"),
        }
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "accept": ",".join(f".{kind}" for kind in kinds),
            "data-upload": "",
            "data-limits": json.dumps(kinds),
            "data-advice": json.dumps({kind: str(words) for kind, words in ADVICE.items()}),
            "data-words": json.dumps(told),
        }
        return context

    class Media:
        js = ("desk/upload.js",)
        css: ClassVar = {"all": ("desk/upload.css",)}


class RecordingForm(OwnedForm):
    """Measures the file before it is stored; makes the transcript from captions when there is
    none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replaced = self.instance.file.name if self.instance.pk else ""

    def clean_file(self) -> Any:
        """The file, when phones can play it."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            measured(file, file.name)
        return file

    def save(self, commit: bool = True) -> Recording:
        """The row, its captions, and nothing of a file that was replaced."""
        if not self.instance.words:
            self.instance.transcript = self._from_captions()
        saved: Recording = super().save(commit)
        if commit and self.replaced and "file" in self.changed_data:
            forget_file(saved.file.storage, self.replaced)
        return saved

    def _from_captions(self) -> SafeString | str:
        """Paragraphs out of new Chinese captions; '' when none were uploaded."""
        for form in self.formsets["captions"].forms:
            told = form.cleaned_data
            if told.get("language") == CaptionTrack.Language.CHINESE and not told.get("DELETE"):
                file = told["file"]
                file.seek(0)
                words = spoken(cues_of(decoded(file.read()))).split("\n")
                file.seek(0)
                return format_html_join("", "<p>{}</p>", ((word,) for word in words))
        return ""


RECORDING_FORM = ObjectList(
    [
        HelpPanel(content=HELP),
        HelpPanel(template="admin/recordings/now.html"),
        FieldPanel("owner_root", heading=gettext_lazy("所属人大")),
        FieldPanel("file", widget=UploadInput),
        FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
        FieldPanel("poster"),
        MultiFieldPanel(
            [
                InlinePanel(
                    "captions",
                    [FieldRowPanel([FieldPanel("language"), FieldPanel("file")])],
                    label=gettext_lazy("字幕"),
                ),
                FieldPanel("transcript"),
            ],
            heading=gettext_lazy("字幕和文字稿"),
            help_text=gettext_lazy(
                "听力不好的、在安静场合的、流量少的代表靠它们学；视频两样都要，音频至少要文字稿。"
            ),
        ),
        FieldPanel("source"),
    ],
    base_form_class=RecordingForm,
)


class RecordingFilters(WagtailFilterSet):
    """How trainers narrow the list."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("种类"), choices=Recording.Kind.choices)
    lacking = django_filters.BooleanFilter(
        label=gettext_lazy("缺字幕或文字稿"), method="only_lacking"
    )

    class Meta:
        model = Recording
        fields: ClassVar[list[str]] = []

    def only_lacking(
        self, rows: "QuerySet[Recording]", name: str, wanted: bool
    ) -> "QuerySet[Recording]":
        """Those that not everybody can follow, or the others."""
        has_captions = Exists(CaptionTrack.objects.filter(recording=OuterRef("pk")))
        lacking = Q(transcript="") | (Q(kind=Recording.Kind.VIDEO) & ~has_captions)
        return rows.filter(lacking) if wanted else rows.exclude(lacking)


def _column(name: str, label: Any, accessor: Any, sort_key: str | None = None) -> Column:
    return Column(name, label=label, accessor=accessor, sort_key=sort_key, classname="bank__short")


class RecordingIndexView(IndexView):
    """The list: how long, how large, what is missing, and where it is used."""

    filterset_class = RecordingFilters
    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Any]:
        """Title, kind, length, size, what is missing, since when, used how often."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title(
                "title",
                label=gettext_lazy("标题"),
                accessor=str,
                sort_key="title",
                get_url=self.get_edit_url,
            ),
            _column("kind", gettext_lazy("种类"), "get_kind_display", "kind"),
            _column("seconds", gettext_lazy("时长"), "clock", "seconds"),
            _column("size", gettext_lazy("大小"), lambda row: filesizeformat(row.size), "size"),
            Column(
                "lacks",
                label=gettext_lazy("还缺什么"),
                accessor=lambda row: "；".join(row.lacks) or _("齐了"),
            ),
            DateColumn("created_at", label=gettext_lazy("上传时间"), sort_key="created_at"),
            UsageCountColumn("usage_count", label=gettext_lazy("用在")),
        ]


class _Described:
    """In the chooser too, what one needs to tell recordings apart."""

    @property
    def columns(self) -> list[Any]:
        """Wagtail's, and kind and length."""
        return [
            *super().columns,  # type: ignore[misc]
            _column("kind", gettext_lazy("种类"), "get_kind_display"),
            _column("seconds", gettext_lazy("时长"), "clock"),
        ]


class RecordingChooseView(_Described, OwnedChooseView):
    """Offers own recordings."""


class RecordingChooseResultsView(_Described, OwnedChooseResultsView):
    """Offers own recordings."""


class RecordingChooserViewSet(OwnedChooserViewSet):
    """A chooser of own recordings."""

    choose_view_class = RecordingChooseView
    choose_results_view_class = RecordingChooseResultsView


class RecordingViewSet(OwnedSnippetViewSet):
    """Video and audio of the person's congresses."""

    model = Recording
    icon = "media"
    menu_label = gettext_lazy("视频和音频")
    url_prefix = "library/recordings"
    list_per_page = 50
    chooser_per_page = 20
    index_view_class = RecordingIndexView
    chooser_viewset_class = RecordingChooserViewSet
    filterset_class = RecordingFilters
    edit_handler = RECORDING_FORM

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Recording]":
        """The rows of the list with their number of captions and of places that use them."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                tracks=Count("captions", distinct=True),
                usage_count=ReferenceIndex.usage_count_subquery(Recording),
            )
        )
