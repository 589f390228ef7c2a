"""One person who is on the roster twice becomes one: what follows from the second record is written
anew for the first; the second is closed and says into whom it went. Nothing changes its owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from training.cohorts import members
from training.cohorts import services as cohorts
from training.cohorts.models import Enrolment
from training.learning import evidence
from training.learning.attempts.models import Attempt
from training.learning.notes.models import Note
from training.learning.progress.keeping import begin
from training.learning.submissions.models import Submission
from training.office.access import Desk
from training.people import audit
from training.people.errors import PersonRefused
from training.people.models import Membership, Organisation, SignInSlip, User
from training.people.services import close, end_sessions

BORROWED = ("phone", "email")
"""What the kept record takes over where it has nothing of its own."""
OPEN = (Attempt.State.INPROGRESS, Attempt.State.SUBMITTED)


@dataclass(frozen=True)
class Preview:
    """What merging would do, for the page on which it is decided."""

    posts: Sequence[tuple[Membership, bool]]
    """The second record's memberships, and whether each goes over."""
    classes: Sequence[tuple[Enrolment, bool]]
    """Its classes, and whether the kept record joins each anew."""
    statements: int
    sittings: int
    drafts: int
    notes: int


def preview(desk: Desk, *, kept: User, doubled: User) -> Preview:
    """What merging would move and what would stay; raises PersonRefused where it cannot be done.
    A fixed number of queries."""
    _check(kept, doubled)
    known = set(Enrolment.objects.filter(learner=kept).values_list("cohort_id", flat=True))
    classes = Enrolment.objects.filter(learner=doubled).select_related("cohort", "unit")
    return Preview(
        posts=_posts(desk, kept, doubled),
        classes=[(one, one.cohort_id not in known) for one in classes],
        statements=evidence.standing_of(doubled.pk).count(),
        sittings=Attempt.objects.filter(learner=doubled).count(),
        drafts=Submission.objects.filter(learner=doubled).count(),
        notes=Note.objects.filter(learner=doubled).count(),
    )


def _check(kept: User, doubled: User) -> None:
    if kept.pk == doubled.pk:
        raise PersonRefused("same", _("这是同一份记录，请另选一份。"))
    if kept.merged_into_id or doubled.merged_into_id:
        raise PersonRefused("merged", _("其中一份已经并入别的记录，不能再合并。"))
    if not kept.is_active:
        raise PersonRefused("disabled", _("要保留的账号已停用，请先恢复，或者保留另一份。"))
    if Attempt.objects.filter(learner=doubled, state__in=OPEN).exists():
        told = _("%s正在答题，或者有试卷还没有评完。请等交卷评分以后再合并。")
        raise PersonRefused("sitting", told % doubled)


def _posts(desk: Desk, kept: User, doubled: User) -> list[tuple[Membership, bool]]:
    """The second record's memberships here, and which of them the kept one lacks."""
    here = Membership.objects.filter(organisation__congress=desk.congress)
    posts = here.select_related("organisation", "term").order_by("starts_on", "pk")
    hers = list(posts.filter(user=kept))
    return [(post, not _has(hers, post, desk.today)) for post in posts.filter(user=doubled)]


def _has(hers: Sequence[Membership], post: Membership, today: date) -> bool:
    """Whether the kept record says the same, or says where she is now, which then holds."""
    for own in hers:
        together = own.starts_on <= (post.ends_on or date.max) and post.starts_on <= (
            own.ends_on or date.max
        )
        same = (own.organisation_id, own.role) == (post.organisation_id, post.role)
        if same and (together or own.starts_on == post.starts_on):
            return True
        alike = _sort(own) == _sort(post)
        if alike and together and post.holds_on(today) and own.holds_on(today):
            return True
    return False


def _sort(post: Membership) -> str:
    """Of what there is one at a time: a unit, a delegation, a group."""
    kind = post.organisation.kind
    return kind if kind in Organisation.BESIDE else "unit"


