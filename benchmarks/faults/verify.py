"""Reads the database after an examination and compares it with what the clients know. Runs with the
site's own settings: python -m benchmarks.faults.verify NOTEBOOK.json

The marks are worked out here once more, from the stored answers and the frozen keys alone.
"""

import json
import sys
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - needs the apps
from django.utils import timezone  # noqa: E402

from benchmarks.adapters.ours import SIGNS  # noqa: E402
from training.learning import evidence  # noqa: E402
from training.learning.attempts import services  # noqa: E402
from training.learning.attempts.models import Attempt, AttemptItem, Response, Score  # noqa: E402
from training.learning.models import Statement, Verb  # noqa: E402
from training.learning.outbox import queue  # noqa: E402
from training.learning.progress import keeping  # noqa: E402

State = Attempt.State
VERDICTS = (Verb.PASSED, Verb.FAILED)


@dataclass
class Verdict:
    """What was found. Anything in `lost`, `doubled` or `wrong` is a failure."""

    attempts: int = 0
    responses: int = 0
    acknowledged: int = 0
    marked_later: int = 0
    """Handed in, but marked only by the scheduler: a worker was killed in between."""
    late: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Reader:
    """One attempt after the other."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.found = Verdict(acknowledged=len(told["acknowledged"]))
        self.acknowledged: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for one in told["acknowledged"]:
            self.acknowledged[one["attempt"]].append(one)

    def read(self) -> Verdict:
        """Every attempt that the clients know, then what no attempt shows."""
        known = self.told["attempts"]
        self._let_the_scheduler_work()
        for attempt in Attempt.objects.filter(pk__in=known).select_related("quiz"):
            self.found.attempts += 1
            self._sitting(attempt)
        if missing := len(known) - self.found.attempts:
            self.found.lost.append(f"{missing} 份作答不在数据库里")
        self._one_sitting_each()
        self._folds()
        self._integrity()
        return self.found

    def _let_the_scheduler_work(self) -> None:
        """What it does every ten seconds, and a minute from now would have done at the latest."""
        self.found.marked_later = services.close_overdue(now=timezone.now() + timedelta(minutes=1))
        queue.handle_left_behind(now=timezone.now())

    def _sitting(self, attempt: Attempt) -> None:
        items = list(
            AttemptItem.objects.filter(attempt=attempt)
            .select_related("version")
            .order_by("position")
        )
        responses = list(Response.objects.filter(attempt=attempt).order_by("step"))
        self.found.responses += len(responses)
        by_item = {item.pk: [r for r in responses if r.item_id == item.pk] for item in items}
        for item in items:
            self._steps(item, by_item[item.pk])
            self._answers(item, by_item[item.pk])
        self._once(attempt, "client_id", Counter(r.client_id for r in responses))
        self._marks(attempt, items, by_item)
        self._evidence(attempt, len(items))

    def _once(self, attempt: Attempt, what: str, counted: "Counter[Any]") -> None:
        for value, times in counted.items():
            if times > 1:
                self.found.doubled.append(f"{attempt.pk}：{what} {value} 有 {times} 次")

    def _steps(self, item: AttemptItem, responses: list[Response]) -> None:
        steps = [response.step for response in responses]
        if steps != list(range(1, len(steps) + 1)):
            self.found.doubled.append(f"{item.attempt_id} 第 {item.position} 题的步号是 {steps}")

    def _answers(self, item: AttemptItem, responses: list[Response]) -> None:
        """Everything acknowledged is there as it was sent; the newest of it, or newer, is
        current."""
        stored = {str(response.client_id): response for response in responses}
        mine = [
            one
            for one in self.acknowledged[str(item.attempt_id)]
            if one["position"] == item.position
        ]
        for one in mine:
            self._answer(item, one, stored.get(one["client_id"]))
        current = _current(responses)
        counting = [one["step"] for one in mine if one["current"] and not one["late"]]
        if counting and (current is None or current.step < max(counting)):
            self.found.wrong.append(f"{item.attempt_id} 第 {item.position} 题：现在的答案太旧")
        for attempt, position, choice in self.told["carried"]:
            if (attempt, position) != (str(item.attempt_id), item.position):
                continue
            if current is None or _sign(item, current.payload) != SIGNS[choice]:
                self.found.lost.append(f"{attempt} 第 {position} 题：交卷带来的答案没有保存")

    def _answer(self, item: AttemptItem, one: dict[str, Any], response: Response | None) -> None:
        name = f"{item.attempt_id} 第 {item.position} 题第 {one['step']} 步"
        if response is None:
            self.found.lost.append(f"{name}：已确认，没有保存")
            return
        self.found.late += response.late
        if (response.step, response.late) != (one["step"], one["late"]):
            self.found.wrong.append(f"{name}：存的是第 {response.step} 步，迟到 {response.late}")
        if _sign(item, response.payload) != SIGNS[one["choice"]]:
            self.found.wrong.append(f"{name}：存的是 {response.payload}")

    def _marks(
        self, attempt: Attempt, items: list[AttemptItem], by_item: dict[Any, list[Response]]
    ) -> None:
        if attempt.state != State.FINISHED:
            self.found.wrong.append(f"{attempt.pk}：状态是 {attempt.state}，没有成绩")
            return
        scores: dict[Any, list[Score]] = defaultdict(list)
        for score in Score.objects.filter(item__attempt=attempt):
            scores[score.item_id].append(score)
        total = Decimal(0)
        for item in items:
            given = [score.fraction for score in scores[item.pk]]
            if len(given) != 1:
                self.found.doubled.append(f"{attempt.pk} 第 {item.position} 题有 {len(given)} 个分")
            earned = _fraction(item, _current(by_item[item.pk]))
            total += earned * item.max_mark
            if given and given[-1] != earned:
                self.found.wrong.append(
                    f"{attempt.pk} 第 {item.position} 题：{given[-1]} ≠ {earned}"
                )
        passed = total / attempt.maximum * 100 >= attempt.rules["pass_mark"]
        if (attempt.marked, attempt.passed) != (total, passed):
            self.found.wrong.append(f"{attempt.pk}：得分 {attempt.marked}，应得 {total}")

    def _evidence(self, attempt: Attempt, questions: int) -> None:
        """One COMPLETED for the quiz, one verdict for the attempt, one ANSWERED for each
        question."""
        told = Statement.objects.filter(learner_id=attempt.learner_id)
        completed = told.filter(verb=Verb.COMPLETED, activity=attempt.quiz.uuid).count()
        verbs = Counter(
            told.filter(context__attempt=str(attempt.pk)).values_list("verb", flat=True)
        )
        verdicts = sum(verbs[verb] for verb in VERDICTS)
        counts = {"完成": (completed, 1), "结论": (verdicts, 1)}
        counts["作答"] = (verbs[Verb.ANSWERED], questions)
        for what, (has, should) in counts.items():
            if has != should:
                into = self.found.doubled if has > should else self.found.lost
                into.append(f"{attempt.pk}：{what}的记录有 {has} 条，应有 {should} 条")

    def _one_sitting_each(self) -> None:
        """Nobody pressed 开始 twice and got two papers. Races make several on purpose."""
        if self.told.get("several"):
            return
        people = Counter(
            Attempt.objects.filter(pk__in=self.told["attempts"]).values_list(
                "learner_id", flat=True
            )
        )
        every = Counter(
            Attempt.objects.filter(learner_id__in=people).values_list("learner_id", flat=True)
        )
        for learner, times in every.items():
            if times > self.told.get("sittings", 1):
                self.found.doubled.append(f"{learner} 有 {times} 份作答")

    def _folds(self) -> None:
        """The progress that is shown is the one that the log gives."""
        for learner in evidence.learners_with_evidence():
            self.found.wrong += keeping.differences(learner)

    def _integrity(self) -> None:
        if connection.vendor != "sqlite":
            return
        with connection.cursor() as cursor:
            for pragma in ("integrity_check", "foreign_key_check"):
                cursor.execute(f"PRAGMA {pragma}")
                rows = [row for row in cursor.fetchall() if row != ("ok",)]
                self.found.wrong += [f"{pragma}：{row}" for row in rows]


def _current(responses: list[Response]) -> Response | None:
    """The highest step that is not late and not overtaken (rules.md: Order of saves)."""
    return max((r for r in responses if r.current and not r.late), key=_step, default=None)


def _step(response: Response) -> int:
    return response.step


def _sign(item: AttemptItem, payload: dict[str, Any]) -> str:
    """The sign in 甲乙丙丁 that the chosen option's text begins with."""
    texts = {option["id"]: option["text"] for option in item.version.body["options"]}
    chosen = payload.get("chosen") or [""]
    return str(texts.get(chosen[0], ""))[:1] if len(chosen) == 1 else ""


def _fraction(item: AttemptItem, response: Response | None) -> Decimal:
    """A single choice is right or it is not; anything else does not occur in the seed."""
    if item.version.kind != "single_choice":
        raise ValueError(item.version.kind)
    chosen = response.payload.get("chosen") if response else None
    return Decimal(chosen == item.version.answer_key["right"])


def main() -> None:
    """Prints one line of JSON."""
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(asdict(Reader(told).read()), ensure_ascii=False))


if __name__ == "__main__":
    main()
