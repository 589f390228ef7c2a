"""Working out the figures of a quiz from its sittings, and keeping them."""

from datetime import timedelta

import pytest

from courses.models import (
    ItemStatistics,
    Quiz,
    QuizAnalysis,
    QuizSection,
    QuizSlot,
    QuizStatistics,
)
from courses.questions.services import freeze
from tests.counting import at_most
from tests.factories import questions
from tests.factories.people import appear
from tests.factories.world import World, quiz_of
from tests.training.learning.attempts.analysis.classes import NOW, RIGHT, enrolled, sat
from training.cohorts.models import Enrolment
from training.learning.attempts import services as sittings
from training.learning.attempts.analysis import gathering, services
from training.learning.attempts.analysis.records import Selection
from training.learning.attempts.models import Attempt, AttemptItem, Score

pytestmark = pytest.mark.db
LATER = NOW + timedelta(hours=1)


def kept(quiz: Quiz, selection: str = "first") -> QuizStatistics:
    return QuizStatistics.objects.get(quiz=quiz, selection=selection)


def version_of(quiz: Quiz, place: int, selection: str = "first") -> dict:
    return kept(quiz, selection).figures["places"][place - 1]["versions"][0]


@pytest.fixture
def quiz(dinghai: World) -> Quiz:
    """A single choice (right: 乙) and a statement (right: 错), one mark each."""
    asked = [dinghai.questions[0], dinghai.questions[2]]
    return quiz_of(dinghai.root, "two", asked, purpose="final")


@pytest.fixture
def four(dinghai: World) -> list[Enrolment]:
    return enrolled(dinghai, 4)


PAPERS = [["乙", "错"], ["乙", "错"], ["甲", "错"], ["甲", "对"]]


def test_every_selection_is_kept_and_nothing_else_changes(quiz, four):
    sat(quiz, four, PAPERS)
    done = services.analyse(quiz=quiz, now=LATER)
    assert (done.n, done.problems) == (4, 0)
    assert {row.selection for row in QuizStatistics.objects.all()} == set(Selection)
    assert kept(quiz).computed_at == LATER
    analysis = QuizAnalysis.objects.get(quiz=quiz)
    assert (analysis.running_since, analysis.computed_at) == (None, LATER)


def test_the_figures_are_those_of_the_marks(quiz, four):
    sat(quiz, four, PAPERS)
    services.analyse(quiz=quiz, now=LATER)
    figures = kept(quiz).figures
    # Marks 11, 11, 01, 00: totals 2, 2, 1, 0.
    assert (figures["mean"], figures["median"], figures["n"]) == (1.25, 1.5, 4)
    assert [place["facility"] for place in figures["places"]] == [0.5, 0.75]
    # x1 = 1100 against x2 = 1110: Σxx' = 2 − 2·3/4 = 0.5; 1·(3 − 9/4) = 0.75: 0.5/√0.75
    assert figures["places"][0]["discrimination"] == pytest.approx(0.5 / 0.75**0.5)
    assert figures["places"][0]["guess"] == 0.25


def test_the_picture_counts_choices_and_what_was_left_open(quiz, four):
    sat(quiz, four, [["乙", "错"], ["甲", ""], ["甲", "对"], ["", ""]])
    services.analyse(quiz=quiz, now=LATER)
    (options,) = version_of(quiz, 1)["picture"]
    assert {row["text"]: row["n"] for row in options["rows"]} == {
        "甲": 2,
        "乙": 1,
        "丙": 0,
        "丁": 0,
    }
    assert options["nothing"]["n"] == 1
    assert (version_of(quiz, 2)["n"], version_of(quiz, 2)["answered"]) == (4, 2)


