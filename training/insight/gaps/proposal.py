"""What the next class should teach: the points most people still lack, with what there is to teach
them, beside what this class was taught. Always a proposal: people decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.catalogue.models import ProgrammeSession
from training.cohorts.models import Cohort, ScheduledSession
from training.insight.gaps.figures import FAIRLY, Lacking
from training.learning.plan.content import Kind, Piece, library, roots_of
from training.learning.plan.covering import Choice, cheapest

TEACH_FROM = 30
"""A point is proposed when about so many per cent still lack it."""
FIRST = 6
"""So many topics are told at length; a class of five days has no room for more."""
SPARE_TO = 15
"""A point whose share is surely below this could be taught in less time."""


@dataclass(frozen=True)
class Material:
    """A lesson or case that covers a point."""

    title: str
    kind: str
    minutes: int


@dataclass(frozen=True)
class Session:
    """A session of this class's programme that was about a point."""

    code: str
    title: str
    minutes: int
    held: bool
    """Whether it was over by the class's clock."""


@dataclass(frozen=True)
class Topic:
    """A point the next class should teach."""

    key: str
    name: str
    found: Lacking
    sessions: Sequence[Session]
    materials: Sequence[Material]

    @property
    def taught(self) -> list[Session]:
        """The sessions about it that were held."""
        return [session for session in self.sessions if session.held]

    @property
    def to_come(self) -> list[Session]:
        """Those that were not held yet."""
        return [session for session in self.sessions if not session.held]

    @property
    def minutes_taught(self) -> int:
        """What this class spent on it so far; sessions about several points count in full."""
        return sum(session.minutes for session in self.taught)

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        told = {"n": self.found.n, "people": self.found.people, "share": self.found.share}
        return _("%(n)d 人答过题，约 %(people)d 人还没掌握（%(share)d%%）") % told

    @property
    def advice(self) -> str:
        """What to do other than this time."""
        if not self.sessions:
            return _("本班没有安排，建议下一期安排讲授")
        if not self.taught:
            return _("本班还没有讲到，讲完以后再看这里")
        told = {"minutes": self.minutes_taught}
        if any(one.kind == Kind.CASE for one in self.materials):
            return _("本班讲过 %(minutes)d 分钟仍有不少人没掌握，建议换成案例研讨加练习") % told
        return _("本班讲过 %(minutes)d 分钟仍有不少人没掌握，建议加练习") % told

    @property
    def unsure(self) -> bool:
        """Whether the figure is too vague to build much upon."""
        return self.found.half > FAIRLY


@dataclass(frozen=True)
class Proposal:
    """Topics, the most wanted first; the shortest set of lessons and cases for all of them; and
    what could be taught in less time."""

    topics: Sequence[Topic]
    teach: Sequence[Material]
    spare: Sequence[Topic]
    before: int
    """Minutes that this class's programme spent on lessons about any point."""

    @property
    def first(self) -> Sequence[Topic]:
        """The topics that are told at length."""
        return self.topics[:FIRST]

    @property
    def others(self) -> str:
        """The rest in one line."""
        told = (f"{topic.name}（{topic.found.share}%）" for topic in self.topics[FIRST:])
        return _("、").join(told)

    @property
    def minutes(self) -> int:
        """How long reading all that is proposed takes."""
        return sum(one.minutes for one in self.teach)


def proposal_for(
    *, cohort: Cohort, found: Mapping[str, Lacking], names: Mapping[str, str], now: datetime
) -> Proposal:
    """From the figures of a class to a proposal. Nine queries."""
    stock = library(roots_of([cohort.congress.key]))
    pieces = [piece for piece in stock.pieces if piece.kind in (Kind.LESSON, Kind.CASE)]
    titles = _titles([piece.activity for piece in pieces])
    sessions = _sessions(cohort, pieces, cohort.clock(now))
    materials = {
        piece.activity: Material(titles.get(piece.activity, ""), piece.kind, piece.minutes)
        for piece in pieces
    }

    def topic(key: str) -> Topic:
        about = [piece for piece in pieces if key in piece.points]
        return Topic(
            key=key,
            name=names.get(key, key),
            found=found[key],
            sessions=[session for points, session in sessions if key in points],
            materials=[materials[piece.activity] for piece in about],
        )

    ranked = sorted(found, key=lambda key: (-found[key].share, list(names).index(key)))
    wanted = [key for key in ranked if found[key].share >= TEACH_FROM]
    spare = [key for key in ranked if found[key].high <= SPARE_TO]
    return Proposal(
        topics=[topic(key) for key in wanted],
        teach=[materials[activity] for activity in _shortest(wanted, pieces)],
        spare=[one for one in map(topic, spare) if one.taught],
        before=sum(session.minutes for _points, session in sessions),
    )


def _shortest(wanted: Sequence[str], pieces: Sequence[Piece]) -> list[UUID]:
    """The shortest set of lessons that covers the points; cases only for what no lesson covers."""
    lessons = [piece for piece in pieces if piece.kind == Kind.LESSON]
    covered = {point for piece in lessons for point in piece.points}
    left = [piece for piece in pieces if piece.kind == Kind.CASE and piece.points - covered]
    choices = [
        Choice(frozenset({piece.activity}), piece.minutes, piece.points) for piece in lessons + left
    ]
    chosen = {activity for choice in cheapest(wanted, choices) for activity in choice.takes}
    return [piece.activity for piece in lessons + left if piece.activity in chosen]


def _titles(activities: Sequence[UUID]) -> dict[UUID, str]:
    """One query."""
    rows = Page.objects.filter(translation_key__in=activities)
    told = rows.values_list(
        "translation_key", "title", "lessonpage__title_en", "casestudypage__title_en"
    )
    english = (get_language() or "").startswith("en")
    return {
        key: ((lesson or case) if english else "") or title for key, title, lesson, case in told
    }


def _sessions(
    cohort: Cohort, pieces: Sequence[Piece], clock: datetime
) -> list[tuple[frozenset[str], Session]]:
    """The sessions of the class's programme that have a lesson, with its points; one that is not
    in the class's timetable was not held. One query."""
    points = {piece.pk: piece.points for piece in pieces if piece.kind == Kind.LESSON}
    rows = ProgrammeSession.objects.filter(page=cohort.programme_id, lesson__isnull=False)
    over = ScheduledSession.objects.filter(cohort=cohort, session=OuterRef("pk"))
    rows = rows.annotate(held=Exists(over.filter(ends_at__lte=clock)))
    return [
        (
            points.get(row.lesson_id or 0, frozenset()),
            Session(row.code, row.local_title, row.minutes, row.held),
        )
        for row in rows.order_by("day", "starts")
    ]
