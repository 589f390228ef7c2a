"""Reports as text for a terminal: columns in line, however wide the characters are."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from training.learning.attempts.analysis.words import (
    FIGURES,
    PAPER_FIGURES,
    choice_words,
    flag_words,
    shown,
)

MOST_OF_A_STEM = 24
Cells = Sequence[str]


def width(text: str) -> int:
    """How many columns of a terminal a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def table(rows: Sequence[Cells], left: int = 1) -> list[str]:
    """Lines with the cells in line: the first `left` columns to the left, figures to the right."""
    columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for number, (cell, wide) in enumerate(zip(row, columns, strict=True)):
            space = " " * (wide - width(cell))
            cells.append(cell + space if number < left else space + cell)
        lines.append("  ".join(cells).rstrip())
    return lines


def paper_lines(report: dict[str, Any]) -> list[str]:
    """The figures of the paper, one a line."""
    lines = [f"{name}：{shown(report[code])}" for code, name in PAPER_FIGURES.items()]
    if report["elsewhere"]:
        told = _("另有 %d 人次做的是改动以前或以后的卷子，不在以上数字里。")
        lines.append(told % report["elsewhere"])
    return lines


def _item_cells(name: str, told: dict[str, Any], flags: str = "") -> Cells:
    return (name, *(shown(told[code]) for code in FIGURES), flags)


def item_lines(report: dict[str, Any], names: dict[Any, str]) -> list[str]:
    """A line for each place, and below it one for each question where several stood there, and for
    each part of a group."""
    rows: list[Cells] = [(_("题位"), *map(str, FIGURES.values()), _("提示"))]
    for place in report["places"]:
        versions = place["versions"]
        only = versions[0] if len(versions) == 1 else None
        name = f"{place['place']} {names[only['version']]}" if only else str(place["place"])
        rows.append(_item_cells(name, place, _flag_cell(only) if only else ""))
        for version in versions:
            if not only:
                name = f"  {names[version['version']]}"
                rows.append(_item_cells(name, version, _flag_cell(version)))
            for number, part in enumerate(version["parts"], start=1):
                rows.append(_item_cells(f"  （{number}）", part, _flag_cell(part)))
    return table(rows)


def _flag_cell(told: dict[str, Any]) -> str:
    return (
        "；".join(flag_words(flag) for flag in told["flags"]) if told["enough"] else _("样本不足")
    )


def choice_lines(report: dict[str, Any], names: dict[Any, str]) -> Iterable[str]:
    """Who chose what, facet by facet."""
    for place in report["places"]:
        for version in place["versions"]:
            for told, name in _with_parts(version, f"{place['place']} {names[version['version']]}"):
                for facet in told["picture"]:
                    yield ""
                    heading = facet["heading"] if len(told["picture"]) > 1 else ""
                    yield f"{name} {heading}".rstrip()
                    yield from _facet_lines(facet)


def _with_parts(version: dict[str, Any], name: str) -> list[tuple[dict[str, Any], str]]:
    parts = enumerate(version["parts"], start=1)
    return [(version, name), *((part, f"{name}（{number}）") for number, part in parts)]


def _facet_lines(facet: dict[str, Any]) -> list[str]:
    rows: list[Cells] = [("", "", *_choice_headings())]
    for row in [*facet["rows"], facet["nothing"]]:
        counts = (row["n"], row["top"], row["middle"], row["bottom"])
        right = "√" if row["right"] else ""
        text = choice_words(row)[:MOST_OF_A_STEM]
        rows.append((right, text, *map(str, counts), shown(row["mean_share"])))
    return table(rows, left=2)


def _choice_headings() -> Cells:
    return (_("人次"), _("高分组"), _("中间组"), _("低分组"), _("平均得分率"))
