"""`manage.py analyse_items`: what the desk shows, for a terminal and for machines."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.models import QuizStatistics
from tests.factories.world import World
from tests.training.learning.attempts.analysis.classes import RIGHT, enrolled, sat
from training.learning.attempts.analysis import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat_final(dinghai: World) -> World:
    sat(dinghai.final, enrolled(dinghai, 2), [list(RIGHT.values()), ["甲", *[""] * 5, ";"]])
    return dinghai


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("analyse_items", *arguments, stdout=out)
    return out.getvalue()


def test_it_keeps_what_it_prints(sat_final):
    (report,) = json.loads(told("--quiz", "final", "--json"))
    kept = QuizStatistics.objects.get(quiz=sat_final.final, selection="first")
    assert report["figures"] == kept.figures
    assert report["computed_at"] == kept.computed_at.isoformat()
    assert (report["quiz"], report["root"], report["n"]) == ("final", "dinghai", 2)


def test_it_names_the_questions(sat_final):
    (report,) = json.loads(told("--quiz", "final", "--json"))
    assert [report["questions"][str(v)] for v in versions(report)] == [f"{n} v1" for n in RIGHT]


def versions(report: dict) -> list[int]:
    return [v["version"] for place in report["figures"]["places"] for v in place["versions"]]


def test_without_a_key_every_quiz_is_worked_out(sat_final):
    reports = json.loads(told("--json"))
    assert {report["quiz"] for report in reports} == {"form-a", "final"}
    assert QuizStatistics.objects.count() == 8


def test_the_table_for_reading_has_a_line_for_each_question(sat_final):
    text = told("--quiz", "final", "--attempts", "all")
    assert "全部作答" in text
    assert all(f"{n} v1" in text for n in RIGHT)
    assert "样本不足" in text


def test_a_quiz_nobody_sat_is_said_to_be_so(sat_final):
    assert "还没有可统计的作答。" in told("--quiz", "form-a")


def test_an_unknown_key_is_refused(sat_final):
    with pytest.raises(CommandError, match="没有键为“no-such”的测验"):
        told("--quiz", "no-such")


def test_a_quiz_that_cannot_be_worked_out_is_told_and_the_others_are_done(sat_final, monkeypatch):
    real = services.described_versions

    def fails_for_one(quiz):
        if quiz.key == "form-a":
            raise RuntimeError
        return real(quiz)

    monkeypatch.setattr(services, "described_versions", fails_for_one)
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("analyse_items", stdout=StringIO(), stderr=err)
    assert end.value.code == 1
    assert "form-a" in err.getvalue()
    assert QuizStatistics.objects.filter(quiz=sat_final.final).count() == 4
