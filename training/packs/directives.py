"""The `:::` blocks: each turns its arguments and its inside into StreamField values."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from cms.core.remarks import numbers_in
from training.packs import schema
from training.packs.prose import Block, Directive, Fence, Ref, Stored, grid, items, plain, rich
from training.packs.reading import Tree, parse_yaml
from training.packs.report import Problem
from training.packs.validating import validated

Complain = Callable[[int, str], None]


def _titled(fence: Fence, complain: Complain) -> str:
    if not fence.arguments:
        complain(fence.line, _(":::%s 后面要写标题。") % fence.name)
    elif len(fence.arguments) > 255:
        complain(fence.line, _(":::%s 的标题最多 255 个字。") % fence.name)
    return fence.arguments


def _filled(fence: Fence, complain: Complain) -> str:
    if not fence.text.strip():
        complain(fence.line, _(":::%s 里面是空的。") % fence.name)
    return fence.text


def law(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A citation and how it applies here."""
    try:
        cited = schema.law_ref(fence.arguments)
    except ValueError as wrong:
        complain(fence.line, str(wrong))
        return []
    value = {
        "provision": Ref("provision", cited.key),
        "detail": cited.detail,
        "text": rich(fence.text),
    }
    return [Block("law", value, fence.line, fence.arguments)]


