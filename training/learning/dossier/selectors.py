"""Everything that a person did in a term, gathered once for the page and for the PDF.

What is shown to whom: to herself everything; to the office and directors what `evidence.visible`
allows, facts with dates and never an answer, and scores only where the congress has a written rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.catalogue.models import ProgrammeSession
from courses.quizzes.models import Quiz
from training.cohorts.models import Enrolment, RequirementVersion
from training.learning import evidence
from training.learning.attempts.models import Attempt
from training.learning.attempts.results import seen_now
from training.learning.attempts.standing import counted
from training.learning.certificates import selectors as certificates
from training.learning.certificates.selectors import Shown
from training.learning.dossier.periods import Period
from training.learning.evidence import Verb
from training.learning.hours.selectors import Account, account
from training.learning.progress.checklist import Line, worded
from training.learning.progress.models import CourseProgress
from training.learning.submissions.selectors import Go, tasks_of
from training.learning.titles import PLAYED
from training.people.models import User

TOLD = (Verb.ATTENDED, Verb.COMPLETED, Verb.PASSED, Verb.WAIVED)
"""What the record says of by itself; marks and drafts come from their own rooms."""

Statements = Sequence[Any]


@dataclass(frozen=True)
class Viewer:
    """Who looks: the person herself, or somebody who may see facts, and scores if `scores`."""

    viewer_id: UUID
    own: bool
    scores: bool


@dataclass(frozen=True)
class Deed:
    """One thing done, by its title and day; `url` where the reader can go on to it."""

    title: str
    at: datetime
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Klass:
    """A class of hers and its required items as they stand."""

    enrolment: Enrolment
    lines: tuple[Line, ...]
    satisfied_at: datetime | None

    @property
    def done(self) -> int:
        """How many required items are done."""
        return sum(line.done for line in self.lines)


@dataclass(frozen=True)
class Test:
    """A quiz she sat: how often, the newest sitting, and what counts as far as it may be seen."""

    quiz: Quiz
    times: int
    newest: Attempt
    percent: Decimal | None
    passed: bool | None
    shown: bool


@dataclass(frozen=True)
class Draft:
    """A draft handed in, with what it was given as far as it may be seen."""

    task: Any
    go: Go
    scores: bool

    @property
    def total(self) -> Decimal | None:
        """Its mark; None while it waits or where marks are not shown."""
        found = self.go.assessment
        return found.total if found and self.scores else None


@dataclass(frozen=True)
class Dossier:
    """The record of one person in one term, as of one moment, for one viewer."""

    learner: User
    period: Period
    periods: Sequence[Period]
    viewer: Viewer
    as_of: datetime
    hours: Account
    classes: tuple[Klass, ...]
    tests: tuple[Test, ...]
    practised: int
    drafts: tuple[Draft, ...]
    attended: tuple[Deed, ...]
    cases: tuple[Deed, ...]
    lessons: tuple[Deed, ...]
    waivers: tuple[Deed, ...]
    certificates: tuple[Shown, ...]
    records: int
    digest: str

    @property
    def earlier(self) -> list[Period]:
        """Her terms in this congress before the one shown."""
        return [
            one
            for one in self.periods
            if one.congress.pk == self.period.congress.pk and one.begins_on < self.period.begins_on
        ]

    @property
    def short_digest(self) -> str:
        """As much of the digest as is printed."""
        return self.digest[:16]


HAS_PAGE = ("lesson", "case", *PLAYED)


@dataclass
class _Names:
    """Titles by activity: from what is required, then from pages and sessions."""

    required: dict[str, str] = field(default_factory=dict)
    pages: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    sessions: dict[UUID, str] = field(default_factory=dict)

    def of(self, told: Any) -> tuple[str, str]:
        """Title and address; a title that was noted when it happened where nothing else is left. A
        recording is named as it was then, with the way to the page it stands on."""
        noted = told.context.get("title", "")
        if told.activity_type in PLAYED:
            page = self.pages.get(_page_of(told), ("", ""))
            return PLAYED[told.activity_type] % {"title": noted}, page[1]
        if told.activity in self.pages:
            return self.pages[told.activity]
        title = self.sessions.get(told.activity) or self.required.get(str(told.activity))
        return title or noted or _("（内容已撤下）"), ""


def _page_of(told: Any) -> UUID:
    """The page that a lesson, case or recording is, or stands on."""
    page = told.context.get("page", "") if told.activity_type in PLAYED else ""
    return UUID(page) if page else told.activity


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _within(field_name: str, period: Period) -> Q:
    """That a moment lies in a term."""
    found = Q()
    if period.since:
        found &= Q(**{f"{field_name}__gte": _midnight(period.since)})
    if period.until:
        found &= Q(**{f"{field_name}__lt": _midnight(period.until)})
    return found


def _of_hers(field_name: str, hers: Iterable[Enrolment]) -> Q:
    """What belongs to one of these classes, or to none: another congress's class stays out."""
    return Q(**{field_name: None}) | Q(**{f"{field_name}__in": [one.pk for one in hers]})


