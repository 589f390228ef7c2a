"""From a file to the bank and back out of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from cms.models import Provision, Statute, StatuteVersion
from courses.exchange import applying, arriving
from courses.exchange.applying import Choice, apply, choose, tick
from courses.exchange.errors import ExchangeRefused
from courses.exchange.models import ImportJob, ImportRow
from courses.exchange.planning import STALE
from courses.exchange.undoing import undo
from courses.exchange.working import carry_on, go_on
from courses.models import Fingerprint, Question, QuizSlot, SimilarPair
from courses.questions.selectors import all_questions, next_number
from tests.courses.exchange.making import GOOD, HEAD, missing, planned, workbook
from tests.factories import questions
from tests.factories.world import World
from training.people.models import User

Outcome = ImportRow.Outcome
pytestmark = pytest.mark.db


def take(job: ImportJob, **choice: Any) -> ImportJob:
    choose(job=job, choice=Choice(**choice))
    return go_on(job=job, now=timezone.now())


def outcomes(job: ImportJob) -> list[str]:
    return list(job.rows.values_list("outcome", flat=True))


def codes(job: ImportJob) -> list[list[str]]:
    return [[problem["code"] for problem in row.problems] for row in job.rows.all()]


def real(number: str) -> Any:
    return Question.objects.get(number=number)


def bank() -> list[str]:
    return sorted(Question.objects.non_polymorphic().values_list("number", flat=True))


def test_new_questions_arrive_as_drafts(dinghai: World, li: User) -> None:
    job = planned(dinghai.root, workbook(GOOD), by=li)
    assert outcomes(job) == ["new"] * 3, [row.problems for row in job.rows.all()]
    job = take(job)
    assert (job.state, job.failure) == ("applied", "")
    made = [row.question.get_real_instance() for row in job.rows.all()]
    assert [(q.number, q.live) for q in made] == [("K1", False), ("Q001", False), ("Q002", False)]
    draft = made[1].get_latest_revision_as_object()
    right = [choice.text for choice in draft.choices.all() if choice.right]
    assert right == ["提出议案", "审议报告"]
    assert draft.points.get().name == "代表的权利"
    assert made[0].versions.count() == 0
    assert made[0].latest_revision.user == li


def test_an_imported_question_is_as_whole_as_one_saved_at_the_desk(dinghai: World) -> None:
    take(planned(dinghai.root, workbook(GOOD)))
    for number in ("K1", "Q001", "Q002"):
        question = real(number)
        before = _surroundings(question)
        assert before["prints"]
        assert before["words"] or number == "Q002"
        question.save()
        assert _surroundings(question) == before
        found = get_search_backend().search(question.stem[:6], Question)
        assert question.pk in [one.pk for one in found]
        entry = ModelLogEntry.objects.for_instance(question).get()
        assert entry.action == "courses.import_question"
        revision = question.save_revision()
        del revision.content["latest_revision"]
        first = Revision.objects.for_instance(question).order_by("pk").first()
        same = {name for name in revision.content if revision.content[name] != first.content[name]}
        assert same <= {"words", "has_unpublished_changes"}, same


def _surroundings(question: Any) -> dict[str, Any]:
    references = ReferenceIndex.get_references_for_object(question)
    return {
        "words": question.words,
        "prints": sorted(question.fingerprints.values_list("value", flat=True)),
        "references": sorted(
            references.exclude(model_path="latest_revision").values_list(
                "to_object_id", "model_path"
            )
        ),
    }


def test_the_same_file_again_changes_nothing(dinghai: World) -> None:
    take(planned(dinghai.root, workbook(GOOD)))
    before = bank()
    again = planned(dinghai.root, workbook(GOOD))
    assert outcomes(again) == ["unchanged"] * 3
    with pytest.raises(ExchangeRefused):
        choose(job=again, choice=Choice())
    again.refresh_from_db()
    assert again.state == "ready"
    assert bank() == before


def test_a_known_number_is_updated_with_a_draft_and_stays_live_as_it_was(dinghai: World) -> None:
    row = ["S1", "单选题", "选哪一个？", "甲", "乙", "丙", "丁", "C", "", ""]
    job = take(planned(dinghai.root, workbook([row])))
    assert outcomes(job) == ["update"]
    question = real("S1")
    assert (question.stem, question.live, question.has_unpublished_changes) == (
        "选哪个？",
        True,
        True,
    )
    draft = question.get_latest_revision_as_object()
    assert draft.stem == "选哪一个？"
    kept = {choice.identity for choice in question.choices.all()}
    assert {choice.identity for choice in draft.choices.all()} == kept
    assert [choice.text for choice in draft.choices.all() if choice.right] == ["丙"]
    draft.latest_revision.publish()
    assert real("S1").versions.count() == 2


def test_an_update_keeps_what_the_file_has_no_column_for(dinghai: World) -> None:
    head = ["题号", "题型", "题干", "A", "B", "C", "D", "答案"]
    row = ["S1", "单选题", "选哪个？", "甲", "乙", "丙", "丁", "B"]
    assert outcomes(planned(dinghai.root, workbook([row], head))) == ["unchanged"]
    row[2] = "选哪一个？"
    take(planned(dinghai.root, workbook([row], head)))
    draft = real("S1").get_latest_revision_as_object()
    assert (draft.explanation, draft.use) == ("因为法律这样规定。", "examination")


def test_what_is_wrong_is_told_with_its_place_and_the_rest_is_taken(dinghai: World) -> None:
    rows = [
        *GOOD,
        ["", "单选题", "答案没有这个选项？", "甲", "乙", "", "", "E", "", ""],
        ["", "单选题", "", "甲", "乙", "", "", "A", "", ""],
        ["", "多选", "答案看不懂？", "甲", "乙", "丙", "", "甲和乙", "", ""],
        ["", "不知道", "什么题？", "", "", "", "", "", "", ""],
        ["", "单选题", "知识点写错？", "甲", "乙", "", "", "A", "", "没有的知识点"],
        ["P1", "单选题", "换了题型？", "甲", "乙", "", "", "A", "", ""],
        [
            "",
            "单选题",
            "代表联名提出议案，至少要几人？",
            "五人",
            "十人",
            "",
            "",
            "B",
            "",
            "代表的权利",
        ],
    ]
    job = planned(dinghai.root, workbook(rows))
    assert outcomes(job) == ["new"] * 3 + ["rejected"] * 6 + ["new"]
    found = [
        [(p["row"], p["column"], p["code"]) for p in row.errors]
        for row in job.rows.filter(outcome="rejected")
    ]
    assert (5, "answer", "no_option") in found[0]
    assert (6, "stem", "no_stem") in found[1]
    assert (7, "answer", "answer") in found[2]
    assert (8, "kind", "kind") in found[3]
    assert (9, "points", "points") in found[4]
    assert (10, "kind", "kind_differs") in found[5]
    assert "stem_twice" in codes(job)[9]
    assert all(p["message"].endswith("。") for row in job.rows.all() for p in row.problems)
    take(job)
    assert len(bank()) == 7 + 4


def test_citations_find_the_article_in_force(dinghai: World) -> None:
    statute = Statute.objects.create(title="代表法")
    today = timezone.localdate()
    old = StatuteVersion.objects.create(
        key="db-2015",
        statute=statute,
        label="2015年",
        adopted_on=today - timedelta(4000),
        in_force_from=today - timedelta(4000),
        in_force_to=today - timedelta(100),
    )
    new = StatuteVersion.objects.create(
        key="db-2025",
        statute=statute,
        label="2025年",
        adopted_on=today - timedelta(120),
        in_force_from=today - timedelta(100),
    )
    for version in (old, new):
        Provision.objects.create(
            version=version, number=15, article="第十五条", heading="议案", gist="…"
        )
    head = [*HEAD, "法律依据"]
    cited = [
        "《代表法》第十五条第一款",
        "《代表法》（2015年）第15条",
        "《代表法》第九十九条",
        "见法律",
    ]
    rows = [
        ["", "判断题", f"第 {n} 句话对不对？", "", "", "", "", "对", "", "代表的权利", text]
        for n, text in enumerate(cited)
    ]
    job = take(planned(dinghai.root, workbook(rows, head)))
    assert outcomes(job) == ["new", "new", "rejected", "rejected"]
    made = [row.question for row in job.rows.filter(outcome="new")]
    assert [str(one.citations.get()) for one in made] == [
        "《代表法》第十五条第一款",
        "《代表法》第十五条",
    ]
    assert [one.citations.get().provision.version for one in made] == [new, old]


def test_nothing_is_seen_before_everything_is_in(dinghai: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    before, calls = bank(), []
    write = applying.write

    def dies_in_the_third(*args: Any) -> None:
        calls.append(bank())
        if len(calls) == 3:
            raise MemoryError
        write(*args)

    monkeypatch.setattr(applying, "write", dies_in_the_third)
    job = planned(dinghai.root, workbook([*GOOD, ["S1", "单选题", "新", "甲", "乙", "", "", "A"]]))
    choose(job=job, choice=Choice())
    with pytest.raises(MemoryError):
        apply(job=job, now=timezone.now())
    assert calls == [before] * 3
    assert all_questions().count() == len(before) + 2
    assert not real("S1").has_unpublished_changes
    assert next_number(dinghai.root.pk) == "Q002"
    # The worker is dead: nobody takes the job before it must be so.
    carry_on(now=timezone.now())
    assert bank() == before
    monkeypatch.setattr(applying, "write", write)
    ImportJob.objects.update(worked_at=timezone.now() - STALE - timedelta(seconds=1))
    carry_on(now=timezone.now())
    assert bank() == sorted([*before, "K1", "Q001", "Q002"])
    assert real("S1").get_latest_revision_as_object().stem == "新"


def test_half_a_batch_is_swept_away_before_it_goes_on(dinghai: World, monkeypatch: Any) -> None:
    write = arriving._write_revisions

    def dies(*args: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(arriving, "_write_revisions", dies)
    job = planned(dinghai.root, workbook(GOOD))
    choose(job=job, choice=Choice())
    before = bank()
    with pytest.raises(MemoryError):
        apply(job=job, now=timezone.now())
    assert all_questions().count() == len(before) + 3
    assert bank() == before
    monkeypatch.setattr(arriving, "_write_revisions", write)
    ImportJob.objects.update(worked_at=None)
    assert go_on(job=job, now=timezone.now()).state == "applied"
    assert all_questions().count() == len(before) + 3
    assert bank() == sorted([*before, "K1", "Q001", "Q002"])


def test_when_the_bank_changes_meanwhile_nothing_is_taken(dinghai: World) -> None:
    row = ["S1", "单选题", "选哪一个？", "甲", "乙", "丙", "丁", "C", "", ""]
    job = planned(dinghai.root, workbook([*GOOD, row]))
    before = bank()
    real("S1").save_revision()
    job = take(job)
    assert (job.state, bank()) == ("ready", before)
    assert "S1" in job.failure
    assert all_questions().count() == len(before)
    assert real("S1").get_latest_revision_as_object().stem == "选哪个？"
    assert not Revision.objects.filter(object_str__contains="K1").exists()


def test_a_number_taken_meanwhile(dinghai: World) -> None:
    job = planned(dinghai.root, workbook(GOOD))
    questions.single(dinghai.root, "K1")
    job = take(job)
    assert job.state == "ready"
    assert "K1" in job.failure
    assert not Question.objects.filter(number="Q001").exists()


def test_undo_takes_back_what_nobody_built_on(dinghai: World) -> None:
    before = bank()
    update = ["S1", "单选题", "选哪一个？", "甲", "乙", "丙", "丁", "C", "", ""]
    job = take(planned(dinghai.root, workbook([*GOOD, update])))
    prints = Fingerprint.objects.count()
    edited = real("Q001")
    edited.save_revision()
    assert undo(job=job, now=timezone.now()) == 1
    assert bank() == sorted([*before, "Q001"])
    job = go_on(job=job, now=timezone.now())
    assert job.state == "undone"
    assert all_questions().count() == len(before) + 1
    assert Fingerprint.objects.count() < prints
    question = real("S1")
    assert not question.has_unpublished_changes
    assert question.get_latest_revision_as_object().stem == "选哪个？"
    assert [row.note for row in job.rows.exclude(note="")] == ["导入以后又改过。"]
    with pytest.raises(ExchangeRefused):
        undo(job=job, now=timezone.now())


def test_undo_leaves_what_is_published_or_used(dinghai: World) -> None:
    job = take(planned(dinghai.root, workbook(GOOD)))
    real("K1").latest_revision.publish()
    section = dinghai.quiz.sections.first()
    QuizSlot.objects.create(section=section, question_id=real("Q002").pk, sort_order=9)
    assert undo(job=job, now=timezone.now()) == 2
    go_on(job=job, now=timezone.now())
    assert {"K1", "Q002"} < set(bank())
    assert "Q001" not in bank()


def test_a_ticked_off_row_stays_out(dinghai: World) -> None:
    job = planned(dinghai.root, workbook(GOOD))
    rows = list(job.rows.values_list("pk", flat=True))
    tick(job=job, shown=rows, ticked=rows[:1])
    take(job)
    assert real("K1")
    assert not Question.objects.filter(number__startswith="Q").exists()


def test_alike_questions_are_told_and_paired(dinghai: World) -> None:
    first = [
        "",
        "判断题",
        "县级人大代表联名提出议案至少需要十名代表。",
        "",
        "",
        "",
        "",
        "对",
        "",
        "",
    ]
    second = [
        "",
        "判断题",
        "县级人大代表联名提出议案，至少要十名代表。",
        "",
        "",
        "",
        "",
        "对",
        "",
        "",
    ]
    take(planned(dinghai.root, workbook([first])))
    job = planned(dinghai.root, workbook([second]))
    [alike] = job.rows.get().alike
    assert alike["number"] == "Q001"
    take(job)
    assert SimilarPair.objects.filter(first__number="Q001", second__number="Q002").exists()


def test_published_at_once_where_that_was_asked(dinghai: World, shen: User, desk: Any) -> None:
    rows = [*GOOD, ["", "判断题", "没有知识点的不能发布。", "", "", "", "", "对", "", ""]]
    job = take(planned(dinghai.root, workbook(rows), by=shen), then="publish")
    assert job.state == "applied"
    assert real("K1").live_version.by == shen
    assert [bool(row.note) for row in job.rows.all()] == [False, False, False, True]


def test_sent_for_review(dinghai: World, li: User, desk: Any) -> None:
    job = take(planned(dinghai.root, workbook(GOOD), by=li), then="review")
    assert job.state == "applied"
    assert real("K1").workflow_in_progress
    assert undo(job=job, now=timezone.now()) == 3


def test_old_plans_are_thrown_away(dinghai: World) -> None:
    job = planned(dinghai.root, workbook(GOOD))
    carry_on(now=timezone.now() + timedelta(days=6))
    assert ImportJob.objects.filter(pk=job.pk).exists()
    carry_on(now=timezone.now() + timedelta(days=8))
    assert not ImportJob.objects.exists()


def test_missing_is_used_only_where_the_file_says_nothing(dinghai: World) -> None:
    job = planned(dinghai.root, workbook(GOOD))
    assert {row.filed["use"] for row in job.rows.all()} == {"practice"}
    assert missing(dinghai.root).category == job.rows.first().filed["category"]
