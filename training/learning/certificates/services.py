"""Issuing certificates, replacing and revoking them. The verdict decides whether one may be issued;
the office decides that it is, unless the class's rule says at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from training.cohorts.models import Enrolment
from training.learning.certificates import freezing, keys, numbering, selectors, tokens
from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.models import (
    Certificate,
    CertificateCode,
    ClassRules,
    IssuerRules,
)
from training.learning.outbox import queue
from training.learning.progress.selectors import Verdict, verdict_of
from training.notices.services import tell
from training.people import audit
from training.people.models import User

KIND = "certificate"
"""What the outbox calls a certificate that is due."""
AT_ONCE = 100
"""So many are issued in the request; more are left to the jobs worker."""
MINE = "/my/certificates/"


def _hold(learner_id: UUID) -> None:
    """Her row first, as every writer of hers."""
    held = User.objects.select_for_update(no_key=True).filter(pk=learner_id)
    held.values_list("pk").first()


def _not_of_oneself(enrolment: Enrolment, by: User | None) -> None:
    if by is not None and enrolment.learner_id == by.pk:
        raise CertificateRefused("own", _("不能给自己办证，请由别的工作人员办理。"))


def _satisfied(enrolment: Enrolment) -> Verdict:
    verdict = verdict_of(enrolment)
    if not verdict.satisfied:
        told = _("%(name)s 还没有达到结业要求，不能发证。") % {"name": enrolment.learner}
        raise CertificateRefused("not_satisfied", told)
    if enrolment.status != Enrolment.Status.ACTIVE:
        told = _("%(name)s 已经退出这个班次，不能发证。") % {"name": enrolment.learner}
        raise CertificateRefused("withdrawn", told)
    return verdict


@transaction.atomic
def issue(*, enrolment: Enrolment, by: User | None, now: datetime) -> Certificate:
    """Issue the certificate of an enrolment; the one she has where there is a valid one already,
    so that asking twice gives one. `by` None: the class's rule issues it at once.

    CertificateRefused while the verdict does not say satisfied, and for one's own.
    """
    _not_of_oneself(enrolment, by)
    _hold(enrolment.learner_id)
    enrolment = selectors.with_class(enrolment)
    known = selectors.valid_of(enrolment)
    if known is not None:
        return known
    made = _made(enrolment, _satisfied(enrolment), by, now)
    _note("certificate.issued", made, enrolment, by, now)
    _tell_issued(made, enrolment, by, now)
    return made


def _rules_held(enrolment: Enrolment) -> tuple[IssuerRules, ClassRules]:
    """The rules of congress and class; the congress's row is held, since numbers are counted under
    it."""
    congress = enrolment.cohort.congress_id
    IssuerRules.objects.get_or_create(congress_id=congress)
    rules = IssuerRules.objects.select_for_update().get(congress_id=congress)
    of_class, _new = ClassRules.objects.get_or_create(cohort_id=enrolment.cohort_id)
    of_class.cohort = enrolment.cohort
    return rules, of_class


def _made(enrolment: Enrolment, verdict: Verdict, by: User | None, now: datetime) -> Certificate:
    """The row, its number and its code; the caller holds the learner."""
    pair = keys.current()
    rules, of_class = _rules_held(enrolment)
    today = timezone.localdate(now)
    number = numbering.next_number(rules, of_class, today=today)
    of_class.save(update_fields=["last_number"])
    told = freezing.frozen(enrolment, rules, number=number, issued_on=today)
    code = numbering.new_code()
    keys.published(pair, now)
    made = Certificate.objects.create(
        learner_id=enrolment.learner_id,
        enrolment=enrolment,
        code=code,
        number=number,
        told=asdict(told),
        digest=told.digest,
        token=tokens.signed(told.payload(code), pair),
        seal=rules.seal,
        requirement_version=verdict.version,
        evidence=freezing.evidence_digest(verdict.evidence),
        issued_at=now,
        issued_by=by,
    )
    CertificateCode.objects.create(
        code=code,
        congress_id=rules.congress_id,
        number=number,
        learner_id=enrolment.learner_id,
        certificate=made.pk,
    )
    return made


@dataclass(frozen=True)
class Issued:
    """What came of issuing to several: certificates made, those left to the worker, refusals."""

    made: int
    left: int
    refused: tuple[str, ...]


def issue_several(*, enrolments: Sequence[Enrolment], by: User, now: datetime) -> Issued:
    """Issue to several, each in a transaction of her own, in the order given; beyond AT_ONCE the
    rest is left to the jobs worker, which goes on within seconds."""
    made, refused = 0, []
    for enrolment in enrolments[:AT_ONCE]:
        try:
            made += issue(enrolment=enrolment, by=by, now=now).issued_at == now
        except CertificateRefused as why:
            refused.append(why.reason)
    later = [one for one in enrolments[AT_ONCE:] if one.learner_id != by.pk]
    with transaction.atomic():
        for enrolment in later:
            queue.leave(
                learner_id=enrolment.learner_id,
                kind=KIND,
                key=f"{enrolment.pk}:{by.pk}",
                now=now,
                soon=False,
            )
    return Issued(made, len(later), tuple(refused))


def leave_due(*, enrolment: Enrolment, now: datetime) -> None:
    """Called when a verdict turned satisfied: leaves the certificate to the jobs worker if the
    class issues at once. One query. The learner's own request never waits for a number."""
    if ClassRules.objects.filter(cohort=enrolment.cohort_id, at_once=True).exists():
        queue.leave(
            learner_id=enrolment.learner_id, kind=KIND, key=str(enrolment.pk), now=now, soon=False
        )


