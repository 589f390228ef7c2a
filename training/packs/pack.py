"""A whole pack in memory: every entry with the file and line it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, TypeAdapter

from training.packs import directives, schema
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
class Pack:
    """Everything in the folder. Without problems every single entry is there."""

    folder: Path
    about: Sourced[schema.About] | None = None
    congress: Sourced[schema.CongressEntry] | None = None
    staff: Sourced[schema.Staff] | None = None
    site: Sourced[schema.SiteEntry] | None = None
    programme: Sourced[schema.Programme] | None = None
    points: list[Sourced[schema.Point]] = field(default_factory=list)
    statutes: list[Sourced[schema.StatuteRow]] = field(default_factory=list)
    provisions: list[Sourced[schema.ProvisionEntry]] = field(default_factory=list)
    drawings: dict[str, Sourced[schema.DrawingEntry]] = field(default_factory=dict)
    roster: list[Sourced[schema.RosterRow]] = field(default_factory=list)
    cases: list[Sourced[schema.CaseHead]] = field(default_factory=list)
    lessons: list[Sourced[schema.LessonHead]] = field(default_factory=list)
    questions: list[Sourced[QuestionEntry]] = field(default_factory=list)
    quizzes: list[Sourced[schema.QuizEntry]] = field(default_factory=list)
    public_pages: list[Sourced[schema.SitePage]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The pack's own key."""
        assert self.about
        return self.about.entry.key

    def point_of(self, question: Sourced[QuestionEntry]) -> str:
        """The knowledge point of a question: the name of its file."""
        return Path(question.file).stem

    def practice_questions(self, lesson: Sourced[schema.LessonHead]) -> int:
        """How many questions a lesson asks."""
        return sum(block.kind == "practice" for block in lesson.blocks)

    def minutes(self, lesson: Sourced[schema.LessonHead]) -> int:
        """How long a lesson takes: 300 characters or one question a minute, between 5 and 12."""
        reading = -(-chinese_characters(lesson.body) // 300)
        return min(max(reading + self.practice_questions(lesson), 5), 12)


class _Reader:
    """Fills a Pack from a shelf."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)
        self.pack = Pack(folder)

    @property
    def problems(self) -> list[Problem]:
        return self.shelf.problems

    def whole(self, shape: type[E], name: str) -> Sourced[E] | None:
        """A file that is one entry."""
        tree = self.shelf.yaml(name)
        before = len(self.problems)
        if tree.value is None:
            if not any(problem.file == name for problem in self.problems):
                self.shelf.complain(name, 1, _("文件是空的。"))
            return None
        entry = validated(shape, tree, (), tree.value, self.problems)
        return Sourced(entry, tree) if entry and len(self.problems) == before else None

    def each(self, shape: type[E] | TypeAdapter[E], tree: Tree) -> Iterator[Sourced[E]]:
        """The entries of a file that is a list."""
        if tree.value is not None and not isinstance(tree.value, list):
            self.shelf.complain(tree.file, 1, _("这个文件要写成列表，每一项以 - 开头。"))
            return
        for n, value in enumerate(tree.value or []):
            entry = validated(shape, tree, (n,), value, self.problems)
            if entry is not None:
                yield Sourced(entry, tree, (n,))

    def page(self, shape: type[E], name: str, known: dict[str, Directive]) -> Sourced[E] | None:
        """A Markdown file."""
        tree, body, first_line = self.shelf.page(name)
        if tree.value is None:
            return None
        entry = validated(shape, tree, (), tree.value, self.problems)
        blocks = blocks_of(body, first_line, name, known, self.problems)
        if not any(block.kind == "heading" for block in blocks):
            self.shelf.complain(name, first_line, _("正文里没有小节标题（## …）。"))
        return Sourced(entry, tree, (), blocks, body) if entry else None

    def pages(self, shape: type[E], folder: str, known: dict[str, Directive]) -> list[Sourced[E]]:
        """All Markdown files of a folder."""
        found = [self.page(shape, name, known) for name in self.shelf.names(f"{folder}/*.md")]
        return [page for page in found if page]

    def public_pages(self) -> None:
        """Home and plain pages; their bodies stand inside site.yaml."""
        if not (site := self.pack.site):
            return
        paths: list[Steps] = [("home",), *(("pages", n) for n in range(len(site.entry.pages)))]
        for path, entry in zip(paths, [site.entry.home, *site.entry.pages], strict=True):
            # A block scalar's text begins on the line after its key.
            first = site.tree.line((*path, "body")) + 1
            blocks = blocks_of(entry.body, first, site.file, directives.PAGE, self.problems)
            self.pack.public_pages.append(Sourced(entry, site.tree, path, blocks))

    def drawings(self) -> None:
        """The words of every drawing; checks.py looks at the SVG itself."""
        for name in self.shelf.names("pictures/*.yaml"):
            if found := self.whole(schema.DrawingEntry, name):
                svg = self.shelf.text(name.removesuffix(".yaml") + ".svg")
                found.body = svg or ""
                self.pack.drawings[Path(name).stem] = found
        for name in self.shelf.names("pictures/*.svg"):
            if not (self.pack.folder / name).with_suffix(".yaml").is_file():
                self.shelf.complain(name, 1, _("缺少同名的 .yaml（图题和替代文本）。"))

    def read(self) -> Pack:
        """Every file of the folder."""
        pack, shelf = self.pack, self.shelf
        pack.about = self.whole(schema.About, "pack.yaml")
        pack.points = list(self.each(schema.Point, shelf.yaml("points.yaml")))
        pack.statutes = list(self.each(schema.StatuteRow, shelf.csv("law/statutes.csv")))
        pack.provisions = list(self.each(schema.ProvisionEntry, shelf.yaml("law/provisions.yaml")))
        self.drawings()
        pack.congress = self.whole(schema.CongressEntry, "people/congress.yaml")
        pack.roster = list(self.each(schema.RosterRow, shelf.csv("people/roster.csv")))
        pack.staff = self.whole(schema.Staff, "people/staff.yaml")
        pack.site = self.whole(schema.SiteEntry, "site.yaml")
        self.public_pages()
        pack.cases = self.pages(schema.CaseHead, "cases", directives.CASE)
        pack.lessons = self.pages(schema.LessonHead, "lessons", directives.LESSON)
        for name in shelf.names("questions/*.yaml"):
            pack.questions += self.each(QUESTION, shelf.yaml(name))
        pack.quizzes = list(self.each(schema.QuizEntry, shelf.yaml("quizzes.yaml")))
        if programme := self.whole(schema.Programme, "programme.yaml"):
            pack.programme = programme
            first, text = programme.line("intro") + 1, programme.entry.intro
            programme.blocks = blocks_of(
                text, first, programme.file, directives.PAGE, self.problems
            )
        return pack


def read_pack(folder: Path) -> tuple[Pack, list[Problem]]:
    """The pack in a folder and what is wrong with single files; checks.py compares them."""
    reader = _Reader(folder)
    if not folder.is_dir():
        return reader.pack, [Problem(str(folder), 1, _("没有这个文件夹。"))]
    return reader.read(), reader.problems
