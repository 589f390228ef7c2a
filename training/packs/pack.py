"""A whole pack in memory: every entry with the file and line it came from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel

from training.packs import directives, quiz_schema, schema, writing_schema
from training.packs.prose import Block, Directive, blocks_of, chinese_characters
from training.packs.question_schema import QUESTION, QuestionEntry
from training.packs.reading import Shelf, Steps, Tree
from training.packs.report import Problem
from training.packs.validating import validated

E = TypeVar("E", bound=BaseModel)


@dataclass
class Sourced(Generic[E]):
    """An entry of a pack and where it stands."""

    entry: E
    tree: Tree
    path: Steps = ()
    blocks: list[Block] = field(default_factory=list)
    body: str = ""

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.tree.file

    def line(self, *path: str | int) -> int:
        """The line of a part of it."""
        return self.tree.line((*self.path, *path))

    def source(self) -> dict[str, Any]:
        """What the entry says, whatever its layout: the text that its digest is taken of."""
        return {"entry": self.entry.model_dump(mode="json"), "body": self.body}


@dataclass
class Bank:
    """What there may be any number of: the entries of lists and folders."""

    points: list[Sourced[schema.Point]] = field(default_factory=list)
    prerequisites: list[Sourced[schema.PrerequisiteEntry]] = field(default_factory=list)
    statutes: list[Sourced[schema.StatuteRow]] = field(default_factory=list)
    provisions: list[Sourced[schema.ProvisionEntry]] = field(default_factory=list)
    correspondences: list[Sourced[schema.CorrespondenceRow]] = field(default_factory=list)
    drawings: dict[str, Sourced[schema.DrawingEntry]] = field(default_factory=dict)
    roster: list[Sourced[schema.RosterRow]] = field(default_factory=list)
    cases: list[Sourced[schema.CaseHead]] = field(default_factory=list)
    lessons: list[Sourced[schema.LessonHead]] = field(default_factory=list)
    questions: list[Sourced[QuestionEntry]] = field(default_factory=list)
    quizzes: list[Sourced[quiz_schema.QuizEntry]] = field(default_factory=list)
    public_pages: list[Sourced[schema.SitePage]] = field(default_factory=list)


@dataclass
class Pack(Bank):
    """Everything in a folder, all of it readable."""

    folder: Path = field(kw_only=True)
    about: Sourced[schema.About] = field(kw_only=True)
    congress: Sourced[schema.CongressEntry] = field(kw_only=True)
    staff: Sourced[schema.Staff] = field(kw_only=True)
    programme: Sourced[schema.Programme] = field(kw_only=True)
    writing: Sourced[writing_schema.WritingEntry] | None = field(kw_only=True, default=None)

    @property
    def key(self) -> str:
        """The pack's own key."""
        return self.about.entry.key

    def minutes(self, lesson: Sourced[schema.LessonHead]) -> int:
        """How long a lesson takes: 300 characters or one question a minute, between 5 and 12."""
        reading = -(-chinese_characters(lesson.body) // 300)
        questions = sum(block.kind == "practice" for block in lesson.blocks)
        return min(max(reading + questions, 5), 12)


def point_of(question: Sourced[QuestionEntry]) -> str:
    """The knowledge point of a question: the name of its file."""
    return Path(question.file).stem


class _Reader:
    """Reads a pack from a shelf, file by file."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)
        self.bank = Bank()

    @property
    def problems(self) -> list[Problem]:
        return self.shelf.problems

    def whole(self, shape: type[E], name: str) -> Sourced[E] | None:
        """A file that is one entry."""
        tree = self.shelf.yaml(name)
        if tree.value is None:
            if not any(problem.file == name for problem in self.problems):
                self.shelf.complain(name, 1, _("文件是空的。"))
            return None
        entry = validated(shape.model_validate, tree, (), tree.value, self.problems)
        return Sourced(entry, tree) if entry else None

    def each(self, check: Callable[[Any], E], tree: Tree) -> list[Sourced[E]]:
        """The entries of a file that is a list."""
        found = []
        if tree.value is not None and not isinstance(tree.value, list):
            self.shelf.complain(tree.file, 1, _("这个文件要写成列表，每一项以 - 开头。"))
            return []
        for n, value in enumerate(tree.value or []):
            entry = validated(check, tree, (n,), value, self.problems)
            if entry is not None:
                found.append(Sourced(entry, tree, (n,)))
        return found

    def page(self, shape: type[E], name: str, known: dict[str, Directive]) -> Sourced[E] | None:
        """A Markdown file."""
        tree, body, first_line = self.shelf.page(name)
        if tree.value is None:
            return None
        entry = validated(shape.model_validate, tree, (), tree.value, self.problems)
        blocks = blocks_of(body, first_line, name, known, self.problems)
        if not any(block.kind == "heading" for block in blocks):
            self.shelf.complain(name, first_line, _("正文里没有小节标题（## …）。"))
        return Sourced(entry, tree, (), blocks, body) if entry else None

    def pages(self, shape: type[E], folder: str, known: dict[str, Directive]) -> list[Sourced[E]]:
        """All Markdown files of a folder."""
        found = [self.page(shape, name, known) for name in self.shelf.names(f"{folder}/*.md")]
        return [page for page in found if page]

    def inside(self, text: str, tree: Tree, path: Steps) -> list[Block]:
        """The blocks of a body that stands in a YAML file: it begins below its key."""
        first = tree.line(path) + 1
        return blocks_of(text, first, tree.file, directives.PAGE, self.problems)

    def public_pages(self) -> list[Sourced[schema.SitePage]]:
        """Home, then the plain pages."""
        site = self.whole(schema.SiteEntry, "site.yaml")
        if site is None:
            return []
        paths: list[Steps] = [("home",), *(("pages", n) for n in range(len(site.entry.pages)))]
        return [
            Sourced(page, site.tree, path, self.inside(page.body, site.tree, (*path, "body")))
            for path, page in zip(paths, [site.entry.home, *site.entry.pages], strict=True)
        ]

    def drawings(self) -> dict[str, Sourced[schema.DrawingEntry]]:
        """The words and the text of every drawing; checks.py looks at the SVG itself."""
        drawings = {}
        for name in self.shelf.names("pictures/*.yaml"):
            if found := self.whole(schema.DrawingEntry, name):
                found.body = self.shelf.text(name.removesuffix(".yaml") + ".svg") or ""
                drawings[Path(name).stem] = found
        for name in self.shelf.names("pictures/*.svg"):
            if not (self.shelf.folder / name).with_suffix(".yaml").is_file():
                self.shelf.complain(name, 1, _("缺少同名的 .yaml（图题和替代文本）。"))
        return drawings

    def programme(self) -> Sourced[schema.Programme] | None:
        """The timetable and its introduction."""
        found = self.whole(schema.Programme, "programme.yaml")
        if found:
            found.blocks = self.inside(found.entry.intro, found.tree, ("intro",))
        return found

    def writing(self) -> Sourced[writing_schema.WritingEntry] | None:
        """Rubrics, writing tasks and sample drafts; a pack need not have any."""
        if not (self.shelf.folder / "writing.yaml").is_file():
            return None
        return self.whole(writing_schema.WritingEntry, "writing.yaml")

    def prerequisites(self) -> list[Sourced[schema.PrerequisiteEntry]]:
        """Which points come before others; a pack need not say it."""
        name = "prerequisites.yaml"
        if not (self.shelf.folder / name).is_file():
            return []
        return self.each(schema.PrerequisiteEntry.model_validate, self.shelf.yaml(name))

    def correspondences(self) -> list[Sourced[schema.CorrespondenceRow]]:
        """What became of the articles of old versions; a pack need not say it."""
        name = "law/correspondences.csv"
        if not (self.shelf.folder / name).is_file():
            return []
        return self.each(schema.CorrespondenceRow.model_validate, self.shelf.csv(name))

    def read(self) -> Pack | None:
        """Every file of the folder; None when one of those that must be there is not readable."""
        shelf, bank = self.shelf, self.bank
        about = self.whole(schema.About, "pack.yaml")
        bank.points = self.each(schema.Point.model_validate, shelf.yaml("points.yaml"))
        bank.prerequisites = self.prerequisites()
        bank.statutes = self.each(schema.StatuteRow.model_validate, shelf.csv("law/statutes.csv"))
        bank.provisions = self.each(
            schema.ProvisionEntry.model_validate, shelf.yaml("law/provisions.yaml")
        )
        bank.correspondences = self.correspondences()
        bank.drawings = self.drawings()
        congress = self.whole(schema.CongressEntry, "people/congress.yaml")
        bank.roster = self.each(schema.RosterRow.model_validate, shelf.csv("people/roster.csv"))
        staff = self.whole(schema.Staff, "people/staff.yaml")
        bank.public_pages = self.public_pages()
        bank.cases = self.pages(schema.CaseHead, "cases", directives.CASE)
        bank.lessons = self.pages(schema.LessonHead, "lessons", directives.LESSON)
        for name in shelf.names("questions/*.yaml"):
            bank.questions += self.each(QUESTION.validate_python, shelf.yaml(name))
        bank.quizzes = self.each(quiz_schema.QuizEntry.model_validate, shelf.yaml("quizzes.yaml"))
        programme, writing = self.programme(), self.writing()
        if not (about and congress and staff and programme):
            return None
        return Pack(
            **vars(bank),
            folder=shelf.folder,
            about=about,
            congress=congress,
            staff=staff,
            programme=programme,
            writing=writing,
        )


def read_pack(folder: Path) -> tuple[Pack | None, list[Problem]]:
    """The pack in a folder and what is wrong with single files; checks.py compares them.

    Without problems there is a pack, and every single entry is in it.
    """
    if not folder.is_dir():
        return None, [Problem(str(folder), 1, _("没有这个文件夹。"))]
    reader = _Reader(folder)
    return reader.read(), reader.problems
