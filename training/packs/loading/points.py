"""Knowledge points."""

from cms.taxonomy.models import KnowledgePoint
from training.packs.loading.keeping import Item, Keeper, Row
from training.packs.pack import Pack


def load(pack: Pack, keeper: Keeper) -> None:
    """Every knowledge point, in the order of the file."""
    with keeper.one_file("points.yaml"):
        for order, point in enumerate(pack.points, start=1):
            entry = point.entry
            fields = {
                "name": entry.name,
                "name_en": entry.name_en,
                "summary": entry.summary,
                "order": order,
            }
            item = Item(f"point:{entry.key}", fields, point.file, point.line())
            keeper.place(item, Row(KnowledgePoint, {"key": entry.key}, fields))
