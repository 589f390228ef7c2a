"""The case library with 5,000 cases: how long a reader waits for a search, with all filters and
counts. Prints; asserts nothing.

    python -m benchmarks.cases [--postgres] [--count 5000]
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools import postgres
from tools.console import say

AIM_MS = 100
ROUNDS = 15
SYLLABLES = [
    "道路",
    "预算",
    "小岛",
    "积水",
    "学校",
    "老人",
    "船班",
    "垃圾",
    "消防",
    "养老",
    "集体",
    "资产",
    "代表",
    "走访",
    "建议",
    "答复",
    "督办",
    "视察",
    "选民",
    "街道",
    "社区",
    "村民",
    "码头",
    "渔港",
    "路灯",
    "公园",
    "医院",
    "药品",
    "就业",
    "企业",
    "补贴",
    "审计",
    "台账",
    "合同",
    "租金",
    "公开",
]
GLANCE = ("background", "difficulty", "practice", "outcome")
TOWNS = ["昌国街道", "环南街道", "城东街道", "盐仓街道", "金塘镇", "白泉镇", "干览镇", "全区"]
ASKED: dict[str, dict[str, str]] = {
    "不查，只看第一页": {},
    "两个字，一个案例里有": {"q": "灯塔"},
    "两个字，许多案例里有": {"q": "预算"},
    "两个字，每个案例里都有": {"q": "代表"},
    "四个字": {"q": "集体资产"},
    "两个词": {"q": "预算 小岛"},
    "镇街、知识点、法律、年份一起": {
        "township": "金塘镇",
        "point": "point-3",
        "law": "测试法二",
        "year": "2020",
    },
    "词和筛选一起": {"q": "代表", "township": "金塘镇", "law": "测试法二"},
}


def options() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cases", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="用一个临时的 PostgreSQL。")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument(
        "--folder", type=Path, help="留着数据的文件夹（只用于 SQLite），下次不用重新写入。"
    )
    return parser.parse_args()


@contextmanager
def site(asked: argparse.Namespace) -> Iterator[None]:
    """A site of our own, in a folder that is thrown away unless one was named."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings.local"
    with tempfile.TemporaryDirectory() as thrown_away:
        os.environ["VAR_DIR"] = str(asked.folder or thrown_away)
        if not asked.postgres:
            os.environ.pop("DATABASE_URL", None)
            yield
            return
        with postgres.server() as url:
            os.environ["DATABASE_URL"] = url
            yield


def text(rng: random.Random, words: int) -> str:
    """Made-up Chinese of so many words; every case speaks of 代表."""
    return "代表" + "，".join("".join(rng.choices(SYLLABLES, k=4)) for _word in range(words // 4))


def body(rng: random.Random, provisions: list[int], number: int) -> list[dict[str, Any]]:
    """About as much as a real case says: 3,000 characters, a decision and three articles."""
    rare = "码头上的灯塔。" if number == 0 else ""
    blocks: list[dict[str, Any]] = [
        {
            "type": "fact",
            "value": {"source": "《今日定海》", "text": f"<p>{text(rng, 200)}{rare}</p>"},
        },
        {"type": "fiction", "value": {"text": f"<p>{text(rng, 800)}</p>"}},
        {"type": "text", "value": f"<p>{text(rng, 400)}</p>"},
    ]
    cited = rng.sample(provisions, 3)
    return blocks + [
        {"type": "law", "value": {"provision": key, "detail": "", "text": "<p>依据。</p>"}}
        for key in cited
    ]


def furnish(count: int) -> Any:
    """The library with so many cases, written in bulk and indexed; returns the library page."""
    from django.db import transaction
    from wagtail.models import Page, Site
    from wagtail.search.backends import get_search_backend

    from cms.models import CaseLibraryPage, CaseStudyPage, CongressRootPage, HomePage

    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="测速", slug="bench"))
    Site.objects.update(root_page=home)
    root = home.add_child(
        instance=CongressRootPage(title="测速", slug="bench-root", congress_key="bench-root")
    )
    library = root.add_child(instance=CaseLibraryPage(title="案例库", slug="cases"))
    with transaction.atomic():
        cases = _cases(library, count)
    backend = get_search_backend()
    for start in range(0, count, 500):
        backend.add_bulk(CaseStudyPage, cases[start : start + 500])
    return library


def _provisions() -> list[int]:
    from datetime import date

    from cms.models import Provision, Statute, StatuteVersion

    keys = []
    for number, name in enumerate("一二三四五六"):
        statute = Statute.objects.create(title=f"测试法{name}")
        version = StatuteVersion.objects.create(
            key=f"bench-{number}", statute=statute, label="2025年", adopted_on=date(2025, 1, 1)
        )
        articles = [
            Provision(version=version, number=n, article=f"第{n}条", heading="题", gist="释")
            for n in range(1, 21)
        ]
        keys += [article.pk for article in Provision.objects.bulk_create(articles)]
    return keys


