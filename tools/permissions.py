"""`python -m tools.permissions`: bring tests/permissions.toml and its page in the docs up to the
URLconf.

Lines of new addresses are written with ? for every role; whoever adds an address fills them in.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.addresses import Address
from tools.console import ROOT, say

FILE = ROOT / "tests" / "permissions.toml"
PAGE = ROOT / "docs" / "developer" / "permissions.md"
ROLES = {
    "anonymous": "未登录",
    "deputy": "代表",
    "director": "主任",
    "trainer": "讲师",
    "editor": "审稿人",
    "office": "工作机构",
    "administrator": "管理员",
    "stranger": "外县代表",
}
OUTCOMES = {
    "ok": "可以",
    "login": "去登录",
    "off": "请回",
    "404": "404",
    "403": "403",
    "405": "405",
    "400": "400",
    "401": "401",
}
UNKNOWN = "?"
LINE = re.compile(r'"(?P<name>[^"]+)"\s*=')
Cells = dict[str, str]
Table = dict[str, Cells]


@dataclass(frozen=True)
class Matrix:
    """What each role gets at each address: by GET, by POST, and for a foreign congress's object."""

    get: Table
    post: Table
    foreign: Table


def read(path: Path = FILE) -> Matrix:
    """The matrix; raises ValueError for a line that does not have one known word per role."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = told.get("groups", {})

    def table(title: str) -> Table:
        return {name: _cells(name, groups.get(line, line)) for name, line in told[title].items()}

    return Matrix(table("get"), table("post"), table("foreign"))


def _cells(name: str, line: str) -> Cells:
    words = line.split()
    if len(words) != len(ROLES) or not set(words) <= {*OUTCOMES, UNKNOWN}:
        raise ValueError(
            f"{name} = {line!r}：要么写 [groups] 里的一个名字，要么按 {' '.join(ROLES)} 的顺序"
            f"写 {len(ROLES)} 个词（{' '.join(OUTCOMES)}）。"
        )
    return dict(zip(ROLES, words, strict=True))


def skeleton(address: Address) -> str:
    """The line of a new address, to be filled in."""
    return f'"{address.name}" = "{" ".join(UNKNOWN for _role in ROLES)}"  # /{address.route}'


def _each_name(known: Iterable[Address]) -> list[Address]:
    """The first address of each name."""
    first: dict[str, Address] = {}
    for address in known:
        first.setdefault(address.name, address)
    return list(first.values())


def missing(matrix: Matrix, known: Iterable[Address]) -> list[Address]:
    """Addresses without a line in [get], the first of each name."""
    return [address for address in _each_name(known) if address.name not in matrix.get]


def extra(matrix: Matrix, known: Iterable[Address]) -> list[str]:
    """Names in any table that no address has."""
    names = {address.name for address in known}
    tables = (matrix.get, matrix.post, matrix.foreign)
    return sorted({name for table in tables for name in table} - names)


def completed(text: str, known: Iterable[Address]) -> str:
    """The file without the lines of gone addresses, new ones after their neighbour in the
    URLconf."""
    each = _each_name(known)
    names = {address.name for address in each}
    lines = [line for line in text.splitlines() if _name_in(line) in {None, *names}]
    begin = lines.index("[get]")
    end = next(n for n, line in enumerate(lines) if n > begin and line.startswith("["))
    places = {name: n for n in range(begin, end) if (name := _name_in(lines[n]))}
    added: dict[int, list[str]] = {}
    place = begin
    for address in each:
        place = places.get(address.name, place)
        if address.name not in places:
            added.setdefault(place, []).append(skeleton(address))
    return (
        "\n".join(new for n, line in enumerate(lines) for new in (line, *added.get(n, []))) + "\n"
    )


def _name_in(line: str) -> str | None:
    told = LINE.match(line)
    return told["name"] if told else None


def page(matrix: Matrix, known: Iterable[Address]) -> str:
    """The page of the docs: a table for each area; under /admin/ equal lines share a row."""
    areas: dict[str, dict[str, list[str]]] = {}
    for address in _each_name(known):
        if cells := matrix.get.get(address.name):
            sent = matrix.post.get(address.name, cells)
            only_by_post = {*cells.values()} <= {"405", "login"} and "405" in cells.values()
            shown, note = (sent, "（POST）") if only_by_post else (cells, "")
            view = address.name.rpartition(":")[2] if address.at_desk else address.name
            key = _words(shown) if address.at_desk else f"{_words(shown)}\0{address.name}"
            areas.setdefault(_area(address), {}).setdefault(key, []).append(f"`{view}`{note}")
    tables = [_table(area, rows) for area, rows in sorted(areas.items(), key=_ours_first)]
    foreign = {f"{_words(cells)}\0{name}": [f"`{name}`"] for name, cells in matrix.foreign.items()}
    return "\n\n".join([_HEAD, *tables, _table("外县的对象：例外", foreign)]) + "\n"


def _words(cells: Cells) -> str:
    return " | ".join(OUTCOMES.get(cells[role], UNKNOWN) for role in ROLES)


def _area(address: Address) -> str:
    """Under which heading of the page an address stands."""
    namespace, found, _view = address.name.partition(":")
    if address.at_desk:
        return f"后台 {namespace if found else 'wagtailadmin'}"
    return "页面" if address.route.startswith("^") else f"/{address.route.partition('/')[0]}/"


def _ours_first(area: tuple[str, object]) -> bool:
    return area[0].startswith("后台")


def _table(title: str, rows: dict[str, list[str]]) -> str:
    head = [f"## {title}", "", f"| 地址 | {' | '.join(ROLES.values())} |", "|---" * 9 + "|"]
    body = [f"| {'、'.join(names)} | {key.partition(chr(0))[0]} |" for key, names in rows.items()]
    return "\n".join([*head, *body])


_HEAD = """# 谁能打开哪个地址

这一页由 `python -m tools.permissions` 从 `tests/permissions.toml` 生成，不要直接改。
`tests/architecture/test_permissions.py` 用真实对象把每一格都请求一遍。

- **可以**：200，或转到站内别处。**去登录**：转到登录页。**请回**：后台把人送回自己的门。**404**：对她不存在。**405**：只收 POST。
- 表里说的是本人大（定海）的对象，个人的东西是王代表的。外县的对象除下面注明的以外，谁要都是 404；外县代表看自己县的，和代表看本县的一样。
- 加了地址以后：运行 `.venv/bin/python -m tools.permissions`，把新行里的 ? 换成应得的结果，再运行一次。"""


def main() -> None:
    """Complete the file, write the page, and say what is left to fill in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings.test")
    import django

    django.setup()
    from tools.addresses import addresses

    known = addresses()
    FILE.write_text(completed(FILE.read_text(encoding="utf-8"), known), encoding="utf-8")
    matrix = read()
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(matrix, known), encoding="utf-8")
    open_lines = [name for name, cells in matrix.get.items() if UNKNOWN in cells.values()]
    for name in open_lines:
        say(f"请填写：{name}")
    say(f"{len(matrix.get)} 个地址，{len(open_lines)} 个待填。")
    sys.exit(1 if open_lines else 0)


if __name__ == "__main__":
    main()
