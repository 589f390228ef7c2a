"""Blocks that prepare something for their template, and what they ask of an author."""

import pytest
from wagtail.blocks import StructBlockValidationError

from cms.core.blocks import GridBlock, PictureBlock
from cms.models import Picture
from tests.factories.media import file, picture


def test_every_cell_of_a_table_knows_its_column():
    block = GridBlock()
    value = block.to_python(
        {
            "title": "",
            "columns": ["比什么", "询问", "质询"],
            "rows": [["人数", "不限", "10名"], ["怎么提"]],
        }
    )
    first, second = block.get_context(value)["lines"]
    assert first["head"] == "人数"
    assert first["cells"] == [{"label": "询问", "text": "不限"}, {"label": "质询", "text": "10名"}]
    assert [cell["text"] for cell in second["cells"]] == ["", ""]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("alt", "decorative", "fits"),
    [("", False, False), ("代表在村里看水管", False, True), ("", True, True)],
)
def test_a_picture_says_what_is_on_it_or_that_it_only_adorns(
    alt: str, decorative: bool, fits: bool
) -> None:
    block = PictureBlock()
    shown = Picture.objects.create(title="图", file=file(picture(), "a.png"))
    told = {"image": shown.pk, "alt_text": alt, "decorative": decorative}
    value = block.to_python({"image": told, "caption": ""})
    if fits:
        block.clean(value)
        return
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    assert set(refused.value.block_errors) == {"image"}
