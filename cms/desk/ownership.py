"""Rows that belong to a congress: lists, forms, choosers and every address are scoped by it.

Wagtail's generic views ask for permission on a model, not on a row. So the scope is kept in three
places that cover them all: the rows a list starts from, the rows a chooser offers, and a guard
around every view that names a row, which answers 404 for a foreign one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from cms.site.access import root_ids, roots_for, sole_root, works_on

View = Callable[..., HttpResponse]


def scoped(user: Any, rows: "QuerySet[Any]", *, with_shared: bool = False) -> "QuerySet[Any]":
    """The rows of the congresses a person works for; all of them for a superuser."""
    if user.is_superuser:
        return rows
    own = rows.filter(owner_root_id__in=root_ids(user))
    return own | rows.filter(owner_root=None) if with_shared else own


class OwnedPolicy(ModelPermissionPolicy):
    """Wagtail's permissions on a model, narrowed to the rows of the person's congresses."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Whether the action is permitted, and on this row."""
        return bool(self.user_has_permission(user, action)) and works_on(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> "QuerySet[Any]":
        """The rows on which one of the actions is permitted."""
        return scoped(user, super().instances_user_has_any_permission_for(user, actions))


def register_owned(*models: type[Model]) -> None:
    """Put models under OwnedPolicy; must run before Wagtail asks for their policy."""
    for model in models:
        register_permission_policy(model, OwnedPolicy(model), exact_class=True)


def foreign_is_404(view: View, model: type[Model]) -> View:
    """The view; 404 when its address names a row of a congress that is not the person's."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "pk" in kwargs:
            rows = model._default_manager.filter(pk=unquote(str(kwargs["pk"])))
            if not scoped(request.user, rows).exists():
                raise Http404
        return view(request, *args, **kwargs)

    return guarded


class OwnedForm(WagtailAdminModelForm):
    """A form whose row belongs to the person's congress; she is asked only when she has several."""

    steady: tuple[str, ...] = ()
    """Fields that other things refer to by: fixed once the row exists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roots = list(roots_for(self.for_user)) if self.for_user else []
        if self.instance.pk or len(roots) < 2:
            self.fields.pop("owner_root", None)
        else:
            self.fields["owner_root"].required = not self.for_user.is_superuser
        if self.is_steady():
            for name in self.steady:
                self.fields[name].disabled = True

    def is_steady(self) -> bool:
        """Whether the fields in `steady` may no longer change."""
        return bool(self.instance.pk)

    def clean(self) -> dict[str, Any]:
        """Names the field when the root is foreign, or the name is taken within the root."""
        cleaned: dict[str, Any] = super().clean()
        root = cleaned.get("owner_root", self.instance.owner_root)
        if not works_on(self.for_user, _Owned(root and root.pk)):
            place = "owner_root" if "owner_root" in self.fields else None
            self.add_error(place, _("您还没有负责这个人大的内容，请联系管理员。"))
        for name in self.steady:
            taken = self._meta.model._base_manager.exclude(pk=self.instance.pk)
            same = taken.filter(owner_root=root, **{name: cleaned.get(name)})
            if name in cleaned and same.exists():
                self.add_error(name, _("“%s”已经用过了，请换一个。") % cleaned[name])
        return cleaned


class _Owned:
    """Just enough of a row to ask works_on about its root."""

    def __init__(self, owner_root_id: int | None) -> None:
        self.owner_root_id = owner_root_id


class OwnedCreateView(CreateView):
    """A new row starts in the person's own root."""

    def get_initial_form_instance(self) -> Any:
        """An empty row that already belongs to the only root of the person."""
        return self.model(owner_root=sole_root(self.request.user))


class _OwnChoices:
    def get_object_list(self) -> Any:
        rows = super().get_object_list()  # type: ignore[misc]
        return scoped(self.request.user, rows)  # type: ignore[attr-defined]


class _OwnChosen:
    def get_object(self, pk: Any) -> Any:
        chosen = super().get_object(pk)  # type: ignore[misc]
        if not works_on(self.request.user, chosen):  # type: ignore[attr-defined]
            raise Http404
        return chosen


class _OwnChosenMany:
    def get_objects(self, pks: Any) -> Any:
        rows = super().get_objects(pks)  # type: ignore[misc]
        return scoped(self.request.user, rows)  # type: ignore[attr-defined]


class OwnedChooseView(_OwnChoices, ChooseView):
    """Offers own rows only."""


class OwnedChooseResultsView(_OwnChoices, ChooseResultsView):
    """Offers own rows only."""


class OwnedChosenView(_OwnChosen, SnippetChosenView):
    """Takes own rows only."""


class OwnedChosenMultipleView(_OwnChosenMany, SnippetChosenMultipleView):
    """Takes own rows only."""


class OwnedChooserViewSet(SnippetChooserViewSet):
    """A chooser of own rows."""

    choose_view_class = OwnedChooseView
    choose_results_view_class = OwnedChooseResultsView
    chosen_view_class = OwnedChosenView
    chosen_multiple_view_class = OwnedChosenMultipleView


class OwnedSnippetViewSet(SnippetViewSet):
    """Everything Wagtail offers for a snippet, on own rows only."""

    add_view_class = OwnedCreateView
    chooser_viewset_class = OwnedChooserViewSet
    # A copy would carry the names by which the original is known.
    copy_view_enabled = False

    def construct_view(self, view_class: Any, **kwargs: Any) -> View:
        """Every view of the set, guarded."""
        return foreign_is_404(super().construct_view(view_class, **kwargs), self.model)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """The rows a list starts from."""
        return scoped(request.user, self.model._default_manager.all())
