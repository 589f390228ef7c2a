"""What all codecs do with questions they found, and with columns on their way out."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from courses.exchange.contract import Exported, Found, Limits, Problem, Reading, Unreadable
from courses.questions.kinds.columns import LABELS, OPTIONS
from courses.questions.outcome import Body

OF_KEY = frozenset(
    {"answer", "explanation", "hints", "why", "fractions", "criteria", "pairs", "points"}
    | {"citations", "difficulty", "tags", "use", "keep_last"}
)
"""Columns that a paper without key does not have."""


LINES_PER_QUESTION = 20
MOST_PROBLEMS = 200
"""More of them help nobody: the file is something else than it was taken for."""


def refuse_long(content: bytes, limits: Limits) -> None:
    """Raise Unreadable for a file longer than may be read."""
    if len(content) > limits.file_bytes:
        told = _("文件太大（超过 %d MB），没有打开。请分成几个文件再来。")
        raise Unreadable(str(told % (limits.file_bytes // 2**20)), "too_large")


def refuse_many_lines(count: int, limits: Limits) -> None:
    """Raise Unreadable for a text of more lines than all its questions could have."""
    if count > limits.rows * LINES_PER_QUESTION:
        told = _("文字太长（超过 %d 行），请分成几个文件再来。")
        raise Unreadable(str(told % (limits.rows * LINES_PER_QUESTION)), "rows")


def within(reading: Reading, limits: Limits, source: str) -> Reading:
    """The reading, with a problem at every text that is too long; raises Unreadable for more
    questions than may be read."""
    if len(reading.found) > limits.rows:
        told = _("文件里的题目超过 %d 道，请分成几个文件再来。") % limits.rows
        raise Unreadable(str(told), "rows")
    if not reading.found:
        told = _("没有找到题目。每道题要有题干，选择题要有 A、B、C 开头的选项和“答案：”一行。")
        reading.problems.append(Problem("empty", str(told), source=source))
    found = [_measured(one, limits, source) for one in reading.found]
    problems = list(reading.problems[:MOST_PROBLEMS])
    if (more := len(reading.problems) - MOST_PROBLEMS) > 0:
        told = _("还有 %d 处类似的问题没有列出。") % more
        problems.append(Problem("more", str(told), source=source, warning=True))
    return replace(reading, found=found, problems=problems)


def _measured(found: Found, limits: Limits, source: str) -> Found:
    most = limits.cell_characters
    long = [code for code, text in found.columns.items() if len(text) > most]
    if not long:
        return found
    told = str(_("这一项有 %d 个字符以上，太长了；请拆成几道题，或者检查是不是少了题号。") % most)
    problems = [Problem("too_long", told, found.row, code, source) for code in long]
    columns = {c: t[:most] if c in long else t for c, t in found.columns.items()}
    return replace(found, columns=columns, problems=(*found.problems, *problems))


def asked(question: Exported) -> dict[str, str]:
    """The columns a deputy may see: no key, and nothing in an order that tells it."""
    columns = {code: text for code, text in question.columns.items() if not _tells(code)}
    hidden = _shown_lists(question.kind, question.body, "")
    if question.kind == "case_group":
        for number, part in enumerate(question.body["parts"], start=1):
            hidden |= _shown_lists(part["kind"], part["body"], f"{number}.")
    return columns | hidden


def _tells(code: str) -> bool:
    return code.rpartition(".")[2] in OF_KEY


def _shown_lists(kind: str, body: Body, start: str) -> dict[str, str]:
    """Entries of an ordering by identity; the two sides of a matching as part of the stem."""
    if kind == "ordering":
        return {f"{start}{o}": e["text"] for o, e in zip(OPTIONS, body["items"], strict=False)}
    if kind != "matching":
        return {}
    rows = [f"（{n}）{left['text']}" for n, left in enumerate(body["left"], start=1)]
    rows += [f"{chr(64 + n)}. {right['text']}" for n, right in enumerate(body["right"], start=1)]
    return {f"{start}stem": "\n".join([body["stem"], *rows])}


def in_order(columns: Mapping[str, str]) -> dict[str, str]:
    """The columns of one question or part in the order people read them."""
    known = [code for code in LABELS if code in columns]
    return {code: columns[code] for code in (*known, *(c for c in columns if c not in known))}
