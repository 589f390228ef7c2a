"""Who gets which statements: all of one's own; for others facts alone, never answers or names."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.counting import at_most
from tests.factories.world import World, moment
from tests.training.learning.xapi.validator import validate_all
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.learning.models import Statement
from training.learning.xapi.selectors import Wanted, learners_of, statements
from training.people.models import AuditEvent, Congress, User

pytestmark = pytest.mark.db
NOW = moment(1, 10)
Json = list[dict[str, Any]]


def tell(learner: User, verb: Verb, activity: UUID, kind: str = "lesson", **more: Any) -> Happening:
    at = NOW + timedelta(minutes=20 * Statement.objects.count())
    happening = Happening(verb, activity, kind, at, **more)
    evidence.record(learner_id=learner.pk, happenings=[happening], now=at)
    return happening


@pytest.fixture
def learnt(wang: User, zhang: User, dinghai: World) -> World:
    """A lesson read and taken back, a decision, an answer, a test passed."""
    lesson = tell(wang, Verb.COMPLETED, dinghai.lesson.activity_uuid, seconds=600)
    evidence.void(
        learner_id=wang.pk,
        statement_id=lesson.statement_id,
        reason="误点",
        now=NOW + timedelta(minutes=9),
        by=zhang,
    )
    block = dinghai.case.decisions()[0]
    tell(wang, Verb.ANSWERED, dinghai.case.decision_uuid(block.id), "decision", success=True)
    tell(
        *(wang, Verb.ANSWERED, dinghai.questions[0].uuid, "question"),
        scaled=Decimal(1),
        success=True,
        context={"answered": True, "points": ["rights"]},
    )
    tell(wang, Verb.PASSED, dinghai.final.uuid, "quiz", scaled=Decimal("0.85"), success=True)
    return dinghai


def verbs(found: Json) -> list[str]:
    return [one["verb"]["display"]["en-US"] for one in found]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def own(client: Client) -> Any:
    return client.get(reverse("xapi:mine"))


def read(reply: Any) -> Json:
    found: Json = json.loads(reply.getvalue())
    validate_all(found)
    return found


def test_a_deputy_takes_all_of_her_own(as_wang: Client, wang: User, learnt: World) -> None:
    reply = own(as_wang)
    assert reply.streaming
    assert "attachment" in reply["Content-Disposition"]
    found = read(reply)
    assert verbs(found) == ["completed", "voided", "answered", "answered", "passed"]
    assert {one["context"]["extensions"] is not None for one in found} == {True}
    named = found[0]["object"]["definition"]["name"]
    assert named["zh-CN"] == "权利与义务"
    assert found[1]["object"]["id"] == found[0]["id"]
    assert found[4]["result"]["score"] == {"scaled": 0.85}


def test_nobody_else_is_in_it(chen: User, learnt: World) -> None:
    assert read(own(browser(chen))) == []


def test_no_name_and_no_words_of_questions_leave(
    as_wang: Client, wang: User, learnt: World
) -> None:
    text = own(as_wang).getvalue().decode()
    assert wang.name not in text
    assert wang.username not in text
    assert learnt.questions[0].stem not in text


def test_staff_get_facts_and_scores_only_by_a_written_rule(wang: User, learnt: World) -> None:
    found = list(statements(Wanted([wang.pk])))
    validate_all(found)
    assert verbs(found) == ["completed", "voided", "passed"]
    assert "score" not in found[2]["result"]
    Congress.objects.filter(pk=learnt.congress.pk).update(scores_rule="定人大办〔2026〕3号")
    scored = list(statements(Wanted([wang.pk])))
    assert scored[2]["result"]["score"] == {"scaled": 0.85}


def test_names_are_asked_once_however_many_people(wang: User, chen: User, learnt: World) -> None:
    for one in (wang, chen):
        tell(one, Verb.ATTENDED, learnt.programme.sessions.get(code="D1-1").uuid, "session")
    with at_most(1 + 2 + 7):
        list(statements(Wanted([wang.pk, chen.pk])))


def test_the_administrators_page_gives_a_file_and_notes_it(
    admin: User, wang: User, zhao: User, learnt: World
) -> None:
    client = browser(admin)
    address = reverse("xapi_desk:export")
    assert client.get(address).status_code == 200
    reply = client.post(address, {"cohort": learnt.cohort.key, "since": "2026-11-01"})
    assert verbs(read(reply)) == ["completed", "voided", "passed"]
    event = AuditEvent.objects.get(action="export.xapi")
    assert (event.actor, event.target) == (admin, learnt.cohort.key)
    assert read(client.post(address, {"since": "2026-12-01"})) == []
    assert client.post(address, {"cohort": "no-such"}).status_code == 200


def export(*arguments: str) -> Json:
    out = StringIO()
    call_command("export_xapi", "-", *arguments, stdout=out)
    found: Json = json.loads(out.getvalue())
    validate_all(found)
    return found


def test_the_command_exports_a_class_a_person_or_everybody(
    wang: User, chen: User, learnt: World
) -> None:
    tell(chen, Verb.COMPLETED, learnt.lesson.activity_uuid)
    assert len(export()) == 4
    assert len(export("--cohort", learnt.cohort.key)) == 4
    assert len(export("--learner", wang.username)) == 3
    assert export("--since", "2026-12-01") == []
    assert AuditEvent.objects.filter(action="export.xapi").count() == 4


def test_only_one_persons_own_record_holds_answers(wang: User, learnt: World) -> None:
    assert len(export("--learner", wang.username, "--own")) == 5
    for wrong in (
        ["--own"],
        ["--learner", "nobody"],
        ["--cohort", "no-such"],
        ["--since", "gestern"],
        ["--since", "2026-13-45"],
    ):
        with pytest.raises(CommandError):
            export(*wrong)


def test_a_file_is_whole_or_not_there(
    wang: User, learnt: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "log.json"
    call_command("export_xapi", str(target), stdout=StringIO())
    assert len(json.loads(target.read_text())) == 3
    assert (target.stat().st_mode & 0o077) == 0
    before = target.read_text()

    def breaks(wanted: Wanted) -> Any:
        yield next(statements(wanted))
        raise OSError("disk full")

    from training.learning.management.commands import export_xapi

    monkeypatch.setattr(export_xapi, "statements", breaks)
    with pytest.raises(OSError, match="disk full"):
        call_command("export_xapi", str(target), stdout=StringIO())
    assert [file.name for file in tmp_path.iterdir()] == ["log.json"]
    assert target.read_text() == before


def test_a_class_is_of_ones_own_congress(learnt: World, elsewhere: World) -> None:
    foreign = learners_of(congresses=[elsewhere.congress], cohort="nothing-of-theirs")
    assert foreign == []
