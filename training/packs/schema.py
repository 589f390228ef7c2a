"""The shape of a pack's files. Lengths are those of the columns they go into."""

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cms.law.numerals import article_number
from cms.law.revising.plan import Line as TableLine
from cms.law.revising.plan import understood
from cms.law.revising.reading import Row

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=40)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
Title = Annotated[str, Field(min_length=1, max_length=120)]
Line = Annotated[str, Field(min_length=1, max_length=255)]
English = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(min_length=1)]
Minutes = Annotated[int, Field(ge=1, le=600)]

DETAIL = r"(?:第[一二三四五六七八九十]+款)?(?:第（[一二三四五六七八九十]+）项)?"
CITATION = re.compile(
    rf"(?P<version>\S+) (?P<article>第[零一二三四五六七八九十百]+条)(?P<detail>{DETAIL})"
)


class Entry(BaseModel):
    """Refuses keys nobody defined; an empty value counts as not written."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: entry for key, entry in value.items() if entry is not None}
        return value


class LawRef(BaseModel):
    """A citation: version key, article number, and the paragraph or item as written."""

    version: str
    number: int
    detail: str = ""

    @property
    def key(self) -> str:
        """The provision it names."""
        return f"{self.version}/{self.number}"


def law_ref(text: Any) -> LawRef:
    """Read `dbf-2025 第七条第（三）项`; raises ValueError with the reason in Chinese."""
    match = CITATION.fullmatch(str(text).strip())
    if not match:
        raise ValueError(_("引用“%s”写法不对，应写成“版本键 第几条第几款第（几）项”。") % text)
    return LawRef(
        version=match["version"], number=article_number(match["article"]), detail=match["detail"]
    )


def _article(text: str) -> str:
    article_number(text)
    return text


def _truth(value: Any) -> Any:
    if value not in {"true", "false", True, False}:
        raise ValueError(_("只能写 true 或 false。"))
    return value


def _blank_to_none(value: Any) -> Any:
    return value or None


Citation = Annotated[LawRef, BeforeValidator(law_ref)]
Article = Annotated[str, BeforeValidator(_article)]
Flag = Annotated[bool, BeforeValidator(_truth)]
OptionalDate = Annotated[date | None, BeforeValidator(_blank_to_none)]


# ---- pack, points, law, drawings
class About(Entry):
    """pack.yaml"""

    key: Key
    title: Line
    title_en: Line
    version: Word
    congress: Key
    sources: list[Line] = []
    note: str = ""


class Point(Entry):
    """points.yaml: one knowledge point."""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=80)]
    name_en: Annotated[str, Field(max_length=160)] = ""
    summary: Annotated[str, Field(max_length=255)] = ""


class PrerequisiteEntry(Entry):
    """prerequisites.yaml: a point that is better learned before another, and why."""

    before: Key
    after: Key
    reason: Line

    @property
    def key(self) -> str:
        """Which two points it is about."""
        return f"{self.before}-{self.after}"


class StatuteRow(Entry):
    """law/statutes.csv: one version of a statute; an empty date is 待核."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[str, Field(min_length=1, max_length=80)]
    adopted_on: date
    in_force_from: OptionalDate = None
    in_force_to: OptionalDate = None
    verified: Annotated[str, Field(max_length=80)] = ""
    note: Annotated[str, Field(max_length=200)] = ""


class ProvisionEntry(Entry):
    """law/provisions.yaml: one article, in our own words."""

    statute: Key
    article: Article
    heading: Annotated[str, Field(min_length=1, max_length=60)]
    heading_en: Annotated[str, Field(max_length=160)] = ""
    gist: Text
    verified: Flag

    @property
    def key(self) -> str:
        """Version and article number."""
        return f"{self.statute}/{article_number(self.article)}"


class CorrespondenceRow(Entry):
    """law/correspondences.csv: one line of the table of two versions."""

    old_version: Key
    new_version: Key
    old: Annotated[str, Field(max_length=60)] = ""
    new: Annotated[str, Field(max_length=60)] = ""
    change: Word
    note: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _agrees(self) -> "CorrespondenceRow":
        if problem := self.line.problem:
            raise ValueError(problem)
        return self

    @property
    def line(self) -> TableLine:
        """What it means, as at the desk."""
        return understood([Row(1, self.old, self.new, self.change, self.note)]).lines[0]

    @property
    def key(self) -> str:
        """Both places."""
        return f"{self.old_version}/{self.old or '-'}>{self.new_version}/{self.new or '-'}"


