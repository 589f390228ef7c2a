"""Charts on paper: the drawing itself says how it is drawn, as no style sheet reaches into it."""

import re

from cms.core.fragments import Fragment
from training.insight import charts


def test_a_chart_needs_no_style_sheet_to_be_drawn() -> None:
    chart = charts.lines(
        title="逐日进度",
        words="到 25 日完成 668 项",
        places=["11-23", "11-24", "11-25"],
        series=[("累计完成", "solid", [264, 515, 668]), ("按课表", "dashed", [325, 650, 845])],
    )
    drawn = Fragment("components/charts/lines.jinja").draw({"chart": chart, "ident": "trend"})
    found = {name: re.findall(rf"<{name} [^>]*>", drawn) for name in ("polyline", "line", "text")}
    assert len(found["polyline"]) == 2
    # What has no fill of its own is filled black, and what has no stroke is not drawn at all.
    assert all('fill="none"' in one for one in found["polyline"])
    assert all('stroke="#' in one for one in (*found["polyline"], *found["line"]))
    assert ["stroke-dasharray" in one for one in found["polyline"]] == [False, True]
    assert all('font-family="Paper' in one for one in found["text"])  # else there is no Chinese
