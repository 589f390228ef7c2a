"""Damaged files all the way: read apart, planned, and some of them taken. The bank grows by what
was taken, or not at all."""

import os
from typing import Any

import pytest
from django.utils import timezone

from courses.exchange.applying import Choice, choose
from courses.exchange.contract import Unreadable
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import Sent, make_plan, open_import
from courses.exchange.working import go_on
from courses.models import Question
from courses.questions.selectors import all_questions
from tests.courses.exchange.hostile.mutations import FORMATS, mutated, seeds
from tests.courses.exchange.making import missing
from tests.factories import questions
from tests.factories.world import World
from training.people.models import User

EXAMPLES = max(1, int(os.environ.get("FUZZ", "300")) // 1000)
"""Of each format; the number is that of `mutated`."""


def planned(root: Any, form: str, content: bytes, by: User) -> ImportJob:
    sent, now = Sent(f"损坏的.{form}", content, form), timezone.now()
    return make_plan(
        job=open_import(by=by, root=root, sent=sent, missing=missing(root), now=now), now=now
    )


def said(job: ImportJob) -> list[str]:
    rows = [problem["message"] for row in job.rows.all() for problem in row.problems]
    return [*rows, *(problem["message"] for problem in job.problems), *filter(None, [job.failure])]


def bank() -> int:
    return all_questions().count()


def taken(job: ImportJob) -> int:
    """Take all that is new; gives how many that should be."""
    new = job.rows.filter(outcome=ImportRow.Outcome.NEW, chosen=True).count()
    if new:
        choose(job=job, choice=Choice(outcomes=frozenset({ImportRow.Outcome.NEW})))
        go_on(job=job, now=timezone.now())
        job.refresh_from_db()
        assert (job.state, job.failure) == (ImportJob.State.APPLIED, "")
    return new


@pytest.mark.db
@pytest.mark.parametrize("number", range(1000, 1000 + EXAMPLES))
@pytest.mark.parametrize("form", FORMATS)
def test_a_damaged_file_is_taken_whole_or_not_at_all(
    dinghai: World, li: User, form: str, number: int
) -> None:
    questions.point()
    before = bank()
    try:
        job = planned(dinghai.root, form, mutated(form, number), li)
    except Unreadable as refused:
        told = str(refused)
    else:
        told = "".join(said(job)) or "。"
        assert [sentence for sentence in said(job) if not sentence.endswith("。")] == []
        assert bank() == before
        new = taken(job)
        assert bank() == before + new
    assert told.endswith("。")
    assert not Question.objects.non_polymorphic().exclude(arriving=None).exists()


@pytest.mark.parametrize("form", ["docx", "gift", "moodle_xml", "qti"])
def test_a_sound_file_is_taken(dinghai: World, li: User, form: str) -> None:
    questions.point()
    job = planned(dinghai.root, form, seeds(form)[0], li)
    assert (job.state, job.failure) == (ImportJob.State.READY, "")
    outcomes = list(job.rows.values_list("outcome", flat=True))
    assert outcomes == ["new"] * 9, said(job)
    before = bank()
    taken(job)
    assert bank() == before + 9
