"""The congress, its terms and its organisations: real names, loaded everywhere."""

from typing import Any

from training.packs.loading.keeping import Item, Keeper, Row
from training.packs.pack import Pack
from training.people.models import Congress, Organisation, Term


def _organisations(pack: Pack) -> list[tuple[str, str, str, str]]:
    """Kind, name, English name and path of the line, in the order of the file."""
    entry = pack.congress.entry
    listed = [("office", entry.office.name, entry.office.name_en, "office")]
    listed += [(unit.kind, unit.name, unit.name_en, "units") for unit in entry.units]
    return listed + [("group", group.name, group.name_en, "groups") for group in entry.groups]


def load(pack: Pack, keeper: Keeper) -> Congress:
    """Everything in people/congress.yaml that is not a page."""
    entry, file, line = pack.congress.entry, pack.congress.file, pack.congress.line
    with keeper.one_file(file):
        fields: dict[str, Any] = entry.model_dump(include={"name", "name_en", "office_phone"})
        key = f"congress:{entry.key}"
        keeper.place(
            Item(key, fields, file, line("name")), Row(Congress, {"key": entry.key}, fields)
        )
        congress = Congress.objects.get(pk=keeper.pk(key))
        for term in entry.terms:
            fields = term.model_dump(include={"starts_on", "ends_on"})
            item = Item(f"term:{term.number}", term.model_dump(mode="json"), file, line("terms"))
            keeper.place(item, Row(Term, {"congress": congress, "number": term.number}, fields))
        for order, (kind, name, name_en, part) in enumerate(_organisations(pack)):
            fields = {"name_en": name_en, "order": order}
            lookup = {"congress": congress, "kind": kind, "name": name}
            item = Item(f"organisation:{name}", [kind, name, name_en], file, line(part))
            keeper.place(item, Row(Organisation, lookup, fields))
    return congress
