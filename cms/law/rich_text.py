"""A citation inside rich text: stored as <a linktype="provision" id="…">, shown as a link to the
article's card, known to the index of references, and chosen in Wagtail's modal."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.admin.rich_text.editors.draftail import features as draftail
from wagtail.rich_text import LinkHandler

from cms.law.models import Provision

FEATURE, ENTITY = "law", "LAW"


def _named(pks: list[Any]) -> dict[str, tuple[str, int]]:
    """Primary key → key of the version and number of the article. One query."""
    known = {str(pk) for pk in pks if str(pk).isdecimal()}
    if not known:
        return {}
    rows = Provision.objects.filter(pk__in=known).order_by()
    told = rows.values_list("pk", "version__key", "number")
    return {str(pk): (version, number) for pk, version, number in told}


class ProvisionLinkHandler(LinkHandler):
    """How a citation in a text is shown to readers."""

    identifier = "provision"

    @staticmethod
    def get_model() -> type[Provision]:
        """What it refers to."""
        return Provision

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, Any]) -> str:
        """The opening tag."""
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """All opening tags of a text. One query; an article that is gone leaves plain text."""
        named = _named([attrs.get("id") for attrs in attrs_list])
        return [
            format_html('<a class="cite" href="{}">', reverse("law:provision", args=named[str(pk)]))
            if (pk := attrs.get("id")) is not None and str(pk) in named
            else "<a>"
            for attrs in attrs_list
        ]

    @classmethod
    def extract_references(cls, attrs: dict[str, Any]) -> Any:
        """For the index of references: usage pages and the report of a new text read it."""
        if str(attrs.get("id", "")).isdecimal():
            yield cls.get_model(), attrs["id"], "", ""


class CitationElementHandler(LinkElementHandler):
    """From the stored text to the editor."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the editor keeps of a citation, and what its tooltip says."""
        pk = attrs.get("id", "")
        found = (
            Provision.objects.select_related("version__statute").filter(pk=pk).first()
            if str(pk).isdecimal()
            else None
        )
        if found is None:
            return {"id": pk}
        return {"id": found.pk, "url": found.get_absolute_url(), "label": str(found)}


def _stored(props: dict[str, Any]) -> Any:
    """From the editor to the stored text."""
    attributes = {"linktype": "provision", "id": props.get("id")}
    return DOM.create_element("a", attributes, props["children"])


def register(features: Any) -> None:
    """Teach Wagtail's rich text the feature `law`."""
    features.register_link_type(ProvisionLinkHandler)
    features.register_editor_plugin(
        "draftail",
        FEATURE,
        draftail.EntityFeature(
            {
                "type": ENTITY,
                "icon": "openquote",
                "description": _("引用法条"),
                "attributes": ["id", "url", "label"],
                "whitelist": {"id": True},
                "chooserUrls": {
                    "provisionChooser": reverse_lazy("wagtailsnippetchoosers_cms_provision:choose")
                },
            },
            js=["wagtailadmin/js/chooser-modal.js", "cms/law-entity.js"],
        ),
    )
    rule = {
        "from_database_format": {'a[linktype="provision"]': CitationElementHandler(ENTITY)},
        "to_database_format": {"entity_decorators": {ENTITY: _stored}},
    }
    features.register_converter_rule("contentstate", FEATURE, rule)
