"""Taking questions out of use and bringing them back: one by one, or several from the list."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from courses.questions.listing import KIND_MODELS, editor_url
from courses.questions.models import Question
from courses.questions.pages import AboutQuestion
from courses.questions.services import bring_back, retire
from courses.questions.usage.places import Way, places_of


class ReasonForm(forms.Form):
    """Why, for the history."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("写一句，以后在历史里看得到。可以不写。"),
    )


class RetireForm(ReasonForm):
    """Asks once more when quizzes would be left without one of their questions."""

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            self.fields["anyway"] = forms.BooleanField(
                label=gettext_lazy("我知道这些测验会组不成卷，仍然停用"),
                error_messages={
                    "required": gettext_lazy("请先到测验里换掉这道题，或者勾上这一项。")
                },
            )


class _AboutOne(AboutQuestion, FormView):
    """A page that asks before it changes one question."""

    permission_required = "publish"

    @cached_property
    def named_in(self) -> list[Any]:
        """The quizzes that name the question."""
        places = places_of(self.request.user, [self.object])[self.object.pk]
        return [place for place in places if place.way is Way.NAMED and place.live]


class RetireView(_AboutOne):
    """停用."""

    page_title = gettext_lazy("停用")
    template_name = "admin/bank/retire.html"
    form_class = RetireForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether to ask once more."""
        return {**super().get_form_kwargs(), "named": bool(self.named_in)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Retire, say so, and back to the editor."""
        now, reason = timezone.now(), form.cleaned_data["reason"]
        retire(question=self.object, by=self.request.user, at=now, reason=reason)
        messages.success(self.request, _("“%s”已经停用，新开的卷子不再用它。") % self.object.number)
        return redirect(editor_url(self.object))


class BringBackView(_AboutOne):
    """恢复使用."""

    page_title = gettext_lazy("恢复使用")
    template_name = "admin/bank/bring_back.html"
    form_class = ReasonForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Bring it back, say so, and back to the editor."""
        reason = form.cleaned_data["reason"]
        bring_back(question=self.object, by=self.request.user, reason=reason)
        messages.success(self.request, _("“%s”恢复使用了。") % self.object.number)
        return redirect(editor_url(self.object))


class _AboutSeveral(SnippetBulkAction):
    """What an editor does to the questions she ticked."""

    template_name = "admin/bank/several.html"
    form_class = ReasonForm
    question: Any = ""
    consequence: Any = ""

    @classproperty
    def models(cls) -> list[type[Question]]:  # noqa: N805 - a property of the class
        return [Question, *KIND_MODELS]

    def check_perm(self, question: Question) -> bool:
        """Only one's own, and only with the right to publish."""
        user = self.request.user
        return bool(
            self.permission_policy.user_has_permission_for_instance(user, "publish", question)
        )

    @cached_property
    def named_in(self) -> list[Any]:
        """The open quizzes that name one of the questions."""
        questions, _refused = self.get_actionable_objects()
        places = places_of(self.request.user, questions)
        named = {p.url: p for pk in places for p in places[pk] if p.way is Way.NAMED and p.live}
        return list(named.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the words of the action."""
        return {**super().get_context_data(**kwargs), "action": self}

    def get_execution_context(self) -> dict[str, Any]:
        """Who, and why."""
        reason = self.cleaned_form.cleaned_data["reason"]
        return {**super().get_execution_context(), "user": self.request.user, "reason": reason}


class RetireSeveral(_AboutSeveral):
    """停用 for the ticked rows."""

    display_name = gettext_lazy("停用")
    aria_label = gettext_lazy("停用选中的题目")
    action_type = "retire"
    action_priority = 10
    question = gettext_lazy("停用这些题目吗？")
    consequence = gettext_lazy("新开的卷子不再用它们；已经开始的卷子不受影响。随时可以恢复使用。")
    classes: ClassVar[set[str]] = {"serious"}
    form_class = RetireForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether to ask once more."""
        return {**super().get_form_kwargs(), "named": bool(self.named_in)}

    @classmethod
    def execute_action(
        cls, objects: list[Question], user: Any = None, reason: str = "", **kwargs: Any
    ) -> tuple[int, int]:
        """Retire each; returns how many were not retired before."""
        now = timezone.now()
        done = [retire(question=one, by=user, at=now, reason=reason) for one in objects]
        return sum(done), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """How many."""
        told = ngettext("停用了 %(count)d 道题。", "停用了 %(count)d 道题。", num_parent_objects)
        return told % {"count": num_parent_objects}


class BringBackSeveral(_AboutSeveral):
    """恢复使用 for the ticked rows."""

    display_name = gettext_lazy("恢复使用")
    aria_label = gettext_lazy("恢复使用选中的题目")
    action_type = "bring_back"
    action_priority = 20
    question = gettext_lazy("恢复使用这些题目吗？")
    consequence = gettext_lazy("已经发布的，新开的卷子又可以用它们。")

    @classmethod
    def execute_action(
        cls, objects: list[Question], user: Any = None, reason: str = "", **kwargs: Any
    ) -> tuple[int, int]:
        """Bring each back; returns how many were retired before."""
        return sum(bring_back(question=one, by=user, reason=reason) for one in objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """How many."""
        told = ngettext(
            "恢复使用了 %(count)d 道题。", "恢复使用了 %(count)d 道题。", num_parent_objects
        )
        return told % {"count": num_parent_objects}
