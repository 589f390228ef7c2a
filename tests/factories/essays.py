"""Published questions that a person marks, by hand and small."""

from typing import Any

from courses.models import (
    CaseGroupQuestion,
    Question,
    ShortAnswerCriterion,
    ShortAnswerQuestion,
)
from tests.factories.questions import bank, published

CRITERIA = (("弄清事实", 1), ("找对单位", 2), ("写明诉求", 1))


def short_answer(root: Any, number: str = "A1", **extra: Any) -> Question:
    """A rubric of 弄清事实, 找对单位 (twice the weight of each other) and 写明诉求."""
    question = ShortAnswerQuestion.objects.create(
        number=number,
        category=bank(root),
        owner_root=root,
        use=Question.Use.EXAMINATION,
        stem="怎样提出一条好建议？",
        model_answer="弄清事实，找对单位，写明诉求。",
        **extra,
    )
    for order, (text, weight) in enumerate(CRITERIA):
        ShortAnswerCriterion.objects.create(
            question=question,
            text=text,
            weight=weight,
            full=f"{text}，有例子",
            partial=f"提到{text}",
            sort_order=order,
        )
    return published(question)


def case_with_essay(root: Any, number: str = "CE1") -> Question:
    """A situation with a statement that is wrong, and a short answer with two criteria."""
    criteria = [
        {"type": "item", "id": name, "value": {"text": text, "weight": 1}}
        for name, text in (("see", "先看现场"), ("ask", "再问群众"))
    ]
    parts = [
        {
            "type": "true_false",
            "id": "claim",
            "value": {"stem": "可以当场拍板。", "answer": "false", "explanation": "不直接处理。"},
        },
        {
            "type": "short_answer",
            "id": "essay",
            "value": {"stem": "您会怎么做？", "criteria": criteria, "model_answer": "先看再问。"},
        },
    ]
    question = CaseGroupQuestion(
        number=number,
        category=bank(root),
        owner_root=root,
        use=Question.Use.EXAMINATION,
        stem="路灯不亮，群众找到代表。",
    )
    question.parts = CaseGroupQuestion._meta.get_field("parts").to_python(parts)
    question.save()
    return published(CaseGroupQuestion.objects.get(pk=question.pk))
