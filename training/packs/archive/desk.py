"""The pages at the desk: exporting a programme, looking at an archive, importing it."""

import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.models import CongressRootPage
from training.learning.attempts.selectors import examinations_running
from training.packs.archive import access, keeping
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.planning import CONFLICT, STATUS, Plan
from training.packs.archive.services import export_programme, import_programme, look_at
from training.people import audit

SESSION = "content-archives"


class UploadForm(forms.Form):
    """An archive, and below which congress it goes."""

    file = forms.FileField(
        label=gettext_lazy("内容包（.zip）"),
        help_text=gettext_lazy("从本系统“导出内容包”得到的文件。先看计划，再决定导不导入。"),
    )
    root = forms.ChoiceField(label=gettext_lazy("放到哪个人大名下"))

    def __init__(self, *args: Any, roots: list[CongressRootPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(root.congress_key, root.title) for root in roots]
        chosen: Any = self.fields["root"]
        chosen.choices = choices
        if len(choices) == 1:
            self.fields["root"].widget = forms.HiddenInput()
            self.initial["root"] = choices[0][0]


class ArchivePage(WagtailAdminTemplateMixin):
    """The frame of these pages."""

    header_icon = "download"
    page_title = gettext_lazy("内容包")
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The page of archives, and the one that is open."""
        items = [*self.breadcrumbs_items, {"url": reverse("archive:index"), "label": _("内容包")}]
        here = {"url": "", "label": self.get_page_title()}
        return items if isinstance(self, IndexView) else [*items, here]


class IndexView(ArchivePage, FormView):
    """内容包: one's programmes to export, and a form to bring one in."""

    template_name = "admin/archive/index.html"
    form_class = UploadForm

    @cached_property
    def roots(self) -> list[CongressRootPage]:
        """Where she may import; Http404 for who writes for no congress."""
        roots = access.importable_roots(self.request.user)
        if not roots:
            raise Http404
        return roots

    def get_form_kwargs(self) -> dict[str, Any]:
        """The congresses she may choose."""
        return {**super().get_form_kwargs(), "roots": self.roots}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With her programmes."""
        programmes = access.own_programmes(self.request.user)
        return {**super().get_context_data(**kwargs), "programmes": programmes}

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the upload and show its plan; what is no archive is told beside the field."""
        root = access.import_root(self.request.user, form.cleaned_data["root"])
        try:
            token = keeping.keep(form.cleaned_data["file"], timezone.now())
            where = keeping.kept(token)
            assert where is not None  # noqa: S101 - stored a moment ago
            look_at(source=where, root=root)
        except ArchiveRefused as refused:
            for problem in refused.problems:
                form.add_error("file", problem)
            return self.form_invalid(form)
        known = self.request.session.get(SESSION, {})
        self.request.session[SESSION] = {**known, str(token): root.congress_key}
        return redirect("archive:plan", token=token)


@require_POST
def export(request: Any, page_id: int) -> HttpResponseBase:
    """Download the archive of a programme; noted in the audit log."""
    programme = access.own_programme(request.user, page_id)
    now = timezone.now()
    with tempfile.TemporaryDirectory(prefix="lvzhi-export-") as folder:
        target = Path(folder) / "content.zip"
        try:
            export_programme(programme=programme, target=target, now=now)
        except ArchiveRefused as refused:
            for problem in refused.problems:
                messages.error(request, problem)
            return redirect("archive:index")
        audit.note(actor=request.user, action="export.content", at=now, target=programme.key)
        # The folder goes at once; the open file stays readable until it is sent.
        opened = target.open("rb")
    name = f"{programme.key}-{timezone.localdate(now):%Y%m%d}.zip"
    return FileResponse(opened, as_attachment=True, filename=name)


class PlanView(ArchivePage, TemplateView):
    """What importing would do; posting does it."""

    page_title = gettext_lazy("导入内容包")
    template_name = "admin/archive/plan.html"

    @property
    def token(self) -> UUID:
        """Which upload."""
        token: UUID = self.kwargs["token"]
        return token

    @cached_property
    def root(self) -> CongressRootPage:
        """Where it goes; Http404 for an upload that is not hers."""
        key = self.request.session.get(SESSION, {}).get(str(self.token))
        if key is None:
            raise Http404
        return access.import_root(self.request.user, key)

    @cached_property
    def source(self) -> Path:
        """The upload; Http404 when it is gone."""
        found = keeping.kept(self.token)
        if self.root is None or found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the plan."""
        plan: Plan = look_at(source=self.source, root=self.root)
        return {
            **super().get_context_data(**kwargs),
            "plan": plan,
            "statuses": STATUS.values(),
            "counts": [(kind, list(counts.values())) for kind, counts in plan.counts()],
            "conflicts": plan.of(CONFLICT),
            "publish": access.may_publish(self.request.user, self.root),
            "running": examinations_running(timezone.now()),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Import, say what was done, and on to the programme."""
        if examinations_running(timezone.now()) and "anyway" not in request.POST:
            messages.error(request, _("正在考试，没有导入。请考完再来，或者勾上“仍要现在导入”。"))
            return redirect("archive:plan", token=self.token)
        try:
            told = import_programme(
                source=self.source,
                root=self.root,
                take=frozenset(request.POST.getlist("take")),
                by=request.user,
                publish=access.may_publish(request.user, self.root),
                now=timezone.now(),
            )
        except ArchiveRefused as refused:
            for problem in refused.problems:
                messages.error(request, problem)
            return redirect("archive:index")
        keeping.drop(self.token)
        messages.success(request, told.in_words())
        if told.programme:
            return redirect("wagtailadmin_explore", told.programme)
        return redirect("archive:index")


urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("export/<int:page_id>/", export, name="export"),
    path("plan/<uuid:token>/", PlanView.as_view(), name="plan"),
]
