"""Who gets what at every address: each cell of tests/permissions.toml, asked for on real objects.

Own objects are 定海's; foreign ones are 外县's, which nobody but a superuser may find.
"""

from collections.abc import Iterable
from urllib.parse import quote

import pytest

from tests.architecture.arguments import path_of, posted_to
from tests.architecture.visiting import Answer, Visitor, visitor
from tests.factories.stage import Side, Stage
from tools import permissions
from tools.addresses import Address, addresses
from tools.permissions import ROLES, UNKNOWN, Cells, Table

MATRIX = permissions.read()
KNOWN = addresses()
# Without a line there is nothing to compare with; the first test names what lacks one.
LINED = [address for address in KNOWN if address.name in MATRIX.get]
OURS = [address for address in LINED if not address.at_desk]
AT_DESK = [address for address in LINED if address.at_desk]
OUTSIDE_THE_DESK = ("anonymous", "deputy", "director", "office", "stranger")
PUBLIC = {
    "api:openapi-json",
    "app:worker",
    "app:manifest",
    "app:fallback",
    "app:fallback_en",
    "app:words",
    "app:words_en",
    "account_login",
    "account_logout",
    "account_inactive",
    "people:slip",
    "live:pulse",
    "feedback:thanks",
    "set_language",
    "portal:display",
    "portal:health",
    "verify:form",
    "verify:keys",
    "verify:offline",
    "help:home",
    "help:page",
    "verify:offline_file",
    "verify:certificate",
}
# A certificate says whose it is to whoever has its code.
FOR_ANYBODY = {"verify:certificate"}
# Words that only the other congress's things bear, also as JSON writes them.
MARKS = {
    "stranger": ("定海", "dinghai", "\\u5b9a\\u6d77"),
    **dict.fromkeys(
        ("deputy", "director", "trainer", "editor", "office"),
        ("外县", "waixian", "\\u5916\\u53bf"),
    ),
}
HOW_TO = (
    "运行 .venv/bin/python -m tools.permissions 会把这些行写进 tests/permissions.toml；"
    f"再把 {UNKNOWN} 换成各角色应得的结果（文件开头有说明），然后再运行一次。"
)


pytestmark = pytest.mark.django_db


# ---- the file is whole


def test_every_address_has_a_line():
    lacking = [permissions.skeleton(address) for address in permissions.missing(MATRIX, KNOWN)]
    assert not lacking, "\n".join(["[get] 里缺这些地址：", *lacking, HOW_TO])


def test_every_line_has_an_address():
    gone = permissions.extra(MATRIX, KNOWN)
    assert not gone, "\n".join(["这些地址已经不在了，请删掉它们的行：", *gone])


def test_every_line_is_filled_in():
    tables = (MATRIX.get, MATRIX.post, MATRIX.foreign)
    waiting = [name for table in tables for name, line in table.items() if UNKNOWN in line.values()]
    assert not waiting, "\n".join(["这些行还有 ?：", *waiting, HOW_TO])


def test_the_page_in_the_docs_is_up_to_date():
    written = permissions.PAGE.read_text(encoding="utf-8") if permissions.PAGE.exists() else ""
    stale = "docs/developer/permissions.md 旧了，请运行 .venv/bin/python -m tools.permissions。"
    assert written == permissions.page(MATRIX, KNOWN), stale


def test_the_tool_adds_a_line_after_its_neighbour_and_drops_what_is_gone():
    known = [Address(name, name, ()) for name in ("a", "b", "b", "c")]
    text = '[get]\n"a" = "x"\n"gone" = "x"\n# c\n"c" = "x"\n[post]\n"gone" = "x"\n'
    lines = permissions.completed(text, known).splitlines()
    assert lines == [
        "[get]",
        '"a" = "x"',
        permissions.skeleton(known[1]),
        "# c",
        '"c" = "x"',
        "[post]",
    ]


def test_visitors_may_open_a_short_list_only():
    shown = {
        name
        for table in (MATRIX.get, MATRIX.post)
        for name, line in table.items()
        if line["anonymous"] == "ok"
    }
    assert shown == PUBLIC


def test_the_file_lets_nobody_else_into_the_desk():
    let_in = [
        f"{address.name} {role}"
        for address in AT_DESK
        for role in OUTSIDE_THE_DESK
        if MATRIX.get[address.name][role] not in {"off", "login"}
    ]
    assert not let_in


# ---- every cell


