"""What a browser would send back: the fields of a form as the desk showed it."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client


def _values(field: Any) -> list[str]:
    if field.name == "textarea":
        return [field.text.removeprefix("\n").removeprefix("\r\n")]
    if field.name == "select":
        return [option["value"] for option in field.find_all("option", selected=True)]
    if field.get("type") in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.has_attr("checked") else []
    return [field.get("value", "")]


def as_shown(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """Everything in the editor's form at an address, with some fields changed.

    Stream fields are drawn by script and must be given among the changes.
    """
    page = BeautifulSoup(client.get(url).content, "html.parser")
    sent: dict[str, Any] = {}
    for field in page.select("form[data-edit-form] :is(input, textarea, select)"):
        inside_template = field.find_parent("template") is not None
        if field.get("name") and field.get("type") != "submit" and not inside_template:
            sent.setdefault(field["name"], []).extend(_values(field))
    return {**{name: values for name, values in sent.items() if values}, **changes}
