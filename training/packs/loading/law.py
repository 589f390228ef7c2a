"""Statutes, their versions, the articles that are cited, and what became of those of old texts."""

from cms.law.models import Provision, Statute, StatuteVersion
from cms.law.numerals import Place, article_name, article_number
from cms.law.revising.models import Correspondence
from cms.law.revising.services import open_reviews
from training.packs.loading.keeping import Item, Keeper, Row
from training.packs.pack import Pack, Sourced
from training.packs.schema import CorrespondenceRow


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
    """Versions first, then the provisions, then the tables of old and new articles."""
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
    if pack.correspondences:
        _correspondences(pack, keeper)


def _correspondences(pack: Pack, keeper: Keeper) -> None:
    """The tables; what the site has that cites a replaced article is listed for review."""
    file = "law/correspondences.csv"
    with keeper.one_file(file):
        fresh: set[tuple[str, str]] = set()
        for row in pack.correspondences:
            entry, line = row.entry, row.entry.line
            lookup = {
                "old_version_id": keeper.needed(f"version:{entry.old_version}", file),
                "new_version_id": keeper.needed(f"version:{entry.new_version}", file),
                "old_id": _article(keeper, row, entry.old_version, line.old),
                "old_detail": line.old.detail if line.old else "",
                "new_id": _article(keeper, row, entry.new_version, line.new),
                "new_detail": line.new.detail if line.new else "",
            }
            fields = {"change": line.change, "note": entry.note}
            item = Item(f"correspondence:{entry.key}", row.source(), file, row.line())
            keeper.place(item, Row(Correspondence, lookup, fields))
            if item.key in keeper.report.created:
                fresh.add((entry.old_version, entry.new_version))
        for old, new in sorted(fresh):
            _replaced(keeper, old, new)


def _article(
    keeper: Keeper, row: Sourced[CorrespondenceRow], version: str, place: Place | None
) -> int | None:
    """The key of an article; one that nothing cites is there without a word, to be looked up."""
    if place is None:
        return None
    key = f"provision:{version}/{place.number}"
    if key not in keeper.seen:
        lookup = {"version_id": keeper.pk(f"version:{version}"), "number": place.number}
        named = {"article": article_name(place.number)}
        fields = {**named, "heading": "", "heading_en": "", "gist": "", "verified": False}
        item = Item(key, {"article": place.number}, row.file, row.line())
        keeper.place(item, Row(Provision, lookup, fields))
    return int(keeper.needed(key, row.file))


def _replaced(keeper: Keeper, old: str, new: str) -> None:
    versions = StatuteVersion.objects.in_bulk([old, new], field_name="key")
    following = StatuteVersion.objects.filter(key=old, replaced_by=None)
    following.update(replaced_by=versions[new])
    open_reviews(old=versions[old], new=versions[new], by=None, now=keeper.now)
