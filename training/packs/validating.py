"""Checking values against the schema, and saying in Chinese what is wrong and on which line."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from training.packs.reading import Steps, Tree
from training.packs.report import Problem

M = TypeVar("M")

# pydantic's error types → what we say; %(name)s is the key, the rest is the error's context.
TOLD = {
    "missing": gettext_lazy("缺少“%(name)s”。"),
    "extra_forbidden": gettext_lazy("不认识的键“%(name)s”。"),
    "string_too_long": gettext_lazy("“%(name)s”最多 %(max_length)s 个字，现在有 %(length)s 个。"),
    "string_too_short": gettext_lazy("“%(name)s”不能是空的。"),
    "string_type": gettext_lazy("“%(name)s”要写成一段文字。"),
    "string_pattern_mismatch": gettext_lazy("“%(name)s”只能用英文字母、数字、短横和下划线。"),
    "literal_error": gettext_lazy("“%(name)s”写的是“%(input)s”，只能是 %(expected)s。"),
    "int_parsing": gettext_lazy("“%(name)s”写的是“%(input)s”，应当是一个整数。"),
    "int_type": gettext_lazy("“%(name)s”应当是一个整数。"),
    "greater_than_equal": gettext_lazy("“%(name)s”不能小于 %(ge)s。"),
    "less_than_equal": gettext_lazy("“%(name)s”不能大于 %(le)s。"),
    "list_type": gettext_lazy("“%(name)s”要写成列表。"),
    "dict_type": gettext_lazy("“%(name)s”要写成“键: 值”。"),
    "model_type": gettext_lazy("这里要写成“键: 值”。"),
    "model_attributes_type": gettext_lazy("这里要写成“键: 值”。"),
    "too_short": gettext_lazy("“%(name)s”至少要有 %(min_length)s 项。"),
    "too_long": gettext_lazy("“%(name)s”最多 %(max_length)s 项。"),
    "union_tag_not_found": gettext_lazy("缺少“kind”（题型）。"),
    "union_tag_invalid": gettext_lazy("不认识的题型“%(tag)s”，只能是 %(expected_tags)s。"),
}
BROKEN_DATE = gettext_lazy("“%(name)s”写的是“%(input)s”，不是日期；日期写成 2026-11-22。")
BROKEN_TIME = gettext_lazy("“%(name)s”写的是“%(input)s”，不是时间；时间写成 08:30。")


def _sentence(error: dict[str, Any], name: str) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return f"“{name}”{context['error']}" if name else str(context["error"])
    told = TOLD.get(kind)
    if told is None and kind.startswith("date"):
        told = BROKEN_DATE
    if told is None and kind.startswith("time"):
        told = BROKEN_TIME
    if told is None:
        return _("“%(name)s”不对：%(detail)s") % {"name": name, "detail": error["msg"]}
    given = error.get("input")
    length = len(given) if isinstance(given, str) else ""
    shown = given if isinstance(given, str | int) else ""
    return str(told) % {**context, "name": name, "input": shown, "length": length}


def validated(
    check: Callable[[Any], M], tree: Tree, path: Steps, value: Any, problems: list[Problem]
) -> M | None:
    """The value as a model (`check` is one's model_validate), or None with every fault noted at
    its line."""
    try:
        return check(value)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            place: Steps = (*path, *error["loc"])
            name = next((str(step) for step in reversed(error["loc"]) if isinstance(step, str)), "")
            problems.append(Problem(tree.file, tree.line(place), _sentence({**error}, name)))
    return None