def _enrolments(learner: User, period: Period) -> list[Enrolment]:
    """Her classes in the term's congress, the newest first. One query."""
    return list(
        Enrolment.objects.filter(learner=learner, cohort__congress=period.congress)
        .select_related("cohort__programme", "unit", "group")
        .defer("cohort__programme__body")
        .order_by("-cohort__starts_on")
    )


def _classes(enrolments: Sequence[Enrolment]) -> tuple[Klass, ...]:
    """What was required and done in each class. Two queries, none without a class."""
    if not enrolments:
        return ()
    learner = enrolments[0].learner_id
    verdicts = {
        row.enrolment_id: row
        for row in CourseProgress.objects.filter(
            learner_id=learner, enrolment__in=enrolments, whole=True
        )
    }
    of_same = RequirementVersion.objects.filter(programme=OuterRef("programme")).order_by()
    newest = of_same.values("programme").annotate(last=Max("number")).values("last")
    rows = RequirementVersion.objects.filter(
        programme__in={one.cohort.programme_id for one in enrolments}, number=Subquery(newest)
    )
    items = {row.programme_id: row.items for row in rows}
    return tuple(
        _klass(one, items.get(one.cohort.programme_id, []), verdicts.get(one.pk))
        for one in enrolments
    )


def _klass(
    enrolment: Enrolment, items: Sequence[Mapping[str, Any]], verdict: CourseProgress | None
) -> Klass:
    reasons = verdict.reasons.get("items", {}) if verdict else {}
    lines = []
    for item in items:
        if done := reasons.get(item["code"]):
            lines.append(Line(item, worded(item, done["how"]), parse_datetime(done["at"])))
        else:
            lines.append(Line(item, "none"))
    return Klass(enrolment, tuple(lines), verdict.satisfied_at if verdict else None)


def _statements(
    learner: User, period: Period, viewer: Viewer, hers: Sequence[Enrolment]
) -> Statements:
    """The facts of the term that the viewer may see, oldest first, those taken back left out.
    One query."""
    rows = evidence.visible(learner_id=learner.pk, viewer_id=viewer.viewer_id)
    rows = rows.filter(_within("effective_at", period), Q(("voided", False)), verb__in=TOLD)
    rows = rows.filter(_of_hers("registration", hers))
    rows = rows.exclude(activity_type__in=["question", "decision"])
    return list(rows.order_by("effective_at", "stored_at", "pk"))


def _names(statements: Statements, classes: Sequence[Klass]) -> _Names:
    """What the activities are called. At most two queries."""
    names = _Names()
    for line in (line for klass in classes for line in klass.lines):
        names.required |= {
            way["activity"]: f"{line.number} {line.title}".strip() for way in line.ways
        }
    on_pages = [one for one in statements if one.activity_type in HAS_PAGE]
    if pages := {_page_of(one) for one in on_pages}:
        for page in Page.objects.filter(translation_key__in=pages):
            names.pages[page.translation_key] = (page.title, page.url if page.live else "")
    held = {one.activity for one in statements if one.verb == Verb.ATTENDED}
    if unknown := {one for one in held if str(one) not in names.required}:
        sessions = ProgrammeSession.objects.filter(uuid__in=unknown)
        names.sessions = {one.uuid: f"{one.code} {one.local_title}" for one in sessions}
    return names


def _deeds(statements: Iterable[Any], names: _Names) -> tuple[Deed, ...]:
    """Each activity once, when it was first done."""
    first: dict[UUID, Deed] = {}
    for one in statements:
        title, url = names.of(one)
        note = one.context.get("reason", "")
        first.setdefault(one.activity, Deed(title, one.effective_at, url, note))
    return tuple(first.values())


def _read_beside(completed: Iterable[Any], classes: Sequence[Klass]) -> list[Any]:
    """Lessons and recordings gone through, but for those by which a required item was done."""
    named = {
        way["activity"]
        for klass in classes
        for line in klass.lines
        if line.state == "completed"
        for way in line.ways
    }
    return [
        one
        for one in completed
        if one.activity_type in ("lesson", "video", "audio") and str(one.activity) not in named
    ]