def steps(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A numbered list."""
    found = items(fence.text, ordered=True)
    if not found:
        complain(fence.line, _(":::steps 里面要是一个 1. 开头的列表，别的都不写。"))
        return []
    value = {"title": fence.arguments, "steps": [rich(step) for step in found]}
    return [Block("steps", value, fence.line, fence.arguments or found[0])]


def table(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A Markdown table."""
    found = grid(fence.text)
    if not found:
        complain(fence.line, _(":::table 里面要是一张 Markdown 表格，别的都不写。"))
        return []
    columns, rows = found
    # The parser cuts or pads rows without a word, so the bars are counted here.
    for offset, text in enumerate(fence.body, start=1):
        bars = len(re.findall(r"(?<!\\)\|", text.strip().strip("|")))
        if text.strip() and bars + 1 != len(columns):
            wanted = {"columns": len(columns), "cells": bars + 1}
            told = _("表头有 %(columns)d 列，这一行有 %(cells)d 列。")
            complain(fence.line + offset, told % wanted)
    value = {"title": fence.arguments, "columns": columns, "rows": rows}
    return [Block("grid", value, fence.line, fence.arguments or columns[0])]


def drawing(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A drawing of the pack; text inside becomes a paragraph after it."""
    value = {"drawing": Ref("drawing", fence.arguments)}
    blocks = [Block("drawing", value, fence.line, fence.arguments)]
    if fence.text.strip():
        blocks.append(Block("text", rich(fence.text), fence.line + 1, plain(fence.text)))
    return blocks


def note(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A reminder."""
    title, text = _titled(fence, complain), _filled(fence, complain)
    return [Block("note", {"title": title, "text": rich(text)}, fence.line, title)]


def question(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A practice question."""
    if fence.text.strip():
        complain(fence.line + 1, _(":::question 里面不写内容。"))
    value = {"question": Ref("question", fence.arguments)}
    return [Block("practice", value, fence.line, fence.arguments)]


def case(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A card that leads to a case."""
    value = {"case": Ref("case", fence.arguments), "why": plain(fence.text).replace("\n", "")}
    return [Block("case", value, fence.line, fence.arguments)]


def fact(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """Something a named source reports."""
    if not fence.arguments:
        complain(fence.line, _(":::fact 后面要写出处。"))
    text = _filled(fence, complain)
    value = {"source": fence.arguments, "text": rich(text)}
    return [Block("fact", value, fence.line, plain(text))]


def fiction(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """Something invented for teaching."""
    text = _filled(fence, complain)
    return [Block("fiction", {"text": rich(text)}, fence.line, plain(text))]


def exercise(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """What to do, and how it is judged."""
    title, text = _titled(fence, complain), _filled(fence, complain)
    return [Block("exercise", {"title": title, "text": rich(text)}, fence.line, title)]


def discuss(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """Questions to talk about."""
    found = items(fence.text, ordered=False)
    if not found:
        complain(fence.line, _(":::discuss 里面要是一个 - 开头的列表，别的都不写。"))
        return []
    value = {"questions": [plain(entry) for entry in found]}
    return [Block("discuss", value, fence.line, found[0])]


def _yaml(
    fence: Fence, complain: Complain, file: str, shape: type[BaseModel], wrap: str = ""
) -> Any:
    """The inside as YAML of a shape; `wrap` is the field that holds it when it is a list."""
    problems: list[Problem] = []
    tree: Tree = parse_yaml(fence.text, file, problems, first_line=fence.line + 1)
    value = {wrap: tree.value} if wrap else tree.value
    read = None if problems else validated(shape.model_validate, tree, (), value, problems)
    for problem in problems:
        complain(problem.line, problem.text)
    return read


def decision(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """What would you do?"""
    read = _yaml(fence, complain, file, schema.Decision)
    if read is None:
        return []
    if not any(option.best for option in read.options):
        complain(fence.line, _(":::decision 里至少要有一个选项写 best: true。"))
    value = {
        "prompt": plain(read.prompt),
        "options": [
            {"text": plain(o.text), "consequence": plain(o.consequence), "best": o.best}
            for o in read.options
        ],
        "done": plain(read.done),
    }
    return [Block("decision", value, fence.line, read.prompt)]


def timeline(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """When, and what."""
    read = _yaml(fence, complain, file, schema.Timeline, wrap="moments")
    if read is None:
        return []
    moments = [{"when": plain(m.when), "what": plain(m.what)} for m in read.moments]
    value = {"title": fence.arguments, "moments": moments}
    return [Block("timeline", value, fence.line, fence.arguments or moments[0]["when"])]


def people(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """Who wants what."""
    read = _yaml(fence, complain, file, schema.People, wrap="people")
    if read is None:
        return []
    listed = [{"who": plain(p.who), "position": plain(p.position)} for p in read.people]
    value = {"title": fence.arguments, "people": listed}
    return [Block("people", value, fence.line, fence.arguments or listed[0]["who"])]


def compare(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """Before and after, with remarks."""
    read = _yaml(fence, complain, file, schema.Compare)
    if read is None:
        return []
    for number in sorted(numbers_in(f"{read.before} {read.after}")):
        if not 1 <= number <= len(read.notes):
            complain(fence.line, _("文中有 [%(n)d]，notes 里没有第 %(n)d 条。") % {"n": number})
    value = {
        "title": fence.arguments,
        "before": rich(read.before),
        "after": rich(read.after),
        "notes": [plain(note) for note in read.notes],
    }
    return [Block("compare", value, fence.line, fence.arguments or plain(read.before))]


# A title ending so says that the block was invented; more may follow inside the brackets.
INVENTED = re.compile(r"（教学编写(?:；(?P<more>[^（）]*))?）$")
FIGURES = re.compile(r"[\d.,，%％／/—–-]*")


def _with_nature(directive: Directive) -> Directive:
    """The directive for cases, where a block says in a field of its own that it was invented."""

    def told(fence: Fence, complain: Complain, file: str) -> list[Block]:
        blocks = directive(fence, complain, file)
        for block in blocks:
            title = str(block.value["title"])
            found = INVENTED.search(title)
            more = f"（{found['more']}）" if found and found["more"] else ""
            block.value["nature"] = "fiction" if "（教学编写" in title else ""
            block.value["title"] = INVENTED.sub(more, title)
        return blocks

    return told


def data(fence: Fence, complain: Complain, file: str) -> list[Block]:
    """A Markdown table in a case: its title is the caption, columns of figures are set as such."""
    blocks = _with_nature(table)(fence, complain, file)
    for block in blocks:
        said = block.value
        if not said["title"]:
            complain(fence.line, _(":::table 在案例里要写表题。"))
        columns = [
            {"type": "number" if _figures(n, said["rows"]) else "text", "heading": heading}
            for n, heading in enumerate(said["columns"])
        ]
        rows = [{"values": row} for row in said["rows"]]
        stored = {"columns": columns, "rows": rows, "caption": said["title"]}
        block.kind = "data"
        block.value = {"table": Stored(stored), "nature": said["nature"], "source": "", "link": ""}
    return blocks


def _figures(column: int, rows: list[list[str]]) -> bool:
    """Whether a column holds figures; the first one names the rows."""
    cells = [row[column] for row in rows if column < len(row)]
    return bool(column and any(cells)) and all(FIGURES.fullmatch(cell) for cell in cells)


SHARED: dict[str, Directive] = {
    "law": law,
    "steps": steps,
    "table": table,
    "drawing": drawing,
    "note": note,
    "fact": fact,
    "fiction": fiction,
    "compare": compare,
}
# What each kind of page can hold; the same choice as the StreamFields of its model.
PAGE = SHARED
CASE = {
    **SHARED,
    "table": data,
    "compare": _with_nature(compare),
    "timeline": _with_nature(timeline),
    "people": _with_nature(people),
    "decision": decision,
    "discuss": discuss,
    "exercise": exercise,
}
LESSON = {
    **SHARED,
    "timeline": timeline,
    "discuss": discuss,
    "exercise": exercise,
    "question": question,
    "case": case,
}
