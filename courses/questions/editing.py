"""The editor of a question: its standing beside the form, and what in the bank reads alike."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import DeleteView, EditView, WorkflowActionView

from cms.desk.ownership import OwnedCreateView
from courses.questions.likeness.selectors import Similar, dismissed_partners, like
from courses.questions.likeness.shingles import Wording
from courses.questions.listing import bank_url, editor_url
from courses.questions.models import Question
from courses.questions.selectors import Standing, beside, why_kept, with_standing

TOLD = 5
"""How many alike questions a message names."""


def alike(question: Question) -> list[Similar]:
    """What the bank has that reads like a question in the editor, saved or not; pairs that are
    meant left out."""
    settled = dismissed_partners(question.pk) if question.pk else frozenset()
    said = Wording(question.stem, tuple(question.said()))
    found = like(said, question.owner_root_id, [question.pk] if question.pk else [])
    return [one for one in found if one.question.pk not in settled and not one.question.retired_at]


def _link(question: Question, one: Similar) -> str:
    url = bank_url("side_by_side", quote(question.pk), one.question.pk)
    told = f"{one.question.number}（{one.percent}%）"
    return format_html('<a href="{}">{}</a>', url, told)


def tell_alike(request: HttpRequest, question: Question) -> None:
    """Say after a save which questions read like the one just saved."""
    found = alike(question)
    if not found:
        return
    named = format_html_join("、", "{}", ((_link(question, one),) for one in found[:TOLD]))
    told = _("已经保存。题库里有 %(count)d 道题和它相近，请点开对照：") % {"count": len(found)}
    messages.warning(request, format_html("{}{}", told, named))


class StandingPanel(BaseSidePanel):
    """题目情况: version, standing, figures, where it is used, and what reads like it."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("题目情况")
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            """The counter shows how many questions read alike."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": len(self.panel.alike)}

    name = "bank"
    title = gettext_lazy("题目情况")
    template_name = "admin/bank/side_panel.html"
    order = 150

    @cached_property
    def alike(self) -> list[Similar]:
        """What reads like the draft as it is; nothing before the first save."""
        return alike(self.object) if self.object.pk else []

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Everything the panel shows."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        if not self.object.pk:
            return context
        rows: Any = Question.objects.non_polymorphic().select_related("live_version")
        row: Any = with_standing(rows).get(pk=self.object.pk)
        return {
            **context,
            "row": row,
            "standing": Standing(row.standing).label,
            "beside": beside(self.request.user, [row])[row.pk],
            "alike": [(one, _link(row, one)) for one in self.alike],
            "versions_url": bank_url("versions", quote(row.pk)),
            "usage_url": bank_url("usage", quote(row.pk)),
        }


class AlikePanel(Panel):
    """查重 within the form: tells while the author writes; without scripts only after a save."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "admin/bank/alike_panel.html"

        @property
        def media(self) -> forms.Media:
            """The script that asks."""
            script: Any = Script("courses/bank.js", type="module")
            return forms.Media(js=[script], css={"all": ["courses/bank.css"]})

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Where to ask."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "url": bank_url("alike"), "question": self.instance.pk}


class _Tells:
    """Says after a save by hand what reads alike; saves by itself say it in the side panel."""

    def save_action(self) -> HttpResponse:
        response: HttpResponse = super().save_action()  # type: ignore[misc]
        if not self.expects_json_response:  # type: ignore[attr-defined]
            tell_alike(self.request, self.object)  # type: ignore[attr-defined]
        return response


class QuestionCreateView(_Tells, OwnedCreateView):
    """A new question of one kind."""

    def get_side_panels(self) -> MediaContainer:
        """Wagtail's panels, and ours to be filled by the first save."""
        panels = super().get_side_panels()
        return MediaContainer([*panels, StandingPanel(self.form.instance, self.request)])


class QuestionEditView(_Tells, EditView):
    """The editor of one kind."""

    def get_side_panels(self) -> MediaContainer:
        """Wagtail's panels and ours."""
        return MediaContainer(
            [*super().get_side_panels(), StandingPanel(self.object, self.request)]
        )

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's, and the ways to versions, usage and out of use."""
        pk = quote(self.object.pk)
        buttons = [
            *super().header_more_buttons,
            Button(_("版本"), url=bank_url("versions", pk), icon_name="history", priority=5),
            Button(_("使用情况"), url=bank_url("usage", pk), icon_name="link", priority=6),
        ]
        if self.user_has_permission("publish"):
            retired = self.live_object.retired_at
            label, name = (_("恢复使用"), "bring_back") if retired else (_("停用"), "retire")
            icon = "rotate" if retired else "cross"
            buttons.append(Button(label, url=bank_url(name, pk), icon_name=icon, priority=40))
        return buttons

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; a retired question says so above it."""
        if self.live_object.retired_at and not self.hydrate_create_view:
            told = _("这道题已经停用，新开的卷子不用它。要再用，请从右上角的菜单选“恢复使用”。")
            messages.warning(request, told)
        if self.live_object.held_back_at and not self.hydrate_create_view:
            url = reverse("law_desk:reviews")
            told = _("这道题所依据的法条有变动，复核以前抽题抽不到它。")
            link = format_html('{} <a href="{}">{}</a>', told, url, _("去复核"))
            messages.warning(request, link)
        return super().get(request, *args, **kwargs)


class QuestionDeleteView(DeleteView):
    """Deletes a draft that nobody has relied on; for others it says what to do instead."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As always, or back to the editor with the reason."""
        if self.user_has_permission("delete") and (reason := why_kept(self.object)):
            messages.error(request, reason)
            return redirect(editor_url(self.object))
        return super().dispatch(request, *args, **kwargs)


class ToEditorOfKind(EditView):
    """Sends on to the editor of the kind: the base form would hide the kind's own fields."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Always a redirect."""
        question: Any = get_object_or_404(Question.objects.non_polymorphic(), pk=kwargs["pk"])
        return redirect(editor_url(question))


class ReviewAction(WorkflowActionView):
    """Approval from a list, without the form: what the form would say is said in a message."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve or send back; back to the editor when the question could not be marked."""
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as mistake:
            messages.error(request, _("还不能通过：%s") % " ".join(mistake.messages))
            return redirect(editor_url(self.object))


class NothingOfNoKind(OwnedCreateView):
    """Not found: a question without a kind could neither be asked nor marked."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Always Http404."""
        raise Http404