def _cases(library: Any, count: int) -> list[Any]:
    """Every case with its rows; the tree is told of them in one statement."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Page

    from cms.cases.law import note_citations
    from cms.models import CaseStudyPage, CaseTownship, KnowledgePoint, Township

    rng = random.Random(7)
    provisions = _provisions()
    points = [KnowledgePoint.objects.create(key=f"point-{n}", name=f"知识点{n}") for n in range(18)]
    towns = [Township.objects.create(name=name, slug=f"town-{n}") for n, name in enumerate(TOWNS)]
    kind = ContentType.objects.get_for_model(CaseStudyPage)
    topics = CaseStudyPage.Topic.values
    made = [
        CaseStudyPage(
            title=f"{''.join(rng.choices(SYLLABLES, k=4))}{number}",
            slug=f"case-{number}",
            code=f"B{number:04}",
            topic=rng.choice(topics),
            year=rng.randint(2012, 2026),
            source="《今日定海》",
            facts_note="事实",
            fiction_note="编写",
            **{f"glance_{part}": text(rng, 8) for part in GLANCE},
            summary=text(rng, 12),
            body=body(rng, provisions, number),
            path=Page._get_path(library.path, library.depth + 1, number + 1),
            depth=library.depth + 1,
            url_path=f"{library.url_path}case-{number}/",
            content_type=kind,
            locale=library.locale,
        )
        for number in range(count)
    ]
    _insert(made)
    for case in made:
        _extras(case, rng, points, towns, CaseTownship)
        note_citations(case=case)
    Page.objects.filter(pk=library.pk).update(numchild=count)
    return made


def _insert(cases: list[Any]) -> None:
    """Both rows of every case, past the signals that would index them one by one."""
    from wagtail.models import Page

    names = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    parents = [Page(**{name: getattr(case, name) for name in names}) for case in cases]
    Page.objects.bulk_create(parents, batch_size=500)
    model = type(cases[0])
    for case, parent in zip(cases, parents, strict=True):
        case.pk = case.page_ptr_id = case.id = parent.pk
        case._state.adding = False
    for start in range(0, len(cases), 200):
        part = cases[start : start + 200]
        model._base_manager._insert(part, fields=model._meta.local_concrete_fields, using="default")


def _extras(case: Any, rng: random.Random, points: Any, towns: Any, places: Any) -> None:
    through = type(case).points.through
    for point in rng.sample(points, 2):
        through.objects.create(casestudypage_id=case.pk, knowledgepoint=point)
    places.objects.create(content_object_id=case.pk, tag=rng.choice(towns))


def measure(library: Any) -> None:
    """Each question as the page asks it: words, counts of all filters, one page, snippets."""
    from django.db import connection, reset_queries

    from cms.models import CaseStudyPage

    say(f"{connection.vendor}，{CaseStudyPage.objects.count()} 个案例；目标 {AIM_MS} 毫秒以内")
    for name, asked in ASKED.items():
        times, work = [], []
        for _round in range(ROUNDS):
            reset_queries()
            started, used = time.perf_counter(), time.process_time()
            found = ask(library, asked)
            times.append((time.perf_counter() - started) * 1000)
            work.append((time.process_time() - used) * 1000)
        told = f"{name}：{found} 个，中位 {statistics.median(times):.0f} 毫秒"
        say(f"{told}，最慢 {max(times):.0f}，处理器 {statistics.median(work):.0f}")


def ask(library: Any, asked: dict[str, str]) -> int:
    """One question from the words to the last snippet; returns how many cases were found."""
    from cms.cases.selectors import shelf
    from cms.models import CaseStudyPage

    shown = shelf(CaseStudyPage.objects.live().child_of(library), asked, place=library.pk)
    for one in shown["found"]:
        str(one.title), list(one.case.points.all())
    return int(shown["page_obj"].paginator.count)


def library_of(count: int) -> Any:
    """The library, filled unless it was before."""
    from cms.models import CaseLibraryPage

    if library := CaseLibraryPage.objects.first():
        return library
    started = time.perf_counter()
    library = furnish(count)
    say(f"写入和建索引用了 {time.perf_counter() - started:.0f} 秒")
    return library


def main() -> None:
    """Make the site, fill it, measure it."""
    asked = options()
    with site(asked):
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        library = library_of(asked.count)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        measure(library)
        connection.close()


if __name__ == "__main__":
    main()
