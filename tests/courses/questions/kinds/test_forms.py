"""The author's forms of the kinds: what is frozen, what is refused and where it says so."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.models import (
    CaseGroupQuestion,
    Choice,
    MatchPair,
    NumericQuestion,
    Question,
    QuestionHint,
    ShortAnswerQuestion,
)
from courses.questions.kinds.sheets import read_sheet, write_sheet
from courses.questions.services import freeze, frozen_content
from tests.factories import questions
from tests.factories.forms import as_shown
from tests.factories.world import World


def url_of(kind: str, name: str = "add", *args: Any) -> str:
    return f"/admin/questions/{kind}/{name}/" + "".join(f"{arg}/" for arg in args)


def head(world: World, **extra: Any) -> dict[str, Any]:
    """What every form asks for."""
    fields = {
        "number": "N001",
        "category": questions.bank(world.root).pk,
        "use": "practice",
        "difficulty": 2,
        "tags": "",
        "stem": "投资多少？",
        "explanation": "",
        "go_live_at": "",
        "expire_at": "",
        "hints": inline_formset([]),
        "citations": inline_formset([]),
        **extra,
    }
    return {**nested_form_data(fields), "points": [questions.point().pk]}


def numeric(world: World, value: str = "12000", **extra: Any) -> dict[str, Any]:
    answer = {"value": value, "tolerance": "1%", "fraction": "1", "ORDER": 1}
    unit = {"name": "万元", "factor": "1", "spellings": "万、萬元", "ORDER": 1}
    return head(
        world,
        answers=inline_formset([answer]),
        units=inline_formset([unit]),
        unit_rule="required",
        **extra,
    )


def complaints(response: Any, rows: str) -> list[str]:
    return list(response.context["form"].formsets[rows].non_form_errors())


def test_a_numeric_question_is_frozen_in_exact_spelling(as_li: Client, dinghai: World) -> None:
    as_li.post(url_of("numeric"), numeric(dinghai, "1.2万"))
    question = NumericQuestion.objects.get(number="N001")
    body, key = question.frozen_body(), question.frozen_key()
    assert body == {"stem": "投资多少？", "fiction": False, "unit_rule": "required"}
    assert key["answers"] == [
        {"value": "12000", "tolerance": "0.01", "relative": True, "fraction": "1"}
    ]
    assert key["units"] == [{"name": "万元", "factor": "1", "spellings": ["万", "萬元"]}]


def test_what_is_no_number_is_named_beside_the_answers(as_li: Client, dinghai: World) -> None:
    response = as_li.post(url_of("numeric"), numeric(dinghai, "许多", **{"action-submit": "1"}))
    assert complaints(response, "answers") == ["“许多”不是一个数。"]


def test_a_short_answer_needs_a_rubric(as_li: Client, dinghai: World) -> None:
    typed = head(dinghai, shortest=50, longest=20, model_answer="", criteria=inline_formset([]))
    response = as_li.post(url_of("short-answer"), {**typed, "action-submit": "1"})
    assert complaints(response, "criteria") == ["简答题至少要有一个评分点，老师才好给分。"]
    assert response.context["form"].errors["longest"] == ["“最多写几个字”不能少于“至少写几个字”。"]


def test_a_short_answer_is_frozen_with_its_rubric_in_the_key(as_li: Client, dinghai: World) -> None:
    row = {"text": "事实", "weight": 2, "full": "说清楚", "partial": "", "ORDER": 1}
    typed = head(
        dinghai, shortest=0, longest=300, model_answer="感谢。", criteria=inline_formset([row])
    )
    as_li.post(url_of("short-answer"), typed)
    question = ShortAnswerQuestion.objects.get(number="N001")
    assert question.frozen_body() == {
        "stem": "投资多少？",
        "fiction": False,
        "shortest": 0,
        "longest": 300,
    }
    [criterion] = question.frozen_key()["criteria"]
    assert (criterion["text"], criterion["weight"]) == ("事实", 2)


def test_hints_are_kept_in_order_and_in_the_key_only(as_li: Client, dinghai: World) -> None:
    rows = [{"text": "后给的线索", "ORDER": 2}, {"text": "先给的方向", "ORDER": 1}]
    as_li.post(url_of("numeric"), numeric(dinghai, hints=inline_formset(rows)))
    question = NumericQuestion.objects.get(number="N001")
    assert question.frozen_key()["hints"] == ["先给的方向", "后给的线索"]
    assert "线索" not in str(question.frozen_body())


def fractions(world: World, first: str, second: str) -> dict[str, Any]:
    rows = [
        {"text": "甲", "why": "", "right": "on", "fraction": first, "ORDER": 1},
        {"text": "乙", "why": "", "fraction": second, "ORDER": 2},
    ]
    return head(world, choices=inline_formset(rows))


def test_fractions_by_which_ticking_everything_pays_are_refused_beside_the_options(
    as_li: Client, dinghai: World
) -> None:
    typed = {**fractions(dinghai, "1", "-0.5"), "action-submit": "1"}
    told = complaints(as_li.post(url_of("multiple-choice"), typed), "choices")
    assert told == ["“选它得几成”加起来不能大于 0，不然全部勾上也能得分。"]


def test_fractions_are_frozen_when_they_are_given(as_li: Client, dinghai: World) -> None:
    as_li.post(url_of("multiple-choice"), fractions(dinghai, "0.50000", "-0.5"))
    key = Question.objects.get(number="N001").frozen_key()
    assert sorted(key["fractions"].values()) == ["-0.5", "0.5"]


@pytest.mark.db
def test_what_says_nothing_new_leaves_a_version_as_it_is(dinghai: World) -> None:
    """Columns added later must not give old questions a new version."""
    single, multiple = dinghai.questions[0], dinghai.questions[1]
    for question in (single, multiple):
        key = question.get_real_instance().frozen_key()
        assert {"explanation", "right", "why"} == set(key)
        assert (
            freeze(
                question=question.get_real_instance(),
                by=None,
                at=question.live_version.published_at,
            ).num
            == 1
        )


@pytest.mark.db
def test_two_rows_with_the_same_partner_share_one(dinghai: World) -> None:
    question = questions.matching(dinghai.root, "P2")
    MatchPair.objects.create(question=question, left="罢免案", right="10人", sort_order=5)
    body, key = question.frozen_body(), question.frozen_key()
    assert sorted(entry["text"] for entry in body["right"]) == ["10人", "1人", "50人"]
    partners = {left["text"]: key["pairs"][left["id"]] for left in body["left"]}
    assert partners["议案"] == partners["罢免案"] != partners["建议"]


@pytest.mark.db
def test_an_option_without_the_fraction_of_the_others_is_refused(dinghai: World) -> None:
    question = questions.multiple(dinghai.root, "M2")
    Choice.objects.filter(question=question, text="甲").update(fraction=Decimal("0.5"))
    with pytest.raises(ValidationError) as refused:
        type(question).objects.get(pk=question.pk).full_clean()
    assert "choices" in refused.value.message_dict


@pytest.mark.db
def test_every_kind_goes_through_a_sheet_unchanged(dinghai: World) -> None:
    more = [questions.numeric(dinghai.root), questions.short_answer(dinghai.root)]
    for question in (*dinghai.questions, *more):
        QuestionHint.objects.create(question_id=question.pk, text="想一想|\\方向")
        real = type(question).objects.get(pk=question.pk)
        content = frozen_content(real)
        columns = write_sheet(content["kind"], content["body"], content["answer_key"])
        kind, read = read_sheet(columns)
        assert (kind, read.problems) == (real.kind, [])
        assert write_sheet(kind, read.body, read.key) == columns


# ---- case groups

PARTS: list[tuple[str, dict[str, Any]]] = [
    (
        "multiple_choice",
        {"stem": "选哪些？", "options": [{"text": "甲", "right": True}, {"text": "乙"}]},
    ),
    ("true_false", {"stem": "对吗？", "answer": "false"}),
    ("fill_blank", {"stem": "填____。", "blanks": ["十\r\n10\r\n"]}),
    (
        "numeric",
        {
            "stem": "多少？",
            "answers": [{"value": "1.2亿", "tolerance": "1%", "fraction": "1"}],
            "units": [{"name": "元", "factor": "1", "spellings": ""}],
            "unit_rule": "half",
        },
    ),
    (
        "matching",
        {
            "stem": "连一连。",
            "pairs": [
                {"left": "议案", "right": "10人"},
                {"left": "罢免", "right": "10人"},
                {"left": "建议", "right": "1人"},
                {"left": "", "right": "50人"},
            ],
        },
    ),
    ("ordering", {"stem": "排一排。", "entries": ["召集", "审议", "表决"]}),
    (
        "short_answer",
        {
            "stem": "写一写。",
            "shortest": 0,
            "longest": 60,
            "criteria": [{"text": "说清楚", "weight": 1, "full": "", "partial": ""}],
            "model_answer": "",
        },
    ),
    (
        "single_choice",
        {
            "stem": "选哪个？",
            "options": [{"text": "甲", "right": True}, {"text": "以上都不对", "keep_last": True}],
            "weight": 3,
        },
    ),
]


def _listed(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{"type": "item", "id": f"i{n}", "value": one} for n, one in enumerate(value)]


def group_of(root: Any, parts: list[tuple[str, dict[str, Any]]] = PARTS) -> CaseGroupQuestion:
    raw = [
        {
            "type": kind,
            "id": f"part-{kind}",
            "value": {"explanation": "", **{name: _listed(v) for name, v in value.items()}},
        }
        for kind, value in parts
    ]
    group = questions.case_group(root, "C9")
    group.parts = CaseGroupQuestion._meta.get_field("parts").to_python(raw)
    group.save()
    return CaseGroupQuestion.objects.get(pk=group.pk)


@pytest.mark.db
def test_a_situation_may_ask_in_every_other_kind(dinghai: World) -> None:
    group = group_of(dinghai.root)
    group.full_clean()
    body, key = group.frozen_body(), group.frozen_key()
    assert [part["id"] for part in body["parts"]] == [f"part-{kind}" for kind, _value in PARTS]
    assert [part.get("weight", 1) for part in body["parts"]] == [1] * 7 + [3]
    keys = {kind: key["parts"][n] for n, (kind, _value) in enumerate(PARTS)}
    bodies = {kind: body["parts"][n]["body"] for n, (kind, _value) in enumerate(PARTS)}
    assert keys["fill_blank"]["blanks"] == [["十", "10"]]
    assert keys["numeric"]["answers"][0]["value"] == "120000000"
    assert len(bodies["matching"]["right"]) == 3
    assert bodies["single_choice"]["options"][1]["keep_last"] is True
    assert "keep_last" not in bodies["multiple_choice"]["options"][0]
    columns = write_sheet("case_group", body, key)
    kind, read = read_sheet(columns)
    assert write_sheet(kind, read.body, read.key) == columns


@pytest.mark.parametrize(
    ("kind", "gap", "said"),
    [
        ("multiple_choice", {"options": [{"text": "甲", "right": True}]}, "小题 1：选项要有"),
        ("fill_blank", {"blanks": []}, "小题 3："),
        ("numeric", {"units": []}, "小题 4：要求写单位的题"),
        ("matching", {"pairs": [{"left": "议案", "right": "10人"}]}, "小题 5："),
        ("ordering", {"entries": ["召集", "召集", "表决"]}, "小题 6：“召集”写了两次"),
        ("short_answer", {"criteria": []}, "小题 7：简答题至少要有一个评分点"),
    ],
)
@pytest.mark.db
def test_a_part_with_a_gap_is_named_by_its_number(
    kind: str, gap: dict[str, Any], said: str, dinghai: World
) -> None:
    parts = [(name, {**value, **gap} if name == kind else value) for name, value in PARTS]
    with pytest.raises(ValidationError) as refused:
        group_of(dinghai.root, parts).full_clean()
    assert any(said in message for message in refused.value.message_dict["parts"])


# ---- the frame beside the editor


def preview(client: Client, question: Question, mode: str) -> Any:
    """A saved draft in the frame."""
    real = type(question).objects.get(pk=question.pk)
    name = type(question).snippet_viewset.get_url_name("revisions_view")
    revision = real.latest_revision or real.save_revision()
    return client.get(reverse(name, args=[question.pk, revision.pk]), {"mode": mode})


@pytest.mark.parametrize("mode", ["ask", "review", "print", "", "nonsense"])
def test_every_kind_can_be_looked_at(mode: str, as_li: Client, dinghai: World) -> None:
    more = [questions.numeric(dinghai.root), questions.short_answer(dinghai.root)]
    for question in (*dinghai.questions, *more, group_of(dinghai.root)):
        response = preview(as_li, question, mode)
        assert response.status_code == 200
        told = response.content.decode()
        assert question.stem[:2] in told
        assert "发布前还要改" not in told
        if mode != "review" and question.explanation:
            assert question.explanation not in told


def test_the_editor_may_show_the_preview_in_a_frame_and_nobody_else_may(
    as_li: Client, dinghai: World
) -> None:
    response = preview(as_li, dinghai.questions[0], "ask")
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    elsewhere = as_li.get("/")
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]


def test_a_question_that_was_never_saved_can_be_looked_at(as_li: Client, dinghai: World) -> None:
    """Without number, category and points, with half a row."""
    url = reverse(NumericQuestion.snippet_viewset.get_url_name("preview_on_add"))
    typed = {
        **numeric(dinghai, ""),
        "number": "",
        "category": "",
        "use": "",
        "difficulty": "",
        "stem": "刚写了一半的题",
    }
    typed.pop("points")
    assert as_li.post(url, typed).json() == {"is_valid": True, "is_available": True}
    told = as_li.get(url, {"mode": "ask"}).content.decode()
    assert "刚写了一半的题" in told
    assert "发布前还要改" in told
    assert "不是一个数" in told
    review = as_li.get(url, {"mode": "review"}).content.decode()
    assert "答案写齐以后" in review
    assert not Question.objects.filter(number="N001").exists()


def test_what_was_typed_since_is_shown(as_li: Client, dinghai: World) -> None:
    question = dinghai.questions[0]
    viewset = type(question).snippet_viewset
    edit = reverse(viewset.get_url_name("edit"), args=[question.pk])
    url = reverse(viewset.get_url_name("preview_on_edit"), args=[question.pk])
    as_li.post(url, as_shown(as_li, edit, stem="换个问法？"))
    assert "换个问法？" in as_li.get(url).content.decode()
    assert Question.objects.get(pk=question.pk).stem == "选哪个？"


def test_another_congress_s_question_cannot_be_looked_at(as_qian: Client, dinghai: World) -> None:
    assert preview(as_qian, dinghai.questions[0], "ask").status_code == 404
