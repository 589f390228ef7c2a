"""What a program with a token reads: the cells of the page, inside its scope, so often a minute."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from tests.counting import at_most
from tests.factories.people import appear
from tests.training.insight.conftest import NOW, Class
from tests.training.insight.tables import on_page
from training.insight.api import limits
from training.insight.api.models import Client
from training.insight.api.services import Wanted, add_client, renew_token, revoke
from training.insight.cubes.keeping import count_class
from training.insight.definitions import DEFINITIONS
from training.insight.exports import words
from training.insight.figures import overview
from training.insight.models import MeasureCell
from training.insight.selectors import Filters
from training.insight.suppression import LEAST
from training.insight.tables import lines_of, overview_tables
from training.people.access import Scope
from training.people.models import User

pytestmark = pytest.mark.django_db
CLASSES = reverse("api:classes")


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """No question was asked before."""
    cache.clear()


@pytest.fixture
def boss(klass: Class) -> User:
    """管理员, of 定海."""
    return appear(klass.world, "admin")


def let_in(klass: Class, by: User, **wanted: Any) -> tuple[Client, str]:
    wish = Wanted(**{"name": "门户网站"} | wanted)
    return add_client(congress=klass.world.congress, wanted=wish, by=by, now=NOW)


def ask(token: str, address: str = CLASSES, **asked: Any) -> Any:
    return Browser().get(address, asked, headers={"Authorization": f"Bearer {token}"})


def figures_at(klass: Class, table: str = "") -> str:
    key = klass.world.cohort.key
    return reverse("api:table", args=[key, table]) if table else reverse("api:figures", args=[key])


def as_read(table: dict[str, Any]) -> list[list[str]]:
    """The cells of an answer as the page writes them."""
    kinds = [column["kind"] for column in table["columns"]]
    keys = [column["key"] for column in table["columns"]]
    told = {(one["row"], one["column"]): one["words"] for one in table["withheld"]}

    def cell(at: int, key: str, kind: str, value: Any) -> str:
        if (at, key) in told:
            return str(told[at, key])
        return f"{value:.1f}" if isinstance(value, float) else words(value, kind)

    return [
        [cell(at, *one) for one in zip(keys, kinds, row, strict=True)]
        for at, row in enumerate(table["rows"])
    ]


# ---- the same figures


@pytest.mark.parametrize("filters", [{}, {"first": "yes"}, {"group": "0"}])
def test_programs_are_told_the_cells_of_the_page(
    office: Browser, klass: Class, boss: User, filters: dict[str, str]
) -> None:
    _client, token = let_in(klass, boss)
    told = ask(token, figures_at(klass), **filters).json()
    wanted = Filters(first_term=filters.get("first"), group=0 if "group" in filters else None)
    scope = Scope(klass.world.congress)
    known = overview(scope=scope, cohort=klass.world.cohort, now=NOW, filters=wanted)
    shown = overview_tables(known)
    assert [one["key"] for one in told["tables"]] == [one.key for one in shown]
    for answered, table in zip(told["tables"], shown, strict=True):
        kinds = [column.kind for column in table.columns]
        rows = [[words(c, k) for c, k in zip(row, kinds, strict=True)] for row in table.rows]
        assert as_read(answered) == rows, table.key
        assert len(answered["row_keys"]) == len(rows)
    page = office.get(reverse("insight:overview"), {"whole": "1", **filters}).content
    for key in lines_of(known):
        answered = next(one for one in told["tables"] if one["key"] == key)
        assert as_read(answered) == on_page(page, key), key


def test_number_columns_hold_numbers_or_nothing(klass: Class, boss: User) -> None:
    _client, token = let_in(klass, boss)
    told = ask(token, figures_at(klass)).json()
    for table in told["tables"]:
        keys = [column["key"] for column in table["columns"]]
        assert all(keys), table["key"]
        assert len(set(keys)) == len(keys)
        for row in table["rows"]:
            for column, cell in zip(table["columns"], row, strict=True):
                if column["kind"] in {"number", "percent", "tenths"}:
                    assert cell is None or isinstance(cell, int | float), column
    assert told["as_of"].endswith("+08:00")


def test_figures_about_few_are_withheld_with_the_reason(klass: Class, boss: User) -> None:
    count_class(cohort=klass.world.cohort, now=NOW)
    for measure, people in (("drafts", LEAST - 1), ("satisfaction", LEAST), ("hours", 1)):
        MeasureCell.objects.filter(measure=measure).delete()
        MeasureCell.objects.create(
            cohort=klass.world.cohort, measure=measure, people=people, total=5, of=people * 5
        )
    _client, token = let_in(klass, boss)
    measures = ask(token, figures_at(klass, "measures")).json()["tables"][0]
    cells = {key: row[1] for key, row in zip(measures["row_keys"], measures["rows"], strict=True)}
    told = [(measures["row_keys"][one["row"]], one["words"]) for one in measures["withheld"]]
    assert told == [("drafts", "人数不足 5 人，不显示")]
    assert (cells["drafts"], cells["satisfaction"], cells["hours"]) == (None, 20.0, 5.0)


def test_one_table_alone_and_the_definitions(klass: Class, boss: User) -> None:
    _client, token = let_in(klass, boss)
    told = ask(token, figures_at(klass, "unit")).json()
    assert [one["key"] for one in told["tables"]] == ["unit"]
    assert klass.jintang.pk in told["tables"][0]["row_keys"]
    assert ask(token, figures_at(klass, "people")).status_code == 404
    defined = ask(token, reverse("api:definitions")).json()
    assert [one["key"] for one in defined] == [one.key for one in DEFINITIONS]


def test_no_person_is_in_an_answer(klass: Class, boss: User) -> None:
    _client, token = let_in(klass, boss)
    text = ask(token, figures_at(klass)).content.decode()
    named = [u for u in User.objects.all() if u.name in text or (u.number and u.number in text)]
    assert not named


def test_few_queries(klass: Class, boss: User) -> None:
    count_class(cohort=klass.world.cohort, now=NOW)
    _client, token = let_in(klass, boss)
    with at_most(14):
        assert ask(token, figures_at(klass)).status_code == 200


# ---- whose figures


def test_a_program_of_one_unit_reads_that_unit_alone(klass: Class, boss: User) -> None:
    _client, token = let_in(klass, boss, unit=klass.jintang)
    told = ask(token, figures_at(klass)).json()
    assert told["units"] == [klass.jintang.pk]
    unit = next(one for one in told["tables"] if one["key"] == "unit")
    assert unit["row_keys"] == [klass.jintang.pk, None]
    assert [row[1] for row in unit["rows"]] == [3, 3]
    known = overview(
        scope=Scope(klass.world.congress, frozenset([klass.jintang.pk])),
        cohort=klass.world.cohort,
        now=NOW,
    )
    assert len(told["tables"]) == len(overview_tables(known))


def test_another_congress_is_not_there(klass: Class, boss: User, elsewhere: Any) -> None:
    elsewhere.cohort.key = "class-of-others"
    elsewhere.cohort.save()
    _client, token = let_in(klass, boss)
    keys = {one["key"] for one in ask(token).json()}
    assert klass.world.cohort.key in keys
    assert elsewhere.cohort.key not in keys
    foreign = reverse("api:figures", args=[elsewhere.cohort.key])
    assert ask(token, foreign).status_code == 404
    other = elsewhere.congress.organisations.first()
    assert ask(token, figures_at(klass), delegation=other.pk).status_code == 404


@pytest.mark.parametrize("asked", [{"first": "x"}, {"group": "99999999"}, {"delegation": "a"}])
def test_an_unknown_filter_value_is_not_there(
    klass: Class, boss: User, asked: dict[str, str]
) -> None:
    _client, token = let_in(klass, boss)
    answer = ask(token, figures_at(klass), **asked)
    assert answer.status_code == 404
    assert answer.json()["words"].endswith("。")


def test_an_unknown_filter_is_told(klass: Class, boss: User) -> None:
    _client, token = let_in(klass, boss)
    answer = ask(token, figures_at(klass), name="王")
    assert answer.status_code == 400
    assert "name" in answer.json()["words"]


# ---- tokens


def test_without_a_good_token_there_is_no_answer(klass: Class, boss: User) -> None:
    client, token = let_in(klass, boss)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for bad in ("", forged, token + "x", client.token_hash, "lvzhi_" + "x" * 9000, "令牌"):
        answer = ask(bad)
        assert answer.status_code == 401, bad[:20]
        assert answer["WWW-Authenticate"] == "Bearer"
    assert Browser().get(CLASSES).status_code == 401
    assert Browser().get(CLASSES, {"token": token}).status_code == 401  # addresses are logged
    assert ask(token).status_code == 200


def test_being_signed_in_is_no_token(office: Browser, klass: Class) -> None:
    assert office.get(CLASSES).status_code == 401


def test_a_revoked_program_is_shut_out_at_once(klass: Class, boss: User) -> None:
    client, token = let_in(klass, boss)
    assert ask(token).status_code == 200
    assert revoke(client=client, by=boss, now=NOW)
    assert ask(token).status_code == 401
    assert not revoke(client=client, by=boss, now=NOW)
    assert renew_token(client=client, by=boss, now=NOW) == ""


def test_a_new_token_replaces_the_old(klass: Class, boss: User) -> None:
    client, token = let_in(klass, boss)
    newer = renew_token(client=client, by=boss, now=NOW)
    assert (ask(token).status_code, ask(newer).status_code) == (401, 200)


def test_a_program_is_over_after_its_last_day(
    klass: Class, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _client, token = let_in(klass, boss, ends_on=NOW.date())
    assert ask(token).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=1))
    assert ask(token).status_code == 401


# ---- how often


def test_who_asks_too_often_waits(
    klass: Class, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _client, token = let_in(klass, boss)
    _other, others = let_in(klass, boss, name="大屏")
    for _n in range(limits.RATE.times):
        assert ask(token, reverse("api:definitions")).status_code == 200
    refused = ask(token)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert ask(others).status_code == 200  # each for itself
    later = NOW + timedelta(seconds=int(refused["Retry-After"]) + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert ask(token).status_code == 200


def test_the_worker_writes_down_when_a_program_last_asked(klass: Class, boss: User) -> None:
    client, token = let_in(klass, boss)
    let_in(klass, boss, name="大屏")
    ask(token)
    client.refresh_from_db()
    assert client.last_used_on is None  # reading writes nothing
    assert limits.write_days(now=NOW) == 1
    assert limits.write_days(now=NOW) == 0
    client.refresh_from_db()
    assert client.last_used_on == NOW.date()


# ---- the document


def test_the_document_describes_every_address() -> None:
    answer = Browser().get(reverse("api:openapi-json"))
    told = answer.json()
    assert told["openapi"].startswith("3.")
    assert set(told["paths"]) == {
        "/api/v1/classes/",
        "/api/v1/classes/{cohort_key}/",
        "/api/v1/classes/{cohort_key}/{table}/",
        "/api/v1/definitions/",
    }
    assert {method for path in told["paths"].values() for method in path} == {"get"}
    assert told["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    assert "http" not in answer.content.decode().replace('"type": "http"', "")
