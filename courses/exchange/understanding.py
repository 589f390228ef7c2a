"""What a question of a file means: kind, body and key, where it belongs, and what is wrong."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.exchange.contract import Found, Problem
from courses.exchange.current import Current, content_digest
from courses.exchange.filing import Filed, Names
from courses.questions.kinds.columns import cell
from courses.questions.kinds.contract import Columns
from courses.questions.kinds.sheets import read_sheet, write_sheet
from courses.questions.models import Question
from courses.questions.versions.naming import models_by_kind

KEPT = ("explanation", "hints", "fiction")
"""What an update leaves as it is when the file has no such column; everything else of a question is
one whole that the file replaces."""
NUMBER_SIGNS = 40


@dataclass
class Understood:
    """One question of a file, and every reason not to take it."""

    found: Found
    kind: str = ""
    number: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    key: dict[str, Any] = field(default_factory=dict)
    filed: Filed = field(default_factory=Filed)
    problems: list[Problem] = field(default_factory=list)
    draft: Any = None

    @property
    def is_refused(self) -> bool:
        """Whether anything keeps it out."""
        return any(not problem.warning for problem in self.problems)

    def complain(self, code: str, message: str, column: str = "", *, warning: bool = False) -> None:
        """Add a problem at this question's place."""
        self.problems.append(Problem(code, message, self.found.row, column, "", warning))

    def digest(self) -> str:
        """See content_digest."""
        return content_digest(write_sheet(self.kind, self.body, self.key), self.filed)

    def told(self, source: str) -> list[dict[str, Any]]:
        """The problems as JSON, each with its place."""
        where = f"{source} {self.found.source}".strip()
        return [
            asdict(problem)
            | {"source": problem.source or where, "row": problem.row or self.found.row}
            for problem in sorted(self.problems, key=lambda problem: problem.warning)
        ]


def understand(found: Found, names: Names, missing: Filed, known: Current | None) -> Understood:
    """Read one question; `known` is the one of the bank with its number, `missing` is how questions
    are filed that say nothing about it."""
    columns = {code: text for code, text in found.columns.items() if text.strip()}
    one = Understood(found, number=cell(columns, "number"), problems=list(found.problems))
    if known:
        own = known.columns()
        kept = {code: own[code] for code in KEPT if code in own and code not in found.columns}
        columns = {**kept, **columns}
    one.columns = columns
    one.filed = names.read(columns, known.filed if known else missing, one.problems)
    _check_place(one, known)
    one.kind, reading = read_sheet(columns)
    one.body, one.key = reading.body, reading.key
    for flaw in reading.problems:
        one.complain(flaw.code, flaw.message, flaw.column)
    _check_parts(one, columns)
    if one.kind and not one.is_refused:
        _check_lengths(one)
    return one


def _check_place(one: Understood, known: Current | None) -> None:
    if len(one.number) > NUMBER_SIGNS:
        one.complain("number", _("题号最多 %d 个字符。") % NUMBER_SIGNS, "number")
    if one.filed.category is None and not known:
        one.complain(
            "category", _("没有写分类，导入时也没有选。请选一个分类再读一次。"), "category"
        )
    if not one.filed.use and not known:
        told = _("没有写是考试专用还是练习，导入时也没有选。请选一种再读一次。")
        one.complain("use", told, "use")
    if not one.filed.points and not any(p.column == "points" for p in one.problems):
        one.complain("no_points", _("还没有知识点，发布以前要补上。"), "points", warning=True)


def _check_parts(one: Understood, columns: Columns) -> None:
    """What a whole question has and a part has not."""
    lost = [c for c in columns if c[:1].isdecimal() and c.partition(".")[2] in {"hints", "fiction"}]
    for code in lost:
        one.complain("part_hint", _("小题不能有自己的提示，这一格没有带进来。"), code, warning=True)


def _check_lengths(one: Understood) -> None:
    """Whether the site can hold every text: fills the question, without saving it."""
    one.draft = models_by_kind()[one.kind]()
    try:
        one.draft.fill(one.body, one.key)
    except (ValueError, ArithmeticError):
        one.complain("number_form", _("有一个数写得不对，读不出来。"), "answer")
        return
    for label, message in too_much(one.draft):
        one.complain("too_long", f"{label}：{message}", "")


def too_much(question: Question) -> list[tuple[str, str]]:
    """Fields of a filled question and its rows that hold more than they may, with what to do."""
    found = []
    for relation in (*question.row_relations, "hints"):
        for row in getattr(question, relation).all():
            found += _too_much(row)
    found += _too_much(question)
    if question.kind == "case_group":
        found += _parts_too_much(question)
    return list(dict.fromkeys(found))


def _too_much(row: Any) -> list[tuple[str, str]]:
    found = []
    for name, label, validators, most in _checked(row._meta.label):
        value = getattr(row, name)
        if most and isinstance(value, str) and len(value) > most:
            told = _("最多 %(most)d 个字符，现在有 %(count)d 个。")
            found.append((str(label), told % {"most": most, "count": len(value)}))
        elif validators and value is not None and not isinstance(value, str):
            try:
                for validator in validators:
                    validator(value)
            except ValidationError as mistake:
                found.append((str(label), " ".join(mistake.messages)))
    return found


@cache
def _checked(label: str) -> list[tuple[str, Any, Any, int]]:
    """The model's fields that hold texts or numbers of a limited size."""
    return [
        (field.name, field.verbose_name, field.validators, field.max_length or 0)
        for field in apps.get_model(label)._meta.concrete_fields
        if field.editable and not field.is_relation and field.name not in {"number", "use"}
    ]


def _parts_too_much(question: Any) -> list[tuple[str, str]]:
    try:
        question.parts.stream_block.clean(question.parts)
    except ValidationError as mistake:
        return [(_("小题"), " ".join(_messages(mistake)) or _("有一项填得不合要求。"))]
    return []


def _messages(mistake: Any) -> list[str]:
    """Every message inside a block's error, however deep."""
    inner = getattr(mistake, "block_errors", None)
    if not inner:
        return [m for m in getattr(mistake, "messages", []) if m]
    errors = inner.values() if isinstance(inner, Mapping) else inner
    return [message for error in errors if error for message in _messages(error)]


def stem_of(text: str) -> str:
    """A stem by which two questions are recognised as asking the same."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
