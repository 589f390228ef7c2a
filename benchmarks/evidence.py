"""The log and what follows from it: `python -m benchmarks.evidence [--statements 1000000]`, on a
site of its own.

It measures the services themselves, without web server and network: what recording costs, also
when sixteen people learn at once; the deputy's home page; and how long it takes to make everything
again from a log of so many statements.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

SEED = 5
EACH = 100  # statements a person
BATCH = 5000
PROCESSES, THREADS = 2, 8  # as the web server has them: sixteen at once
TURNS = 40
HOME = "--home"
NAMESPACE = UUID("1f0f5b54-5ef8-5b0f-9a58-2b1d7c2a9d01")
AIMS = {
    "信标：查询": 10,
    "作答：查询": 10,
    "首页：查询": 12,
    "信标：16 人同时，p95 毫秒": 60,
    "作答：16 人同时，p95 毫秒": 60,
    "全部重新推算：秒": 300,
}


@dataclass
class Figures:
    """What was measured: title → number."""

    found: dict[str, float] = field(default_factory=dict)

    def timed(self, title: str, act: Callable[[], Any]) -> Any:
        """Do it and note the seconds, and those of processors: its processes' and their
        children's."""
        began, worked = time.perf_counter(), _worked()
        done = act()
        self.found[f"{title}：秒"] = round(time.perf_counter() - began, 2)
        self.found[f"{title}：处理器秒"] = round(_worked() - worked, 2)
        return done


def _worked() -> float:
    """The processor seconds of this process and of its children that have ended."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def begin(folder: Path) -> None:
    """The site in a folder."""
    os.environ["VAR_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "training.settings.local"
    os.environ.setdefault("STATIC_ROOT", str(folder / "static"))  # a child takes its parent's
    import django

    django.setup()


def set_up() -> None:
    """Its empty tables, and the files that pages name."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@dataclass
class Scene:
    """What the statements are about."""

    learners: list[Any]  # (id, enrolment)
    lessons: list[UUID]
    quizzes: list[UUID]
    sessions: list[UUID]
    questions: list[tuple[UUID, dict[str, Any]]]
    congress: int
    now: datetime


def people(count: int) -> Scene:
    """A class of so many people, and what they learn from."""
    from django.core.management import call_command
    from django.utils import timezone

    from courses.models import LessonPage, ProgrammeSession, Question, Quiz
    from training.cohorts.models import Enrolment

    call_command("seed_bench", sizes=str(count), verbosity=0, stdout=_Quiet())
    questions = [
        (
            one.uuid,
            {
                "version": str(one.live_version.uuid),
                "points": one.live_version.points,
                "answered": True,
                "kind": one.live_version.kind,
                "use": "practice",
                "chance": 0.25,
            },
        )
        for one in Question.objects.select_related("live_version").non_polymorphic()
    ]
    return Scene(
        learners=list(Enrolment.objects.order_by("pk").values_list("learner_id", "pk")),
        lessons=list(LessonPage.objects.order_by("pk").values_list("translation_key", flat=True)),
        quizzes=list(Quiz.objects.order_by("pk").values_list("uuid", flat=True)),
        sessions=list(ProgrammeSession.objects.order_by("pk").values_list("uuid", flat=True)),
        questions=questions,
        congress=Enrolment.objects.values_list("cohort__congress", flat=True)[:1].get(),
        now=timezone.now(),
    )


class _Quiet:
    """Where a command may write to nobody."""

    def write(self, *_text: Any, **_how: Any) -> None:
        """Nothing."""


