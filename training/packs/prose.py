"""Lesson and case text: `##` sections, plain paragraphs and `:::` blocks → StreamField raw data.

What an author may write is small on purpose: paragraphs, lists, **bold**, and the blocks of
content/README.md. HTML is text here, so a pack cannot bring markup of its own onto a page.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from training.packs.report import Problem

NAMESPACE = UUID("0b9a4d3e-7a53-5f0e-8f0a-5a1c4c1f7a10")
LABEL_LENGTH = 40


def _strong(state: StateInline, silent: bool) -> bool:
    """**…** → <b>. CommonMark's own rule fails beside Chinese punctuation, as in **“权力”**的."""
    start = state.pos
    if not state.src.startswith("**", start):
        return False
    end = state.src.find("**", start + 2)
    if end <= start + 2 or end > state.posMax:
        return False
    if not silent:
        maximum, state.posMax, state.pos = state.posMax, end, start + 2
        state.push("strong_open", "b", 1)
        state.md.inline.tokenize(state)
        state.push("strong_close", "b", -1)
        state.posMax = maximum
    state.pos = end + 2
    return True


def _markdown(*rules: str) -> MarkdownIt:
    md = MarkdownIt("zero", {"html": False, "breaks": True, "xhtmlOut": True})
    md.enable(["list", "newline", "escape", *rules])
    md.inline.ruler.before("escape", "strong", _strong)
    return md


PROSE = _markdown()
TABLE = _markdown("table")


@dataclass(frozen=True)
class Ref:
    """A place for the primary key of something else: ("provision", "dbf-2025/7")."""

    kind: str
    key: str


@dataclass(frozen=True)
class Stored:
    """A value that goes into the stream as it is: its lists are not lists of blocks."""

    value: Any


@dataclass
class Block:
    """A block before ids and keys are filled in. `label` names it among blocks of its type."""

    kind: str
    value: Any
    line: int
    label: str

    def refs(self) -> list[Ref]:
        """Everything the block points to."""
        found: list[Ref] = []
        waiting = [self.value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Ref):
                found.append(value)
            elif isinstance(value, dict):
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
        return found


def rich(text: str) -> str:
    """Markdown as the HTML that Wagtail's rich text keeps: p, b, ul, ol, li, br."""
    tokens = PROSE.parse(text)
    inside_items = 0
    for token in tokens:
        inside_items += token.type == "list_item_open"
        inside_items -= token.type == "list_item_close"
        if token.type.startswith("paragraph") and inside_items:
            token.hidden = True  # Wagtail's list items hold text, not paragraphs
        if token.type == "ordered_list_open":
            token.attrs.pop("start", None)
    html: str = PROSE.renderer.render(tokens, PROSE.options, {})
    return re.sub(r">\n+", ">", html).strip().replace("\n", "").replace("<br />", "<br/>")


def plain(text: str) -> str:
    """Markdown as text without marks, lines kept."""
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text).strip()


def items(text: str, ordered: bool) -> list[str] | None:
    """The entries of a text that is one list and nothing else, as Markdown; None otherwise."""
    tokens = PROSE.parse(text.strip())
    kind = "ordered_list" if ordered else "bullet_list"
    if not tokens or tokens[0].type != f"{kind}_open":
        return None
    if tokens[-1].type != f"{kind}_close" or any(t.level == 0 for t in tokens[1:-1]):
        return None
    lines = text.strip().split("\n")
    found = []
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1 and token.map:
            first, last = token.map
            own = "\n".join(lines[first:last])
            found.append(re.sub(r"^\s*(?:[-*]|\d+[.)])\s+", "", own).strip())
    return found


def grid(text: str) -> tuple[list[str], list[list[str]]] | None:
    """Columns and rows of a text that is one Markdown table and nothing else."""
    tokens = TABLE.parse(text.strip())
    if not tokens or tokens[0].type != "table_open" or tokens[-1].type != "table_close":
        return None
    if any(t.level == 0 for t in tokens[1:-1]):
        return None
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline":
            rows[-1].append(plain(token.content))
    return rows[0], rows[1:]


def chinese_characters(text: str) -> int:
    """How many Chinese characters a text has, which is how long it takes to read."""
    return len(re.findall(r"[\u3400-\u9fff]", text))