def _sat(learner: User, period: Period, hers: Sequence[Enrolment]) -> "QuerySet[Attempt]":
    rows = Attempt.objects.filter(learner=learner, state=Attempt.State.FINISHED)
    rows = rows.filter(_within("submitted_at", period), _of_hers("enrolment", hers))
    return rows.select_related("quiz").order_by("submitted_at", "number")


def _tests(
    sittings: Iterable[Attempt], passed: frozenset[UUID], viewer: Viewer, now: datetime
) -> tuple[Test, ...]:
    """Each test once, by what counts of its sittings."""
    by_quiz: dict[int, list[Attempt]] = defaultdict(list)
    for one in sittings:
        by_quiz[one.quiz_id].append(one)
    return tuple(_test(mine, passed, viewer, now) for mine in by_quiz.values())


def _test(mine: Sequence[Attempt], passed: frozenset[UUID], viewer: Viewer, now: datetime) -> Test:
    newest = mine[-1]
    percents = [one.percent for one in mine if one.percent is not None]
    seen = viewer.scores and all(
        "marks" in seen_now(one.rules, one.submitted_at, one.quiz.closes_at, now) for one in mine
    )
    judged = any(one.passed is not None for one in mine)
    shown = not viewer.own or seen
    return Test(
        quiz=newest.quiz,
        times=len(mine),
        newest=newest,
        percent=counted(percents, newest.rules.get("counts", "highest")) if seen else None,
        passed=newest.quiz.uuid in passed if judged and shown else None,
        shown=seen,
    )


def _drafts(
    learner: User, period: Period, viewer: Viewer, hers: Sequence[Enrolment]
) -> tuple[Draft, ...]:
    """Drafts handed in within the term. Three queries, one where nothing was written."""
    classes = {None, *(one.pk for one in hers)}
    return tuple(
        Draft(row.task, go, viewer.scores)
        for row in tasks_of(learner.pk, {})
        for go in row.goes
        if go.draft.enrolment_id in classes
        if go.draft.handed_in_at and period.covers(timezone.localdate(go.draft.handed_in_at))
    )


def _hours(learner: User, period: Period) -> Account:
    """Her account of the term. One query."""
    until = period.until and date.fromordinal(period.until.toordinal() - 1)
    return account(learner.pk, since=period.since, until=until, congress_id=period.congress.pk)


def _certificates(learner: User, period: Period, classes: Sequence[Klass]) -> tuple[Shown, ...]:
    """Her certificates of the term's classes, those replaced or revoked too. One query, none
    without a class."""
    if not classes:
        return ()
    ours = {one.enrolment.pk for one in classes}
    found = certificates.of_learner(learner.pk, congress_id=period.congress.pk)
    return tuple(one for one in found if one.row.enrolment_id in ours)


def _digest(statements: Statements, sittings: Sequence[Attempt], hours: Account) -> str:
    """A fingerprint of what the record rests on: the same as long as nothing was added to it."""
    told = [str(one.statement_id) for one in statements]
    told += [f"{one.pk}:{one.told}" for one in sittings]
    told += [str(line.entry.pk) for line in hours.lines]
    return sha256("\n".join(sorted(told)).encode()).hexdigest()


def dossier(
    *,
    learner: User,
    period: Period,
    periods: Sequence[Period],
    viewer: Viewer,
    now: datetime,
) -> Dossier:
    """Everything of a person's term that the viewer may see. At most twelve queries, however much
    she did."""
    hers = _enrolments(learner, period)
    classes = _classes([one for one in hers if period.covers(one.cohort.starts_on)])
    statements = _statements(learner, period, viewer, hers)
    names = _names(statements, classes)
    completed = [one for one in statements if one.verb == Verb.COMPLETED]
    sittings = list(_sat(learner, period, hers))
    tests = [one for one in sittings if one.rules.get("purpose") != Quiz.Purpose.PRACTICE]
    passed = frozenset(one.activity for one in statements if one.verb == Verb.PASSED)
    hours = _hours(learner, period)
    return Dossier(
        learner=learner,
        period=period,
        periods=periods,
        viewer=viewer,
        as_of=now,
        hours=hours,
        classes=classes,
        tests=_tests(tests, passed, viewer, now),
        practised=len(sittings) - len(tests),
        drafts=_drafts(learner, period, viewer, hers),
        attended=_deeds((one for one in statements if one.verb == Verb.ATTENDED), names),
        cases=_deeds((one for one in completed if one.activity_type == "case"), names),
        lessons=_deeds(_read_beside(completed, classes), names),
        waivers=_deeds((one for one in statements if one.verb == Verb.WAIVED), names),
        certificates=_certificates(learner, period, classes),
        records=len(statements),
        digest=_digest(statements, sittings, hours),
    )
