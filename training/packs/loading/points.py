"""Knowledge points, and which of them come before others."""

from django.core.exceptions import ValidationError

from cms.taxonomy.models import KnowledgePoint, PointPrerequisite
from cms.taxonomy.order import refusal
from training.packs.loading.keeping import Item, Keeper, Row
from training.packs.pack import Pack


def load(pack: Pack, keeper: Keeper) -> None:
    """Every knowledge point, in the order of the file; then what comes before what."""
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
    if pack.prerequisites:
        _prerequisites(pack, keeper)


def _prerequisites(pack: Pack, keeper: Keeper) -> None:
    """Their order. Beside what was tied on the site it must still be no circle."""
    file = "prerequisites.yaml"
    with keeper.one_file(file):
        for row in pack.prerequisites:
            entry = row.entry
            lookup = {
                "before_id": keeper.pk(f"point:{entry.before}"),
                "after_id": keeper.pk(f"point:{entry.after}"),
            }
            item = Item(f"prerequisite:{entry.key}", row.source(), file, row.line())
            if None in lookup.values():  # A point that a person deleted: nothing to tie.
                keeper.seen.add(item.key)
                continue
            keeper.place(item, Row(PointPrerequisite, lookup, {"reason": entry.reason}))
        edges = PointPrerequisite.objects.values_list("before__key", "after__key")
        names = {point.key: str(point) for point in KnowledgePoint.objects.all()}
        if told := refusal(edges, names):
            raise ValidationError(told)
