"""A bounded random sample of the questions that a draw may take, however large the bank.

Every question has a fixed place on a circle (courses/questions/scattering.py). A draw begins at a
random place and reads those of its questions that follow, `window` at most, by an index. All draws
of a paper are one query, and it reads as much for 50,000 questions as for 500. A draw by a tag that
few questions bear reads them all instead, and so does the rest of a small bank.

How even it is: a draw with at most `window` questions sees them all, and so does a draw by a tag
that few bear; there chance is exactly even. Otherwise a question's chance is proportional to the
stretch of circle before it: it differs from the mean by 1/√window, about 20 % with 24, which nobody
who takes papers can notice.
"""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import QuerySet
from taggit.models import Tag

from cms.taxonomy.models import KnowledgePoint
from courses.questions.models import Question, QuestionTag
from courses.questions.scattering import CIRCLE, scattered_sql
from courses.quizzes.models import EASIEST, HARDEST

WINDOW = 24
FEW = 200  # a tag on at most so many questions is on few
# SQLite takes 500 selects in one statement; a draw by n points makes n of them.
ARCS = 120


class Candidate(NamedTuple):
    """A question that may be drawn, and the version that would be asked."""

    question_id: int
    version_id: int


@dataclass(frozen=True)
class Want:
    """What a draw asks for: a tag, or one of the points, or both, within a range of difficulty."""

    tag: str = ""
    points: tuple[str, ...] = ()
    easiest: int = EASIEST
    hardest: int = HARDEST

    def fits(self, difficulty: int, tags: Collection[str], points: Collection[str]) -> bool:
        """Whether a question about these points and with these tags may be drawn."""
        return (
            self.easiest <= difficulty <= self.hardest
            and (not self.tag or self.tag in tags)
            and (not self.points or any(point in points for point in self.points))
        )


class _Arc(NamedTuple):
    """A stretch of circle to read: for which want, on which circle, from where."""

    want: int
    circle: str
    name: str | int | None
    tag: str | None
    easiest: int
    hardest: int
    start: int


class _Circle(NamedTuple):
    """A table whose index keeps the places of questions: its columns for the question and for what
    all questions of one circle share, and the table and column in which that has its name."""

    table: str
    key: str
    shared: str
    names: str = ""
    name: str = ""


CIRCLES = {
    "point": _Circle(
        Question.points.through._meta.db_table,
        "question_id",
        "knowledgepoint_id",
        KnowledgePoint._meta.db_table,
        "key",
    ),
    "tag": _Circle(
        QuestionTag._meta.db_table, "content_object_id", "tag_id", Tag._meta.db_table, "name"
    ),
    "root": _Circle(Question._meta.db_table, "id", "owner_root_id"),
}


