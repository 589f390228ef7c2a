"""Questions of every kind: published and frozen, or drafts while what they rest on is checked."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid5

from django.db import models
from django.utils.translation import gettext as _

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
    OrderingEntry,
    OrderingQuestion,
    Question,
    QuestionCitation,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from courses.questions.continuing import kept_said
from courses.questions.services import digest_of, frozen_content
from training.packs.loading.keeping import Item, Keeper
from training.packs.pack import Pack, Sourced, point_of
from training.packs.prose import NAMESPACE
from training.packs.question_schema import QuestionEntry
from training.packs.report import PackRefused, Problem

CATEGORY = {"key": "five-days", "name": "五天培训题库"}


def _identity(*parts: object) -> str:
    return uuid5(NAMESPACE, ":".join(str(part) for part in parts)).hex[:12]


# ---- what each kind has beside a stem


def _choices(question: Any, entry: Any) -> None:
    old = list(question.choices.all())
    kept = kept_said(old, [o.text for o in entry.options], lambda row: row.text)
    rows = []
    for place, (option, row) in enumerate(zip(entry.options, kept, strict=True)):
        choice = row or Choice(identity=_identity(entry.key, "option", option.text))
        choice.text, choice.right, choice.why = option.text, option.right, option.why
        choice.keep_last, choice.sort_order = option.keep_last, place
        rows.append(choice)
    question.choices = rows


def _answer(question: Any, entry: Any) -> None:
    question.answer = entry.answer


def _blanks(question: Any, entry: Any) -> None:
    old = list(question.blanks.all())
    rows = []
    for place, accepted in enumerate(entry.blanks):
        blank = old[place] if place < len(old) else Blank()
        blank.accepted, blank.sort_order = "\n".join(accepted), place
        rows.append(blank)
    question.blanks = rows


def _pairs(question: Any, entry: Any) -> None:
    wanted = [(pair.left, pair.right) for pair in entry.pairs]
    wanted += [("", right) for right in entry.extra_right]
    old = list(question.pairs.all())
    kept = kept_said(
        old, [left or right for left, right in wanted], lambda row: row.left or row.right
    )
    rows = []
    for place, ((left, right), row) in enumerate(zip(wanted, kept, strict=True)):
        pair = row or MatchPair(
            left_identity=_identity(entry.key, "left", left or right),
            right_identity=_identity(entry.key, "right", right),
        )
        pair.left, pair.right, pair.sort_order = left, right, place
        rows.append(pair)
    question.pairs = rows


def _entries(question: Any, entry: Any) -> None:
    old = list(question.entries.all())
    kept = kept_said(old, entry.items, lambda row: row.text)
    rows = []
    for place, (text, row) in enumerate(zip(entry.items, kept, strict=True)):
        one = row or OrderingEntry(identity=_identity(entry.key, "entry", text))
        one.text, one.sort_order = text, place
        rows.append(one)
    question.entries = rows


def _listed(values: list[Any], ids: list[str]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": value, "id": identity}
        for value, identity in zip(values, ids, strict=True)
    ]


def _part(entry: Any, place: int, part: Any, old: dict[str, Any]) -> dict[str, Any]:
    name = f"{entry.key}:part{place}"
    value: dict[str, Any] = {"stem": part.stem, "explanation": part.explanation}
    if part.kind in {"single_choice", "multiple_choice"}:
        known = old.get("options", [])
        kept = kept_said(known, [o.text for o in part.options], lambda row: row["value"]["text"])
        ids = [
            row["id"] if row else _identity(name, option.text)
            for option, row in zip(part.options, kept, strict=True)
        ]
        value["options"] = _listed([o.model_dump() for o in part.options], ids)
    elif part.kind == "true_false":
        value["answer"] = "true" if part.answer else "false"
    else:
        blanks = ["\n".join(accepted) for accepted in part.blanks]
        ids = [_identity(name, "blank", n) for n in range(len(blanks))]
        value["blanks"] = _listed(blanks, ids)
    return {"type": part.kind, "value": value, "id": str(uuid5(NAMESPACE, name))}


def _parts(question: Any, entry: Any) -> None:
    old = list(question.parts.raw_data)
    raw = []
    for place, part in enumerate(entry.parts):
        known = old[place] if place < len(old) and old[place]["type"] == part.kind else {}
        raw.append(_part(entry, place, part, known.get("value", {})))
    question.parts = json.dumps(raw)


KINDS: dict[str, tuple[type[Question], Callable[[Any, Any], None]]] = {
    "single_choice": (SingleChoiceQuestion, _choices),
    "multiple_choice": (MultipleChoiceQuestion, _choices),
    "true_false": (TrueFalseQuestion, _answer),
    "fill_blank": (FillBlankQuestion, _blanks),
    "matching": (MatchingQuestion, _pairs),
    "ordering": (OrderingQuestion, _entries),
    "case_group": (CaseGroupQuestion, _parts),
}


# ---- the question itself


class QuestionSubject:
    """A question in the bank of a congress."""

    model: type[models.Model] = Question

    def __init__(self, sourced: Sourced[QuestionEntry], keeper: Keeper, category: Category) -> None:
        self.sourced = sourced
        self.entry: Any = sourced.entry
        self.keeper = keeper
        self.category = category

    def find(self) -> models.Model | None:
        """By number, in the same bank."""
        found: models.Model | None = Question.objects.filter(
            number=self.entry.key, owner_root=self.category.owner_root
        ).first()
        return found

    def digest(self, found: Any) -> str:
        """Over what a version would freeze, and the tags: of the live question, or of the draft
        while it has never been published."""
        question = type(found).objects.get(pk=found.pk)
        tags = sorted(question.tags.names())
        if not question.live and question.latest_revision_id:
            question = question.get_latest_revision_as_object()
        return digest_of({**frozen_content(question), "tags": tags})

    def drafted(self, found: Any) -> bool:
        """Whether somebody changed it without publishing; a first draft of ours is not that."""
        return bool(found.live and found.has_unpublished_changes)

    def write(self, found: Any) -> models.Model:
        """Fill, save and publish it; a question under review is saved as a draft."""
        entry = self.entry
        model, fill = KINDS[entry.kind]
        if found is not None and type(found) is not model:
            told = _("题目“%s”的题型变了；换题型请换一个新的 key。") % entry.key
            raise PackRefused(Problem(self.sourced.file, self.sourced.line("kind"), told))
        question: Any = found or model(
            number=entry.key, owner_root=self.category.owner_root, live=False
        )
        question.category = self.category
        question.use, question.difficulty = entry.use, entry.difficulty
        question.stem, question.fiction = entry.stem, entry.fiction
        question.explanation = entry.told()
        question.points = list(KnowledgePoint.objects.filter(key=point_of(self.sourced)))
        question.citations = [
            QuestionCitation(
                provision_id=self.keeper.pk(f"provision:{cited.key}"), detail=cited.detail
            )
            for cited in entry.citations
        ]
        question.tags.set(entry.tags)
        fill(question, entry)
        self._save(question)
        return question

    def _save(self, question: Any) -> None:
        if self.entry.state == "ready":
            # Saved first, so that the revision knows the keys of its rows.
            question.save()
            question.save_revision().publish()
        elif question.live:
            question.save_revision()
        else:
            question.save()
            question.save_revision()


def load(pack: Pack, keeper: Keeper, root: CongressRootPage) -> None:
    """The whole bank, one file at a time."""
    category, _created = Category.objects.get_or_create(
        key=CATEGORY["key"], owner_root=root, defaults={"name": CATEGORY["name"]}
    )
    by_file: dict[str, list[Sourced[QuestionEntry]]] = {}
    for question in pack.questions:
        by_file.setdefault(question.file, []).append(question)
    for file, questions in by_file.items():
        with keeper.one_file(file):
            for question in questions:
                key = f"question:{question.entry.key}"
                source = {**question.source(), "point": point_of(question)}
                item = Item(key, source, file, question.line())
                keeper.place(item, QuestionSubject(question, keeper, category))
