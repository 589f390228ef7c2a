"""Entering a new text with its table of articles, and settling what cites the old one."""

from collections.abc import Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.law.errors import LawRefused
from cms.law.models import Provision, StatuteVersion
from cms.law.numerals import article_name
from cms.law.revising.citers import Citer, citer_of, citers, type_of
from cms.law.revising.models import Correspondence, LawReview, LawReviewEntry
from cms.law.revising.plan import Table

ENTER = "cms.enter_law_table"
State = LawReview.State
Change = Correspondence.Change
# While a piece is moved, its published text is written before its draft: what only the draft cites
# would seem to be gone.
_MOVING: ContextVar[str] = ContextVar("moving", default="")


@dataclass(frozen=True)
class Entered:
    """What entering a table did."""

    lines: int
    reviews: int


def refusal(old: StatuteVersion, new: StatuteVersion) -> str:
    """Why one text cannot replace another, in words; empty when it can."""
    if old.pk == new.pk:
        return _("新旧两个版本是同一个，请另选。")
    if old.statute_id != new.statute_id:
        return _("两个版本不是同一部法。")
    if new.adopted_on <= old.adopted_on:
        return _("新版本的通过日期要晚于旧版本，请核对日期，或者把两个版本换过来。")
    if old.replaced_by_id not in {None, new.pk}:
        told = _("“%(old)s”已经由“%(new)s”取代。请从那个版本往下对照。")
        return told % {"old": old, "new": old.replaced_by}
    return ""


@transaction.atomic
def enter_table(
    *,
    old: StatuteVersion,
    new: StatuteVersion,
    table: Table,
    by: Any,
    now: datetime,
    ends: date | None = None,
) -> Entered:
    """Write the table of two versions and list for review whatever cites the old one; a new version
    that is not saved yet is saved with it.

    Entering it again replaces the lines; what was settled stays settled. `ends` is when the old
    text ceased, where that is known. Raises LawRefused for an unsound table or a wrong pair.
    """
    if reason := refusal(old, new):
        raise LawRefused(reason)
    if not table.sound:
        raise LawRefused(_("表里还有看不懂的行，请改好再录入。"))
    if new._state.adding:
        new.save()
        log(new, "wagtail.create", user=by, timestamp=now)
    _write_lines(old, new, table)
    replace(old=old, new=new, ends=ends)
    reviews = open_reviews(old=old, new=new, by=by, now=now)
    counted = {"lines": len(table.lines), "reviews": reviews, "old": old.key}
    log(new, ENTER, user=by, data=counted, timestamp=now)
    return Entered(len(table.lines), reviews)


def _write_lines(old: StatuteVersion, new: StatuteVersion, table: Table) -> None:
    old_articles = _articles(old, table.numbers("old"))
    new_articles = _articles(new, table.numbers("new"))
    Correspondence.objects.filter(old_version=old, new_version=new).delete()
    Correspondence.objects.bulk_create(
        Correspondence(
            old_version=old,
            new_version=new,
            old=old_articles[line.old.number] if line.old else None,
            old_detail=line.old.detail if line.old else "",
            new=new_articles[line.new.number] if line.new else None,
            new_detail=line.new.detail if line.new else "",
            change=line.change,
            note=line.note,
        )
        for line in table.lines
    )


def replace(*, old: StatuteVersion, new: StatuteVersion, ends: date | None) -> None:
    """Say that one text replaces another, and when the old one ceased where that is known."""
    old.replaced_by = new
    old.in_force_to = ends or old.in_force_to or new.in_force_from
    old.save(update_fields=["replaced_by", "in_force_to"])


def _articles(version: StatuteVersion, numbers: Collection[int]) -> dict[int, Provision]:
    """Number → article; those not entered yet are made without a word, and wait to be checked."""
    known = {one.number: one for one in version.provisions.filter(number__in=numbers)}
    for number in sorted(set(numbers) - set(known)):
        known[number] = Provision.objects.create(
            version=version, number=number, article=article_name(number)
        )
    return known


@transaction.atomic
def open_reviews(*, old: StatuteVersion, new: StatuteVersion, by: Any, now: datetime) -> int:
    """List for review what cites an article of the old text and is not listed yet; says how many.

    What may draw wrong conclusions is held back until then. Safe to run again at any time.
    """
    lines = Correspondence.objects.filter(old_version=old, new_version=new, old__isnull=False)
    touched = set(lines.values_list("old", flat=True))
    opened = 0
    for citer in citers():
        listed = set(
            LawReview.objects.filter(
                content_type=type_of(citer), provision__in=touched
            ).values_list("object_id", "provision")
        )
        fresh = sorted(citer.citing(touched) - listed)
        rows = LawReview.objects.bulk_create(
            LawReview(
                content_type=type_of(citer),
                object_id=pk,
                provision_id=provision,
                version=new,
                opened_at=now,
            )
            for pk, provision in fresh
        )
        LawReviewEntry.objects.bulk_create(
            LawReviewEntry(review=row, state=State.OPEN, by=by, at=now) for row in rows
        )
        waiting = LawReview.objects.filter(
            content_type=type_of(citer), provision__in=touched, state=State.OPEN
        )
        hold(citer=citer, pks=waiting.values_list("object_id", flat=True), now=now)
        opened += len(fresh)
    return opened


