"""The house rules that a machine can check: sizes, names, what may know what, what is
documented."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Function, Source, sources

LINES_OF_A_FUNCTION = 40
LINES_OF_A_FILE = 500
CHARACTERS_OF_A_LINE = 100
PARAMETERS = 6
EMPTY_NAMES = {"utils", "helpers", "managers", "data", "info", "misc", "common", "util", "helper"}
TOLD_TO_THE_READER = {"services", "selectors", "access"}
# Rooms that a house must not name, not even in a string: the app labels of the houses above it.
ABOVE = {
    "cms": ("courses", "people", "notices", "cohorts", "learning", "insight"),
    "courses": ("people", "notices", "cohorts", "learning", "insight"),
    "training": (),
}
PAGES = re.compile(r"(^django\.http(\.|$))|(\.(views|forms)(\.|$))")


def test_functions_are_short():
    assert not [
        f"{source.name}:{function.lineno} {function.name} has {length} lines"
        for source in sources()
        for function in source.functions()
        if (length := _length(function)) > LINES_OF_A_FUNCTION
    ]


def test_files_are_short():
    assert not [
        f"{source.name} has {length} lines"
        for source in sources()
        if (length := source.text.count("\n")) > LINES_OF_A_FILE
    ]


def test_lines_are_short():
    assert not [
        f"{source.name}:{number} has {len(line)} characters"
        for source in sources()
        for number, line in enumerate(source.text.splitlines(), start=1)
        if len(line) > CHARACTERS_OF_A_LINE
    ]


def test_parameters_are_few():
    assert not [
        f"{source.name}:{function.lineno} {function.name} takes {count}"
        for source in sources()
        for function in source.functions()
        if (count := _parameters(function)) > PARAMETERS
    ]


def test_no_module_is_named_after_nothing():
    assert not [
        source.name
        for source in sources()
        if EMPTY_NAMES & {source.path.stem, *source.path.parent.parts[-2:]}
    ]


def test_no_house_names_one_above_it_in_a_string():
    assert not [
        f"{source.name}:{node.lineno} {node.value!r}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(rf"({'|'.join(ABOVE[source.house]) or '(?!)'})\.[A-Z]\w*", node.value)
    ]


def test_services_and_selectors_know_no_pages():
    assert not [
        f"{source.name}:{line} imports {name}"
        for source in sources()
        if source.path.stem in {"services", "selectors"}
        for name, line in source.imports()
        if PAGES.search(name)
    ]


def test_services_selectors_and_access_say_what_they_promise():
    assert not [
        f"{source.name}:{function.lineno} {function.name} lacks {lack}"
        for source in sources()
        if source.path.stem in TOLD_TO_THE_READER
        for function in _public(source)
        for lack in _lacks(function)
    ]


def _length(function: Function) -> int:
    first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def _parameters(function: Function) -> int:
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def _public(source: Source) -> Iterator[Function]:
    """Functions of the module and methods of its public classes whose names have no underscore."""
    for node in source.tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        if isinstance(node, ast.ClassDef) and node.name.startswith("_"):
            continue
        for item in inside:
            if isinstance(item, Function) and not item.name.startswith("_"):
                yield item


def _lacks(function: Function) -> Iterator[str]:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    if not ast.get_docstring(function):
        yield "a docstring"
    if function.returns is None:
        yield "the type of its result"
    for argument in every:
        if argument and argument.annotation is None and argument.arg not in {"self", "cls"}:
            yield f"the type of {argument.arg}"
