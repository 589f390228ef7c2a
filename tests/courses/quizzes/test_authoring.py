"""A quiz through the desk: what the author types becomes the quiz, or she is told why not."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from courses.models import Question, Quiz, QuizSlot
from courses.questions.kinds.registry import KINDS, rules_offered
from courses.quizzes.review import PHASES, PRESETS
from tests.factories import questions
from tests.factories.bulk import large_bank
from tests.factories.forms import as_shown
from tests.factories.papers import typed_quiz
from tests.factories.world import World
from training.people.models import User

ADD = "/admin/quizzes/add/"


def edit_url(quiz: Quiz) -> str:
    return f"/admin/quizzes/edit/{quiz.pk}/"


def made() -> Quiz:
    return Quiz.objects.get(key="midterm")


def complaints(response: Any) -> str:
    """Everything the returned form says is wrong, slots included."""
    assert response.status_code == 200, "the form was accepted"
    form = response.context["form"]
    told = [str(form.errors), str(form.non_field_errors())]
    for section in form.formsets["sections"].forms:
        told += [str(slot.errors) for slot in section.formsets["slots"].forms]
    return " ".join(told)


@pytest.fixture
def pool(dinghai: World) -> list[int]:
    """Three examination questions about p0 with the tag pool."""
    return large_bank(dinghai.root, 3, points=["p0"], tags=["pool"])


@pytest.fixture
def named(dinghai: World) -> dict[str, Any]:
    """A slot that names a question."""
    return {"question": dinghai.questions[0].pk}


class TestSaving:
    def test_a_quiz_of_named_and_drawn_questions(
        self, as_li: Client, dinghai: World, pool: list[int], named: dict[str, Any]
    ) -> None:
        drawn = {"draw_points": "p0", "draw_tag": "pool", "draw_count": 2, "mark": 5}
        as_li.post(ADD, typed_quiz([named, drawn], time_limit=30))
        quiz = made()
        assert (quiz.owner_root, quiz.time_limit) == (dinghai.root, 30)
        first, second = QuizSlot.objects.filter(section__quiz=quiz).order_by("sort_order")
        assert first.question_id == dinghai.questions[0].pk
        assert (second.draw_count, second.mark, second.drawn_points()) == (2, 5, ["p0"])

    def test_every_option_of_the_engine_can_be_set(self, as_li: Client, pool: list[int]) -> None:
        options = {
            "overdue": "grace",
            "grace_minutes": 5,
            "extra_time": 100,
            "time_limit": 45,
            "opens_at": "2026-11-20 09:00",
            "closes_at": "2026-11-21 18:00",
            "attempts_allowed": 3,
            "counts": "last",
            "wait_after_first": 60,
            "wait_between": 120,
            "certainty": "on",
            "shuffle_choices": "on",
            "least_seen_first": "on",
            "second_marker": "on",
            "pass_mark": 60,
            "keys_wait": "on",
        }
        as_li.post(ADD, typed_quiz([{"draw_tag": "pool"}], **options))
        quiz = made()
        assert timezone.localtime(quiz.opens_at).hour == 9
        for name, value in options.items():
            if name not in {"opens_at", "closes_at"}:
                assert getattr(quiz, name) == (True if value == "on" else value), name

    def test_the_form_sent_back_as_shown_changes_nothing(
        self, as_li: Client, dinghai: World
    ) -> None:
        before = Quiz.objects.filter(pk=dinghai.final.pk).values().get()
        slots = list(QuizSlot.objects.filter(section__quiz=dinghai.final).values())
        as_li.post(edit_url(dinghai.final), as_shown(as_li, edit_url(dinghai.final)))
        assert Quiz.objects.filter(pk=dinghai.final.pk).values().get() == before
        assert list(QuizSlot.objects.filter(section__quiz=dinghai.final).values()) == slots

    def test_the_key_is_fixed_once_it_exists(self, as_li: Client, dinghai: World) -> None:
        fields = as_shown(as_li, edit_url(dinghai.final), key="another")
        as_li.post(edit_url(dinghai.final), fields)
        assert Quiz.objects.get(pk=dinghai.final.pk).key == "final"

    def test_a_key_that_is_taken_is_named(self, as_li: Client, named: dict[str, Any]) -> None:
        response = as_li.post(ADD, typed_quiz([named], key="final"))
        assert "“final”已经用过了" in complaints(response)


class TestRules:
    def test_each_kind_with_a_choice_shows_its_rules_in_words(self, as_li: Client) -> None:
        html = as_li.get(ADD).content.decode()
        for kind, rules in rules_offered().items():
            shown = [f'name="marking_rules-{kind}" value="{rule}"' in html for rule in rules]
            assert all(shown) if len(rules) > 1 else not any(shown)
        assert "少选得部分分，错选不得分。" in html

    def test_only_rules_that_differ_are_kept(self, as_li: Client, named: dict[str, Any]) -> None:
        chosen = {f"marking_rules-{k}": kind.rule for k, kind in KINDS.items()}
        chosen["marking_rules-multiple_choice"] = "all_or_nothing"
        as_li.post(ADD, typed_quiz([named], **chosen))
        assert made().marking_rules == {"multiple_choice": "all_or_nothing"}

    def test_a_rule_that_is_not_offered_is_refused(
        self, as_li: Client, named: dict[str, Any]
    ) -> None:
        rule = {"marking_rules-multiple_choice": "whatever_i_like"}
        assert "没有这样的评分规则" in complaints(as_li.post(ADD, typed_quiz([named], **rule)))

    @pytest.mark.parametrize("preset", ["everything", "marks"])
    def test_a_preset_of_review(self, as_li: Client, named: dict[str, Any], preset: str) -> None:
        as_li.post(ADD, typed_quiz([named], **{"review-preset": preset}))
        assert made().review == {p: list(items) for p, items in PRESETS[preset].items()}

    def test_a_review_of_ones_own(self, as_li: Client, named: dict[str, Any]) -> None:
        boxes = ["right_after-marks", "while_open-marks", "while_open-answers", "nonsense"]
        as_li.post(ADD, typed_quiz([named], **{"review-preset": "custom"}) | {"review": boxes})
        assert made().review == {
            "right_after": ["marks"],
            "while_open": ["answers", "marks"],
            "after_close": [],
        }

    def test_the_boxes_of_a_saved_review_are_ticked(self, as_li: Client, dinghai: World) -> None:
        dinghai.final.review = {phase: ["marks"] for phase in PHASES} | {"while_open": []}
        dinghai.final.save()
        page = BeautifulSoup(as_li.get(edit_url(dinghai.final)).content, "html.parser")
        ticked = [box["value"] for box in page.select('input[name="review"][checked]')]
        assert ticked == ["right_after-marks", "after_close-marks"]
        (preset,) = page.select('input[name="review-preset"][checked]')
        assert preset["value"] == "custom"


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        (
            {"opens_at": "2026-11-21 09:00", "closes_at": "2026-11-21 09:00"},
            "关闭时间要晚于开放时间。",
        ),
        ({"behaviour": "immediate"}, "只有练习可以每题当场讲评"),
        ({"overdue": "grace"}, "请写宽限几分钟"),
        ({"keys_wait": "on"}, "答案就永远不会显示"),
        ({"review-preset": "closing"}, "请写关闭时间"),
        ({"pass_mark": 101}, "100"),
        ({"time_limit": 0}, "1"),
        ({"attempts_allowed": 0}, "1"),
        ({"tries": 6}, "5"),
    ],
)
def test_what_contradicts_itself_is_told(
    as_li: Client, named: dict[str, Any], rules: dict[str, Any], complaint: str
) -> None:
    assert complaint in complaints(as_li.post(ADD, typed_quiz([named], **rules)))
    assert not Quiz.objects.filter(key="midterm").exists()


@pytest.mark.parametrize(
    ("slots", "complaint"),
    [
        ([{"draw_tag": "pool", "draw_count": 4}], "要 4 题，符合条件的只有 3 题"),
        ([{"draw_tag": "nowhere"}], "标签“nowhere”"),
        ([{"draw_points": "p0", "draw_easiest": 4}], "难度 4–5"),
        ([{"draw_points": "martian"}], "没有这个知识点：martian"),
        ([{"draw_tag": "pool", "draw_count": 2}] * 2, "有的要留给别的题位"),
        ([{"draw_tag": "pool", "draw_easiest": 3, "draw_hardest": 2}], "难度的起点不能高于终点"),
        ([{"draw_count": 2}], "题位要么指定一道题，要么写明怎样抽题"),
        ([{"draw_tag": "pool", "mark": 0}], "加起来是 0"),
    ],
)
def test_a_paper_that_cannot_be_made_names_the_slot(
    as_li: Client, pool: list[int], slots: list[dict[str, Any]], complaint: str
) -> None:
    assert complaint in complaints(as_li.post(ADD, typed_quiz(slots)))
    assert not Quiz.objects.exclude(key__in=["form-a", "final"]).exists()


class TestNamedQuestions:
    def test_a_question_stands_only_once(self, as_li: Client, named: dict[str, Any]) -> None:
        assert "一份卷子里只问一次" in complaints(as_li.post(ADD, typed_quiz([named, named])))

    def test_draws_do_not_count_on_named_questions(self, as_li: Client, pool: list[int]) -> None:
        slots: list[dict[str, Any]] = [
            {"question": pool[0]},
            {"draw_tag": "pool", "draw_count": 3},
        ]
        assert "只有 2 题" in complaints(as_li.post(ADD, typed_quiz(slots)))

    def test_an_examination_question_is_not_for_practice(
        self, as_li: Client, named: dict[str, Any]
    ) -> None:
        response = as_li.post(ADD, typed_quiz([named], purpose="practice"))
        assert "考试专用的题不能放进练习" in complaints(response)

    def test_a_retired_question_is_not_taken(self, as_li: Client, pool: list[int]) -> None:
        retired = Question.objects.non_polymorphic().filter(pk=pool[0])
        retired.update(retired_at=timezone.now())
        response = as_li.post(ADD, typed_quiz([{"question": pool[0]}]))
        assert "已经停用" in complaints(response)

    def test_a_foreign_question_is_not_taken(self, as_li: Client, elsewhere: World) -> None:
        response = as_li.post(ADD, typed_quiz([{"question": elsewhere.questions[0].pk}]))
        assert "不属于同一个人大" in complaints(response)


class TestDefaults:
    def shown(self, client: Client, purpose: str) -> dict[str, Any]:
        return as_shown(client, f"{ADD}?purpose={purpose}")

    def test_a_new_quiz_starts_as_its_purpose_does(self, as_li: Client) -> None:
        final = self.shown(as_li, "final")
        assert (final["pass_mark"], final["attempts_allowed"]) == (["70"], ["3"])
        assert final["keys_wait"] == ["on"]
        practice = self.shown(as_li, "practice")
        assert practice["behaviour"] == ["immediate"]
        assert "attempts_allowed" not in practice or practice["attempts_allowed"] == [""]

    def test_an_unknown_purpose_is_none(self, as_li: Client) -> None:
        assert as_li.get(f"{ADD}?purpose=revenge").status_code == 200

    @pytest.mark.parametrize("purpose", ["placement", "early", "final"])
    def test_the_defaults_contradict_nothing(
        self, as_li: Client, pool: list[int], purpose: str
    ) -> None:
        fields = typed_quiz([{"draw_tag": "pool"}], purpose=purpose)
        names = {"time_limit", "attempts_allowed", "pass_mark", "keys_wait", "least_seen_first"}
        preset = {n: v[0] for n, v in self.shown(as_li, purpose).items() if n in names}
        as_li.post(ADD, fields | preset)
        assert made().purpose == purpose

    def test_the_defaults_of_practice_contradict_nothing(
        self, as_li: Client, dinghai: World
    ) -> None:
        exercise = questions.single(dinghai.root, "X9", use="practice")
        fields = typed_quiz([{"question": exercise.pk}], purpose="practice")
        preset = self.shown(as_li, "practice")
        names = ("behaviour", "tries", "least_seen_first")
        as_li.post(ADD, fields | {name: preset[name][0] for name in names})
        assert made().behaviour == "immediate"


class TestWhatDrawsCanChooseFrom:
    URL = "/admin/quizzes/available/"

    def ask(self, client: Client, **query: Any) -> Any:
        draws = '[{"tag":"pool"},{"points":"p0","easiest":"2"},{"tag":"nowhere"}]'
        return client.get(self.URL, {"draws": draws, "purpose": "early"} | query)

    def test_each_draw_is_counted(self, as_li: Client, pool: list[int]) -> None:
        reply = self.ask(as_li).json()
        assert reply["counts"] == [3, 2, 0]
        assert reply["told"][0] == "现有 3 题可抽。"
        assert "放宽条件" in reply["told"][2]

    def test_practice_counts_practice_questions(self, as_li: Client, pool: list[int]) -> None:
        assert self.ask(as_li, purpose="practice").json()["counts"] == [0, 0, 0]

    def test_only_the_questions_of_the_quizs_congress_count(
        self, as_li: Client, dinghai: World, elsewhere: World, pool: list[int]
    ) -> None:
        large_bank(elsewhere.root, 2, points=["p0"], tags=["pool"])
        assert self.ask(as_li, quiz=dinghai.final.pk).json()["counts"] == [3, 2, 0]

    def test_a_foreign_quiz_or_root_is_not_found(self, as_li: Client, elsewhere: World) -> None:
        assert self.ask(as_li, quiz=elsewhere.final.pk).status_code == 404
        assert self.ask(as_li, root=elsewhere.root.pk).status_code == 404

    @pytest.mark.parametrize("junk", ["", "[", "7", '["x", 3]', '[{"easiest": "x"}]'])
    def test_junk_says_nothing(self, as_li: Client, junk: str) -> None:
        assert self.ask(as_li, draws=junk).status_code == 200


class TestNotes:
    def test_who_edits_a_quiz_is_told_how_many_are_sitting_it(
        self, as_li: Client, dinghai: World, wang: User
    ) -> None:
        from training.learning.attempts import services

        told = "现在有 1 人正在做这个测验"
        assert told not in as_li.get(edit_url(dinghai.final)).content.decode()
        services.start(quiz=dinghai.final, learner_id=wang.pk, enrolment=None, now=timezone.now())
        assert told in as_li.get(edit_url(dinghai.final)).content.decode()
        assert told in as_li.get(f"/admin/quizzes/close/{dinghai.final.pk}/").content.decode()
        changed = as_shown(as_li, edit_url(dinghai.final), time_limit="90")
        assert as_li.post(edit_url(dinghai.final), changed).status_code == 302
