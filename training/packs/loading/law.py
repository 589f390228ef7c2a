"""Statutes, their versions, and the articles that are cited."""

from cms.law.models import Provision, Statute, StatuteVersion
from cms.law.numerals import article_number
from training.packs.loading.keeping import Item, Keeper, Row
from training.packs.pack import Pack


def _versions(pack: Pack, keeper: Keeper) -> None:
    with keeper.one_file("law/statutes.csv"):
        for row in pack.statutes:
            entry = row.entry
            titled = {"title": entry.title}
            item = Item(f"statute:{entry.title}", titled, row.file, row.line())
            if item.key not in keeper.seen:
                keeper.place(item, Row(Statute, titled, titled))
            fields = {
                "statute_id": keeper.pk(item.key),
                "label": entry.version,
                "adopted_on": entry.adopted_on,
                "in_force_from": entry.in_force_from,
                "in_force_to": entry.in_force_to,
                "verified": entry.verified,
                "note": entry.note,
            }
            version = Item(f"version:{entry.key}", row.source(), row.file, row.line())
            keeper.place(version, Row(StatuteVersion, {"key": entry.key}, fields))


def load(pack: Pack, keeper: Keeper) -> None:
    """Versions first, then the provisions."""
    _versions(pack, keeper)
    with keeper.one_file("law/provisions.yaml"):
        for provision in pack.provisions:
            entry = provision.entry
            number = article_number(entry.article)
            # The official text is not among the fields: the office pastes it, a pack never has it.
            fields = {
                "article": entry.article,
                "heading": entry.heading,
                "heading_en": entry.heading_en,
                "gist": entry.gist,
                "verified": entry.verified,
            }
            lookup = {"version_id": keeper.pk(f"version:{entry.statute}"), "number": number}
            item = Item(
                f"provision:{entry.key}", provision.source(), provision.file, provision.line()
            )
            keeper.place(item, Row(Provision, lookup, fields))
