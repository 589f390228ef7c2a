"""What no file can know alone: doubled keys, and references to things the pack does not have."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cms.taxonomy.order import refusal
from training.packs import svg
from training.packs.pack import Pack, Sourced, point_of, read_pack
from training.packs.prose import Block, Ref
from training.packs.quiz_schema import Draw, QuizEntry
from training.packs.report import Problem
from training.packs.schema import CaseHead, LawRef
from training.packs.writing_schema import WritingEntry

WHOLE = "全区"


class _Checks:
    """One walk over a pack; every method looks at one subject."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.problems: list[Problem] = []
        self.points = {point.entry.key for point in pack.points}
        self.versions = {row.entry.key for row in pack.statutes}
        self.provisions = {provision.entry.key for provision in pack.provisions}
        self.cases = {case.entry.key for case in pack.cases}
        self.lessons = {lesson.entry.key for lesson in pack.lessons}
        self.questions = {question.entry.key: question for question in pack.questions}
        self.quizzes = {quiz.entry.key for quiz in pack.quizzes}
        writing = pack.writing.entry if pack.writing else WritingEntry()
        self.rubrics = {rubric.key: rubric for rubric in writing.rubrics}
        self.tasks = {task.key: task for task in writing.tasks}

    def complain(self, file: str, line: int, text: str) -> None:
        self.problems.append(Problem(file, line, text))

    def once(self, what: str, entries: Iterable[Sourced[Any]], key: str = "key") -> None:
        """Every key of a subject stands in the pack once."""
        first: dict[str, Sourced[Any]] = {}
        for sourced in entries:
            value = getattr(sourced.entry, key)
            if value in first:
                place = {
                    "what": what,
                    "key": value,
                    "file": first[value].file,
                    "line": first[value].line(key),
                }
                told = _("%(what)s“%(key)s”重复：%(file)s 第 %(line)d 行已经有了。") % place
                self.complain(sourced.file, sourced.line(key), told)
            first.setdefault(value, sourced)

    def keys(self) -> None:
        pack = self.pack
        self.once(_("知识点"), pack.points)
        self.once(_("先后关系"), pack.prerequisites)
        self.once(_("法律版本"), pack.statutes)
        self.once(_("法条"), pack.provisions)
        self.once(_("新旧条号对照"), pack.correspondences)
        self.once(_("题目"), pack.questions)
        self.once(_("案例"), pack.cases)
        self.once(_("课"), pack.lessons)
        self.once(_("测验"), pack.quizzes)
        self.once(_("学员编号"), pack.roster, "roster_id")
        pages: list[Sourced[Any]] = [*pack.lessons, *pack.cases]
        for page in pages:
            if Path(page.file).stem != page.entry.key:
                told = _("文件名和 key“%s”不一致。") % page.entry.key
                self.complain(page.file, page.line("key"), told)

    def cited(self, cited: LawRef, file: str, line: int) -> None:
        if cited.version not in self.versions:
            self.complain(
                file, line, _("不认识的法律版本“%s”，见 law/statutes.csv。") % cited.version
            )
        elif cited.key not in self.provisions:
            told = _("law/provisions.yaml 里没有“%(version)s 第 %(number)d 条”。")
            self.complain(file, line, told % {"version": cited.version, "number": cited.number})

    def law(self) -> None:
        for provision in self.pack.provisions:
            if provision.entry.statute not in self.versions:
                told = _("不认识的法律版本“%s”，见 law/statutes.csv。") % provision.entry.statute
                self.complain(provision.file, provision.line("statute"), told)
        for row in self.pack.correspondences:
            for name in (row.entry.old_version, row.entry.new_version):
                if name not in self.versions:
                    told = _("不认识的法律版本“%s”，见 law/statutes.csv。") % name
                    self.complain(row.file, row.line(), told)

    def known_points(self, keys: Iterable[str], sourced: Sourced[Any], *path: str | int) -> None:
        for n, key in enumerate(keys):
            if key not in self.points:
                told = _("不认识的知识点“%s”，见 points.yaml。") % key
                self.complain(sourced.file, sourced.line(*path, n), told)

    def order(self) -> None:
        """Prerequisites: between two points of the pack, not too many, never in a circle."""
        rows = self.pack.prerequisites
        for row in rows:
            for name in ("before", "after"):
                if (key := getattr(row.entry, name)) not in self.points:
                    told = _("不认识的知识点“%s”，见 points.yaml。") % key
                    self.complain(row.file, row.line(name), told)
        names = {point.entry.key: point.entry.name for point in self.pack.points}
        told = refusal([(row.entry.before, row.entry.after) for row in rows], names)
        if told:
            self.complain(rows[0].file, rows[0].line(), told)

    def asked(self) -> None:
        """Questions: their file is a knowledge point, and what they rest on is there."""
        for question in self.pack.questions:
            point = point_of(question)
            if point not in self.points:
                told = _("文件名“%s”不是知识点，见 points.yaml。") % point
                self.complain(question.file, question.line(), told)
            for n, cited in enumerate(question.entry.citations):
                self.cited(cited, question.file, question.line("citations", n))

    # ---- pages
    def reference(self, ref: Ref, file: str, line: int) -> None:
        if ref.kind == "provision":
            version, _slash, number = ref.key.partition("/")
            self.cited(LawRef(version=version, number=int(number)), file, line)
        elif ref.kind == "drawing" and ref.key not in self.pack.drawings:
            self.complain(file, line, _("pictures/ 里没有示意图“%s”。") % ref.key)
        elif ref.kind == "case" and ref.key not in self.cases:
            self.complain(file, line, _("cases/ 里没有案例“%s”。") % ref.key)
        elif ref.kind == "question":
            self.inline_question(ref.key, file, line)

    def inline_question(self, key: str, file: str, line: int) -> None:
        question = self.questions.get(key)
        if question is None:
            self.complain(file, line, _("questions/ 里没有题目“%s”。") % key)
        elif question.entry.use != "practice":
            self.complain(file, line, _("题目“%s”是考试专用，课里只能放练习题。") % key)
        elif question.entry.state != "ready":
            self.complain(file, line, _("题目“%s”的依据待核，还不能放进课里。") % key)

    def body(self, blocks: list[Block], file: str) -> None:
        for block in blocks:
            for ref in block.refs():
                self.reference(ref, file, block.line)

    def pages(self) -> None:
        pages: list[Sourced[Any]] = [*self.pack.lessons, *self.pack.cases]
        for page in pages:
            self.known_points(page.entry.points, page, "points")
            self.body(page.blocks, page.file)
        for public in self.pack.public_pages:
            self.body(public.blocks, public.file)
        for case in self.pack.cases:
            if not any(block.kind == "decision" for block in case.blocks):
                self.complain(case.file, case.line(), _("案例里至少要有一个 :::decision。"))
            self.places(case)

    def places(self, case: Sourced[CaseHead]) -> None:
        """A case plays in units of the congress, or everywhere."""
        known = {WHOLE, *(unit.name for unit in self.pack.congress.entry.units)}
        for n, name in enumerate(case.entry.townships):
            if name not in known:
                told = _("不认识的镇街“%s”，见 people/congress.yaml；涉及全区的写“全区”。") % name
                self.complain(case.file, case.line("townships", n), told)

    def drawings(self) -> None:
        for key, drawing in self.pack.drawings.items():
            self.problems += svg.problems_in(drawing.body, f"pictures/{key}.svg")

    # ---- quizzes
    def quiz(self, quiz: Sourced[QuizEntry]) -> None:
        for s, section in enumerate(quiz.entry.sections):
            if not section.questions and not section.draws:
                self.complain(quiz.file, quiz.line("sections", s), _("这一部分里没有题。"))
            for n, key in enumerate(section.questions):
                self.slot(quiz, key, quiz.line("sections", s, "questions", n))
            for n, draw in enumerate(section.draws):
                self.known_points(draw.points, quiz, "sections", s, "draws", n, "points")
        named = quiz.entry.named()
        for key in {key for key in named if named.count(key) > 1}:
            self.complain(quiz.file, quiz.line("sections"), _("题目“%s”在卷子里出现了两次。") % key)
        self.draws(quiz)

    def slot(self, quiz: Sourced[QuizEntry], key: str, line: int) -> None:
        question = self.questions.get(key)
        if question is None:
            self.complain(quiz.file, line, _("questions/ 里没有题目“%s”。") % key)
            return
        if question.entry.state != "ready":
            self.complain(quiz.file, line, _("题目“%s”的依据待核，还不能进卷子。") % key)
        wanted = "practice" if quiz.entry.purpose == "practice" else "examination"
        if question.entry.use != wanted:
            told = _("题目“%(key)s”的用途是 %(use)s，这份卷子只用 %(wanted)s 题。")
            uses = {"key": key, "use": question.entry.use, "wanted": wanted}
            self.complain(quiz.file, line, told % uses)

    def drawable(self, draw: Draw, quiz: QuizEntry) -> set[str]:
        wanted = "practice" if quiz.purpose == "practice" else "examination"
        named = set(quiz.named())
        return {
            key
            for key, question in self.questions.items()
            if (not draw.tag or draw.tag in question.entry.tags)
            and question.entry.state == "ready"
            and question.entry.use == wanted
            and (not draw.points or point_of(question) in draw.points)
            and (draw.easiest or 1) <= question.entry.difficulty <= (draw.hardest or 5)
            and key not in named
        }

    def draws(self, quiz: Sourced[QuizEntry]) -> None:
        """Every drawn slot finds its questions, whatever the slots before it have taken."""
        earlier: list[tuple[set[str], int]] = []
        for s, section in enumerate(quiz.entry.sections):
            for n, draw in enumerate(section.draws):
                fitting = self.drawable(draw, quiz.entry)
                rivals = sum(count for other, count in earlier if fitting & other)
                if len(fitting) < rivals + draw.count:
                    told = _("抽题“%(tag)s %(points)s”：可抽的题有 %(found)d 道，不够用。")
                    wanted = {
                        "tag": draw.tag,
                        "points": " ".join(draw.points),
                        "found": len(fitting),
                    }
                    line = quiz.line("sections", s, "draws", n)
                    self.complain(quiz.file, line, told % wanted)
                earlier.append((fitting, draw.count))

    # ---- writing
    def writing(self) -> None:
        writing = self.pack.writing
        if writing is None:
            return
        for name, entries in (("rubrics", writing.entry.rubrics), ("tasks", writing.entry.tasks)):
            keys = [entry.key for entry in entries]
            for n, key in enumerate(keys):
                if key in keys[:n]:
                    told = _("“%s”重复。") % key
                    self.complain(writing.file, writing.line(name, n, "key"), told)
        for n, task in enumerate(writing.entry.tasks):
            if task.rubric not in self.rubrics:
                told = _("rubrics 里没有评分表“%s”。") % task.rubric
                self.complain(writing.file, writing.line("tasks", n, "rubric"), told)
        for n, draft in enumerate(writing.entry.drafts):
            line = writing.line("drafts", n)
            found = self.tasks.get(draft.task)
            if found is None:
                self.complain(writing.file, line, _("tasks 里没有写作任务“%s”。") % draft.task)
                continue
            rubric = self.rubrics.get(found.rubric)
            codes = {one.code for one in rubric.criteria} if rubric else set()
            if draft.state == "assessed" and set(draft.levels) != codes:
                self.complain(writing.file, line, _("评过的稿子，levels 要写齐评分表的每一项。"))

    # ---- programme and people
    def programme(self) -> None:
        programme = self.pack.programme
        self.body(programme.blocks, programme.file)
        codes: set[str] = set()
        taught: set[str] = set()
        for d, day in enumerate(programme.entry.days):
            for n, session in enumerate(day.sessions):
                line = programme.line("days", d, "sessions", n)
                if session.code in codes:
                    self.complain(programme.file, line, _("单元“%s”重复。") % session.code)
                if session.lesson and session.lesson not in self.lessons:
                    told = _("lessons/ 里没有课“%s”。") % session.lesson
                    self.complain(programme.file, line, told)
                if session.quiz and session.quiz not in self.quizzes:
                    told = _("quizzes.yaml 里没有测验“%s”。") % session.quiz
                    self.complain(programme.file, line, told)
                if session.task and session.task not in self.tasks:
                    told = _("writing.yaml 里没有写作任务“%s”。") % session.task
                    self.complain(programme.file, line, told)
                if session.kind == "test" and not session.quiz:
                    self.complain(programme.file, line, _("测验单元要写 quiz。"))
                codes.add(session.code)
                taught.add(session.lesson or "")
        for lesson in self.pack.lessons:
            if lesson.entry.key not in taught:
                told = _("这一课没有排进 programme.yaml 的日程。")
                self.complain(lesson.file, lesson.line("key"), told)

    def people(self) -> None:
        pack = self.pack
        if pack.about.entry.congress != pack.congress.entry.key:
            told = _("congress 写的是“%(here)s”，people/congress.yaml 里是“%(there)s”。")
            keys = {"here": pack.about.entry.congress, "there": pack.congress.entry.key}
            self.complain(pack.about.file, pack.about.line("congress"), told % keys)
        units = {unit.name for unit in pack.congress.entry.units}
        groups = {group.name for group in pack.congress.entry.groups}
        for row in pack.roster:
            if row.entry.town not in units:
                self.complain(row.file, row.line(), _("不认识的镇街“%s”。") % row.entry.town)
            if row.entry.group not in groups:
                self.complain(row.file, row.line(), _("不认识的小组“%s”。") % row.entry.group)
        self.accounts()

    def accounts(self) -> None:
        staff = self.pack.staff
        numbers = {row.entry.roster_id for row in self.pack.roster}
        for number in staff.entry.learners:
            if number not in numbers:
                told = _("people/roster.csv 里没有学员“%s”。") % number
                self.complain(staff.file, staff.line("learners", number), told)
        names = [*staff.entry.learners.values(), *(m.account for m in staff.entry.staff)]
        for name in {name for name in names if names.count(name) > 1}:
            self.complain(staff.file, staff.line(), _("登录名“%s”重复。") % name)

    def all(self) -> list[Problem]:
        self.keys()
        self.law()
        self.order()
        self.asked()
        self.pages()
        self.drawings()
        for quiz in self.pack.quizzes:
            self.quiz(quiz)
        self.writing()
        self.programme()
        self.people()
        return self.problems


def checked_pack(folder: Path) -> tuple[Pack | None, list[Problem]]:
    """The pack in a folder and everything that is wrong with it, by file and line.

    Entries are compared only once every file is readable: a question that cannot be read would be
    reported again wherever it is asked. Without problems there is a pack.
    """
    pack, problems = read_pack(folder)
    if pack and not problems:
        problems = _Checks(pack).all()
    return pack, sorted(set(problems))