class DrawingEntry(Entry):
    """pictures/*.yaml: the words of a drawing."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    title_en: English = ""
    alt: Text
    caption: Annotated[str, Field(max_length=255)] = ""


# ---- congress and people
class TermEntry(Entry):
    """届"""

    number: int
    starts_on: date
    ends_on: date | None = None


class Named(Entry):
    """An organisation."""

    name: Word
    name_en: Annotated[str, Field(max_length=120)] = ""


class Unit(Named):
    """A town or street."""

    kind: Literal["township", "street"]


class Words(Entry):
    """The words of a page that has no text of its own."""

    title: Line
    title_en: Annotated[str, Field(max_length=255)] = ""
    summary: Text
    summary_en: str = ""


class PageWords(Words):
    """The same, and the last part of its address."""

    slug: Key


class SampleClass(Entry):
    """The class that shows the site at work, only where sample accounts are allowed."""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=100)]
    name_en: English = ""


class CongressEntry(Entry):
    """people/congress.yaml"""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=80)]
    name_en: Annotated[str, Field(max_length=160)] = ""
    office_phone: Annotated[str, Field(max_length=40)] = ""
    terms: Annotated[list[TermEntry], Field(min_length=1)]
    office: Named
    units: Annotated[list[Unit], Field(min_length=1)]
    groups: list[Named] = []
    root: Words
    library: PageWords
    sample_class: SampleClass


class RosterRow(Entry):
    """people/roster.csv: an invented learner."""

    roster_id: Key
    display_name: Word
    town: Word
    role: Literal["deputy", "office_director"]
    group: Word
    first_term: Literal["是", "否", ""]
    low_bandwidth: Literal["是", "否"]


class StaffMember(Entry):
    """people/staff.yaml: an invented member of staff."""

    account: Key
    number: Key
    name: Word
    role: Literal["trainer", "editor", "office", "administrator"]


class Staff(Entry):
    """people/staff.yaml: sign-in names of two learners, and the staff."""

    learners: dict[str, Key]
    staff: list[StaffMember]


# ---- pages
class SitePage(PageWords):
    """A public page with a body in Markdown."""

    body: Text


class SiteEntry(Entry):
    """site.yaml"""

    home: SitePage
    pages: list[SitePage]


class LessonHead(Entry):
    """The front matter of lessons/*.md."""

    key: Key
    title: Line
    title_en: Annotated[str, Field(min_length=1, max_length=255)]
    summary: Text
    summary_en: Text
    points: Annotated[list[Key], Field(min_length=1)]


class Glance(Entry):
    """30 秒看懂"""

    background: Line
    difficulty: Line
    practice: Line
    outcome: Line


class CaseHead(LessonHead):
    """The front matter of cases/*.md."""

    topic: Literal["民生", "监督", "联系群众", "会议", "建议", "履职"]
    year: Annotated[int, Field(ge=1954, le=2100)]
    source: Annotated[str, Field(min_length=1, max_length=200)]
    townships: list[Word] = []
    facts_note: Text
    fiction_note: Text
    glance: Glance


# ---- programme
class Session(Entry):
    """A session of the timetable."""

    code: Annotated[str, Field(min_length=1, max_length=20)]
    starts: time
    minutes: Minutes
    title: Title
    title_en: Annotated[str, Field(min_length=1, max_length=200)]
    goal: Text
    kind: Literal["lecture", "case", "exercise", "test", "ceremony"]
    form: Annotated[str, Field(min_length=1, max_length=60)]
    lesson: Key | None = None
    quiz: Key | None = None
    task: Key | None = None
    required: Flag = True


class Day(Entry):
    """A day of the programme, which is a course."""

    day: Annotated[int, Field(ge=1, le=31)]
    slug: Key
    title: Line
    title_en: Line
    summary: Text
    summary_en: Text
    sessions: Annotated[list[Session], Field(min_length=1)]


class Programme(Entry):
    """programme.yaml"""

    key: Key
    slug: Key
    title: Line
    title_en: Line
    summary: Text
    summary_en: Text
    intro: str = ""
    days: Annotated[list[Day], Field(min_length=1)]


# ---- blocks written in YAML inside lessons and cases
class DecisionOption(Entry):
    """One way to act."""

    text: Line
    consequence: Text
    best: Flag = False


class Decision(Entry):
    """:::decision"""

    prompt: Line
    options: Annotated[list[DecisionOption], Field(min_length=2, max_length=5)]
    done: Text


class Moment(Entry):
    """One line of :::timeline."""

    when: Line
    what: Text


class Person(Entry):
    """One line of :::people."""

    who: Line
    position: Text


class Compare(Entry):
    """:::compare"""

    before: Text
    after: Text
    notes: list[Text] = []


class Timeline(Entry):
    """The list in :::timeline."""

    moments: Annotated[list[Moment], Field(min_length=1)]


class People(Entry):
    """The list in :::people."""

    people: Annotated[list[Person], Field(min_length=1)]
