"""The pages about programmes and courses at the desk: copying, taking a copy back, arranging."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from courses.catalogue import arranging, copying
from courses.catalogue.errors import CopyKept
from courses.catalogue.models import CoursePage, ProgrammePage


class CopyForm(forms.Form):
    """What is decided before a programme is copied."""

    title = forms.CharField(label=gettext_lazy("新培训班方案的标题"), max_length=255)
    key = forms.SlugField(
        label=gettext_lazy("键"),
        max_length=50,
        help_text=gettext_lazy("网址和命令里用的名字，只用字母、数字和短横线。"),
    )
    with_quizzes = forms.BooleanField(
        label=gettext_lazy("测验也各复制一份"),
        required=False,
        initial=True,
        help_text=gettext_lazy("复制：新一期的成绩另算，题目共用。不勾：新旧两期用同一份测验。"),
    )

    def __init__(self, *args: Any, beside: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.beside = beside

    def clean_key(self) -> str:
        """Raises ValidationError for a key that another programme or page has."""
        key: str = self.cleaned_data["key"]
        used = ProgrammePage.objects.filter(key=key).exists()
        if used or self.beside.get_siblings().filter(slug=key).exists():
            raise forms.ValidationError(_("“%s”已经用过了，请换一个。") % key)
        return key


class AboutPage(WagtailAdminTemplateMixin):
    """A page of the desk about one page of ours; cms.desk.door has refused foreign ones."""

    model: Any = ProgrammePage
    kwargs: dict[str, Any]
    header_icon = "doc-empty"

    @cached_property
    def object(self) -> Any:
        """The page; Http404 for one of another type."""
        return get_object_or_404(self.model, pk=self.kwargs["page_id"])

    def get_page_subtitle(self) -> str:
        """Whose page it is."""
        return str(self.object.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The explorer at this page, its editor, this page of ours."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_explore", args=[self.object.pk]), "label": _("页面")},
            {"url": editor(self.object), "label": str(self.object.title)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the page, as `about`."""
        return {**super().get_context_data(**kwargs), "about": self.object}


def editor(page: Any) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


class CopyProgrammeView(AboutPage, FormView):
    """复制到新一期."""

    page_title = gettext_lazy("复制到新一期")
    template_name = "admin/catalogue/copy.html"
    form_class = CopyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for who may add a page beside the programme; Http404 otherwise."""
        if not may_copy(self.object, request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Beside which page the copy is put."""
        return {**super().get_form_kwargs(), "beside": self.object}

    def get_initial(self) -> dict[str, Any]:
        """A title that tells what it is; the tick as the form has it."""
        return {"title": _("%s（新一期）") % self.object.title, "with_quizzes": True}

    def form_valid(self, form: Any) -> HttpResponse:
        """Copy, and on to the report."""
        plan, now = copying.CopyPlan(**form.cleaned_data), timezone.now()
        copy = copying.copy_programme(
            programme=self.object, plan=plan, by=self.request.user, now=now
        )
        return redirect("catalogue:copied", page_id=copy.pk)


class CopiedView(AboutPage, TemplateView):
    """What was copied; a button takes it back."""

    page_title = gettext_lazy("复制好了")
    template_name = "admin/catalogue/copied.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the report; Http404 for a programme that is no copy."""
        told = copying.report_on(self.object)
        if told is None:
            raise Http404
        may = copying.may_discard(self.object, self.request.user)
        return {**super().get_context_data(**kwargs), "told": told, "may_discard": may}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the copy back, and to the pages it stood among."""
        above = self.object.get_parent().pk
        try:
            copying.discard_copy(copy=self.object, by=request.user)
        except CopyKept as kept:
            messages.error(request, kept.reason)
            return redirect("catalogue:copied", page_id=self.object.pk)
        messages.success(request, _("复制出来的一份已经删除，原来的没有变。"))
        return redirect("wagtailadmin_explore", above)


class ArrangeView(AboutPage, TemplateView):
    """课时顺序."""

    model = CoursePage
    page_title = gettext_lazy("课时顺序")
    template_name = "admin/catalogue/arrange.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for who may edit the course; Http404 otherwise."""
        if not arranging.may_arrange(self.object, request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the lessons, and the one that was just moved."""
        moved = self.request.GET.get("moved", "")
        lessons = arranging.lessons_in_order(self.object)
        return {**super().get_context_data(**kwargs), "lessons": lessons, "moved": moved}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One step; then back to the same button."""
        way, _found, lesson = request.POST.get("move", "").partition("-")
        number = int(lesson) if lesson.isdecimal() else 0
        arranging.arrange(course=self.object, lesson=number, way=way, by=request.user)
        back = reverse("catalogue:arrange", args=[self.object.pk])
        return redirect(f"{back}?moved={way}-{number}#lesson-{number}")


urlpatterns = [
    path("programme/<int:page_id>/copy/", CopyProgrammeView.as_view(), name="copy"),
    path("programme/<int:page_id>/copied/", CopiedView.as_view(), name="copied"),
    path("course/<int:page_id>/lessons/", ArrangeView.as_view(), name="arrange"),
]


def may_copy(page: Any, user: Any) -> bool:
    """Whether a person may add a programme beside this one."""
    return bool(page.get_parent().permissions_for_user(user).can_add_subpage())


def _buttons(page: Any, user: Any) -> list[tuple[str, str, str]]:
    """Label, address and icon of what is offered for a page of ours."""
    kind = page.specific_class
    if kind is ProgrammePage and may_copy(page, user):
        return [(_("复制到新一期"), reverse("catalogue:copy", args=[page.pk]), "copy")]
    if kind is CoursePage and arranging.may_arrange(page, user):
        return [(_("课时顺序"), reverse("catalogue:arrange", args=[page.pk]), "order")]
    return []


def header_buttons(page: Any, user: Any, view_name: str, next_url: str = "") -> list[Button]:
    """For Wagtail's hook: beside the title of the editor and the explorer."""
    return [
        Button(label, url, icon_name=icon, priority=41) for label, url, icon in _buttons(page, user)
    ]


def listing_buttons(page: Any, user: Any, next_url: str = "") -> list[Button]:
    """For Wagtail's hook: in the menu of a row of the explorer."""
    return header_buttons(page, user, "index", next_url)


def copy_whole_programmes(request: HttpRequest, page: Any) -> HttpResponse | None:
    """For Wagtail's hook: its own copy would leave links leading to the old programme."""
    if page.specific_class is ProgrammePage:
        return redirect("catalogue:copy", page_id=page.pk)
    return None
