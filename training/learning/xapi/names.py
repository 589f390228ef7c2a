"""What activities are called, in Chinese and English: asked once each, however many statements."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wagtail.models import Page

from cms.cases.models import CaseStudyPage
from courses.catalogue.models import LessonPage, ProgrammePage, ProgrammeSession
from courses.quizzes.models import Quiz
from courses.workshops.models import WritingTask

# What carries an English title beside the Chinese one: the model, and its field for the identity.
TWO_TONGUES: Sequence[tuple[Any, str]] = (
    (LessonPage, "translation_key"),
    (CaseStudyPage, "translation_key"),
    (ProgrammePage, "translation_key"),
    (Quiz, "uuid"),
    (WritingTask, "uuid"),
    (ProgrammeSession, "uuid"),
)
# Their words are the paper's, and no export's.
NAMELESS = frozenset({"question", "decision", "ballot"})


class Names(dict[UUID, tuple[str, str]]):
    """Chinese and English titles by activity; ('', '') for what has none or is gone."""

    def learn(self, statements: Iterable[Any]) -> None:
        """Ask for those that are not known yet. Seven queries, none when all are known."""
        wanted = {s.activity for s in statements if s.activity_type not in NAMELESS}
        wanted -= self.keys()
        if not wanted:
            return
        self.update(dict.fromkeys(wanted, ("", "")))
        pages = Page.objects.filter(translation_key__in=wanted)
        self.update(
            (key, (title, "")) for key, title in pages.values_list("translation_key", "title")
        )
        for model, identity in TWO_TONGUES:
            rows = model.objects.filter(**{f"{identity}__in": wanted}).order_by()
            found = rows.values_list(identity, "title", "title_en")
            self.update((key, (title, english)) for key, title, english in found)
