"""Blocks that prepare something for their template."""

from cms.core.blocks import GridBlock


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
