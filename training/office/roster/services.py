"""An import of a roster from the file to the report: taken in, read, answered, applied."""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.exchange.collecting import little_to_search
from courses.exchange.confined import limits_in_force, too_large
from courses.exchange.contract import Unreadable
from training.cohorts.models import Cohort
from training.office.access import Desk
from training.office.roster import reading, storing
from training.office.roster.applying import apply, replan
from training.office.roster.errors import RosterRefused
from training.office.roster.planning import Planner, order_of
from training.people import audit
from training.people.models import Congress, User
from training.people.rosters import RosterFile, RosterImport, RosterRow

SMALL_FILE = 64 * 1024
SMALL_IMPORT = 300
"""Files of up to so many bytes and plans of up to so many rows are worked on at once."""
STALE = timedelta(minutes=3)
"""An import that nobody touched for so long has lost its worker."""
PLANS_KEPT, DONE_KEPT = timedelta(days=7), timedelta(days=365)
MOST_MEANINGS = 200
State = RosterImport.State


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it, and what is to be done with its people."""

    name: str
    content: bytes
    cohort: Cohort | None = None
    numbering: bool = False


@transaction.atomic
def open_import(*, congress: Congress, sent: Sent, by: User | None, now: datetime) -> RosterImport:
    """Take a file in, to be read; raises Unreadable for one that is empty or too large. Plans that
    nobody used and imports of more than a year ago are thrown away."""
    limits = limits_in_force()
    if len(sent.content) > limits.file_bytes:
        raise Unreadable(too_large(limits), "too_large")
    if not sent.content.strip():
        raise Unreadable(_("文件是空的。"), "empty")
    throw_away(congress=congress, now=now)
    job = RosterImport.objects.create(
        congress=congress,
        by=by,
        name=sent.name[:200],
        digest=hashlib.sha256(sent.content).hexdigest(),
        cohort=sent.cohort.key if sent.cohort else "",
        numbering=sent.numbering,
        created_at=now,
    )
    RosterFile.objects.create(job=job, content=sent.content)
    audit.note(actor=by, action="roster.read", at=now, target=str(job.uuid), file=job.name)
    return job


def throw_away(*, congress: Congress, now: datetime) -> int:
    """Delete plans that nobody applied within a week, and what is a year old; how many."""
    states = {State.READY, State.FAILED}
    unused = Q(state__in=states, created_at__lt=now - PLANS_KEPT)
    past = Q(state=State.APPLIED, created_at__lt=now - DONE_KEPT)
    old = list(RosterImport.objects.filter(unused | past, congress=congress))
    for job in old:
        _delete(job)
    return len(old)


def discard(*, job: RosterImport, by: User | None, now: datetime) -> None:
    """Throw a plan away that was not applied; raises RosterRefused for any other."""
    if job.state not in {State.READY, State.FAILED}:
        raise RosterRefused("busy", _("这次导入正在进行或者已经做完，不能丢掉。"))
    audit.note(actor=by, action="roster.discarded", at=now, target=str(job.uuid), file=job.name)
    _delete(job)


def _delete(job: RosterImport) -> None:
    RosterRow.objects.filter(job=job).delete()
    job.delete()


# ---- what is done without asking: at once where it is small, else by the jobs worker


def is_small(job: RosterImport) -> bool:
    """Whether the next step may be done while somebody waits."""
    if job.state == State.WAITING:
        waiting = RosterFile.objects.filter(job=job).first()
        return waiting is None or len(waiting.content) <= SMALL_FILE
    return job.rows.count() <= SMALL_IMPORT


def go_on(*, job: RosterImport, now: datetime) -> RosterImport:
    """Do the step that waits for nobody's decision. Safe to run again, and at the same time: only
    one takes the import over."""
    steps = {State.WAITING: _read, State.PLANNING: _plan_again, State.APPLYING: _apply}
    step = steps.get(State(job.state))
    if step is None or not _claim(job):
        return job
    # Looking for rubbish costs more than a short import.
    with nullcontext() if is_small(job) else little_to_search():
        step(job, now)
    job.refresh_from_db()
    return job


def _claim(job: RosterImport) -> bool:
    free = Q(worked_at=None) | Q(worked_at__lt=timezone.now() - STALE)
    mine = RosterImport.objects.filter(free, pk=job.pk, state=job.state)
    taken = mine.update(worked_at=timezone.now())
    job.refresh_from_db()
    return bool(taken)


def desk_for(job: RosterImport, now: datetime) -> Desk:
    """The desk for which an import is worked on: of whoever applies it, else of who sent it."""
    return Desk(job.congress, cast(User, job.applied_by or job.by), now)


def _read(job: RosterImport, now: datetime) -> None:
    """Read the file and plan its rows; a file that cannot be read says why in `failure`."""
    try:
        table = reading.read(bytes(job.file.content), job.name)
    except Unreadable as refused:
        job.state, job.failure, job.failure_code = State.FAILED, str(refused), refused.code[:20]
        _finish(job)
        return
    job.sheets = [vars(sheet) for sheet in table.sheets]
    job.said, job.total = table.said, len(table.lines)
    if not job.cohort and any("group" in sheet.codes for sheet in table.sheets):
        job.said.append(_("没有选班次，所以“小组”这一列没有用上。"))
    job.save(update_fields=["sheets", "said", "total"])
    planner = Planner(order_of(job, desk_for(job, now)))
    planned = planner.plan([(place, line, {}) for place, line in enumerate(table.lines, start=1)])
    with transaction.atomic():
        job.rows.all().delete()
        storing.insert(job, planned)
        job.state = State.READY
        _finish(job)


def _finish(job: RosterImport) -> None:
    """The file is read, well or not; it is not needed any more."""
    job.worked_at = None
    job.save(update_fields=["state", "failure", "failure_code", "worked_at"])
    RosterFile.objects.filter(job=job).delete()


def _plan_again(job: RosterImport, now: datetime) -> None:
    replan(order=order_of(job, desk_for(job, now)))


def _apply(job: RosterImport, now: datetime) -> None:
    apply(job=job, desk=desk_for(job, now))


# ---- what the office decides


@transaction.atomic
def decide(
    *,
    job: RosterImport,
    shown: Collection[int],
    ticked: Collection[int],
    answers: Mapping[int, tuple[str, str]],
) -> bool:
    """Remember which of the shown rows are wanted, and what was answered (row → question, answer;
    an empty answer opens all questions of the row again). Whether rows must be planned again."""
    held = RosterImport.objects.select_for_update().filter(pk=job.pk, state=State.READY)
    if not held.exists():
        raise RosterRefused("taken", _("这次导入已经在进行，或者已经做完。"))
    rows = job.rows.filter(pk__in=shown)
    rows.filter(pk__in=ticked).update(chosen=True)
    takeable = rows.filter(outcome__in=RosterRow.TAKEN)
    takeable.exclude(pk__in=ticked).update(chosen=False)
    changed = False
    for row in job.rows.filter(pk__in=[pk for pk in answers if pk in shown]):
        code, answer = answers[row.pk]
        said = {**row.answers, code: answer} if answer else {}
        if said != row.answers:
            row.answers, row.chosen, changed = said, True, True
            row.save(update_fields=["answers", "chosen"])
    if changed:
        held.update(state=State.PLANNING, worked_at=None)
        job.refresh_from_db()
    return changed


@transaction.atomic
def name_units(*, job: RosterImport, meanings: Mapping[str, int | None]) -> bool:
    """Remember what names that the roster does not know mean (see understanding.meaning_key); None
    forgets. Whether rows must be planned again."""
    known = {**job.meanings, **meanings}
    said = {key: pk for key, pk in known.items() if pk is not None}
    if said == job.meanings or len(said) > MOST_MEANINGS:
        return False
    return _plan_anew(job, meanings=said)


@transaction.atomic
def compare_again(*, job: RosterImport) -> bool:
    """Have every row compared with the roster as it is now."""
    return _plan_anew(job)


def _plan_anew(job: RosterImport, **also: object) -> bool:
    ready = RosterImport.objects.filter(pk=job.pk, state=State.READY)
    changed = ready.update(state=State.PLANNING, worked_at=None, failure="", **also)
    job.refresh_from_db()
    return bool(changed)


def choose(*, job: RosterImport, by: User | None, now: datetime) -> None:
    """Order a plan to be applied; raises RosterRefused when nothing is chosen, or when somebody
    was faster."""
    taken = job.rows.filter(chosen=True, outcome__in=RosterRow.TAKEN).count()
    if not taken:
        raise RosterRefused("nothing", _("没有选中要导入的行。请至少选一行。"))
    ready = RosterImport.objects.filter(pk=job.pk, state=State.READY)
    if not ready.update(
        state=State.APPLYING, total=taken, failure="", worked_at=None, applied_by=by
    ):
        raise RosterRefused("taken", _("这次导入已经在进行，或者已经做完。"))
    job.refresh_from_db()