def issue_due(learner_id: UUID, key: str, now: datetime) -> None:
    """The outbox's handler: issue what an officer asked for (`enrolment:officer`), or what is due
    at once (`enrolment`). May run twice. What the office once took away never comes back by
    itself."""
    enrolment_id, _colon, officer = key.partition(":")
    enrolment = Enrolment.objects.get(learner_id=learner_id, pk=enrolment_id)
    by = User.objects.filter(pk=officer).first() if officer else None
    if by is None and not _due_at_once(enrolment):
        return
    try:
        issue(enrolment=enrolment, by=by, now=now)
    except CertificateRefused as why:
        if why.code == "key":  # the operator must repair it; it stays to be done
            raise


def _due_at_once(enrolment: Enrolment) -> bool:
    had_one = Certificate.objects.filter(learner_id=enrolment.learner_id, enrolment=enrolment)
    wanted = ClassRules.objects.filter(cohort=enrolment.cohort_id, at_once=True)
    return wanted.exists() and not had_one.exists()


def _checked(reason: str) -> str:
    words = reason.strip()
    if not words:
        raise CertificateRefused("no_reason", _("请写明原因，本人和核验的人都会看到。"))
    return words


def _held(certificate: Certificate) -> Certificate:
    """The certificate as it stands now, with its person held; CertificateRefused if it stands no
    more."""
    _hold(certificate.learner_id)
    rows = Certificate.objects.filter(learner_id=certificate.learner_id)
    held = rows.get(pk=certificate.pk)
    if not held.is_valid:
        raise CertificateRefused("over", _("这份证书已经撤销或者换发过了。"))
    return held


def _end(held: Certificate, status: str, reason: str, by: User, now: datetime) -> None:
    held.status, held.ended_at, held.ended_by, held.reason = status, now, by, reason
    held.save(update_fields=["status", "ended_at", "ended_by", "reason"])


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User, now: datetime) -> Certificate:
    """Revoke a valid certificate; whoever checks it is told when and why. CertificateRefused
    without a reason, for one's own, and for one that stands no more."""
    words = _checked(reason)
    enrolment = selectors.enrolment_of(certificate)
    _not_of_oneself(enrolment, by)
    held = _held(certificate)
    _end(held, Certificate.Status.REVOKED, words, by, now)
    _note("certificate.revoked", held, enrolment, by, now, reason=words)
    about = {"cohort": held.told["cohort"], "number": held.number, "reason": words}
    tell(
        people=[held.learner_id],
        kind="certificate_revoked",
        key=str(held.pk),
        about=about,
        link=MINE,
        now=now,
        by=by,
        congress=enrolment.cohort.congress,
    )
    return held


@transaction.atomic
def reissue(*, certificate: Certificate, reason: str, by: User, now: datetime) -> Certificate:
    """Issue another certificate, with what is true now and a new number, in place of a valid one,
    which points to it from then on. CertificateRefused as for issuing and revoking."""
    words = _checked(reason)
    enrolment = selectors.enrolment_of(certificate)
    _not_of_oneself(enrolment, by)
    held = _held(certificate)
    verdict = _satisfied(enrolment)
    _end(held, Certificate.Status.REPLACED, words, by, now)
    made = _made(enrolment, verdict, by, now)
    held.replaced_by = made
    held.save(update_fields=["replaced_by"])
    _note("certificate.reissued", made, enrolment, by, now, reason=words, instead_of=held.number)
    _tell_issued(made, enrolment, by, now)
    return made


def _tell_issued(made: Certificate, enrolment: Enrolment, by: User | None, now: datetime) -> None:
    about = {"cohort": made.told["cohort"], "cohort_en": made.told["cohort_en"]}
    tell(
        people=[made.learner_id],
        kind="certificate_issued",
        key=str(made.pk),
        about={**about, "number": made.number},
        link=MINE,
        now=now,
        by=by,
        congress=enrolment.cohort.congress,
    )


def _note(
    action: str,
    certificate: Certificate,
    enrolment: Enrolment,
    by: User | None,
    now: datetime,
    **detail: Any,
) -> None:
    about = {"number": certificate.number, "certificate": str(certificate.pk)}
    audit.note(
        actor=by,
        action=action,
        at=now,
        target=str(certificate.learner_id),
        cohort=enrolment.cohort.key,
        **about,
        **detail,
    )
