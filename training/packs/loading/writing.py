"""Rubrics with their criteria, and writing tasks."""

from typing import Any

from django.db import models

from cms.models import CongressRootPage
from courses.models import Criterion, Rubric, WritingTask
from courses.questions.services import digest_of
from courses.workshops.services import body_of
from training.packs.loading.keeping import Item, Keeper
from training.packs.pack import Pack
from training.packs.prose import rich
from training.packs.writing_schema import RubricEntry, TaskEntry

FIELDS = (
    "title",
    "title_en",
    "brief",
    "form",
    "pass_score",
    "drafts_allowed",
    "least_characters",
    "most_characters",
    "opens_at",
    "closes_at",
    "live",
)


class RubricSubject:
    """A rubric; its criteria are the pack's as a whole: drafts keep versions of their own."""

    model: type[models.Model] = Rubric

    def __init__(self, entry: RubricEntry, root: CongressRootPage) -> None:
        self.entry = entry
        self.root = root

    def find(self) -> models.Model | None:
        """By key, of the same congress."""
        return Rubric.objects.filter(key=self.entry.key, owner_root=self.root).first()

    def digest(self, found: Any) -> str:
        """Over everything a version would keep."""
        return digest_of(body_of(Rubric.objects.get(pk=found.pk)))

    def drafted(self, found: Any) -> bool:
        """Never: a rubric has no drafts."""
        return False

    def write(self, found: Any) -> models.Model:
        """Set it up anew."""
        entry = self.entry
        rubric = found or Rubric(key=entry.key, owner_root=self.root)
        rubric.title, rubric.note = entry.title, entry.note
        rubric.criteria = [
            Criterion(
                sort_order=order,
                code=one.code,
                title=one.title,
                weight=one.weight,
                veto=one.veto,
                **{f"level_{level}": looks for level, looks in enumerate(one.levels)},
            )
            for order, one in enumerate(entry.criteria)
        ]
        rubric.save()
        return rubric


class TaskSubject:
    """A writing task, published."""

    model: type[models.Model] = WritingTask

    def __init__(self, entry: TaskEntry, rubric_id: Any, root: CongressRootPage) -> None:
        self.entry = entry
        self.rubric_id = rubric_id
        self.root = root

    def find(self) -> models.Model | None:
        """By key, of the same congress."""
        return WritingTask.objects.filter(key=self.entry.key, owner_root=self.root).first()

    def digest(self, found: Any) -> str:
        """Over everything the pack decides, and the times that it leaves open."""
        task = WritingTask.objects.select_related("rubric").get(pk=found.pk)
        return digest_of(
            {**{name: str(getattr(task, name)) for name in FIELDS}, "rubric": task.rubric.key}
        )

    def drafted(self, found: Any) -> bool:
        """Whether somebody has changes on it that are not published."""
        return bool(found.has_unpublished_changes)

    def write(self, found: Any) -> models.Model:
        """Fill, save and publish it."""
        entry = self.entry
        task = found or WritingTask(key=entry.key, owner_root=self.root, live=False)
        task.title, task.title_en, task.form = entry.title, entry.title_en, entry.form
        task.brief, task.rubric_id = rich(entry.brief), self.rubric_id
        task.pass_score, task.drafts_allowed = entry.pass_score, entry.drafts
        task.least_characters, task.most_characters = entry.least, entry.most
        task.save()
        task.save_revision().publish()
        task.refresh_from_db()
        return task


def load(pack: Pack, keeper: Keeper, root: CongressRootPage) -> None:
    """Everything of writing.yaml that is content; a pack need not have the file."""
    writing = pack.writing
    if writing is None:
        return
    with keeper.one_file(writing.file):
        for n, rubric in enumerate(writing.entry.rubrics):
            item = Item(
                f"rubric:{rubric.key}",
                rubric.model_dump(mode="json"),
                writing.file,
                writing.line("rubrics", n),
            )
            keeper.place(item, RubricSubject(rubric, root))
        for n, task in enumerate(writing.entry.tasks):
            line = writing.line("tasks", n)
            item = Item(f"task:{task.key}", task.model_dump(mode="json"), writing.file, line)
            rubric_id = keeper.needed(f"rubric:{task.rubric}", writing.file)
            keeper.place(item, TaskSubject(task, rubric_id, root))
