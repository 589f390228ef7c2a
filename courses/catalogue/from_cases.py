"""Making a bank question from the decision point of a case: what was decided for a reader becomes
something that can be practised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.cases.models import CaseStudyPage
from cms.cases.snippets import texts_in
from cms.site.models import CongressRootPage
from courses.catalogue.case_models import CaseQuestion
from courses.questions.kinds.multiple_choice.models import MultipleChoiceQuestion
from courses.questions.kinds.single_choice.models import SingleChoiceQuestion
from courses.questions.models import Category, Choice, Question, QuestionCitation

CATEGORY = {"key": "cases", "name": "案例改编"}
LONGEST_WHY = 255
LONGEST_SITUATION = 600
SITUATION = frozenset({"text", "fiction"})


@dataclass(frozen=True)
class Point:
    """A decision point of a case as it was saved last, and the question made from it."""

    block: str
    number: int
    prompt: str
    options: list[str]
    question: Question | None


def draft_of(case: CaseStudyPage) -> CaseStudyPage:
    """The case as its author saved it last, published or not."""
    draft: CaseStudyPage = case.get_latest_revision_as_object()
    return draft


def points_of(case: CaseStudyPage) -> list[Point]:
    """The decision points of a case in order, with the questions made from them. Two queries
    beside those of the draft."""
    links = CaseQuestion.objects.filter(case=case)
    made = dict(links.values_list("block", "question_id"))
    questions: Any = Question.objects.non_polymorphic()
    known = questions.in_bulk(list(made.values()))
    return [
        Point(
            block=block.id,
            number=number,
            prompt=str(block.value["prompt"]),
            options=[str(option["text"]) for option in block.value["options"]],
            question=known.get(made.get(block.id, 0)),
        )
        for number, block in enumerate(draft_of(case).decisions(), start=1)
    ]


@transaction.atomic
def question_from(
    *, case: CaseStudyPage, block: str, by: Any, now: datetime
) -> tuple[Question, bool] | None:
    """The draft question made from a decision point, and whether it is new; None when the case
    has no such point. The case's row is locked, so that two presses make one question."""
    CaseStudyPage.objects.select_for_update(of=("self",)).filter(pk=case.pk).values_list("pk").get()
    known = CaseQuestion.objects.filter(case=case, block=block).first()
    if known:
        return Question.objects.get(pk=known.question_id), False
    draft = draft_of(case)
    places = {one.id: number for number, one in enumerate(draft.decisions(), start=1)}
    if block not in places:
        return None
    value = next(one.value for one in draft.decisions() if one.id == block)
    question = _drafted(draft, value, places[block])
    question.save()
    # The case may be half written; what is missing is asked for when the question is published.
    question.save_revision(user=by, clean=False)
    log(instance=question, action="wagtail.create", user=by)
    CaseQuestion.objects.create(
        case=case, block=block, question_id=question.pk, made_at=now, made_by=by
    )
    return question, True


def _drafted(case: CaseStudyPage, value: Any, number: int) -> Any:
    """An unsaved practice question: several sounder options make it one with several answers."""
    root = CongressRootPage.objects.ancestor_of(case).first()
    options = list(value["options"])
    sound = [option for option in options if option["best"]]
    kind = MultipleChoiceQuestion if len(sound) > 1 else SingleChoiceQuestion
    category, _made = Category.objects.get_or_create(
        owner_root=root, key=CATEGORY["key"], defaults={"name": CATEGORY["name"]}
    )
    question: Any = kind(
        number=_free_number(root, f"{case.code or case.slug.upper()}-{number}"),
        owner_root=root,
        category=category,
        use=Question.Use.PRACTICE,
        stem=_stem(case, number),
        explanation=_explanation(case, sound, str(value["done"])),
        fiction=True,
        live=False,
    )
    question.points = list(case.points.all())
    question.choices = [
        Choice(
            text=option["text"],
            right=bool(option["best"]),
            why="" if option["best"] else _shortened(str(option["consequence"])),
            sort_order=place,
        )
        for place, option in enumerate(options)
    ]
    question.citations = [
        QuestionCitation(provision=provision, detail=detail)
        for provision, detail in _cited(case.body)
    ]
    return question


def _stem(case: CaseStudyPage, number: int) -> str:
    """The prompt, after what its section tells before it: a question stands without the page."""
    told: list[str] = []
    passed = 0
    for block in case.body:
        if block.block_type == "heading":
            told = []
        elif block.block_type in SITUATION:
            told += texts_in(block.block.get_prep_value(block.value))
        elif block.block_type == "decision":
            passed += 1
            if passed == number:
                situation = "\n".join(told)
                prompt = str(block.value["prompt"])
                return "\n".join(filter(None, [situation[-LONGEST_SITUATION:], prompt]))
            told = []
    return ""


def _free_number(root: CongressRootPage | None, wanted: str) -> str:
    """The number wanted, or with a letter behind it when the bank has it already."""
    taken = set(
        Question.objects.filter(owner_root=root, number__startswith=wanted).values_list(
            "number", flat=True
        )
    )
    tries = [wanted, *(f"{wanted}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]
    return next((number for number in tries if number not in taken), f"{wanted}-{len(taken)}")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_WHY else f"{text[: LONGEST_WHY - 1]}…"


def _explanation(case: CaseStudyPage, sound: list[Any], done: str) -> str:
    """Why the sounder option is sounder, what was done, and which case this is from."""
    parts = [*(str(option["consequence"]) for option in sound), done]
    parts.append(_("改编自案例《%(title)s》。") % {"title": case.title})
    return "\n".join(part for part in parts if part.strip())


def _cited(body: Any) -> Iterator[tuple[Any, str]]:
    """The articles of the body's law cards, each with its paragraph, once."""
    seen: set[tuple[int, str]] = set()
    for block in body:
        cards = {"law": lambda b: [b.value], "basis": lambda b: list(b.value["articles"])}
        for card in cards.get(block.block_type, lambda _b: [])(block):
            provision, detail = card["provision"], str(card["detail"] or "")
            if provision and (provision.pk, detail) not in seen:
                seen.add((provision.pk, detail))
                yield provision, detail
