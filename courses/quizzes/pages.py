"""The pages about one quiz at the desk: preview, printing, copying, closing and opening again."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import BaseButton, HeaderButton

from courses.quizzes.errors import PaperIncomplete
from courses.quizzes.forms import CopyForm, PrintForm
from courses.quizzes.models import Quiz
from courses.quizzes.printing.models import PrintedPaper
from courses.quizzes.printing.papers import parts, rules_by_kind
from courses.quizzes.printing.selectors import drawn_to_look_at, laid_out, papers_of
from courses.quizzes.printing.services import print_papers
from courses.quizzes.services import close_quiz, copy_quiz, reopen_quiz
from courses.quizzes.wording import in_words

DRAWS = 10_000


def quiz_url(name: str, *args: Any) -> str:
    """An address of the quizzes at the desk."""
    return reverse(Quiz.snippet_viewset.get_url_name(name), args=args)


def notes_on(request: HttpRequest, quiz: Quiz) -> list[str]:
    """What the rooms above say to somebody about to change a quiz: hook `quiz_notes`, called with
    request and quiz, returns sentences."""
    return [note for said in hooks.get_hooks("quiz_notes") for note in said(request, quiz)]


def buttons_on(request: HttpRequest, quiz: Quiz) -> list[BaseButton]:
    """What the rooms above offer for a quiz: hook `desk_quiz_buttons`, the same way."""
    return [one for said in hooks.get_hooks("desk_quiz_buttons") for one in said(request, quiz)]


class AboutQuiz(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """A page about one quiz, for those who may change it: its title, and the way back."""

    model = Quiz
    permission_required = "change"
    header_icon = "form"

    def get_page_subtitle(self) -> str:
        """The quiz."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The quizzes, this one, this page."""
        return [
            *self.breadcrumbs_items,
            {"url": quiz_url("list"), "label": _("测验")},
            {"url": quiz_url("edit", quote(self.object.pk)), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        """The way to the editor."""
        edit = quiz_url("edit", quote(self.object.pk))
        return [HeaderButton(_("编辑"), url=edit, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the quiz."""
        return {**super().get_context_data(**kwargs), "quiz": self.object}


class PreviewView(AboutQuiz, TemplateView):
    """试卷预览: a paper as a deputy would get it, in a frame as wide as a phone."""

    page_title = gettext_lazy("试卷预览")
    template_name = "admin/quizzes/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The draw in the frame: the one asked for, or any."""
        asked = self.request.GET.get("draw", "")
        number = int(asked) % DRAWS if asked.isdecimal() else secrets.randbelow(DRAWS)
        return {**super().get_context_data(**kwargs), "draw": number}


class PreviewedPaperView(AboutQuiz, TemplateView):
    """What stands in the frame. Nothing is stored, nothing is counted."""

    template_name = "pages/quizzes/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questions as deputies see them, or why there are none."""
        context = super().get_context_data(**kwargs) | {"rules": in_words(self.object)}
        try:
            asks = drawn_to_look_at(self.object, self.kwargs["draw"])
        except PaperIncomplete as missing:
            return context | {"missing": missing.slot}
        total = sum(ask.mark for ask in asks)
        return context | {"asks": asks, "total": total}


class PapersView(AboutQuiz, FormView):
    """纸质卷: the papers printed so far, and a form to print more."""

    page_title = gettext_lazy("纸质卷")
    template_name = "admin/quizzes/papers.html"
    form_class = PrintForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the papers."""
        return {**super().get_context_data(**kwargs), "papers": papers_of(self.object)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Draw and pin, then the list; a paper that cannot be made is told in the form."""
        count, now = form.cleaned_data["count"], timezone.now()
        try:
            print_papers(quiz=self.object, count=count, by=self.request.user, now=now)
        except PaperIncomplete as missing:
            form.add_error(None, _("这份卷子组不成：%s。") % missing.slot)
            return self.form_invalid(form)
        told = ngettext("编好了 %d 份卷子。", "编好了 %d 份卷子。", count) % count
        messages.success(self.request, told + _("请点“试卷”打开，再打印。"))
        return redirect(quiz_url("papers", quote(self.object.pk)))


SHEETS = {
    "paper": "pages/quizzes/paper.html",
    "answers": "pages/quizzes/answers.html",
    "key": "pages/quizzes/key.html",
}


class PrintedView(AboutQuiz, TemplateView):
    """One sheet of a printed paper, to be printed from the browser: 试卷, 答题卡 or 答案."""

    def get_template_names(self) -> list[str]:
        """By the last part of the address; Http404 for one that is no sheet."""
        if (template := SHEETS.get(self.kwargs["sheet"])) is None:
            raise Http404
        return [template]

    @cached_property
    def paper(self) -> PrintedPaper:
        """The paper, of this quiz; Http404 when none has the number."""
        papers = PrintedPaper.objects.select_related("quiz")
        return get_object_or_404(papers, quiz=self.object, number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questions under their headings, with the key where it is asked for."""
        with_key = self.kwargs["sheet"] == "key" or "key" in self.request.GET
        asks = laid_out(self.paper, with_key=with_key)
        return {
            **super().get_context_data(**kwargs),
            "paper": self.paper,
            "parts": parts(asks),
            "asks": asks,
            "total": sum(ask.mark for ask in asks),
            "with_key": with_key,
            "rules_by_kind": rules_by_kind(asks),
        }


class CopyView(AboutQuiz, FormView):
    """复制: a closed copy under a new name and key."""

    page_title = gettext_lazy("复制")
    permission_required = "add"
    template_name = "admin/quizzes/copy.html"
    form_class = CopyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which quiz is copied."""
        return {**super().get_form_kwargs(), "quiz": self.object}

    def get_initial(self) -> dict[str, Any]:
        """A name that tells what it is."""
        return {"title": _("%s（复制）") % self.object.title}

    def form_valid(self, form: Any) -> HttpResponse:
        """Copy, say so, and on to the copy."""
        copy = copy_quiz(
            quiz=self.object, **form.cleaned_data, by=self.request.user, now=timezone.now()
        )
        messages.success(self.request, _("复制好了，还没有开放。请核对以后勾上“开放”再保存。"))
        return redirect(quiz_url("edit", quote(copy.pk)))


class _AsksFirst(AboutQuiz, TemplateView):
    """A page that asks before it opens or closes a quiz."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what the rooms above have to say."""
        return {**super().get_context_data(**kwargs), "notes": notes_on(self.request, self.object)}


class CloseView(_AsksFirst):
    """停用."""

    page_title = gettext_lazy("停用")
    template_name = "admin/quizzes/close.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it, say so, and back to the list."""
        close_quiz(quiz=self.object, by=request.user, now=timezone.now())
        messages.success(request, _("“%s”已经停用，代表不能开始新的。") % self.object)
        return redirect(quiz_url("list"))


class ReopenView(_AsksFirst):
    """重新开放."""

    page_title = gettext_lazy("重新开放")
    template_name = "admin/quizzes/reopen.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open it, say so, and back to the list."""
        reopen_quiz(quiz=self.object, by=request.user, now=timezone.now())
        messages.success(request, _("“%s”重新开放了。") % self.object)
        return redirect(quiz_url("list"))
