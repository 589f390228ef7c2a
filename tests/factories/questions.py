"""Published questions of every kind, by hand and small."""

from typing import Any

from django.utils import timezone

from cms.models import CongressRootPage, KnowledgePoint
from courses.models import (
    Blank,
    CaseGroupQuestion,
    Category,
    Choice,
    FillBlankQuestion,
    MatchingQuestion,
    MatchPair,
    MultipleChoiceQuestion,
    NumericAnswer,
    NumericQuestion,
    NumericUnit,
    OrderingEntry,
    OrderingQuestion,
    Question,
    ShortAnswerCriterion,
    ShortAnswerQuestion,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from courses.questions.services import freeze


def point(key: str = "rights", name: str = "代表的权利") -> KnowledgePoint:
    """A knowledge point, made once."""
    return KnowledgePoint.objects.get_or_create(key=key, defaults={"name": name})[0]


def bank(root: CongressRootPage | None) -> Category:
    """The category questions are put in."""
    return Category.objects.get_or_create(key="bank", owner_root=root, defaults={"name": "题库"})[0]


def published(question: Question, topic: str = "rights", tags: tuple[str, ...] = ()) -> Question:
    """Freeze a saved question as its first version, as publishing does."""
    question.points.set([point(topic)])
    if tags:
        question.tags.add(*tags)
    question.save()
    freeze(question=question, by=None, at=timezone.now())
    question.refresh_from_db()
    return question


def _base(root: CongressRootPage | None, number: str, told: str, **extra: Any) -> dict[str, Any]:
    return {
        "number": number,
        "category": bank(root),
        "owner_root": root,
        "use": extra.pop("use", Question.Use.EXAMINATION),
        "stem": told,
        "explanation": extra.pop("explanation", "因为法律这样规定。"),
        **extra,
    }


def single(root: Any, number: str = "S1", **extra: Any) -> Question:
    """Right: 乙."""
    question = SingleChoiceQuestion.objects.create(**_base(root, number, "选哪个？", **extra))
    for text in ("甲", "乙", "丙", "丁"):
        Choice.objects.create(question=question, text=text, right=text == "乙")
    return published(question)


def multiple(root: Any, number: str = "M1", **extra: Any) -> Question:
    """Right: 甲 and 丙; 以上都不对 stays last."""
    question = MultipleChoiceQuestion.objects.create(**_base(root, number, "选哪些？", **extra))
    for text in ("甲", "乙", "丙"):
        Choice.objects.create(question=question, text=text, right=text in "甲丙")
    Choice.objects.create(question=question, text="以上都不对", keep_last=True)
    return published(question)


def true_false(root: Any, number: str = "T1", answer: bool = False, **extra: Any) -> Question:
    """A statement that is wrong unless told otherwise."""
    question = TrueFalseQuestion.objects.create(
        **_base(root, number, "这句话对吗？", **extra), answer=answer
    )
    return published(question)


def fill_blank(root: Any, number: str = "F1", **extra: Any) -> Question:
    """Two blanks: 三分之二, and 十 with 10."""
    question = FillBlankQuestion.objects.create(
        **_base(root, number, "须有____以上代表出席；联名须____人以上。", **extra)
    )
    Blank.objects.create(question=question, accepted="三分之二", sort_order=0)
    Blank.objects.create(question=question, accepted="十\n10", sort_order=1)
    return published(question)


def matching(root: Any, number: str = "P1", **extra: Any) -> Question:
    """议案-10人, 提建议-1人, and a distractor."""
    question = MatchingQuestion.objects.create(**_base(root, number, "连一连。", **extra))
    rows = [("议案", "10人"), ("建议", "1人"), ("", "50人")]
    for order, (left, right) in enumerate(rows):
        MatchPair.objects.create(question=question, left=left, right=right, sort_order=order)
    return published(question)


def ordering(root: Any, number: str = "O1", **extra: Any) -> Question:
    """召集, 预备会议, 审议, 表决."""
    question = OrderingQuestion.objects.create(**_base(root, number, "排一排。", **extra))
    for order, text in enumerate(("召集", "预备会议", "审议", "表决")):
        OrderingEntry.objects.create(question=question, text=text, sort_order=order)
    return published(question)


def numeric(root: Any, number: str = "N1", **extra: Any) -> Question:
    """12000 万元, one percent off or less; five percent off for half; without unit half."""
    question = NumericQuestion.objects.create(
        **_base(root, number, "投资多少？", **extra), unit_rule="half"
    )
    NumericAnswer.objects.create(question=question, value="12000", tolerance="1%", sort_order=0)
    NumericAnswer.objects.create(
        question=question, value="12000", tolerance="5%", fraction="0.5", sort_order=1
    )
    NumericUnit.objects.create(question=question, name="万元")
    return published(question)


def short_answer(root: Any, number: str = "W1", **extra: Any) -> Question:
    """Two criteria, 事实 of weight 2 and 依据 of weight 1."""
    question = ShortAnswerQuestion.objects.create(
        **_base(root, number, "写一份回复。", **extra), model_answer="感谢反映。", longest=300
    )
    for order, (text, weight) in enumerate([("事实", 2), ("依据", 1)]):
        ShortAnswerCriterion.objects.create(
            question=question, text=text, weight=weight, full="说清楚", sort_order=order
        )
    return published(question)


def case_group(root: Any, number: str = "C1", **extra: Any) -> Question:
    """A situation with a single choice (right: 先询问) and a statement that is wrong."""
    parts = [
        {
            "type": "single_choice",
            "value": {
                "stem": "先做什么？",
                "options": [
                    {"type": "item", "id": "ask", "value": {"text": "先询问", "right": True}},
                    {"type": "item", "id": "recall", "value": {"text": "先罢免", "right": False}},
                ],
                "explanation": "先问清楚。",
            },
        },
        {
            "type": "true_false",
            "value": {"stem": "可以当场拍板。", "answer": "false", "explanation": "不直接处理。"},
        },
    ]
    question = CaseGroupQuestion(**_base(root, number, "某代表遇到一件事。", **extra))
    question.parts = CaseGroupQuestion._meta.get_field("parts").to_python(parts)
    question.save()
    question = CaseGroupQuestion.objects.get(pk=question.pk)
    return published(question)


def every_kind(root: Any, **extra: Any) -> list[Question]:
    """One published question of each of the seven kinds."""
    makers = (single, multiple, true_false, fill_blank, matching, ordering, case_group)
    return [make(root, **extra) for make in makers]
