"""Everything a programme needs: its pages, and whatever they lead to, and what that leads to."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.core.references import Needed, TakenOut, needed_in_words
from cms.models import CaseLibraryPage, CaseStudyPage, CongressRootPage, KnowledgePoint
from courses.models import ProgrammePage, Question, Quiz
from courses.quizzes.selectors import drawn_pool
from training.packs.archive.describing import describe, label_of, state_shown
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.naming import Namer, instance_of
from training.packs.archive.sorts import BESIDE, travels

ROOT, LIBRARY = "root", "library"


@dataclass
class Gathered:
    """The contents of an archive before it is written."""

    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    """Stored files by digest."""
    left_out: list[str] = field(default_factory=list)
    """Links that lead outside, in words."""


class Gatherer:
    """Follows references from one piece of content to the next, each once."""

    def __init__(self, programme: ProgrammePage, root: CongressRootPage) -> None:
        self.programme, self.root = programme, root
        self.namer = Namer(root)
        self.told = Gathered()
        self.waiting: deque[Any] = deque()
        self.known: set[str] = set()
        self.current = ""

    def gather(self) -> Gathered:
        """Everything, the pages in the order of the tree. Raises ArchiveRefused naming all pieces
        that cannot do without something that does not travel."""
        tree = self.programme.get_descendants(inclusive=True).order_by("path")
        for page in tree.specific():
            self.need(page)
        for quiz in Quiz.objects.filter(
            owner_root=self.root, purpose=Quiz.Purpose.PRACTICE, live=True
        ):
            self.need(quiz)
        problems: list[str] = []
        while self.waiting:
            while self.waiting:
                problems += self._take(self.waiting.popleft())
            for instance in self._beside():
                self.need(instance)
        if problems:
            raise ArchiveRefused("dangling", problems)
        return self.told

    def need(self, instance: Any) -> str:
        """Have a piece of content come along; returns its name."""
        ref = self.namer.ref_of(instance)
        if ref not in self.known:
            self.known.add(ref)
            self.waiting.append(instance)
        return ref

    def visit(self, model: type[Model], key: Any) -> str:
        """The name of what a reference leads to, which comes along. Raises TakenOut for what does
        not travel, and notes it."""
        instance = instance_of(model, key)
        if instance is None:
            self._leave_out(_("（已经删除的内容）"))
        elif isinstance(instance, CongressRootPage) and instance.pk == self.root.pk:
            return ROOT
        elif isinstance(instance, CaseLibraryPage):
            return LIBRARY
        elif isinstance(instance, Page) and not self._comes_along(instance):
            self._leave_out(f"《{instance.title}》")
        elif not travels(type(instance)):
            self._leave_out(label_of(instance))
        return self.need(instance)

    def _leave_out(self, what: str) -> None:
        self.told.left_out.append(f"{self.current} → {what}")
        raise TakenOut

    def _comes_along(self, page: Page) -> bool:
        inside = page.path.startswith(self.programme.path)
        return inside or isinstance(page, CaseStudyPage)

    def _take(self, instance: Any) -> list[str]:
        shown = state_shown(instance, newest=False)
        self.current = label_of(shown)
        try:
            content = describe(shown, self.visit, self._see_file)
        except Needed as needed:
            return [needed_in_words(needed, self.current)]
        if isinstance(instance, Page):
            content["parent"] = self._parent(instance)
            content["live"] = instance.live
        ref = self.namer.ref_of(instance)
        self.told.items[ref] = {"ref": ref, **content}
        if isinstance(instance, Quiz):
            self._draws(instance)
        return []

    def _parent(self, page: Page) -> str:
        if page.pk == self.programme.pk:
            return ROOT
        if isinstance(page, CaseStudyPage):
            return LIBRARY
        return self.namer.ref_of(page.get_parent().specific)

    def _see_file(self, digest: str, file: Any) -> None:
        self.told.files[digest] = file

    def _draws(self, quiz: Quiz) -> None:
        """What a quiz may draw is not named in it: the questions of its pool, and the knowledge
        points it draws by."""
        pool = drawn_pool(quiz).values_list("pk", flat=True)
        for question in Question.objects.filter(pk__in=list(pool)):
            self.need(question)
        slots = [slot for section in quiz.sections.all() for slot in section.slots.all()]
        keys = {key for slot in slots for key in slot.drawn_points()}
        for point in KnowledgePoint.objects.filter(key__in=keys):
            self.need(point)

    def _beside(self) -> Iterator[Any]:
        """Rows that nothing leads to, but that belong to what is there."""
        for label, names in BESIDE.items():
            model = apps.get_model(label)
            wanted = Q()
            for name in names:
                target = model._meta.get_field(name).related_model
                keys = [pk for pk in self.namer.keys_of(target) if pk is not None]
                wanted &= Q(**{f"{name}__in": keys})
            yield from model._default_manager.filter(wanted)