def statements(scene: Scene, count: int, seed: int = SEED) -> Iterator[Any]:
    """So many statements, person after person, the same for the same seed: more than half answers,
    a quarter reading, the rest lessons read, tests, attendance, and one in a hundred taken back."""
    from training.learning.models import Statement

    dice = random.Random(seed)
    for number in range(count):
        learner, enrolment = scene.learners[number * len(scene.learners) // count]
        told = _told(scene, dice)
        at = scene.now - timedelta(seconds=dice.randrange(60, 6 * 86_400))
        common = {"learner_id": learner, "registration_id": enrolment, "occurred_at": at}
        stamps = {"effective_at": at, "stored_at": scene.now}
        identity = uuid5(NAMESPACE, f"{seed}:{number}")
        yield Statement(statement_id=identity, **common, **stamps, **told)
        if dice.random() < 0.01:
            taken = {key: told[key] for key in ("activity", "activity_type")}
            voiding = uuid5(identity, "void")
            yield Statement(
                statement_id=voiding, verb="voided", voids=identity, **common, **stamps, **taken
            )


def _told(scene: Scene, dice: random.Random) -> dict[str, Any]:
    kind = dice.random()
    if kind < 0.55:
        question, context = dice.choice(scene.questions)
        right = dice.random() < 0.7
        return {
            "verb": "answered",
            "activity": question,
            "activity_type": "question",
            "scaled": Decimal(right),
            "success": right,
            "context": {**context, "certainty": dice.choice([1, 2, 3])},
        }
    if kind < 0.88:
        sections = {f"section-{place}": 150 for place in dice.sample(range(6), 2)}
        about = {"activity": dice.choice(scene.lessons), "activity_type": "lesson"}
        return {"verb": "progressed", "seconds": 300, "context": {"sections": sections}, **about}
    if kind < 0.94:
        lesson = dice.choice(scene.lessons)
        about = {"activity": lesson, "activity_type": "lesson"}
        claimed = _claim(scene, lesson, 45)
        return {"verb": "completed", "completion": True, "context": claimed, **about}
    if kind < 0.97:
        session = dice.choice(scene.sessions)
        about = {"activity": session, "activity_type": "session"}
        return {"verb": "attended", "context": _claim(scene, session, 45), **about}
    scaled = Decimal(dice.randrange(40, 101)) / 100
    quiz = dice.choice(scene.quizzes)
    about = {"activity": quiz, "activity_type": "quiz"}
    passed = {"scaled": scaled, "success": scaled >= Decimal("0.7")}
    passed["context"] = _claim(scene, quiz, 0) if passed["success"] else {}
    return {"verb": "passed" if passed["success"] else "failed", **passed, **about}


def _claim(scene: Scene, activity: UUID, minutes: int) -> dict[str, Any]:
    """What such a statement says of hours."""
    words = {"code": "单元", "title": "单元", "title_en": "Unit"}
    item = {"item": f"1.{activity}", "congress": scene.congress, "minutes": minutes, **words}
    return {"hours": [item]}


def pour(scene: Scene, count: int) -> None:
    """The statements into the log, and into nothing else."""
    from training.learning.models import Statement

    rest = statements(scene, count)
    while batch := list(islice(rest, BATCH)):
        Statement.objects.bulk_create(batch)


# ---- recording


def beacon(scene: Scene, person: int, turn: int) -> None:
    """A reader's beacon after five minutes: the dearest kind, which tells the log."""
    from training.learning.readings import services
    from training.learning.readings.claims import Beacon, Glance

    learner, _enrolment = scene.learners[person]
    lesson = scene.lessons[turn % len(scene.lessons)]
    page = services.Page(lesson, "lesson", ("a", "b"), 60)
    opened = int(scene.now.timestamp())
    for minutes in (0, 6):
        told = Beacon(("a", "b"), opened, {"a": Glance(minutes * 55, 60)})
        at = scene.now + timedelta(minutes=minutes)
        services.note_sections(learner_id=learner, page=page, seen=("a",), now=at, beacon=told)


def answer(scene: Scene, person: int, turn: int) -> None:
    """An answer to a practice question that has been answered before."""
    from training.learning import evidence

    learner, enrolment = scene.learners[person]
    question, context = scene.questions[turn % len(scene.questions)]
    at = scene.now + timedelta(hours=1, seconds=turn)
    told = evidence.Happening(
        verb=evidence.Verb.ANSWERED,
        activity=question,
        activity_type="question",
        occurred_at=at,
        scaled=Decimal(turn % 2),
        success=bool(turn % 2),
        context=context,
    )
    evidence.record(learner_id=learner, happenings=[told], now=at, registration_id=enrolment)


ACTS: dict[str, Callable[[Scene, int, int], None]] = {"信标": beacon, "作答": answer}
COUNTED = {"信标": 2, "作答": 1}  # a beacon's act sends two


def queries_of(act: Callable[[], Any]) -> int:
    """How many queries something takes; the begin and end of transactions are none."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    kept = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(kept) for query in captured)


gate: Any = None  # where all of them wait for one another; handed on by the fork


def busy(name: str, scene: Scene, process: int, together: bool) -> list[float]:
    """Some people, each in a thread of her own, acting again and again as fast as it goes; or, with
    those of the other processes, always at the very same moment. The milliseconds of each act."""
    from django.db import connections

    def one(person: int) -> list[float]:
        found = []
        for turn in range(TURNS + 1):
            if together or turn == 0:
                gate.wait()
            began = time.perf_counter()
            ACTS[name](scene, person, turn + 1)
            found.append((time.perf_counter() - began) * 1000 / COUNTED[name])
        connections.close_all()
        return found[1:]  # the first one also opens the connection

    first = process * THREADS
    with ThreadPoolExecutor(THREADS) as pool:
        return [spent for each in pool.map(one, range(first, first + THREADS)) for spent in each]


def record(scene: Scene, figures: Figures) -> None:
    """What recording costs, alone and in a crowd."""
    from django.db import connections

    last = len(scene.learners) - 1
    for name, act in ACTS.items():
        act(scene, last, 0)
        asked = queries_of(lambda act=act: act(scene, last, 1))  # type: ignore[misc]
        # Of a beacon's two, the first only says that the page is open: as dear as the second.
        figures.found[f"{name}：查询"] = -(-asked // COUNTED[name])
    connections.close_all()
    context = get_context("fork")
    globals()["gate"] = context.Barrier(PROCESSES * THREADS, timeout=60)
    for name in ACTS:
        for together, how in ((False, "16 人同时"), (True, "16 人总在同一刻")):
            with context.Pool(PROCESSES) as pool:
                work = [(name, scene, process, together) for process in range(PROCESSES)]
                runs = pool.starmap(busy, work, chunksize=1)
            spent = sorted(each for run in runs for each in run)
            figures.found[f"{name}：{how}，中位数毫秒"] = round(spent[len(spent) // 2], 1)
            figures.found[f"{name}：{how}，p95 毫秒"] = round(spent[int(len(spent) * 0.95)], 1)
            figures.found[f"{name}：{how}，最长毫秒"] = round(spent[-1], 1)


# ---- everything again


def again(figures: Figures) -> None:
    """The whole rebuild, and a check after it, which must find nothing."""
    from io import StringIO

    from django.core.management import call_command

    def run(*arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command("rebuild_learning", "--json", *arguments, stdout=out)
        told: dict[str, Any] = json.loads(out.getvalue())
        return told

    figures.timed("全部重新推算", run)
    told = figures.timed("再核对一遍", lambda: run("--check"))
    figures.found["核对的差异"] = told["different"]


# ---- the home page


def home() -> None:
    """In a process of its own: queries and time of the home page of a deputy with three hundred
    lessons and five thousand statements behind her."""
    from django.test import Client

    from training.insight.management.commands import seed_bench
    from training.learning import evidence
    from training.people.models import User

    seed_bench.LESSONS_A_DAY = (60,) * 5
    scene = people(2)
    pour(scene, 10_000)
    evidence.rebuilt([learner for learner, _enrolment in scene.learners], write=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=scene.learners[0][0]))

    def look() -> None:
        reply = client.get("/my/")
        assert reply.status_code == 200, reply.status_code

    look()
    asked, spent = queries_of(look), []
    for _turn in range(20):
        began = time.perf_counter()
        look()
        spent.append((time.perf_counter() - began) * 1000)
    middle = round(sorted(spent)[len(spent) // 2], 1)
    print(json.dumps({"首页：查询": asked, "首页：中位数毫秒": middle}))


def home_elsewhere(folder: Path) -> dict[str, float]:
    """The figures of the home page, from a copy of the empty site."""
    other = folder / "home"
    other.mkdir()
    for file in folder.glob("site.sqlite3*"):
        shutil.copy(file, other)
    command = [sys.executable, "-m", "benchmarks.evidence", HOME, str(other)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def measure(count: int, folder: Path) -> Figures:
    """Everything, one after the other."""
    figures = Figures()
    set_up()
    figures.found |= home_elsewhere(folder)
    scene = people(max(count // EACH, PROCESSES * THREADS + 1))
    figures.timed("装入记录", lambda: pour(scene, count))
    again(figures)
    record(scene, figures)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    figures.found |= {"内存峰值，本进程 MB": own, "内存峰值，最大的一个子进程 MB": child}
    return figures


def main(arguments: Sequence[str] | None = None, say: Callable[[str], Any] = print) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence")
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument(HOME, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.home:
        begin(asked.home)
        home()
        return
    with tempfile.TemporaryDirectory(prefix="lvzhi-bench-") as name:
        begin(Path(name))
        figures = measure(asked.statements, Path(name))
    if asked.json:
        say(json.dumps({"statements": asked.statements, **figures.found}, ensure_ascii=False))
        return
    say(f"学习记录 {asked.statements:,} 条，每人 {EACH} 条")
    say("测完时负载 " + " ".join(f"{load:.1f}" for load in os.getloadavg()))
    for title, number in figures.found.items():
        aim = f"，目标 {AIMS[title]} 以内" if title in AIMS else ""
        say(f"{title}：{number:g}{aim}")


if __name__ == "__main__":
    main()