@transaction.atomic
def merge(desk: Desk, *, kept: User, doubled: User) -> int:
    """Merge the second record into the kept one; returns how many learning records went over.

    Raises PersonRefused as preview does, decided again under both people's locks.
    """
    both = {
        person.pk: person
        for person in User.objects.select_for_update(no_key=True)
        .filter(pk__in=[kept.pk, doubled.pk])
        .order_by("pk")
    }
    kept, doubled = both[kept.pk], both[doubled.pk]
    _check(kept, doubled)
    _move_posts(desk, kept, doubled)
    moved = _move_learning(desk, kept, doubled)
    _shut(desk, kept, doubled)
    audit.note(
        actor=desk.officer,
        action="person.merged",
        at=desk.now,
        target=str(kept.pk),
        doubled=str(doubled.pk),
        number=doubled.number,
        statements=moved,
    )
    return moved


def _move_posts(desk: Desk, kept: User, doubled: User) -> None:
    for post, goes in _posts(desk, kept, doubled):
        if goes:
            Membership.objects.create(
                user=kept,
                **{
                    field.attname: getattr(post, field.attname)
                    for field in Membership._meta.concrete_fields
                    if field.attname not in {"id", "user_id"}
                },
            )
        if post.ends_on is None or post.ends_on >= desk.today:
            last_day = desk.today - timedelta(days=1)
            close(membership=post, last_day=last_day, why=Membership.Ending.MERGED)


def _move_learning(desk: Desk, kept: User, doubled: User) -> int:
    registrations: dict[UUID | None, UUID | None] = {None: None}
    for old in Enrolment.objects.filter(learner=doubled).select_related("cohort", "unit", "group"):
        registrations[old.pk] = _same_class(desk, kept, old).pk
    return evidence.move(
        from_id=doubled.pk,
        to_id=kept.pk,
        registrations=registrations,
        now=desk.now,
        by=desk.officer,
    )


def _same_class(desk: Desk, kept: User, old: Enrolment) -> Enrolment:
    """The kept person's place in the class of an old one, which counts from the earlier of both
    days; the old place is given up."""
    joined_before = Enrolment.objects.filter(learner=kept, cohort=old.cohort).exists()
    new = cohorts.enrol(
        learner=kept,
        cohort=old.cohort,
        unit=old.unit,
        group=old.group,
        now=old.enrolled_at,
        first_term=old.first_term,
    )
    was_in = old.status == Enrolment.Status.ACTIVE
    if old.enrolled_at < new.enrolled_at:
        new.enrolled_at = old.enrolled_at
        new.save(update_fields=["enrolled_at"])
    if was_in and new.status == Enrolment.Status.WITHDRAWN:
        new.status, new.withdrawn_at, new.withdrawn_reason = Enrolment.Status.ACTIVE, None, ""
        new.save(update_fields=["status", "withdrawn_at", "withdrawn_reason"])
    if not was_in and not joined_before:
        # She had left that class; so has the record that is kept.
        new.status, new.withdrawn_at = old.status, old.withdrawn_at
        new.withdrawn_reason = old.withdrawn_reason
        new.save(update_fields=["status", "withdrawn_at", "withdrawn_reason"])
    if was_in:
        reason = _("重复登记，已并入 %s") % (kept.number or kept.username)
        members.withdraw(enrolment=old, reason=reason, at=desk.now, by=desk.officer, now=desk.now)
    begin(new, now=desk.now)
    return new


def _shut(desk: Desk, kept: User, doubled: User) -> None:
    lacking = [field for field in BORROWED if not getattr(kept, field)]
    for field in lacking:
        setattr(kept, field, getattr(doubled, field))
    if lacking:
        kept.save(update_fields=lacking)
    doubled.is_active = False
    doubled.merged_into, doubled.merged_at = kept, desk.now
    doubled.save(update_fields=["is_active", "merged_into", "merged_at"])
    waiting = SignInSlip.objects.filter(user=doubled, used_at=None, replaced_at=None)
    waiting.update(replaced_at=desk.now)
    end_sessions(user=doubled)


@transaction.atomic
def move_the_rest(desk: Desk, *, doubled: User) -> int:
    """What reached the closed record after the merging, as marks given late, goes over, too.
    Returns how many; none when nothing came. Raises PersonRefused for a record that was not
    merged."""
    if doubled.merged_into is None:
        raise PersonRefused("not_merged", _("这份记录没有合并过。"))
    moved = _move_learning(desk, doubled.merged_into, doubled)
    if moved:
        audit.note(
            actor=desk.officer,
            action="person.merged_rest",
            at=desk.now,
            target=str(doubled.merged_into_id),
            doubled=str(doubled.pk),
            statements=moved,
        )
    return moved
