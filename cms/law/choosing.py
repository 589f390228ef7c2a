"""The modal in which authors pick an article: in lessons and cases, in texts, on questions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenView,
)

from cms.law.finding import articles_like, offered
from cms.law.models import Provision

SHOWN = 60  # characters of the paraphrase in a row


class ProvisionFilters(BaseFilterForm):
    """Words or a number, and whether texts of old are wanted."""

    q = forms.CharField(
        label=_("找哪一条"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("代表法第四十七条、47，或者一个词")}),
    )
    old = forms.BooleanField(
        label=_("也列出旧文本"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects: Any) -> Any:
        """The rows asked for; texts no longer in force only on request."""
        rows = super().filter(objects)
        words = self.cleaned_data.get("q", "")
        if not self.cleaned_data.get("old"):
            rows = rows.filter(offered(timezone.localdate()))
        self.is_searching, self.search_query = bool(words.strip()), words
        return articles_like(rows, words)


def _gist(provision: Provision) -> str:
    return str(Truncator(provision.gist).chars(SHOWN)) or "—"


def _version(provision: Provision) -> str:
    version = provision.version
    return f"{version.label} · {version.force_on(timezone.localdate()).label}"


class _Articles:
    """Articles by name of statute and number, with what tells them apart."""

    filter_form_class = ProvisionFilters

    def get_object_list(self) -> Any:
        """With the statutes that name them."""
        rows = super().get_object_list()  # type: ignore[misc]
        return rows.select_related("version__statute", "version__replaced_by")

    @property
    def columns(self) -> list[Column]:
        """Name, paraphrase, text."""
        return [
            *super().columns,  # type: ignore[misc]
            Column("gist", label=_("释义"), accessor=_gist),
            Column("version", label=_("版本"), accessor=_version),
        ]


class ProvisionChooseView(_Articles, ChooseView):
    """The modal."""


class ProvisionChooseResultsView(_Articles, ChooseResultsView):
    """Its results while she types."""


class ProvisionChosenView(SnippetChosenView):
    """What the editor is told of the chosen article; the rich text needs its name and address."""

    def get_chosen_response_data(self, item: Provision) -> dict[str, Any]:
        """Wagtail's, and how the article is cited in running text."""
        told: dict[str, Any] = super().get_chosen_response_data(item)
        return {**told, "citation": item.citation, "url": item.get_absolute_url()}


class ProvisionChooserViewSet(SnippetChooserViewSet):
    """The chooser of articles."""

    choose_view_class = ProvisionChooseView
    choose_results_view_class = ProvisionChooseResultsView
    chosen_view_class = ProvisionChosenView
