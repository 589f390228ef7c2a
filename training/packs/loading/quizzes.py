"""Quizzes, with their sections and slots."""

from decimal import Decimal
from typing import Any

from django.db import models

from cms.models import CongressRootPage
from courses.models import Quiz, QuizSection, QuizSlot
from courses.questions.services import digest_of
from training.packs.loading.keeping import Item, Keeper
from training.packs.pack import Pack
from training.packs.quiz_schema import Draw, Options, QuizEntry, Section

FIELDS = ("title", "title_en", "intro", "purpose", "time_limit", "attempts_allowed", "pass_mark")
OPTIONS = tuple(Options.model_fields)
SLOT = ("section__sort_order", "question_id", "draw_tag", "draw_points")
SLOT_OPTIONS = {
    "draw_easiest": None,
    "draw_hardest": None,
    "draw_count": 1,
    "mark": Decimal(1),
}
DRAW_UNSAID = {"easiest": None, "hardest": None, "count": 1, "mark": None}


def unsaid(purpose: str) -> dict[str, Any]:
    """The options of a quiz of which a pack says nothing: a final test keeps its keys back until
    she has passed or has no tries left, everything else is as for a new quiz."""
    plain = {name: Quiz._meta.get_field(name).get_default() for name in OPTIONS}
    return plain | {"keys_wait": purpose == Quiz.Purpose.FINAL}


class QuizSubject:
    """A quiz; its sections and slots are the pack's as a whole: nothing else points to them."""

    model: type[models.Model] = Quiz

    def __init__(self, entry: QuizEntry, keeper: Keeper, root: CongressRootPage) -> None:
        self.entry = entry
        self.keeper = keeper
        self.root = root

    def find(self) -> models.Model | None:
        """By key, of the same congress."""
        return Quiz.objects.filter(key=self.entry.key, owner_root=self.root).first()

    def digest(self, found: Any) -> str:
        """Over the settings and the whole paper.

        Options stand in it only where they differ from the unsaid ones, so that an option added
        to the software later changes no digest.
        """
        quiz = Quiz.objects.get(pk=found.pk)
        slots = QuizSlot.objects.filter(section__quiz=quiz).order_by(
            "section__sort_order", "sort_order"
        )
        usual = unsaid(quiz.purpose)
        chosen = {n: _plain(getattr(quiz, n)) for n in OPTIONS if getattr(quiz, n) != usual[n]}
        rows = list(slots.values(*SLOT, *SLOT_OPTIONS))
        special = [
            {n: _plain(row[n]) for n, usually in SLOT_OPTIONS.items() if row[n] != usually}
            for row in rows
        ]
        return digest_of(
            {
                **{name: getattr(quiz, name) for name in FIELDS},
                **chosen,
                "sections": list(quiz.sections.values_list("title", "shuffle")),
                "slots": [tuple(row[name] for name in SLOT) for row in rows],
                **({"slot_options": special} if any(special) else {}),
            }
        )

    def drafted(self, found: Any) -> bool:
        """Never: a quiz has no drafts."""
        return False

    def _section(self, section: Section, order: int) -> QuizSection:
        slots = [
            QuizSlot(question_id=self.keeper.pk(f"question:{key}"), mark=section.mark)
            for key in section.questions
        ]
        slots += [_drawing(draw, section) for draw in section.draws]
        for place, slot in enumerate(slots):
            slot.sort_order = place
        made = QuizSection(title=section.title, shuffle=section.shuffle, sort_order=order)
        made.slots = slots
        return made

    def write(self, found: Any) -> models.Model:
        """Set it up anew; papers already begun keep their own copy."""
        entry = self.entry
        quiz = found or Quiz(key=entry.key, owner_root=self.root)
        quiz.title, quiz.title_en, quiz.intro = entry.title, entry.title_en, entry.intro
        quiz.purpose, quiz.pass_mark = entry.purpose, entry.pass_mark
        quiz.time_limit, quiz.attempts_allowed = entry.time_limit, entry.attempts
        for name, value in (unsaid(entry.purpose) | entry.written()).items():
            setattr(quiz, name, value)
        quiz.sections = [self._section(s, order) for order, s in enumerate(entry.sections)]
        quiz.save()
        return quiz


def _drawing(draw: Draw, section: Section) -> QuizSlot:
    return QuizSlot(
        draw_tag=draw.tag,
        draw_points=" ".join(draw.points),
        draw_easiest=draw.easiest,
        draw_hardest=draw.hardest,
        draw_count=draw.count,
        mark=section.mark if draw.mark is None else draw.mark,
    )


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value if isinstance(value, int | str | list | dict | None) else str(value)


def _said(source: dict[str, Any]) -> dict[str, Any]:
    """The source without options it does not use: one that is new in the software is no change of
    the pack."""
    entry = {n: v for n, v in source["entry"].items() if n not in OPTIONS or v is not None}
    for section in entry["sections"]:
        if section["mark"] == "1":
            del section["mark"]
        for draw in section["draws"]:
            for name, usually in DRAW_UNSAID.items():
                if draw[name] == usually:
                    del draw[name]
    return source | {"entry": entry}


def load(pack: Pack, keeper: Keeper, root: CongressRootPage) -> None:
    """Every quiz of quizzes.yaml."""
    with keeper.one_file("quizzes.yaml"):
        for quiz in pack.quizzes:
            source = _said(quiz.source())
            item = Item(f"quiz:{quiz.entry.key}", source, quiz.file, quiz.line())
            keeper.place(item, QuizSubject(quiz.entry, keeper, root))
