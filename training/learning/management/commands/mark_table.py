"""Marks for questions and answers given from outside (docs/developer/item-tables.md)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from training.learning.attempts.analysis.outside.questions import Asked, read_questions
from training.learning.attempts.analysis.outside.rows import Unreadable
from training.learning.attempts.analysis.outside.steps import Outside, read_steps
from training.learning.attempts.analysis.printing import table
from training.learning.attempts.analysis.records import Answer, Sitting


def number(exact: Any) -> str:
    """A mark as people write it: 1, 0.5, 0.333333."""
    return f"{float(exact):.6f}".rstrip("0").rstrip(".")


class Command(BaseCommand):
    help = "按题型自己的规则给外面来的答案判分：每次作答一行，每个题位一列。格式见 docs/developer/item-tables.md。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Two files, and --json."""
        parser.add_argument("questions", metavar="QUESTIONS.csv", type=Path)
        parser.add_argument("steps", metavar="STEPS.csv", type=Path)
        parser.add_argument("--json", action="store_true", help="输出 JSON。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything or, when the files are wrong, nothing but what is wrong."""
        try:
            outside = read_steps(options["steps"], read_questions(options["questions"]))
        except Unreadable as mistake:
            self.stderr.write("\n".join(mistake.lines()))
            raise SystemExit(2) from mistake
        if options["json"]:
            self.stdout.write(json.dumps(marks(outside), ensure_ascii=False, indent=2))
            return
        self.stdout.write("\n".join(lines(outside)))


def marks(outside: Outside) -> dict[str, Any]:
    """Sitting by sitting the mark at every place."""
    names = {one.version: one for one in outside.asked}
    return {
        "slots": outside.slots,
        "attempts": [
            {
                "attempt": sitting.key,
                "person": sitting.person if isinstance(sitting.person, str) else "",
                "items": [_item(answer, names) for answer in sitting.answers],
                "total": float(sitting.total),
                "maximum": float(sitting.maximum),
            }
            for sitting in outside.sittings
        ],
    }


def _item(answer: Answer, names: Mapping[Any, Asked]) -> dict[str, Any]:
    return {
        "slot": names[answer.version].slot,
        "question": names[answer.version].name,
        "mark": float(answer.mark),
        "max_mark": float(answer.max_mark),
        "fraction": float(answer.fraction),
        "answered": answer.answered,
        "left_out": answer.left_out,
        "parts": [float(part.fraction) for part in answer.parts],
    }


def lines(outside: Outside) -> list[str]:
    """A table; a mark in brackets does not enter the total."""
    head = ["作答", "人", *map(str, outside.slots), "总分", "满分"]
    return table([head, *(_cells(sitting) for sitting in outside.sittings)], left=2)


def _cells(sitting: Sitting) -> list[str]:
    person = sitting.person if isinstance(sitting.person, str) else ""
    shown = [f"({number(a.mark)})" if a.left_out else number(a.mark) for a in sitting.answers]
    return [str(sitting.key), person, *shown, number(sitting.total), number(sitting.maximum)]