@pytest.mark.parametrize("role", ROLES)
def test_own_objects(role: str, stage: Stage):
    somebody = visitor(stage, role)
    holds(
        "get",
        role,
        ((a, somebody.get(path_of(a, stage.here)), MATRIX.get[a.name][role]) for a in LINED),
    )


@pytest.mark.parametrize("role", ROLES)
def test_foreign_objects(role: str, stage: Stage):
    somebody = visitor(stage, role)
    holds(
        "foreign",
        role,
        (
            (a, somebody.get(path_of(a, stage.there)), _foreign(a, role, MATRIX.get))
            for a in LINED
            if _about_objects(a, stage)
        ),
    )


@pytest.mark.parametrize("role", ROLES)
def test_forms_of_ours(role: str, stage: Stage):
    somebody = visitor(stage, role)
    holds("post", role, ((a, _send(somebody, a, stage.here), POSTING[a.name][role]) for a in OURS))


@pytest.mark.parametrize("role", ROLES)
def test_forms_of_ours_about_foreign_objects(role: str, stage: Stage):
    somebody = visitor(stage, role)
    holds(
        "foreign",
        role,
        (
            (a, _send(somebody, a, stage.there), _foreign(a, role, POSTING))
            for a in OURS
            if _about_objects(a, stage)
        ),
    )


@pytest.mark.parametrize("role", OUTSIDE_THE_DESK)
def test_nobody_else_sends_a_form_to_the_desk(role: str, stage: Stage):
    somebody = visitor(stage, role)
    wanted = "login" if role == "anonymous" else "off"
    answers = [(a, somebody.post(path_of(a, stage.here)), wanted) for a in AT_DESK]
    holds("post", role, answers)
    assert not [f"{a.name}: {answer.written}" for a, answer, _word in answers if answer.written]


@pytest.mark.parametrize("role", ["trainer", "editor"])
def test_nobody_writes_to_a_foreign_congress_at_the_desk(role: str, stage: Stage):
    somebody = visitor(stage, role)
    about = [a for a in AT_DESK if _about_objects(a, stage) and a.name not in MATRIX.foreign]
    answers = [(a, somebody.post(path_of(a, stage.there))) for a in about]
    assert not [
        f"{a.name}: {answer} {answer.written}"
        for a, answer in answers
        if answer.written or answer.outcome == "error"
    ]


def holds(table: str, role: str, asked: Iterable[tuple[Address, Answer, str]]) -> None:
    """Fails with one line for each answer that is not as wanted, or shows what is foreign."""
    problems = []
    for address, answer, wanted in asked:
        where = f"[{table}] {address.name} {role} {answer.path}"
        if answer.outcome not in wanted.split():
            problems.append(f"{where}: {wanted} wanted, {answer.outcome} got ({answer})")
        if address.name in FOR_ANYBODY:
            continue
        if shown := _foreign_words(answer, role):
            problems.append(f"{where}: shows {shown} of the other congress")
    assert not problems, "\n".join(["tests/permissions.toml says otherwise:", *problems])


def _about_objects(address: Address, stage: Stage) -> bool:
    """Whether an address or the form sent there names something of a congress."""
    return path_of(address, stage.here) != path_of(address, stage.there) or posted_to(
        address, stage.here
    ) != posted_to(address, stage.there)


def _send(somebody: Visitor, address: Address, side: Side) -> Answer:
    return somebody.post(path_of(address, side), posted_to(address, side))


def _posting(address: Address) -> Cells:
    """What a POST gives; where no line says so, it is not taken."""
    signed_out = "login" if MATRIX.get[address.name]["anonymous"] == "login" else "405"
    return MATRIX.post.get(address.name, dict.fromkeys(ROLES, "405") | {"anonymous": signed_out})


POSTING: Table = {a.name: _posting(a) for a in OURS}


def _foreign(address: Address, role: str, table: Table) -> str:
    """What a foreign object gives (see the head of the file); two words mean either."""
    own = table[address.name]
    if address.name in MATRIX.foreign and "ok" in own.values():
        return MATRIX.foreign[address.name][role]
    if role == "stranger":
        return own["deputy"]
    if role == "anonymous" or (role == "administrator" and address.at_desk):
        return own[role]
    return "404" if own[role] == "ok" else f"404 {own[role]}"


def _foreign_words(answer: Answer, role: str) -> list[str]:
    """Marks of the other congress in an answer, apart from the address that was asked for."""
    path = answer.path.partition("?")[0]
    body = answer.body.replace(path, "").replace(quote(path, safe=""), "")
    return [mark for mark in MARKS.get(role, ()) if mark in body]
