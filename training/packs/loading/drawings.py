"""Drawings: the words from the YAML file, the SVG as it is."""

from cms.assets.models import Drawing
from training.packs.loading.keeping import Item, Keeper, Row
from training.packs.pack import Pack


def load(pack: Pack, keeper: Keeper) -> None:
    """Every drawing, one file at a time."""
    for key, drawing in pack.drawings.items():
        fields = {**drawing.entry.model_dump(), "svg": drawing.body}
        with keeper.one_file(drawing.file):
            item = Item(f"drawing:{key}", drawing.source(), drawing.file, 1)
            keeper.place(item, Row(Drawing, {"key": key}, fields))
