"""Item statistics for questions and answers given from outside (docs/developer/item-tables.md)."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from training.learning.attempts.analysis.outside.questions import read_questions
from training.learning.attempts.analysis.outside.rows import Problem, Unreadable
from training.learning.attempts.analysis.outside.steps import Outside, read_steps
from training.learning.attempts.analysis.printing import choice_lines, item_lines, paper_lines
from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.analysis.report import paper_report
from training.learning.attempts.analysis.tables import PaperTally


class Command(BaseCommand):
    help = (
        "给外面来的答案算题目统计，口径与后台的题目分析相同。格式见 docs/developer/item-tables.md。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Two files, which sittings of a person, and --json."""
        parser.add_argument("questions", metavar="QUESTIONS.csv", type=Path)
        parser.add_argument("steps", metavar="STEPS.csv", type=Path)
        parser.add_argument(
            "--attempts",
            choices=[selection.value for selection in Selection],
            default=Selection.ALL.value,
            help="每人计入哪次作答：第一次、最后一次、最好一次，或全部（默认）。",
        )
        parser.add_argument("--json", action="store_true", help="输出 JSON。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything or, when the files are wrong, nothing but what is wrong."""
        try:
            outside = read_steps(options["steps"], read_questions(options["questions"]))
            report = statistics(outside, Selection(options["attempts"]), options["steps"])
        except Unreadable as mistake:
            self.stderr.write("\n".join(mistake.lines()))
            raise SystemExit(2) from mistake
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        names = {one.name: one.name for one in outside.asked}
        lines = [*paper_lines(report), "", *item_lines(report, names), *choice_lines(report, names)]
        self.stdout.write("\n".join(lines))


def statistics(outside: Outside, selection: Selection, steps: Path) -> dict[str, Any]:
    """The report of the sittings that count; versions under the names of their questions.

    Raises Unreadable when no sitting counts anything.
    """
    tally = PaperTally(selection)
    people = sorted(outside.sittings, key=lambda sitting: repr(sitting.person))
    for _person, sittings in groupby(people, key=lambda sitting: repr(sitting.person)):
        tally.add_person(sittings)
    report = paper_report(tally, outside.described, outside.slots)
    if report is None or not report["places"]:
        raise Unreadable([Problem(steps.name, 0, "", "没有一次作答有计入总分的题。")])
    for place, slot in zip(report["places"], _slots(outside, report), strict=True):
        place["place"] = slot
        for version in place["versions"]:
            version["version"] = version["version"][1]
    return report


def _slots(outside: Outside, report: dict[str, Any]) -> list[int]:
    """The numbers the file gave the places: those left out everywhere are missing."""
    asked = {one.version: one.slot for one in outside.asked}
    return [asked[place["versions"][0]["version"]] for place in report["places"]]
