"""From a plan to the roster: all chosen rows in one transaction, or nothing.

Everything is planned once more with the people held. Where that gives another plan than the one
the office saw, nothing is written; the new plan is shown instead. So an import can neither run
twice nor write over what somebody changed meanwhile.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from training.cohorts.bulk import Joining, enrol_many, regroup_many
from training.learning.progress.beginning import begin_many
from training.office.access import Desk
from training.office.roster.known import in_chunks
from training.office.roster.planning import Order, Planned, Planner, order_of
from training.office.roster.storing import lines_of, store
from training.people import audit, bulk
from training.people.models import Membership, Term, User
from training.people.rosters import RosterImport, RosterRow

State, Outcome = RosterImport.State, RosterRow.Outcome
TOLD = 5
OF_USER = {"name": "name", "phone": "phone", "email": "email"}


class _Overtaken(Exception):
    """The roster is not as it was when the plan was made."""


def apply(*, job: RosterImport, desk: Desk) -> RosterImport:
    """Write what is chosen of an import that waits to be applied; safe to run again.

    Where the roster has changed meanwhile nothing is written, the rows are planned anew, and
    `failure` says so.
    """
    order = order_of(job, desk)
    try:
        with transaction.atomic():
            _write(order)
    except (_Overtaken, IntegrityError) as overtaken:
        told = _("名册刚刚被改过，什么都没有写进去。已经按现在的名册重新对照，请再看一遍。")
        said = str(overtaken) if isinstance(overtaken, _Overtaken) else ""
        replan(order=order, failure=f"{told}{said}")
    job.refresh_from_db()
    return job


def replan(*, order: Order, failure: str = "") -> None:
    """Compare every row with the roster as it is now; only rows whose plan is another are
    written."""
    rows = list(order.job.rows.order_by("place"))
    planned = Planner(order).plan(lines_of(rows))
    with transaction.atomic():
        store(rows, planned)
        order.job.state, order.job.failure, order.job.worked_at = State.READY, failure, None
        order.job.save(update_fields=["state", "failure", "worked_at"])


def _write(order: Order) -> None:
    """Hold everybody concerned, plan again, and write."""
    job = order.job
    _hold(job)
    mine = RosterImport.objects.select_for_update().filter(pk=job.pk, state=State.APPLYING)
    if not mine.exists():
        return
    rows = list(job.rows.order_by("place"))
    planned = Planner(order).plan(lines_of(rows))
    chosen = [(row, plan) for row, plan in zip(rows, planned, strict=True) if row.is_taken]
    _refuse_overtaken(chosen)
    deeds = _Deeds(order, Term.objects.filter(congress=job.congress).order_by("-number").first())
    for _row, plan in chosen:
        deeds.take(plan)
    deeds.do()
    counts = _counted(rows, deeds)
    mine.update(state=State.APPLIED, applied_at=order.desk.now, counts=counts, worked_at=None)
    audit.note(
        actor=order.desk.officer,
        action="roster.imported",
        at=order.desk.now,
        target=str(job.uuid),
        file=job.name,
        counts=counts,
    )


def _hold(job: RosterImport) -> None:
    """Lock the people of the chosen rows, always in the same order."""
    taken = job.rows.filter(chosen=True, outcome__in=RosterRow.TAKEN).exclude(person=None)
    keys = sorted(key for key in taken.order_by().values_list("person", flat=True) if key)
    for some in in_chunks(keys):
        held = User.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
        list(held.values_list("pk"))


def _refuse_overtaken(chosen: Sequence[tuple[RosterRow, Planned]]) -> None:
    gone = [row for row, plan in chosen if gist_of(row) != plan.gist()]
    if gone:
        lines = "、".join(str(row.line) for row in gone[:TOLD])
        more = _("等 %d 行") % len(gone) if len(gone) > TOLD else ""
        raise _Overtaken(_("有变化的是第 %(lines)s 行%(more)s。") % {"lines": lines, "more": more})


def gist_of(row: RosterRow) -> tuple[Any, ...]:
    """What a stored row says it would do; see `Planned.gist`."""
    person = str(row.person) if row.person else ""
    return str(row.outcome), person, row.number, [list(change) for change in row.changes]


@dataclass
class _Deeds:
    """Everything that is to be written, gathered from the plans."""

    order: Order
    term: Term | None
    newcomers: list[bulk.Newcomer] = field(default_factory=list)
    corrections: list[bulk.Correction] = field(default_factory=list)
    joining: list[Joining] = field(default_factory=list)
    groups: dict[UUID, int] = field(default_factory=dict)

    def take(self, plan: Planned) -> None:
        """Gather what one row does."""
        if plan.person is None:
            return
        if plan.outcome == Outcome.NEW:
            self._new(plan, plan.person)
        else:
            self._correct(plan, plan.person)
        codes = {code for code, _before, _after in plan.changes}
        if "class" in codes:
            self._join(plan, plan.person)
        if "group" in codes and plan.wanted.group:
            self.groups[plan.person] = plan.wanted.group

    def _why(self, plan: Planned) -> dict[str, Any]:
        return {"import": str(self.order.job.uuid), "line": plan.line.number}

    def _post(self, plan: Planned, organisation: Any, day: Any) -> Membership:
        wanted = plan.wanted
        unit = organisation == wanted.unit
        old = plan.known.unit if plan.known else None
        first_term = wanted.first_term
        if first_term is None and old:
            first_term = old.first_term
        return Membership(
            organisation_id=organisation,
            role=wanted.role if unit else Membership.Role.DEPUTY,
            first_term=first_term,
            constituency=(wanted.constituency or (old.constituency if old else "")) if unit else "",
            starts_on=day,
            began_by=Membership.Beginning.TRANSFER if plan.outcome == Outcome.TRANSFER else "",
            term=self.term,
        )

    def _new(self, plan: Planned, pk: UUID) -> None:
        wanted = plan.wanted
        posts = [self._post(plan, wanted.unit, plan.day)]
        if wanted.delegation:
            posts.append(self._post(plan, wanted.delegation, plan.day))
        newcomer = bulk.Newcomer(
            pk=pk,
            name=wanted.name,
            number=wanted.number,
            phone=wanted.phone,
            email=wanted.email,
            posts=posts,
            why=self._why(plan),
        )
        self.newcomers.append(newcomer)

    def _correct(self, plan: Planned, pk: UUID) -> None:
        codes = [code for code, _before, _after in plan.changes]
        one = bulk.Correction(pk, changed=codes, why=self._why(plan))
        wanted, known = plan.wanted, plan.known
        one.fields = {OF_USER[code]: getattr(wanted, code) for code in codes if code in OF_USER}
        if "number" in codes and known:
            one.fields["number"] = wanted.number
            if known.username in {known.number, ""}:
                one.fields["username"] = wanted.number
        if "account" in codes:
            one.fields["is_active"] = True
        self._move(plan, one)
        self._delegate(plan, one, codes)
        if one.fields or one.amended or one.posts:
            self.corrections.append(one)

    def _move(self, plan: Planned, one: bulk.Correction) -> None:
        """What becomes of the membership of a unit: ended and followed, or amended."""
        wanted, post = plan.wanted, plan.known.unit if plan.known else None
        codes = set(one.changed)
        if plan.day and post and post.lasts_on(self.order.today) and post.starts_on == plan.day:
            # Corrected for the day on which it began: a slip of the pen, not a transfer.
            one.amended[post.pk] = {"organisation_id": wanted.unit, "role": wanted.role}
            one.amended[post.pk] |= _details(plan, codes)
        elif plan.day:
            if post and post.lasts_on(self.order.today):
                one.amended[post.pk] = bulk.end_post(plan.day)
            one.posts.append(self._post(plan, wanted.unit, plan.day))
        elif post and (details := _details(plan, codes)):
            one.amended[post.pk] = details

    def _delegate(self, plan: Planned, one: bulk.Correction, codes: Sequence[str]) -> None:
        if "delegation" not in codes or plan.known is None:
            return
        day = plan.wanted.since or self.order.today
        before = plan.known.delegation
        if before and before.starts_on >= day:
            one.amended[before.pk] = {"organisation_id": plan.wanted.delegation}
            return
        if before:
            one.amended[before.pk] = bulk.end_post(day)
        one.posts.append(self._post(plan, plan.wanted.delegation, day))

    def _join(self, plan: Planned, pk: UUID) -> None:
        wanted, post = plan.wanted, plan.known.unit if plan.known else None
        unit = wanted.unit or (post.organisation if post else None)
        first_term = wanted.first_term
        if first_term is None and post:
            first_term = post.first_term
        if unit is not None:
            self.joining.append(Joining(pk, unit, wanted.group, first_term))

    def do(self) -> None:
        """Write all of it: people first, then their places in the class."""
        by, now = self.order.desk.officer, self.order.desk.now
        bulk.add_people(newcomers=self.newcomers, by=by, now=now)
        bulk.correct_people(corrections=self.corrections, by=by, now=now)
        cohort = self.order.cohort
        if cohort is None:
            return
        places = enrol_many(cohort=cohort, people=self.joining, now=now)
        begin_many(cohort=cohort, enrolments=places, now=now)
        regroup_many(cohort=cohort, groups=self.groups, now=now)
        for action, people in (
            ("person.enrolled", [one.learner for one in self.joining]),
            ("person.regrouped", list(self.groups)),
        ):
            about = [(str(pk), {"cohort": cohort.key}) for pk in people]
            bulk.note_many(actor=by, action=action, at=now, about=about)


def _details(plan: Planned, codes: set[str]) -> dict[str, Any]:
    """Fields of a membership that a row corrects."""
    wanted = plan.wanted
    found: dict[str, Any] = {
        code: getattr(wanted, code) for code in ("first_term", "constituency") if code in codes
    }
    if "since" in codes and wanted.since:
        found["starts_on"] = wanted.since
    return found


def _counted(rows: Sequence[RosterRow], deeds: _Deeds) -> dict[str, int]:
    """How many rows came to what."""
    counts = Counter(str(row.outcome) for row in rows if row.outcome not in RosterRow.TAKEN)
    counts.update(str(row.outcome) for row in rows if row.is_taken)
    counts["left"] = sum(row.outcome in RosterRow.TAKEN and not row.chosen for row in rows)
    counts["enrolled"] = len(deeds.joining)
    return dict(counts)
