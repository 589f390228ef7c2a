"""Work out item statistics now: the same that the jobs worker does each night."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.quizzes.models import Quiz, QuizStatistics
from training.learning.attempts.analysis.printing import item_lines, paper_lines
from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.analysis.selectors import version_names
from training.learning.attempts.analysis.services import Done, analyse_all
from training.learning.attempts.analysis.words import SELECTIONS


class Command(BaseCommand):
    help = "计算题目统计并存起来，后台“题目分析”看到的就是它；--quiz 只算一个测验，--json 输出全部数字。"

    def add_arguments(self, parser: CommandParser) -> None:
        """--quiz KEY, --attempts, --json."""
        parser.add_argument("--quiz", metavar="KEY", help="测验的键；不写就算全部测验。")
        parser.add_argument(
            "--attempts",
            choices=[selection.value for selection in Selection],
            default=Selection.FIRST.value,
            help="打印哪一种：每人第一次（默认）、最后一次、最好一次，或全部。四种都会存。",
        )
        parser.add_argument("--json", action="store_true", help="输出 JSON。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Quiz by quiz; exit code 1 when one could not be worked out."""
        quizzes = list(Quiz.objects.select_related("owner_root").order_by("key"))
        if options["quiz"]:
            quizzes = [quiz for quiz in quizzes if quiz.key == options["quiz"]]
            if not quizzes:
                raise CommandError(f"没有键为“{options['quiz']}”的测验。")
        done = analyse_all(quizzes=quizzes, now=timezone.now())
        reports = [_report(one, options["attempts"]) for one in done]
        if options["json"]:
            self.stdout.write(json.dumps(reports, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(line for told in reports for line in _lines(told)))
        if len(done) < len(quizzes):
            missing = sorted({quiz.key for quiz in quizzes} - {one.quiz.key for one in done})
            self.stderr.write(f"没有算成（正在算，或者出错，见日志）：{'、'.join(missing)}")
            raise SystemExit(1)


def _report(done: Done, selection: str) -> dict[str, Any]:
    kept = QuizStatistics.objects.get(quiz=done.quiz, selection=selection)
    return {
        "quiz": done.quiz.key,
        "root": done.quiz.owner_root and done.quiz.owner_root.congress_key,
        "title": done.quiz.title,
        "computed_at": kept.computed_at.isoformat(),
        "selection": selection,
        "n": kept.n,
        "problems": done.problems,
        "questions": version_names(kept.figures),
        "figures": kept.figures,
    }


def _lines(told: dict[str, Any]) -> list[str]:
    which = SELECTIONS[told["selection"]]
    head = f"{told['quiz']} {told['title']}：{which}，{told['n']} 人次，有问题的题 {told['problems']} 道"
    if not told["figures"]:
        return [head, "还没有可统计的作答。", ""]
    figures = told["figures"]
    return [head, *paper_lines(figures), "", *item_lines(figures, told["questions"]), ""]
