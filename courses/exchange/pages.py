"""The pages of import and export at the desk."""

import tempfile
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.exchange.applying import Choice, choose, tick
from courses.exchange.contract import Unreadable
from courses.exchange.errors import ExchangeRefused
from courses.exchange.exporting import Export, file_name, keys_of, losses_of, write_export
from courses.exchange.forms import ChoiceForm, ExportForm, ImportForm
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import open_import
from courses.exchange.reporting import counts_of, write_report
from courses.exchange.selectors import SHOWN, jobs_for, rows_shown, to_export
from courses.exchange.templating import write_template
from courses.exchange.undoing import undo, why_not
from courses.exchange.working import SMALL_FILE, SMALL_IMPORT, discard, go_on
from courses.questions.listing import bank_url
from courses.questions.models import Question
from courses.questions.preview import ASK, REVIEW
from courses.questions.versions.naming import models_by_kind

State = ImportJob.State
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON_A_PAGE = 20
WORKER_SILENT = 60
"""Seconds after which a waiting import says that the jobs worker may be off."""


class _Desk(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """A page of import or export, for those who may add questions."""

    model: Any = Question
    permission_required = "add"
    header_icon = "upload"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The bank, the imports, this page."""
        return [
            *self.breadcrumbs_items,
            {"url": bank_url("list"), "label": _("全部题目")},
            *self.way(),
            {"url": "", "label": self.get_page_title()},
        ]

    def way(self) -> list[dict[str, Any]]:
        """What lies between the bank and this page."""
        return [{"url": reverse("exchange:imports"), "label": _("题目导入")}]


class _OfJob(_Desk):
    """A page about one import; 404 for another congress's."""

    @cached_property
    def job(self) -> ImportJob:
        """The import of the address."""
        own = jobs_for(self.request.user)
        return get_object_or_404(own, uuid=self.kwargs["job"])

    def get_page_subtitle(self) -> str:
        """The file."""
        return self.job.name

    def here(self) -> str:
        """The import's own page."""
        return reverse("exchange:job", args=[self.job.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the import and its counts."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "job": self.job, "counts": counts_of(self.job), "here": self.here()}


class ImportsView(_Desk, ListView):
    """题目导入: earlier ones and those under way."""

    page_title = gettext_lazy("题目导入")
    template_name = "admin/exchange/imports.html"
    paginate_by = 30
    page_kwarg = "p"

    def get_queryset(self) -> Any:
        """The newest first."""
        return jobs_for(self.request.user)

    def way(self) -> list[dict[str, Any]]:
        """This is the list."""
        return []


class NewImportView(_Desk, FormView):
    """导入题目: a file or pasted text. A small one is read while the trainer waits."""

    page_title = gettext_lazy("导入题目")
    template_name = "admin/exchange/new.html"
    form_class = ImportForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose drawers are offered."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        """Take the file in, and on to its plan."""
        now, sent = timezone.now(), form.cleaned_data["sent"]
        try:
            job = open_import(
                by=self.request.user, root=form.root, sent=sent, missing=form.missing(), now=now
            )
        except Unreadable as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if len(sent.content) <= SMALL_FILE:
            go_on(job=job, now=now)
        return redirect("exchange:job", job=job.uuid)


class JobView(_OfJob, TemplateView):
    """One import: its progress, its plan to choose from, or its report."""

    page_title = gettext_lazy("导入")

    def get_template_names(self) -> list[str]:
        """By what the import waits for."""
        if self.job.is_busy:
            return ["admin/exchange/busy.html"]
        name = "plan" if self.job.state in {State.READY, State.FAILED} else "report"
        return [f"admin/exchange/{name}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of rows, narrowed, and how to go on."""
        context = super().get_context_data(**kwargs)
        show = self.request.GET.get("show", "")
        paginator = Paginator(rows_shown(self.job, show), ON_A_PAGE)
        waiting = (timezone.now() - (self.job.worked_at or self.job.created_at)).total_seconds()
        return {
            **context,
            "show": show if show in SHOWN else "",
            "page_obj": paginator.get_page(self.request.GET.get("p")),
            "form": kwargs.get("form") or self._form(),
            "percent": round(100 * self.job.done / self.job.total) if self.job.total else 0,
            "silent": waiting > WORKER_SILENT,
        }

    def _form(self, data: Any = None) -> ChoiceForm:
        return ChoiceForm(data, may_publish=self.user_has_permission("publish"))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Remember the ticks of this page; with 导入, begin."""
        keys = {name: _keys(request, name) for name in ("shown", "take")}
        tick(job=self.job, shown=keys["shown"], ticked=keys["take"])
        if request.POST.get("do") != "apply":
            messages.success(request, _("记下了这一页的选择。"))
            return redirect(f"{self.here()}?{request.GET.urlencode()}")
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        chosen = Choice(frozenset(form.cleaned_data["outcomes"]), form.cleaned_data["then"])
        try:
            choose(job=self.job, choice=chosen)
        except ExchangeRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.here())
        if self.job.total <= SMALL_IMPORT:
            go_on(job=self.job, now=timezone.now())
        return redirect(self.here())


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(key) for key in request.POST.getlist(name) if key.isdecimal()]


class RowView(_OfJob, View):
    """One question of a plan as deputies will see it, for a frame."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Asked, or with ?mode=review answered; Http404 for one that was not understood."""
        row = get_object_or_404(self.job.rows, place=kwargs["row"])
        if not row.body:
            raise Http404
        question: Any = models_by_kind()[row.kind]()
        question.fill(row.body, row.answer_key)
        mode = REVIEW if request.GET.get("mode") == REVIEW else ASK
        context = question.get_preview_context(request, mode)
        return TemplateResponse(request, question.get_preview_template(request, mode), context)


class ReportView(_OfJob, View):
    """The report as Excel, every problem beside its question."""

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        """The file."""
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
        write_report(self.job, out)
        out.seek(0)
        name = _("导入结果 %s.xlsx") % self.job.name.rpartition(".")[0]
        return FileResponse(out, as_attachment=True, filename=name, content_type=EXCEL)


class UndoView(_OfJob, TemplateView):
    """撤销导入: says what goes and what stays, and asks."""

    page_title = gettext_lazy("撤销导入")
    template_name = "admin/exchange/undo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What stays, with why; 404 where there is nothing to undo."""
        if self.job.state != State.APPLIED:
            raise Http404
        kept = why_not(self.job)
        rows = list(ImportRow.objects.filter(pk__in=list(kept)[:100]).order_by("place"))
        context = super().get_context_data(**kwargs)
        staying = [(row, kept[row.pk]) for row in rows]
        return {**context, "staying": staying, "kept": len(kept)}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take it back."""
        try:
            kept = undo(job=self.job, now=timezone.now())
        except ExchangeRefused as refused:
            messages.error(request, str(refused))
            return redirect(self.here())
        if counts_of(self.job)["taken_back"] <= SMALL_IMPORT:
            go_on(job=self.job, now=timezone.now())
        told = _("已经撤销。有 %d 道留下了，原因见下面。") % kept if kept else _("已经全部撤销。")
        messages.success(request, told)
        return redirect(self.here())


class DiscardView(_OfJob, View):
    """Throws a plan away that was not applied."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Back to the list."""
        if self.job.state in {State.READY, State.FAILED}:
            discard(job=self.job)
            messages.success(request, _("丢掉了，题库没有任何变化。"))
        return redirect("exchange:imports")


class TemplateFileView(_Desk, View):
    """The Excel template, with this congress's drawers and points to choose from."""

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        """The file."""
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
        write_template(out, request.user)
        out.seek(0)
        name = _("题目导入模板.xlsx")
        return FileResponse(out, as_attachment=True, filename=name, content_type=EXCEL)


class ExportView(_Desk, FormView):
    """导出题目: first says how many and what would be lost, then writes the file."""

    page_title = gettext_lazy("导出题目")
    permission_required = "change"
    header_icon = "download"
    template_name = "admin/exchange/export.html"
    form_class = ExportForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose drawers; what is asked for stands in the address until the file is written."""
        asked = self.request.GET if self.request.GET.get("format") else None
        data = self.request.POST or asked
        return {**super().get_form_kwargs(), "user": self.request.user, "data": data}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the count and the losses, once the form is filled in."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if form.is_bound and form.is_valid():
            export = self._export(form)
            context |= {"export": export, "count": len(export.keys), "losses": losses_of(export)}
        return context

    def _export(self, form: ExportForm) -> Export:
        wanted = form.cleaned_data
        root = form.root
        keys = keys_of(to_export(self.request.user, root, wanted))
        return Export(root.pk if root else None, wanted["format"], keys, wanted["key"] == "with")

    def form_valid(self, form: Any) -> HttpResponse:
        """The file."""
        export = self._export(form)
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the response
        write_export(export=export, out=out, by=self.request.user, now=timezone.now())
        out.seek(0)
        name = file_name(export, timezone.localdate().isoformat())
        return FileResponse(out, as_attachment=True, filename=name)  # type: ignore[return-value]