def hold(*, citer: Citer, pks: Iterable[str], now: datetime) -> None:
    """Hold back those of the pieces that have an open review of a change, release the others."""
    wanted = set(pks)
    if not wanted:
        return
    waiting = LawReview.objects.filter(
        content_type=type_of(citer),
        state=State.OPEN,
        provision__onward__in=Correspondence.objects.exclude(change=Change.UNCHANGED),
    )
    if len(wanted) == 1:
        waiting = waiting.filter(object_id__in=wanted)
    held = set(waiting.order_by().values_list("object_id", flat=True).distinct()) & wanted
    citer.hold_back(pks=held, at=now)
    citer.hold_back(pks=wanted - held, at=None)


@transaction.atomic
def keep(*, review: LawReview, by: Any, now: datetime, note: str) -> None:
    """It cites the old text on purpose, and rightly. Raises LawRefused without a reason."""
    if not note.strip():
        raise LawRefused(_("请写一句为什么仍引旧文本，例如“这里讲的就是修改以前的规定”。"))
    _settle(review, State.KEPT, by=by, now=now, note=note)


@transaction.atomic
def move(*, review: LawReview, to: Provision, by: Any, now: datetime, note: str = "") -> None:
    """Cite the new article instead, in the published text and in the draft.

    Raises LawRefused when the article is not what became of the old one, when its words changed
    and nobody says that they were compared, or when somebody is at work on the piece.
    """
    lines = list(review.provision.onward.filter(new=to))
    if not lines:
        raise LawRefused(_("对照表里，旧条没有移到这一条。"))
    if not all(line.keeps_meaning for line in lines) and not note.strip():
        raise LawRefused(_("这一条的内容有改动或者待核。请写一句核对的结果，再改引新条。"))
    citer = citer_of(review.content_type_id)
    _settle(review, State.MOVED, by=by, now=now, note=_moved(to, note))
    place = _MOVING.set(review.object_id)
    try:
        citer.move(pk=review.object_id, swap={review.provision_id: to.pk}, by=by)
    finally:
        _MOVING.reset(place)


def _moved(to: Provision, note: str) -> str:
    return "；".join(filter(None, [_("改引%s") % to.citation, note.strip()]))


@transaction.atomic
def withdraw(*, review: LawReview, by: Any, now: datetime, note: str) -> None:
    """Take the piece out of use; all its open reviews end with it."""
    citer = citer_of(review.content_type_id)
    for other in _open_on(review.content_type_id, review.object_id):
        _settle(other, State.WITHDRAWN, by=by, now=now, note=note)
    citer.withdraw(pk=review.object_id, by=by, now=now, reason=note or _("所依据的法条有变动"))


@transaction.atomic
def reopen(*, review: LawReview, by: Any, now: datetime, note: str = "") -> None:
    """Put it on the list again; what was done stays in its history."""
    if review.state != State.OPEN:
        _settle(review, State.OPEN, by=by, now=now, note=note)


@transaction.atomic
def settle_edited(*, citer: Citer, pk: str, by: Any, now: datetime) -> int:
    """End the open reviews of articles that a piece cites no longer; returns how many.

    Called when something was published. One query when nothing waits for it.
    """
    waiting = list(_open_on(type_of(citer).pk, pk))
    if not waiting:
        return 0
    cited = citer.citing({review.provision_id for review in waiting}, among=[pk])
    gone = [review for review in waiting if (pk, review.provision_id) not in cited]
    for review in gone:
        _settle(review, State.EDITED, by=by, now=now, note="")
    return len(gone)


def settle_published(*, content: Model, by: Any, now: datetime) -> None:
    """Look whether a piece that was just published still cites what it was listed for."""
    if _MOVING.get() == str(content.pk):
        return
    for citer in citers():
        if isinstance(content, citer.model):
            settle_edited(citer=citer, pk=str(content.pk), by=by, now=now)


def _open_on(content_type_id: int, object_id: str) -> Any:
    return LawReview.objects.filter(
        content_type=content_type_id, object_id=object_id, state=State.OPEN
    )


def _settle(review: LawReview, state: str, *, by: Any, now: datetime, note: str) -> None:
    """Write the state and what was done; raises LawRefused when somebody was quicker."""
    was = review.state
    if not LawReview.objects.filter(pk=review.pk, state=was).update(state=state):
        raise LawRefused(_("别人刚刚处理了这一处，请刷新页面再看。"))
    if was != State.OPEN and state != State.OPEN:
        raise LawRefused(_("这一处已经处理过了。要改，请先重新列入复核。"))
    review.state = state
    LawReviewEntry.objects.create(review=review, state=state, by=by, at=now, note=note.strip())
    hold(citer=citer_of(review.content_type_id), pks=[review.object_id], now=now)
