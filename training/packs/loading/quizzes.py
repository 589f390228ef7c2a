"""Quizzes, with their sections and slots."""

from typing import Any

from django.db import models

from cms.models import CongressRootPage
from courses.models import Quiz, QuizSection, QuizSlot
from courses.questions.services import digest_of
from training.packs.loading.keeping import Item, Keeper
from training.packs.pack import Pack
from training.packs.schema import QuizEntry, Section

FIELDS = ("title", "title_en", "intro", "purpose", "time_limit", "attempts_allowed", "pass_mark")


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
        """Over the settings and the whole paper."""
        quiz = Quiz.objects.get(pk=found.pk)
        slots = QuizSlot.objects.filter(section__quiz=quiz).order_by(
            "section__sort_order", "sort_order"
        )
        return digest_of(
            {
                **{name: getattr(quiz, name) for name in FIELDS},
                "sections": list(quiz.sections.values_list("title", "shuffle")),
                "slots": list(
                    slots.values_list(
                        "section__sort_order", "question_id", "draw_tag", "draw_points"
                    )
                ),
            }
        )

    def drafted(self, found: Any) -> bool:
        """Never: a quiz has no drafts."""
        return False

    def _section(self, section: Section, order: int) -> QuizSection:
        slots = [QuizSlot(question_id=self.keeper.pk(f"question:{k}")) for k in section.questions]
        slots += [
            QuizSlot(draw_tag=draw.tag, draw_points=" ".join(draw.points)) for draw in section.draws
        ]
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
        quiz.sections = [self._section(s, order) for order, s in enumerate(entry.sections)]
        quiz.save()
        return quiz


def load(pack: Pack, keeper: Keeper, root: CongressRootPage) -> None:
    """Every quiz of quizzes.yaml."""
    with keeper.one_file("quizzes.yaml"):
        for quiz in pack.quizzes:
            item = Item(f"quiz:{quiz.entry.key}", quiz.source(), quiz.file, quiz.line())
            keeper.place(item, QuizSubject(quiz.entry, keeper, root))
