"""From a file to a plan: read apart, understood question by question, compared with the bank.

Nothing of the bank changes here. Rows are written a few hundred at a time, so that whoever saves
an answer meanwhile waits for one short transaction at most.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exchange.collecting import little_to_search
from courses.exchange.confined import limits_in_force, read_apart, too_large
from courses.exchange.contract import Found, Problem, Unreadable
from courses.exchange.current import Current, current_of
from courses.exchange.filing import Filed, Names
from courses.exchange.formats import format_of
from courses.exchange.models import ImportJob, ImportPiece, ImportRow
from courses.exchange.understanding import Understood, stem_of, understand
from courses.questions.kinds.sheets import write_sheet
from courses.questions.likeness.many import like_many
from courses.questions.likeness.shingles import Wording, prints
from courses.questions.models import Question
from courses.questions.selectors import all_questions
from courses.questions.services import digest_of

AT_ONCE = 150
"""Questions understood and written in one go."""
PIECE = 512 * 1024
STALE = timedelta(minutes=3)
"""A job that nobody touched for so long has lost its worker."""
TOLD_ALIKE = 3
State, Outcome = ImportJob.State, ImportRow.Outcome


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it, or pasted text."""

    name: str
    content: bytes
    format: str = ""
    """Empty: found out from the content."""


@transaction.atomic
def open_import(*, by: Any, root: Any, sent: Sent, missing: Filed, now: datetime) -> ImportJob:
    """Take a file in, to be read; raises Unreadable for one that is too large or of no format."""
    limits = limits_in_force()
    if len(sent.content) > limits.file_bytes:
        raise Unreadable(too_large(limits), "too_large")
    if not sent.content.strip():
        raise Unreadable(_("文件是空的。"), "empty")
    job = ImportJob.objects.create(
        owner_root=root,
        by=by,
        name=sent.name[:200],
        format=sent.format or format_of(sent.name, sent.content),
        digest=hashlib.sha256(sent.content).hexdigest(),
        missing=missing.as_json(),
        created_at=now,
    )
    for place, start in enumerate(range(0, len(sent.content), PIECE)):
        piece = sent.content[start : start + PIECE]
        ImportPiece.objects.create(job=job, place=place, content=piece)
    return job


def claim(job: ImportJob, states: Collection[str], now: datetime) -> bool:
    """Take over a job that is in one of these states and that nobody works on, or whose worker has
    given no sign for long. False when it is somebody else's."""
    free = Q(worked_at=None) | Q(worked_at__lt=now - STALE)
    mine = ImportJob.objects.filter(free, pk=job.pk, state__in=states)
    taken = mine.update(worked_at=timezone.now())
    job.refresh_from_db()
    return bool(taken)


def make_plan(*, job: ImportJob, now: datetime) -> ImportJob:
    """Read the file and write the plan; a file that cannot be read says why in `failure`. Safe to
    run again: it begins anew."""
    if not claim(job, {State.WAITING, State.READING}, now):
        return job
    ImportJob.objects.filter(pk=job.pk).update(state=State.READING)
    job.rows.all().delete()
    content = b"".join(bytes(piece.content) for piece in job.pieces.order_by("place"))
    try:
        read = read_apart(content, name=job.name, codec=job.format, limits=limits_in_force())
    except Unreadable as refused:
        job.failure = str(refused)
        job.problems = [asdict(Problem(refused.code, str(refused), source=job.name))]
        return _read(job, State.FAILED)
    del content
    job.counts, job.said, job.total, job.done = read.counts, read.said, read.total, 0
    job.problems = [asdict(problem) for problem in read.problems]
    job.state = State.READING
    job.save()
    with little_to_search():
        planner = _Planner(job, now)
        for found in _slices(read.found):
            planner.plan(found)
    return _read(job, State.READY)


def _read(job: ImportJob, state: str) -> ImportJob:
    """The file is read, well or not; it is not needed any more."""
    job.state, job.worked_at = state, None
    job.save()
    job.pieces.all().delete()
    return job


def _slices(found: Iterator[Found]) -> Iterator[list[Found]]:
    while taken := list(islice(found, AT_ONCE)):
        yield taken


