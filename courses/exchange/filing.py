"""Where a question belongs and what it rests on: names in a file ⇄ rows of the site."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.law.models import Provision, StatuteVersion
from cms.taxonomy.models import KnowledgePoint
from courses.exchange.contract import OF_QUESTION, Problem
from courses.questions.models import Category, Question
from courses.questions.numerals import read_number
from courses.questions.spelling import plain as spelled

plain = lru_cache(maxsize=4096)(spelled)
"""Names repeat from row to row."""

SEPARATOR = re.compile(r"[、,，;；\n|]+")
WIDEST_NAME = 15
"""A name with commas of its own may have eight pieces and seven commas between them."""
CITED = re.compile(
    r"《(?P<title>[^》]+)》\s*(?:[（(〔](?P<label>[^）)〕]+)[）)〕])?\s*"
    r"第?\s*(?P<number>[零〇一二三四五六七八九十百千两\d]+)\s*条(?P<detail>[^《\n;；、，,]*)"
)
HARD = {
    **dict.fromkeys(("很易", "很容易", "最易"), 1),
    **dict.fromkeys(("易", "容易", "简单", "较易"), 2),
    **dict.fromkeys(("中", "中等", "一般", "适中"), 3),
    **dict.fromkeys(("难", "较难", "困难"), 4),
    **dict.fromkeys(("很难", "最难", "极难"), 5),
}
USES = {
    "考试": Question.Use.EXAMINATION,
    "考试题": Question.Use.EXAMINATION,
    "练习题": Question.Use.PRACTICE,
    **{plain(str(use.label)): use for use in Question.Use},
    **{use.value: use for use in Question.Use},
}
LONGEST_TAG = 100


@dataclass
class Filed:
    """A question's place in the site, as keys; `given` names the columns a file had."""

    category: int | None = None
    use: str = ""
    difficulty: int = 2
    points: list[int] = field(default_factory=list)
    citations: list[list[Any]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What a row of an import keeps."""
        return asdict(self)

    def canonical(self) -> dict[str, Any]:
        """The same, in one order for equal filings."""
        return {
            **asdict(self),
            "points": sorted(self.points),
            "citations": sorted([pk, detail] for pk, detail in self.citations),
            "tags": sorted(self.tags),
        }


class Names:
    """The names in use in one root, read once for a whole file. Four queries."""

    def __init__(self, root_id: int | None, today: date) -> None:
        own = Category.objects.filter(Q(owner_root=root_id) | Q(owner_root=None))
        # Own drawers last, so that they win over shared ones of the same name.
        drawers = sorted(own, key=lambda drawer: drawer.owner_root_id is not None)
        self.drawers = {plain(d.name): d.pk for d in drawers} | {d.key: d.pk for d in drawers}
        self.drawer_names = {drawer.pk: drawer.name for drawer in drawers}
        self.twice = _twice(plain(d.name) for d in drawers if d.owner_root_id == root_id)
        points = list(KnowledgePoint.objects.all())
        self.points = {plain(p.name): p.pk for p in points} | {p.key: p.pk for p in points}
        self.twice |= _twice(plain(point.name) for point in points)
        self.point_names = {
            p.pk: p.key if plain(p.name) in self.twice or SEPARATOR.search(p.name) else p.name
            for p in points
        }
        self._read_law(today)

    def _read_law(self, today: date) -> None:
        """Articles by statute, version and number; of a statute the version in force."""
        versions = list(StatuteVersion.objects.select_related("statute"))
        self.in_force: dict[str, int] = {}
        for version in sorted(versions, key=lambda one: _rank(one, today)):
            self.in_force[plain(version.statute.title)] = version.pk
        self.versions = {
            (plain(version.statute.title), plain(said)): version.pk
            for version in versions
            for said in (version.label, version.key)
        }
        current = set(self.in_force.values())
        labels = {version.pk: version.label for version in versions}
        titles = {version.pk: version.statute.title for version in versions}
        self.bare = _without_brackets(titles.values())
        self.articles: dict[tuple[int, int], int] = {}
        self.citations: dict[int, str] = {}
        for pk, version_id, number, article in Provision.objects.values_list(
            "pk", "version", "number", "article"
        ):
            self.articles[(version_id, number)] = pk
            old = "" if version_id in current else f"（{labels[version_id]}）"
            self.citations[pk] = f"《{titles[version_id]}》{old}{article}"

    # ---- to names

    def written(self, filed: Filed) -> dict[str, str]:
        """The columns of a filing, empty ones left out."""
        columns = {
            "category": self.drawer_names.get(filed.category or 0, ""),
            "use": str(Question.Use(filed.use).label) if filed.use else "",
            "difficulty": str(filed.difficulty),
            "points": "、".join(self.point_names[pk] for pk in filed.points),
            "citations": "\n".join(
                f"{self.citations.get(pk, '')}{detail}" for pk, detail in filed.citations
            ),
            "tags": "、".join(filed.tags),
        }
        return {code: text for code, text in columns.items() if text}

    # ---- from names

    def read(self, columns: Mapping[str, str], kept: Filed, problems: list[Problem]) -> Filed:
        """The filing that columns say; what they leave out stays as in `kept`. Names that nothing
        has are added to the problems."""
        given = {code: text for code in OF_QUESTION if (text := columns.get(code, "").strip())}
        filed = Filed(**asdict(kept))
        if said := given.get("category"):
            filed.category = self._one(self.drawers, said, "category", problems) or kept.category
        if said := given.get("use"):
            use = USES.get(plain(said))
            if use is None:
                told = _("用途只能写“考试专用”或“练习”，不认得“%s”。")
                problems.append(Problem("use", told % said[:40], column="use"))
            filed.use = (use or kept.use) and str(use or kept.use)
        if said := given.get("difficulty"):
            filed.difficulty = _difficulty(said, kept.difficulty, problems)
        if said := given.get("points"):
            found = [
                self._one(self.points, one, "points", problems) for one in _named(said, self.points)
            ]
            filed.points = list(dict.fromkeys(pk for pk in found if pk))
        if said := given.get("citations"):
            filed.citations = self._cited(said, problems)
        if said := given.get("tags"):
            filed.tags = list(dict.fromkeys(tag[:LONGEST_TAG] for tag in _listed(said)))
        return filed

    def _one(
        self, known: Mapping[str, int], said: str, column: str, problems: list[Problem]
    ) -> int | None:
        name = plain(said)
        found = known.get(said.strip()) or known.get(name)
        label = _(OF_QUESTION[column])
        if found is None:
            told = _("没有叫“%(name)s”的%(what)s。请改成已有的名称，或者先新建。")
            problems.append(
                Problem(column, told % {"name": said[:40], "what": label}, column=column)
            )
        elif name in self.twice and said.strip() not in known:
            told = _("有两个%(what)s都叫“%(name)s”，请写它的键。")
            problems.append(
                Problem(column, told % {"name": said[:40], "what": label}, column=column)
            )
        return found

    def _cited(self, said: str, problems: list[Problem]) -> list[list[Any]]:
        found: list[list[Any]] = []
        rest = said = self.bare.sub(r"《\1》", said)
        for cited in CITED.finditer(said):
            rest = rest.replace(cited[0], "", 1)
            provision = self._provision(cited)
            if provision is None:
                told = _("法条库里没有“%s”。请改对，或者先在“法律”里加上这一条。")
                problems.append(Problem("citations", told % cited[0][:60], column="citations"))
            else:
                found.append([provision, cited["detail"].strip()[:60]])
        if left := SEPARATOR.sub("", rest).strip(" 。及和"):
            told = _("看不懂法律依据“%s”，请写成《代表法》第十五条第一款这样。")
            problems.append(Problem("citations", told % left[:60], column="citations"))
        return found

    def _provision(self, cited: re.Match[str]) -> int | None:
        title = plain(cited["title"]).removeprefix("中华人民共和国")
        version = self.in_force.get(title) or self.in_force.get(plain(cited["title"]))
        if cited["label"]:
            version = self.versions.get((title, plain(cited["label"])))
        number = read_number(cited["number"])
        if version is None or number is None:
            return None
        return self.articles.get((version, int(number)))


def _without_brackets(titles: Iterable[str]) -> re.Pattern[str]:
    """Finds titles that trainers write without 《》 before an article: 代表法第三条."""
    longest_first = sorted({re.escape(title) for title in titles}, key=len, reverse=True)
    known = "|".join(longest_first) or r"(?!)"
    return re.compile(
        rf"(?<![《\u4e00-\u9fff])((?:中华人民共和国)?(?:{known}))(?=\s*(?:[（(〔]|第))"
    )


def _twice(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}


def _listed(said: str) -> list[str]:
    return [one.strip() for one in SEPARATOR.split(said) if one.strip()]


def _named(said: str, known: Mapping[str, int]) -> list[str]:
    """The names in a cell, where a known name keeps the commas of its own: the longest first."""
    pieces = re.split(f"({SEPARATOR.pattern})", said)
    named, at = [], 0
    while at < len(pieces):
        ends = range(min(len(pieces), at + WIDEST_NAME), at, -2)
        end = next((end for end in ends if plain("".join(pieces[at:end])) in known), at + 1)
        named.append("".join(pieces[at:end]).strip())
        at = end + 1
    return [name for name in named if name]


def _rank(version: StatuteVersion, today: date) -> tuple[bool, bool, date]:
    """The version in force last: not ended, begun as far as is known, the newest."""
    ended = version.in_force_to is not None and version.in_force_to <= today
    begun = version.in_force_from is not None and version.in_force_from <= today
    return not ended, begun, version.adopted_on


def _difficulty(said: str, kept: int, problems: list[Problem]) -> int:
    number = HARD.get(plain(said)) or read_number(said)
    if number in {1, 2, 3, 4, 5}:
        return int(number)
    told = _("难度要写 1 到 5，或者易、中、难；不认得“%s”。")
    problems.append(Problem("difficulty", told % said[:20], column="difficulty"))
    return kept
