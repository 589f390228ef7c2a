"""/office/digest/: the weekly letter."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from training.insight.papers import digests
from training.people.models import User
from training.people.officers import Desk, desk_of


class ReadersField(forms.ModelMultipleChoiceField):
    """People, each with what she is: names alone do not tell a director from an officer."""

    def label_from_instance(self, obj: Any) -> str:
        """Her name, her roles and where."""
        posts = [f"{post.organisation} {post.get_role_display()}" for post in obj.posts]
        return f"{obj.name}（{_('、').join(posts)}）"


class DigestForm(forms.Form):
    """Whether, when, and to whom."""

    on = forms.BooleanField(label=gettext_lazy("每周发简报"), required=False)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("星期几"), coerce=int, choices=list(WEEKDAYS.items())
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("几点"), coerce=int, choices=[(n, f"{n}:00") for n in range(7, 21)]
    )
    people = ReadersField(
        label=gettext_lazy("发给谁"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, desk: Desk, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        found = digests.readers_in(desk.congress, desk.now)
        self.fields["people"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Raises ValidationError when it is on and goes to nobody."""
        typed = super().clean() or {}
        if typed.get("on") and not typed.get("people"):
            self.add_error("people", _("要发简报，请至少选一个人。"))
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: HttpRequest) -> HttpResponse:
    """The rules, and this week's letter as it would go out now."""
    desk = desk_of(request)
    rules = digests.rules_of(desk.congress)
    chosen = list(rules.people.all()) if rules.pk else []
    known = {"on": rules.on, "weekday": rules.weekday, "hour": rules.hour, "people": chosen}
    form = DigestForm(request.POST or None, desk=desk, initial=known)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wanted = {name: typed[name] for name in ("on", "weekday", "hour")}
        people = list(typed["people"])
        digests.set_rules(
            congress=desk.congress, wanted=wanted, people=people, by=desk.officer, now=desk.now
        )
        messages.success(request, _("存好了。"))
        return redirect("digest:home")
    told = digests.told_of(desk.congress, desk.now)
    letter = digests.words_of(told, None, rules.last_figures)
    context = {"form": form, "rules": rules, "letter": letter}
    return render(request, "pages/papers/digest.html", {"nav": "digest"} | context)
