"""Reading a pack's files: text, YAML, CSV and front matter, always remembering the line.

Every YAML scalar stays text; the schema says what it means. So `13:30`, `yes` and `010` are what
the author typed, and no value changes its type behind her back.
"""

import csv
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.packs.report import Problem

Steps = tuple[str | int, ...]
# libyaml when PyYAML was built with it: ten times faster, the same marks.
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SYNTAX = [
    ("mapping values are not allowed", gettext_lazy("值里有英文冒号，请给整句话加上双引号")),
    ("could not find expected ':'", gettext_lazy("这里少了一个英文冒号")),
    (
        "cannot start any token",
        gettext_lazy("这一行的开头不能用这个符号；缩进请用空格，不要用制表符"),
    ),
    ("block end", gettext_lazy("缩进没有对齐")),
    ("block collection", gettext_lazy("缩进没有对齐")),
    ("expected ',' or", gettext_lazy("方括号或花括号没有写完")),
    ("flow", gettext_lazy("方括号或花括号没有写完")),
    ("quoted scalar", gettext_lazy("引号没有成对")),
    ("document start", gettext_lazy("这里多了内容，请检查缩进和引号")),
]


@dataclass
class Tree:
    """Parsed text: plain values, and the line of every path in it."""

    file: str
    value: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)
    first_line: int = 1

    def line(self, path: Steps = ()) -> int:
        """The line of a path; steps that are not in the file are passed over."""
        known: Steps = ()
        for step in path:
            if (*known, step) in self.lines:
                known = (*known, step)
        return self.lines.get(known, self.first_line)


class _Builder:
    """Turns composed YAML nodes into plain values, noting lines, doubled keys and aliases."""

    def __init__(self, tree: Tree, problems: list[Problem]) -> None:
        self.tree = tree
        self.problems = problems
        self.seen: set[int] = set()

    def complain(self, node: Any, text: str) -> None:
        line = node.start_mark.line + self.tree.first_line
        self.problems.append(Problem(self.tree.file, line, text))

    def build(self, node: Any, path: Steps) -> Any:
        self.tree.lines.setdefault(path, node.start_mark.line + self.tree.first_line)
        if isinstance(node, yaml.ScalarNode):
            empty = node.style is None and node.value in {"", "~", "null"}
            return None if empty else node.value
        if id(node) in self.seen:
            self.complain(node, _("不支持 YAML 别名（*），请把内容写全。"))
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, n)) for n, item in enumerate(node.value)]
        return self.mapping(node, path)

    def mapping(self, node: Any, path: Steps) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in built:
                self.complain(key_node, _("“%s”写了两次。") % key)
                continue
            self.tree.lines[(*path, key)] = key_node.start_mark.line + self.tree.first_line
            built[key] = self.build(value_node, (*path, key))
        return built


def _syntax(error: yaml.YAMLError) -> str:
    detail = str(getattr(error, "problem", "") or error)
    context = str(getattr(error, "context", "") or "")
    for pattern, told in SYNTAX:
        if pattern in detail or pattern in context:
            return str(told)
    return detail


def parse_yaml(text: str, file: str, problems: list[Problem], first_line: int = 1) -> Tree:
    """YAML text as a tree; what is wrong with it goes into `problems` and its value is None."""
    tree = Tree(file, first_line=first_line)
    loader = Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + first_line
        told = _("YAML 写法有误，读不下去：%s。") % _syntax(error)
        problems.append(Problem(file, line, told))
        return tree
    finally:
        loader.dispose()
    if node is not None:
        tree.value = _Builder(tree, problems).build(node, ())
    return tree


class Shelf:
    """The folder of a pack: hands out texts by name, collecting what could not be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def names(self, pattern: str) -> list[str]:
        """The files of a pattern, relative to the pack, sorted."""
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.glob(pattern))

    def complain(self, file: str, line: int, text: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(file, line, text))

    def text(self, name: str) -> str | None:
        """A file's text, or None with a problem noted when it is missing or not UTF-8."""
        path = self.folder / name
        if not path.is_file():
            self.complain(name, 1, _("缺少这个文件。"))
            return None
        content = path.read_bytes()
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.complain(name, line, _("文件不是 UTF-8 编码，请另存为 UTF-8。"))
            return None

    def yaml(self, name: str) -> Tree:
        """A YAML file as a tree."""
        text = self.text(name)
        return parse_yaml(text, name, self.problems) if text is not None else Tree(name)

    def csv(self, name: str) -> Tree:
        """A CSV file as a tree of rows; row n is the path (n,)."""
        tree = Tree(name)
        text = self.text(name)
        if text is None:
            return tree
        reader = csv.DictReader(StringIO(text, newline=""))
        tree.value = []
        for row in reader:
            if None in row or None in row.values():
                self.complain(name, reader.line_num, _("这一行的列数和表头不一样。"))
                continue
            tree.lines[(len(tree.value),)] = reader.line_num
            tree.value.append(row)
        return tree

    def page(self, name: str) -> tuple[Tree, str, int]:
        """A Markdown file: its front matter, its body, and the line on which the body starts."""
        text = self.text(name)
        if text is None:
            return Tree(name), "", 1
        head, found, body = text.removeprefix("---\n").partition("\n---\n")
        if not text.startswith("---\n") or not found:
            self.complain(name, 1, _("文件开头要有用 --- 包起来的文件头。"))
            return Tree(name), "", 1
        tree = parse_yaml(head, name, self.problems, first_line=2)
        return tree, body, head.count("\n") + 4
