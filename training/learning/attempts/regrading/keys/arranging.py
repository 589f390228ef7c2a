"""Entries to be joined or put in order."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from training.learning.attempts.regrading.keys.contract import (
    Body,
    Editor,
    Facet,
    Given,
    Key,
    KeyForm,
    Payload,
    Pick,
)

ORDERS_SHOWN = 10


def _texts(entries: list[dict[str, str]]) -> dict[str, str]:
    return {entry["id"]: entry["text"] for entry in entries}


class PairsKeyForm(KeyForm):
    """For every left entry its partner."""

    def build(self) -> None:
        """One list of partners for each left entry, each with how many chose it."""
        for number, left in enumerate(self.body["left"], start=1):
            self.fields[f"pair-{number}"] = forms.ChoiceField(
                label=left["text"],
                choices=[
                    (one["id"], f"{one['text']}（{self.times(left['id'], one['id'])}）")
                    for one in self.body["right"]
                ],
                initial=self.key["pairs"][left["id"]],
            )

    def changed(self) -> dict[str, Any]:
        """The partners."""
        return {
            "pairs": {
                left["id"]: self.cleaned_data[f"pair-{number}"]
                for number, left in enumerate(self.body["left"], start=1)
            }
        }


class Matching(Editor):
    """Left entries and their partners."""

    form = PairsKeyForm

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """The partner of each left entry."""
        pairs = payload.get("pairs", {})
        return [(left["id"], pairs.get(left["id"], "")) for left in body["left"]]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """For each left entry all partners."""
        partners = _texts(body["right"])
        return [
            Facet(
                left["text"],
                [
                    *(
                        Given(text, counts[left["id"], one], key["pairs"][left["id"]] == one)
                        for one, text in partners.items()
                    ),
                    Given("", counts[left["id"], ""], False),
                ],
            )
            for left in body["left"]
        ]

    def in_words(self, body: Body, key: Key) -> str:
        """Entry by entry."""
        partners = _texts(body["right"])
        return _("；").join(
            f"{left['text']} — {partners[key['pairs'][left['id']]]}" for left in body["left"]
        )

    def shape(self, body: Body) -> Any:
        """The identities on both sides."""
        return [sorted(_texts(body["left"])), sorted(_texts(body["right"]))]


class OrderKeyForm(KeyForm):
    """For every entry its place."""

    def build(self) -> None:
        """One list of places for each entry, in the order of the key."""
        texts, places = _texts(self.body["items"]), len(self.body["items"])
        for place, identity in enumerate(self.key["order"], start=1):
            self.fields[f"place-{identity}"] = forms.TypedChoiceField(
                label=texts[identity],
                choices=[(n, _("第 %(n)d 位") % {"n": n}) for n in range(1, places + 1)],
                coerce=int,
                initial=place,
            )

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when two entries share a place."""
        places = [self.cleaned_data.get(name) for name in self.fields]
        twice = {place for place in places if place and places.count(place) > 1}
        if twice:
            raise ValidationError(
                _("第 %(n)d 位用了不止一次。每个环节要有自己的位置。") % {"n": min(twice)},
                code="twice",
            )
        return super().clean()

    def changed(self) -> dict[str, Any]:
        """The entries by place."""
        return {
            "order": sorted(
                self.key["order"], key=lambda identity: self.cleaned_data[f"place-{identity}"]
            )
        }


class Ordering(Editor):
    """Entries in order."""

    form = OrderKeyForm

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """The whole order; open places make it an unfinished one."""
        ranks = payload.get("ranks", {})
        return [("", ",".join(sorted(ranks, key=lambda identity: ranks[identity])))]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """The orders that were given, most frequent first."""
        texts = _texts(body["items"])
        given = [
            Given(
                " → ".join(texts[identity] for identity in order.split(",") if identity in texts),
                times,
                order.split(",") == list(key["order"]),
            )
            for (_facet, order), times in counts.most_common(ORDERS_SHOWN)
        ]
        return [Facet("", given)]

    def in_words(self, body: Body, key: Key) -> str:
        """The entries in order."""
        texts = _texts(body["items"])
        return " → ".join(texts[identity] for identity in key["order"])

    def shape(self, body: Body) -> Any:
        """The entries' identities."""
        return sorted(_texts(body["items"]))