def test_first_last_best_and_all_of_a_persons_sittings(quiz, four):
    learner = four[0]
    for n, paper in enumerate([["甲", "对"], ["乙", "错"], ["乙", "对"]]):
        sat(quiz, [learner], [paper], NOW + timedelta(hours=n))
    services.analyse(quiz=quiz, now=NOW + timedelta(hours=4))
    means = {row.selection: row.figures["mean"] for row in QuizStatistics.objects.all()}
    assert means == {"first": 0, "last": 1, "best": 2, "all": 1}
    assert kept(quiz, "all").figures["people"] == 1


def test_only_marked_sittings_of_the_congresss_classes_count(quiz, four, elsewhere, wang):
    sat(quiz, four[:2], PAPERS[:2])
    zhao = appear(elsewhere, "zhao")
    stranger = Enrolment.objects.get(learner=zhao)
    sat(quiz, [stranger], PAPERS[:1])
    sittings.start(quiz=quiz, learner_id=wang.pk, enrolment=None, now=NOW)
    Attempt.objects.filter(learner_id=four[1].learner_id).update(state=Attempt.State.ABANDONED)
    assert services.analyse(quiz=quiz, now=LATER).n == 1


def test_a_question_left_out_stands_in_no_table(quiz, four):
    attempts = sat(quiz, four, PAPERS)
    for item in AttemptItem.objects.filter(attempt__in=attempts, position=1):
        Score.objects.create(
            learner_id=item.learner_id,
            item=item,
            number=2,
            fraction=0,
            outcome={"state": "wrong"},
            left_out=True,
            at=NOW,
        )
    services.analyse(quiz=quiz, now=LATER)
    figures = kept(quiz).figures
    assert (figures["maximum"], len(figures["places"])) == (1.0, 1)


def test_the_latest_score_counts(quiz, four):
    (attempt,) = sat(quiz, four[:1], [["甲", "对"]])
    item = AttemptItem.objects.get(attempt=attempt, position=1)
    Score.objects.create(
        learner_id=item.learner_id,
        item=item,
        number=2,
        fraction="0.5",
        outcome={"state": "partial"},
        at=NOW,
    )
    services.analyse(quiz=quiz, now=LATER)
    assert kept(quiz).figures["places"][0]["facility"] == 0.5


def test_versions_that_stood_at_one_place_have_their_own_figures(quiz, four, dinghai):
    sat(quiz, four[:2], PAPERS[:2])
    question = dinghai.questions[0]
    question.stem = "改过的题干？"
    question.save()
    freeze(question=question, by=None, at=NOW)
    sat(quiz, four[2:], PAPERS[2:])
    services.analyse(quiz=quiz, now=LATER)
    place = kept(quiz).figures["places"][0]
    assert (place["n"], place["facility"]) == (4, 0.5)
    assert [(v["n"], v["facility"]) for v in place["versions"]] == [(2, 1.0), (2, 0.0)]


def test_a_drawn_place_pools_what_was_drawn_there(dinghai, four):
    for number in ("D1", "D2"):
        questions.published(questions.true_false(dinghai.root, number), tags=("抽",))
    quiz = quiz_of(dinghai.root, "drawing", dinghai.questions[:1], purpose="final")
    section = QuizSection.objects.get(quiz=quiz)
    QuizSlot.objects.create(section=section, draw_tag="抽", sort_order=1)
    sat(quiz, four, PAPERS)
    services.analyse(quiz=quiz, now=LATER)
    drawn = kept(quiz).figures["places"][1]
    assert (drawn["n"], drawn["facility"]) == (4, 0.75)
    assert sum(version["n"] for version in drawn["versions"]) == 4


def test_a_paper_changed_between_sittings_is_analysed_as_most_sat_it(quiz, four):
    sat(quiz, four[:1], PAPERS[:1])
    QuizSlot.objects.filter(section__quiz=quiz, sort_order=1).delete()
    sat(quiz, four[1:], [["乙"], ["乙"], ["甲"]])
    services.analyse(quiz=quiz, now=LATER)
    figures = kept(quiz).figures
    assert (figures["n"], figures["elsewhere"], figures["maximum"]) == (3, 1, 1.0)
    statistics = ItemStatistics.objects.get(selection="first", version__kind="single_choice")
    assert statistics.n == 4


