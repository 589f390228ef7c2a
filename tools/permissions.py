"""`python -m tools.permissions`: bring tests/permissions.toml and its page in the docs up to the URLconf.

Lines of new addresses are written with ? for every role; whoever adds an address fills them in.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
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


def missing(matrix: Matrix, known: Iterable[Address]) -> list[Address]:
    """Addresses without a line in [get], the first of each name."""
    first = {address.name: address for address in reversed(list(known))}
    return [first[name] for name in reversed(first) if name not in matrix.get]


def extra(matrix: Matrix, known: Iterable[Address]) -> list[str]:
    """Names in any table that no address has."""
    names = {address.name for address in known}
    tables = (matrix.get, matrix.post, matrix.foreign)
    return sorted({name for table in tables for name in table} - names)


def _completed(text: str, known: Sequence[Address]) -> str:
    """The file without the lines of gone addresses, new ones after their neighbour in the URLconf."""
    names = list(dict.fromkeys(address.name for address in known))
    lines = [
        line
        for line in text.splitlines()
        if not (told := LINE.match(line)) or told["name"] in names
    ]
    within = lines.index("[get]")
    until = next(n for n, line in enumerate(lines) if n > within and line.startswith("["))
    places = {
        told["name"]: n
        for n, line in enumerate(lines)
        if within < n < until and (told := LINE.match(line))
    }
    added: dict[int, list[str]] = {}
    place = within
    for address in {a.name: a for a in reversed(known)}.values().__reversed__():
        if address.name in places:
            place = places[address.name]
        else:
            added.setdefault(place, []).append(skeleton(address))
    whole = [new for n, line in enumerate(lines) for new in (line, *added.get(n, []))]
    return "\n".join(whole) + "\n"


def _area(address: Address) -> str:
    """Under which heading of the page an address stands."""
    if address.at_desk:
        namespace = address.name.partition(":")[0]
        return "后台：" + (namespace if ":" in address.name else "wagtailadmin")
    return f"/{address.route.split('/')[0]}/" if "/" in address.route else "其他"


def page(matrix: Matrix, known: Sequence[Address]) -> str:
    """The table of the docs, by area; equal lines of one area under /admin/ share a row."""
    areas: dict[str, dict[str, list[str]]] = {}
    for address in {a.name: a for a in known}.values():
        if cells := matrix.get.get(address.name):
            words = " | ".join(OUTCOMES.get(cells[role], UNKNOWN) for role in ROLES)
            key = words if address.at_desk else f"{words}\0{address.name}"
            areas.setdefault(_area(address), {}).setdefault(key, []).append(_shown(matrix, address))
    parts = [_HEAD]
    for area, rows in sorted(areas.items(), key=lambda told: told[0].startswith("后台")):
        parts.append(f"\n## {area}\n\n| 地址 | {' | '.join(ROLES.values())} |")
        parts.append("|---|" + "---|" * len(ROLES))
        for key, names in rows.items():
            shown = "、".join(names)
            parts.append(f"| {shown} | {key.partition(chr(0))[0]} |")
    return "\n".join(parts) + "\n"


def _shown(matrix: Matrix, address: Address) -> str:
    view = address.name.rpartition(":")[2] if address.at_desk else address.name
    posts = "" if address.name not in matrix.post else "（也收 POST）"
    return f"`{view}`{posts}"


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
    FILE.write_text(_completed(FILE.read_text(encoding="utf-8"), known), encoding="utf-8")
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