class Sampler:
    """Asks the database for samples; `questions` says which questions may be asked at all."""

    def __init__(
        self,
        questions: "QuerySet[Question]",
        *,
        root_id: int | None,
        window: int = WINDOW,
        few: Collection[str] = (),
        seen: Mapping[int, int] | None = None,
    ) -> None:
        """`root_id` is the congress of the questions, `few` the tags that few questions bear;
        questions in `seen` come last, after all others that the window has room for."""
        self.questions = questions.order_by()
        self.root_id = root_id
        self.window = window
        self.few = frozenset(few) - {""}
        self.seen = sorted(seen or ())

    def candidates(self, wants: Sequence[Want], rng: random.Random) -> list[list[Candidate]]:
        """For each want at most `window` questions not seen and, if that is not filled, the seen;
        all questions of a want whose tag is on few.

        One query for up to ARCS points and tags together, and one for what is read whole.
        """
        found: list[list[Candidate]] = [[] for _ in wants]
        whole = [n for n, want in enumerate(wants) if want.tag in self.few]
        sampled = [n for n in range(len(wants)) if n not in whole]
        starts = {n: rng.randrange(CIRCLE) for n in sampled}
        arcs = [arc for n in sampled for arc in self._arcs(n, wants[n], starts[n])]
        rows = [row for k in range(0, len(arcs), ARCS) for row in self._read(arcs[k : k + ARCS])]
        # Several points of one want were read side by side; together they go on from one start.
        rows.sort(key=lambda row: (row[0], (row[3] - starts[row[0]]) % CIRCLE))
        for n, of_want in groupby(rows, key=lambda row: row[0]):
            each = dict.fromkeys((row[1], row[2]) for row in of_want)
            found[n] = [Candidate(*pair) for pair in each][: self.window]
        short = [n for n in sampled if self.seen and len(found[n]) < self.window]
        if whole or short:
            self._add([(wants[n], found[n]) for n in [*whole, *short]])
        return found

    def _add(self, gaps: Sequence[tuple[Want, list[Candidate]]]) -> None:
        """Read all questions with the tags on few, and those seen; add them where they fit. One
        query."""
        few = {want.tag for want, _found in gaps} & self.few
        told_of = ("id", "live_version_id", "difficulty", "tagged_items__tag__name", "points__key")
        bearing = self.questions.filter(tagged_items__tag__name__in=few).values_list(*told_of)
        # Side by side and not with OR, which would make the database go through all questions.
        met = self.questions.filter(pk__in=self.seen).values_list(*told_of)
        rows = bearing.union(met, all=True) if few and self.seen else bearing if few else met
        seen = frozenset(self.seen)
        for pk, of_question in groupby(sorted(rows, key=lambda row: row[0]), lambda row: row[0]):
            told = list(of_question)
            _pk, version, difficulty = told[0][:3]
            tags, points = {row[3] for row in told}, {row[4] for row in told}
            for want, candidates in gaps:
                # What a sample left out because it was seen; the rest of it is there already.
                missing = want.tag in few or pk in seen
                if missing and want.fits(difficulty, tags, points):
                    candidates.append(Candidate(pk, version))

    def _arcs(self, n: int, want: Want, start: int) -> Iterator[_Arc]:
        """One for each point; for the tag, or for the whole congress, where no point is named."""
        rest = (want.easiest, want.hardest, start)
        for point in want.points:
            yield _Arc(n, "point", point, want.tag or None, *rest)
        if not want.points and want.tag:
            yield _Arc(n, "tag", want.tag, None, *rest)
        elif not want.points:
            yield _Arc(n, "root", self.root_id, None, *rest)

    def _read(self, arcs: Sequence[_Arc]) -> list[Any]:
        """Rows (want, question, version, place). One query, written so that the database plans it
        well: PostgreSQL takes long to plan many selects, SQLite cannot repeat one."""
        connection = connections[self.questions.db]
        lateral = connection.vendor == "postgresql"
        sql, params = self._repeated(arcs) if lateral else self._side_by_side(arcs)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def _askable(self) -> tuple[str, list[Any]]:
        plain = self.questions.values_list("id", "live_version_id", "difficulty")
        sql, params = plain.query.sql_with_params()
        return sql, list(params)

    def _around(self, circle: _Circle, **terms: str) -> str:
        """What lies from the start to the end of the circle and on from its beginning; that second
        half is read only when the first is not enough. Every term is SQL of our own."""
        place = scattered_sql(f"d.{circle.key}")
        unseen = f" AND {terms['unseen']}" if self.seen else ""
        # CROSS JOIN: SQLite keeps to the order of the tables and so to the index of places.
        after, before = (
            f"SELECT * FROM (SELECT {terms['want']} AS want, q.id, q.live_version_id,"  # noqa: S608
            f" {place} AS place FROM {circle.table} d CROSS JOIN ({terms['askable']}) q"
            f" WHERE q.id = d.{circle.key} AND d.{circle.shared} {terms['shared']}"
            f" AND {place} {side} {terms['start']} AND {terms['fits']}{unseen}"
            f" ORDER BY {place} LIMIT {self.window:d}) half"
            for side in (">=", "<")
        )
        return f"SELECT * FROM ({after} UNION ALL {before} LIMIT {self.window:d}) arc"  # noqa: S608

    def _side_by_side(self, arcs: Sequence[_Arc]) -> tuple[str, list[Any]]:
        """A select for each arc."""
        askable, ask_params = self._askable()
        selects: list[str] = []
        params: list[Any] = []
        for arc in arcs:
            circle = CIRCLES[arc.circle]
            bears = f" AND {_bears(_id_of(CIRCLES['tag']))}" if arc.tag else ""
            selects.append(
                self._around(
                    circle,
                    want=f"{arc.want:d}",
                    askable=askable,
                    shared="IS NULL" if arc.name is None else f"= {_id_of(circle)}",
                    start="%s",
                    fits=f"q.difficulty BETWEEN %s AND %s{bears}",
                    unseen="q.id NOT IN (SELECT id FROM seen)",
                )
            )
            given = [arc.name, arc.start, arc.easiest, arc.hardest, arc.tag]
            params += [*ask_params, *(value for value in given if value is not None)] * 2
        seen = ""
        if self.seen:
            # Keys are integers from our own tables; as parameters they could be too many.
            seen = f"WITH seen(id) AS (VALUES {','.join(f'({pk:d})' for pk in self.seen)}) "
        return seen + " UNION ALL ".join(selects), params

    def _repeated(self, arcs: Sequence[_Arc]) -> tuple[str, list[Any]]:
        """A select for each sort of circle, repeated for each of its arcs."""
        askable, ask_params = self._askable()
        selects: list[str] = []
        params: list[Any] = []
        for sort in sorted({arc.circle for arc in arcs}):
            circle, of_sort = CIRCLES[sort], [arc for arc in arcs if arc.circle == sort]
            around = self._around(
                circle,
                want="w.want",
                askable=askable,
                shared="= n.id" if circle.names else "IS NOT DISTINCT FROM w.name",
                start="w.start",
                # Written apart: of a range it does not know the planner expects next to nothing.
                fits="q.difficulty >= w.easiest AND q.difficulty - w.hardest <= 0"
                f" AND (w.tag IS NULL OR {_bears('g.id')})",
                unseen="q.id <> ALL(%s)",
            )
            named = f" JOIN {circle.names} n ON n.{circle.name} = w.name" if circle.names else ""
            kind = "text" if circle.names else "bigint"
            row = f"(%s, CAST(%s AS {kind}), CAST(%s AS text), %s, %s, %s)"
            selects.append(
                f"SELECT arc.* FROM (VALUES {', '.join([row] * len(of_sort))})"  # noqa: S608
                f" w(want, name, tag, easiest, hardest, start){named}"
                f" LEFT JOIN {Tag._meta.db_table} g ON g.name = w.tag"
                f" CROSS JOIN LATERAL ({around}) arc"
            )
            for arc in of_sort:
                params += [arc.want, *arc[2:]]
            params += [*ask_params, *([self.seen] if self.seen else [])] * 2
        return " UNION ALL ".join(selects), params


def _id_of(circle: _Circle) -> str:
    """What all questions of a circle share, found by its name or given as it is."""
    if not circle.names:
        return "%s"
    return f"(SELECT id FROM {circle.names} WHERE {circle.name} = %s)"  # noqa: S608


def _bears(tag: str) -> str:
    """That a question `q` bears a tag; by place as well, because that is what the index has."""
    bearer = CIRCLES["tag"]
    return (
        f"EXISTS (SELECT 1 FROM {bearer.table} t WHERE t.tag_id = {tag}"  # noqa: S608
        f" AND {scattered_sql(f't.{bearer.key}')} = {scattered_sql('q.id')}"
        f" AND t.{bearer.key} = q.id)"
    )
