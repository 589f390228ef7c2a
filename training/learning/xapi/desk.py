"""The administrators' page: the learning records of a class or of everybody as xAPI."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from training.cohorts.models import Cohort
from training.learning.outbox import forwards
from training.learning.xapi import forwarding
from training.learning.xapi.selectors import Wanted, learners_of
from training.learning.xapi.views import download
from training.people import audit
from training.people.access import standing
from training.people.models import Congress, Membership


class WhichForm(forms.Form):
    """Of which class, and since when."""

    cohort = forms.ChoiceField(label=gettext_lazy("班次"), required=False)
    since = forms.DateField(
        label=gettext_lazy("从哪天起存下的"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("留空就是全部。"),
    )

    def __init__(self, *args: Any, congresses: list[Congress], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohorts = Cohort.objects.filter(congress__in=congresses).order_by("-starts_on")
        choices = [("", _("全部人员")), *((one.key, str(one)) for one in cohorts)]
        chosen: Any = self.fields["cohort"]
        chosen.choices = choices


def may_export(user: Any) -> bool:
    """Administrators. One query, remembered."""
    held = standing(user, timezone.localdate())
    return bool(user.is_superuser or held.has(Membership.Role.ADMINISTRATOR))


def congresses_of(user: Any) -> list[Congress]:
    """Those whose records she may export; PermissionDenied for who is no administrator."""
    if not may_export(user):
        raise PermissionDenied
    held = standing(user, timezone.localdate()).congresses_as(Membership.Role.ADMINISTRATOR)
    return list(Congress.objects.filter(pk__in=held) if held else Congress.objects.all())


class ExportView(WagtailAdminTemplateMixin, TemplateView):
    """导出学习记录: what is in the file, and the form that gives it."""

    header_icon = "download"
    page_title = gettext_lazy("导出学习记录（xAPI）")
    template_name = "admin/xapi/export.html"
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Straight below the landing page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def form(self) -> WhichForm:
        """Filled with what was posted."""
        return WhichForm(self.request.POST or None, congresses=congresses_of(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form, and how sending elsewhere stands."""
        told: dict[str, Any] = {"form": self.form}
        if forwards.wanted():
            waiting, refused = forwarding.waiting()
            told |= {"sending": forwarding.state(), "waiting": waiting, "refused": refused}
        return {**super().get_context_data(**kwargs), **told}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file; noted in the audit log before the first line leaves."""
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        user: Any = request.user
        key, day = self.form.cleaned_data["cohort"], self.form.cleaned_data["since"]
        since = day and timezone.make_aware(datetime.combine(day, datetime.min.time()))
        learners = learners_of(congresses=congresses_of(user), cohort=key)
        told = {"people": len(learners), "since": str(day or "")}
        audit.note(actor=user, action="export.xapi", at=timezone.now(), target=key, **told)
        name = f"xapi-{key or 'all'}-{timezone.localdate():%Y%m%d}.json"
        return download(Wanted(learners, since), name)


class ExportItem(MenuItem):
    """For administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open."""
        return may_export(request.user)


def menu_item() -> MenuItem:
    """Among the reports."""
    url = reverse("xapi_desk:export")
    return ExportItem(_("导出学习记录"), url, name="xapi", icon_name="download", order=2000)


urlpatterns = [path("", ExportView.as_view(), name="export")]