@dataclass
class _Planner:
    """Understands a file slice by slice; remembers what it had already."""

    job: ImportJob
    now: datetime
    place: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    wholes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root_id = self.job.owner_root_id
        self.names = Names(self.root_id, timezone.localdate(self.now))
        self.missing = Filed(**self.job.missing)

    def plan(self, slice_: Sequence[Found]) -> None:
        """Understand a slice and keep it as rows of the plan, in one transaction."""
        known = self._known(slice_)
        rows = []
        for found in slice_:
            one = understand(found, self.names, self.missing, known.get(_number(found)))
            rows.append((one, known.get(one.number)))
        twins = self._twins([one for one, known_one in rows if known_one is None])
        planned = []
        for one, known_one in rows:
            self._compare_within(one)
            if known_one:
                _check_update(one, known_one)
            planned.append(self._row(one, known_one, twins.get(_whole(one), None)))
        self._find_alike([one for one, _known in rows], planned)
        with transaction.atomic():
            ImportRow.objects.bulk_create(planned)
            self.job.done += len(planned)
            self.job.worked_at = timezone.now()
            self.job.save(update_fields=["done", "worked_at"])

    def _known(self, slice_: Sequence[Found]) -> dict[str, Current]:
        """The questions of the bank that have the numbers of the file."""
        numbers = [number for found in slice_ if (number := _number(found))]
        rows = all_questions().filter(owner_root=self.root_id, number__in=numbers)
        return {one.question.number: one for one in current_of(rows)}

    def _twins(self, new: Iterable[Understood]) -> dict[str, Current]:
        """Questions of the bank that say exactly what one without a number says."""
        stems = [one.body["stem"] for one in new if not one.number and not one.is_refused]
        rows = Question.objects.non_polymorphic().filter(owner_root=self.root_id, stem__in=stems)
        return {
            digest_of({"columns": said.columns()}): said for said in current_of(rows.order_by("pk"))
        }

    def _compare_within(self, one: Understood) -> None:
        """Doubles within the file."""
        row, whole, stem = one.found.row, _whole(one), stem_of(one.columns.get("stem", ""))
        if one.number and one.number in self.numbers:
            told = _("题号“%(number)s”在第 %(row)d 处已经用过，一个文件里只能用一次。")
            same = {"number": one.number, "row": self.numbers[one.number]}
            one.complain("number_twice", told % same, "number")
        elif whole and whole in self.wholes:
            told = _("和第 %d 处的题完全一样，只要一道。") % self.wholes[whole]
            one.complain("twice", told, "stem", warning=bool(one.number))
        elif stem and stem in self.stems:
            told = _("题干和第 %d 处的题一样，请看看是不是写了两遍。") % self.stems[stem]
            one.complain("stem_twice", told, "stem", warning=True)
        self.numbers.setdefault(one.number, row)
        self.stems.setdefault(stem, row)
        if whole:
            self.wholes.setdefault(whole, row)

    def _row(self, one: Understood, known: Current | None, twin: Current | None) -> ImportRow:
        """The plan for one question."""
        self.place += 1
        outcome = Outcome.REJECTED
        question = known.question if known else None
        if not one.is_refused:
            outcome = Outcome.UPDATE if known else Outcome.NEW
            if known and known.digest() == one.digest():
                outcome = Outcome.UNCHANGED
            if not known and not one.number and twin:
                outcome, question = Outcome.UNCHANGED, twin.question
                told = _("题库里已经有完全一样的题：%s。") % twin.question.number
                one.complain("in_bank", told, "stem", warning=True)
        return ImportRow(
            job=self.job,
            place=self.place,
            row=one.found.row,
            outcome=outcome,
            kind=one.kind,
            number=one.number[:40],
            columns={code: text for code, text in one.found.columns.items() if text},
            body=one.body if not one.is_refused else {},
            answer_key=one.key if not one.is_refused else {},
            filed=one.filed.as_json(),
            problems=one.told(self.job.name),
            chosen=outcome in {Outcome.NEW, Outcome.UPDATE},
            question_id=question.pk if question else None,
            before=question.latest_revision_id if question else None,
            was_changed=bool(question and question.has_unpublished_changes),
        )

    def _find_alike(self, understood: Sequence[Understood], planned: Sequence[ImportRow]) -> None:
        """Write beside new and changed questions what in the bank reads like them."""
        asked = []
        for one, row in zip(understood, planned, strict=True):
            if row.outcome in {Outcome.NEW, Outcome.UPDATE} and one.draft is not None:
                said = wording_of_draft(one.draft)
                asked.append((row, said, prints(said, [self.root_id])))
        bank = Question.objects.non_polymorphic().filter(retired_at=None)
        found = like_many([(said, values) for _row, said, values in asked], bank)
        for (row, _said, _values), alike in zip(asked, found, strict=True):
            row.alike = [
                {
                    "pk": similar.question.pk,
                    "number": similar.question.number,
                    "stem": similar.question.stem[:80],
                    "percent": similar.percent,
                    "reason": similar.reason,
                }
                for similar in alike
                if similar.question.pk != row.question_id
            ][:TOLD_ALIKE]


def wording_of_draft(draft: Question) -> Wording:
    """What a filled question says, as its save would write it down."""
    return Wording(draft.stem, tuple("\n".join(draft.said()).splitlines()))


def _number(found: Found) -> str:
    return str(found.columns.get("number", "")).strip()


def _whole(one: Understood) -> str:
    """Equal for questions that say the same; empty for one that is not understood."""
    if not one.kind or one.is_refused:
        return ""
    return digest_of({"columns": write_sheet(one.kind, one.body, one.key)})


def _check_update(one: Understood, known: Current) -> None:
    """Whether the question of the bank may get a new draft now."""
    question = known.question
    if one.kind and one.kind != known.kind:
        told = _("题库里的 %s 是另一种题型。换题型请换一个新的题号。") % question.number
        one.complain("kind_differs", told, "kind")
    if question.arriving_id:
        one.complain("arriving", _("这个题号正在被另一次导入使用，请等它结束再读一次。"), "number")
    if known.in_review:
        told = _("题库里的 %s 正在审核，不能改。请先撤回送审，再读一次。") % question.number
        one.complain("in_review", told, "number")
    elif question.locked:
        told = _("题库里的 %s 锁着，不能改。请先解锁，再读一次。") % question.number
        one.complain("locked", told, "number")
    if question.live and question.has_unpublished_changes:
        told = _("题库里的 %s 有没发布的修改，导入会盖过它。") % question.number
        one.complain("has_draft", told, "number", warning=True)
    if question.retired_at:
        one.complain("retired", _("题库里的这道题已经停用。"), "number", warning=True)