def test_the_parts_of_a_case_group_are_analysed_one_by_one(dinghai, four):
    quiz = quiz_of(dinghai.root, "case", [dinghai.questions[6], dinghai.questions[0]])
    papers = [["先询问;错", "乙"], ["先询问;对", "乙"], ["先罢免;错", "甲"], [";", "甲"]]
    sat(quiz, four, papers)
    services.analyse(quiz=quiz, now=LATER)
    ask, decide = version_of(quiz, 1)["parts"]
    assert (ask["facility"], decide["facility"]) == (0.5, 0.5)
    assert (ask["answered"], decide["answered"], ask["n"]) == (3, 3, 4)
    assert ask["max_mark"] == 0.5
    # Part one ½½00 against the rest of the paper, part two included: 1½, 1, ½, 0.
    # Σ = 1, 3; products 0.75 + 0.5 − 1·3/4 = 0.5; 0.5 − 1/4 = 0.25; 3.5 − 9/4 = 1.25
    assert ask["discrimination"] == pytest.approx(0.5 / (0.25 * 1.25) ** 0.5)
    assert ask["picture"][0]["rows"][0]["text"] == "先询问"


def test_a_version_is_pooled_over_the_quizzes_of_its_purpose(dinghai, four):
    asked = dinghai.questions[0]
    for key, purpose in (("one", "early"), ("two", "early"), ("other", "final")):
        quiz = quiz_of(dinghai.root, key, [asked, dinghai.questions[2]], purpose=purpose)
        sat(quiz, four, PAPERS if key != "two" else [["乙", "错"]] * 4)
        services.analyse(quiz=quiz, now=LATER)
    rows = ItemStatistics.objects.filter(version=asked.live_version, selection="first")
    assert {row.purpose: (row.n, row.facility) for row in rows} == {
        "early": (8, 0.75),
        "final": (4, 0.5),
    }


def test_working_it_out_again_changes_nothing(quiz, four):
    sat(quiz, four, PAPERS)
    services.analyse(quiz=quiz, now=LATER)
    before = kept(quiz).figures, ItemStatistics.objects.count()
    services.analyse(quiz=quiz, now=LATER + timedelta(days=1))
    assert (kept(quiz).figures, ItemStatistics.objects.count()) == before


def test_nobody_having_sat_it_is_a_result_too(quiz):
    assert services.analyse(quiz=quiz, now=LATER).n == 0
    assert kept(quiz).figures == {}


# ---- who works it out, and when


def test_two_runs_never_meet(quiz, four, monkeypatch):
    sat(quiz, four, PAPERS)
    met = []

    def meanwhile(_quiz):
        met.append(services.analyse(quiz=quiz, now=LATER))
        return gathering.described_versions(_quiz)

    monkeypatch.setattr(services, "described_versions", meanwhile)
    assert services.analyse(quiz=quiz, now=LATER) is not None
    assert met == [None]


def test_a_run_that_died_holds_nobody_up_for_ever(quiz):
    QuizAnalysis.objects.create(quiz=quiz, running_since=NOW)
    assert services.analyse(quiz=quiz, now=NOW + services.LEASE) is None
    assert services.analyse(quiz=quiz, now=NOW + services.LEASE + timedelta(seconds=1)) is not None


def test_a_run_that_fails_leaves_the_way_free(quiz, monkeypatch):
    def fails(_quiz):
        raise RuntimeError

    monkeypatch.setattr(services, "described_versions", fails)
    with pytest.raises(RuntimeError):
        services.analyse(quiz=quiz, now=LATER)
    assert QuizAnalysis.objects.get(quiz=quiz).running_since is None
    services.request(quiz=quiz, now=LATER)
    assert services.analyse_due(now=LATER) == 0
    assert QuizAnalysis.objects.get(quiz=quiz).requested_at is None