@dataclass
class Fence:
    """An open `:::name arguments` and the lines inside it."""

    name: str
    arguments: str
    line: int
    body: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is inside."""
        return "\n".join(self.body)

    def unclosed(self) -> str:
        """What to say when nothing closes it."""
        opened = {"line": self.line, "name": self.name}
        return _("第 %(line)d 行打开的 :::%(name)s 没有用单独一行的 ::: 结束。") % opened


Directive = Callable[[Fence, Callable[[int, str], None], str], list[Block]]


class _Splitter:
    """Walks the lines of a body once."""

    def __init__(
        self, directives: dict[str, Directive], file: str, problems: list[Problem]
    ) -> None:
        self.directives = directives
        self.file = file
        self.problems = problems
        self.blocks: list[Block] = []
        self.paragraph: list[str] = []
        self.paragraph_line = 0
        self.fence: Fence | None = None

    def complain(self, line: int, text: str) -> None:
        self.problems.append(Problem(self.file, line, text))

    def close_paragraph(self) -> None:
        text = "\n".join(self.paragraph).strip()
        if text:
            self.blocks.append(Block("text", rich(text), self.paragraph_line, plain(text)))
        self.paragraph = []

    def close_fence(self, fence: Fence) -> None:
        handle = self.directives.get(fence.name)
        if handle:
            self.blocks += handle(fence, self.complain, self.file)
        self.fence = None

    def open_fence(self, line: int, text: str) -> None:
        self.close_paragraph()
        name, _space, arguments = text[3:].strip().partition(" ")
        self.fence = Fence(name, arguments.strip(), line)
        if name not in self.directives:
            known = " ".join(self.directives)
            told = _("不认识的块 :::%(name)s，这里可以用：%(known)s。")
            self.complain(line, told % {"name": name, "known": known})

    def heading(self, line: int, text: str) -> None:
        self.close_paragraph()
        title = plain(text.lstrip("#"))
        if not text.startswith("## ") or not title:
            self.complain(line, _("小节标题只用一级，写成“## 标题”。"))
        elif len(title) > 255:
            self.complain(line, _("小节标题最多 255 个字。"))
        else:
            self.blocks.append(Block("heading", title, line, title))

    def feed(self, line: int, text: str) -> None:
        if self.fence:
            self.inside(self.fence, line, text)
        elif text.startswith(":::"):
            if text.strip() == ":::":
                self.complain(line, _("多了一个 :::，前面没有打开的块。"))
            else:
                self.open_fence(line, text)
        elif text.startswith("：：："):
            self.complain(line, _("块要用英文冒号 ::: 开头。"))
        elif text.startswith("#"):
            self.heading(line, text)
        else:
            if not self.paragraph:
                self.paragraph_line = line
            self.paragraph.append(text)

    def inside(self, fence: Fence, line: int, text: str) -> None:
        if text.strip() == ":::":
            self.close_fence(fence)
        elif text.startswith(":::"):
            self.complain(line, fence.unclosed())
            self.open_fence(line, text)
        else:
            fence.body.append(text)

    def finish(self, last_line: int) -> list[Block]:
        self.close_paragraph()
        if self.fence:
            self.complain(last_line, self.fence.unclosed())
        return self.blocks


def blocks_of(
    body: str, first_line: int, file: str, directives: dict[str, Directive], problems: list[Problem]
) -> list[Block]:
    """The blocks of a body, in order; what is wrong with it goes into `problems`."""
    splitter = _Splitter(directives, file, problems)
    lines = body.rstrip().split("\n")
    for number, text in enumerate(lines, start=first_line):
        splitter.feed(number, text)
    return splitter.finish(first_line + len(lines) - 1)


# ---- StreamField raw data


def _short(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()[:LABEL_LENGTH]


class _Identities:
    """Ids that survive edits elsewhere: from type, label, and how often that label came before."""

    def __init__(self, page_key: str) -> None:
        self.page_key = page_key
        self.counted: Counter[str] = Counter()

    def next(self, kind: str, label: str) -> str:
        name = f"{self.page_key}:{kind}:{_short(label)}"
        self.counted[name] += 1
        return str(uuid5(NAMESPACE, f"{name}:{self.counted[name]}"))


def _text_in(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(_text_in(entry) for entry in value.values())
    if isinstance(value, list):
        return "".join(_text_in(entry) for entry in value)
    return re.sub(r"<[^>]+>", "", value) if isinstance(value, str) else ""


def _filled(value: Any, kind: str, ids: _Identities, find: Callable[[Ref], Any]) -> Any:
    if isinstance(value, Ref):
        return find(value)
    if isinstance(value, Stored):
        return value.value
    if isinstance(value, dict):
        return {k: _filled(v, f"{kind}.{k}", ids, find) for k, v in value.items()}
    if isinstance(value, list):
        return [
            {
                "type": "item",
                "value": _filled(entry, f"{kind}.item", ids, find),
                "id": ids.next(kind, _text_in(entry)),
            }
            for entry in value
        ]
    return value


def stream(blocks: list[Block], page_key: str, find: Callable[[Ref], Any]) -> list[dict[str, Any]]:
    """Raw StreamField data. `find` gives the primary key for a reference, or None: then the block
    is left out, because what it shows is no longer on the site."""
    ids = _Identities(page_key)
    raw = []
    for block in blocks:
        identity = ids.next(block.kind, block.label)
        if all(find(ref) is not None for ref in block.refs()):
            value = _filled(block.value, block.kind, ids, find)
            raw.append({"type": block.kind, "value": value, "id": identity})
    return raw
