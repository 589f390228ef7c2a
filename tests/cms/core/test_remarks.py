"""Marks in a text that lead to remarks."""

from cms.core.remarks import Margin, numbers_in


def test_a_mark_becomes_a_link_and_the_remark_leads_back():
    margin = Margin(["太空", "有期限"], "r")
    html = margin.linked("<p>请有关部门[1]重视［2］，再［2］</p>")
    assert html.count('href="#r-1"') == 1
    assert html.count('href="#r-2"') == 2
    assert margin.remarks[1].places == ["r-2-1", "r-2-2"]


def test_marks_inside_tags_and_without_a_remark_stay():
    margin = Margin(["一"], "r")
    html = '<a href="/x[1]">看</a>[7]'
    assert margin.linked(html) == html
    assert numbers_in(html) == {7}