def test_the_worker_does_what_was_asked_for(quiz, four):
    sat(quiz, four, PAPERS)
    services.request(quiz=quiz, now=LATER)
    assert services.analyse_due(now=LATER) == 1
    assert QuizAnalysis.objects.get(quiz=quiz).requested_at is None


def test_what_is_asked_for_during_a_run_is_done_after_it(quiz, four, monkeypatch):
    sat(quiz, four, PAPERS)

    def meanwhile(_quiz):
        services.request(quiz=quiz, now=LATER + timedelta(seconds=5))
        return gathering.described_versions(_quiz)

    monkeypatch.setattr(services, "described_versions", meanwhile)
    services.analyse(quiz=quiz, now=LATER)
    assert QuizAnalysis.objects.get(quiz=quiz).requested_at is not None


def test_every_night_what_has_new_marks_is_worked_out(quiz, four):
    def rounds(now):
        done = 0
        while found := services.analyse_due(now=now):
            done += found
        return done

    rounds(NOW)
    sat(quiz, four[:2], PAPERS[:2])
    assert rounds(LATER) == 0
    night = services.last_night(LATER) + timedelta(days=1, minutes=1)
    assert rounds(night) == 1
    assert rounds(night + timedelta(days=1)) == 0
    sat(quiz, four[2:], PAPERS[2:], night + timedelta(hours=6))
    assert rounds(night + timedelta(days=1, minutes=5)) == 0  # looked at in this night already
    assert rounds(night + timedelta(days=2)) == 1


def test_an_annulled_sitting_and_a_changed_mark_are_news(quiz, four):
    attempts = sat(quiz, four, PAPERS)
    services.analyse(quiz=quiz, now=LATER)
    assert not services.has_news(quiz)
    item = AttemptItem.objects.get(attempt=attempts[0], position=1)
    Score.objects.create(
        learner_id=item.learner_id,
        item=item,
        number=2,
        fraction=0,
        outcome={"state": "wrong"},
        at=LATER + timedelta(minutes=1),
    )
    assert services.has_news(quiz)
    services.analyse(quiz=quiz, now=LATER + timedelta(hours=1))
    assert not services.has_news(quiz)
    Attempt.objects.filter(pk=attempts[1].pk).update(state=Attempt.State.ABANDONED)
    assert services.has_news(quiz)


def test_a_round_of_the_worker_with_nothing_to_do_is_cheap(quiz):
    while services.analyse_due(now=LATER):
        pass
    with at_most(2):
        assert services.analyse_due(now=LATER) == 0


def test_a_large_quiz_waits_for_the_worker(quiz, four, monkeypatch):
    sat(quiz, four, PAPERS)
    monkeypatch.setattr(services, "AT_ONCE", 3)
    assert services.analyse_now_or_later(quiz=quiz, now=LATER) is None
    assert QuizAnalysis.objects.get(quiz=quiz).requested_at == LATER
    monkeypatch.setattr(services, "AT_ONCE", 4)
    assert services.analyse_now_or_later(quiz=quiz, now=LATER).n == 4


def test_queries_grow_with_batches_not_with_people(quiz, dinghai, monkeypatch):
    ten = enrolled(dinghai, 10, "Q")
    sat(quiz, ten, [PAPERS[n % 4] for n in range(10)])
    with at_most(40):
        services.analyse(quiz=quiz, now=LATER)
    monkeypatch.setattr(gathering, "BATCH", 4)
    with at_most(40 + 2 * 3):
        services.analyse(quiz=quiz, now=LATER)


def test_every_kind_gets_its_figures(dinghai, four):
    papers = [list(RIGHT.values())] * 2 + [[""] * 6 + [";"]] * 2
    sat(dinghai.final, four, papers)
    services.analyse(quiz=dinghai.final, now=LATER)
    places = kept(dinghai.final).figures["places"]
    assert [place["facility"] for place in places] == [0.5] * 7
    assert all(place["discrimination"] == 1 for place in places)
    assert all(version["picture"] or version["parts"] for p in places for version in p["versions"])
