"""Reading certificates: hers, a class's, and the one that a code names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.cohorts.models import Cohort, Enrolment
from training.learning.certificates.freezing import Told, told_of
from training.learning.certificates.models import (
    Certificate,
    CertificateCode,
    ClassRules,
    IssuerRules,
    PrintRun,
    Seal,
)
from training.learning.certificates.numbering import shown_code
from training.learning.outbox.models import PendingConsequence
from training.learning.progress.models import CourseProgress
from training.people.models import Congress, User

WITH_CLASS = ("learner", "unit", "cohort__congress", "cohort__programme")
HEAVY = "cohort__programme__body"
NOBODY = UUID(int=0)
"""The id of a specimen."""


def with_class(enrolment: Enrolment) -> Enrolment:
    """An enrolment with person, class, congress and programme, as it stands now. One query."""
    rows = Enrolment.objects.filter(learner_id=enrolment.learner_id)
    return rows.select_related(*WITH_CLASS).defer(HEAVY).get(pk=enrolment.pk)


def enrolment_of(certificate: Certificate) -> Enrolment:
    """The enrolment a certificate was issued for, with person and class. One query."""
    rows = Enrolment.objects.filter(learner_id=certificate.learner_id)
    return rows.select_related(*WITH_CLASS).defer(HEAVY).get(pk=certificate.enrolment_id)


def valid_of(enrolment: Enrolment) -> Certificate | None:
    """The valid certificate of an enrolment. One query."""
    rows = Certificate.objects.filter(learner_id=enrolment.learner_id, enrolment=enrolment)
    return rows.filter(status=Certificate.Status.VALID).first()


@dataclass(frozen=True)
class Shown:
    """A certificate as pages and papers show it: what it says, and how it stands."""

    row: Certificate

    @cached_property
    def told(self) -> Told:
        """What was frozen."""
        return told_of(self.row.told)

    @property
    def code(self) -> str:
        """Its code in groups."""
        return shown_code(self.row.code)

    @property
    def is_sample(self) -> bool:
        """Whether it is a specimen that was never issued."""
        return self.row.pk == NOBODY

    @property
    def short_digest(self) -> str:
        """As much of the fingerprint as is printed."""
        return self.row.digest[:16]

    @property
    def starts_on(self) -> Any:
        """The class's first day."""
        return parse_date(self.told.starts_on)

    @property
    def ends_on(self) -> Any:
        """The class's last day."""
        return parse_date(self.told.ends_on)

    @property
    def issued_on(self) -> Any:
        """The day of issue."""
        return parse_date(self.told.issued_on)

    @property
    def title(self) -> str:
        """What the certificate is called, in the reader's language."""
        return self._localised("title")

    @property
    def cohort(self) -> str:
        """The class's name as frozen, in the reader's language."""
        return self._localised("cohort")

    @property
    def programme(self) -> str:
        """The programme's name as frozen, in the reader's language."""
        return self._localised("programme")

    @property
    def issuer(self) -> str:
        """Who issued it, in the reader's language."""
        return self._localised("issuer")

    def _localised(self, name: str) -> str:
        english = getattr(self.told, f"{name}_en")
        chosen = english if english and (get_language() or "").startswith("en") else ""
        return chosen or getattr(self.told, name)


def of_learner(learner_id: UUID, *, congress_id: int | None = None) -> list[Shown]:
    """A person's certificates with what replaced them, the newest first; of one congress if given.
    One query."""
    rows = Certificate.objects.filter(learner_id=learner_id).select_related("replaced_by")
    if congress_id is not None:
        rows = rows.filter(enrolment__cohort__congress=congress_id)
    return [Shown(row) for row in rows.order_by("-issued_at", "pk")]


def in_one_line(learner_id: UUID, *, since: datetime) -> str:
    """What the home page says of a certificate issued lately; '' without one. One query."""
    rows = Certificate.objects.filter(learner_id=learner_id, status=Certificate.Status.VALID)
    return _("结业证书可以下载了。") if rows.filter(issued_at__gte=since).exists() else ""


@dataclass(frozen=True)
class Found:
    """A certificate found by its code, with the number of what stands in its place."""

    shown: Shown
    instead: Certificate | None


def found_by(code: str) -> Found | None:
    """What a code names; None for no certificate. Two queries."""
    known = CertificateCode.objects.filter(code=code).first()
    if known is None:
        return None
    rows = Certificate.objects.filter(learner_id=known.learner_id).select_related("replaced_by")
    row = rows.get(pk=known.certificate)
    return Found(Shown(row), row.replaced_by)


def rules_of(congress: Congress) -> IssuerRules:
    """What a congress set, or what counts until it does (not saved). One query."""
    found = IssuerRules.objects.filter(congress=congress).first()
    return found or IssuerRules(congress=congress)


def class_rules_of(cohort: Cohort) -> ClassRules:
    """The same for a class. One query."""
    found = ClassRules.objects.filter(cohort=cohort).first()
    return found or ClassRules(cohort=cohort)


def seal_of(congress_id: int, digest: str) -> bytes:
    """The picture of a seal; b'' for none. One query, none without a digest."""
    if not digest:
        return b""
    row = Seal.objects.filter(congress_id=congress_id, digest=digest).first()
    return bytes(row.image) if row else b""


@dataclass(frozen=True)
class Candidate:
    """Who may be given a certificate now."""

    enrolment: Enrolment
    satisfied_at: datetime
    revoked: bool
    """Whether one of hers was revoked: the office looks at her before it issues another."""


@dataclass(frozen=True)
class Holder:
    """A certificate of the class and its person."""

    shown: Shown
    learner: User
    unit: str
    kept: bool
    """Whether the verdict still says satisfied."""


@dataclass(frozen=True)
class Missing:
    """Who has not met the requirements, and how much is done."""

    enrolment: Enrolment
    done: int
    required: int


@dataclass(frozen=True)
class ClassView:
    """A class at the desk of certificates."""

    cohort: Cohort
    candidates: Sequence[Candidate]
    holders: Sequence[Holder]
    missing: Sequence[Missing]
    pending: int
    """How many the worker is still to issue."""

    @property
    def valid(self) -> list[Holder]:
        """Those that stand."""
        return [one for one in self.holders if one.shown.row.is_valid]

    @property
    def over(self) -> list[Holder]:
        """Those that were revoked or replaced."""
        return [one for one in self.holders if not one.shown.row.is_valid]

    @property
    def doubtful(self) -> list[Holder]:
        """Valid ones whose verdict no longer says satisfied: the office decides."""
        return [one for one in self.valid if not one.kept]


def _enrolments(cohort: Cohort) -> list[Enrolment]:
    rows = Enrolment.objects.filter(cohort=cohort).select_related("learner", "unit")
    return list(rows.order_by("learner__number", "learner__username"))


def class_view(cohort: Cohort) -> ClassView:
    """Everything of a class at the desk. Four queries, however large the class."""
    enrolments = _enrolments(cohort)
    rows = Certificate.objects.filter(enrolment__cohort=cohort).select_related("replaced_by")
    certificates = list(rows.order_by("issued_at", "number"))
    verdicts = {
        enrolment: (satisfied_at, done, required)
        for enrolment, satisfied_at, done, required in CourseProgress.objects.filter(
            enrolment__cohort=cohort, whole=True
        ).values_list("enrolment_id", "satisfied_at", "done", "required")
    }
    satisfied = {one: told[0] for one, told in verdicts.items() if told[0]}
    waiting = _waiting(enrolments)
    valid = {one.enrolment_id for one in certificates if one.is_valid}
    revoked = {one.enrolment_id for one in certificates if one.status == "revoked"}
    active = [one for one in enrolments if one.status == Enrolment.Status.ACTIVE]
    return ClassView(
        cohort=cohort,
        candidates=[
            Candidate(one, satisfied[one.pk], one.pk in revoked)
            for one in active
            if one.pk in satisfied and one.pk not in valid and one.pk not in waiting
        ],
        holders=_holders(certificates, enrolments, satisfied),
        missing=[
            Missing(one, *verdicts.get(one.pk, (None, 0, 0))[1:])
            for one in active
            if one.pk not in satisfied
        ],
        pending=len(waiting - valid),
    )


def _waiting(enrolments: Sequence[Enrolment]) -> set[UUID]:
    """Enrolments whose certificate is left to the worker. One query."""
    kinds = PendingConsequence.objects.filter(kind="certificate")
    keys = kinds.values_list("key", flat=True)
    ours = {one.pk for one in enrolments}
    return {UUID(key.partition(":")[0]) for key in keys} & ours


def _holders(
    certificates: Iterable[Certificate],
    enrolments: Iterable[Enrolment],
    satisfied: dict[UUID, datetime],
) -> list[Holder]:
    known = {one.pk: one for one in enrolments}
    return [
        Holder(
            shown=Shown(one),
            learner=known[one.enrolment_id].learner,
            unit=str(known[one.enrolment_id].unit),
            kept=one.enrolment_id in satisfied,
        )
        for one in certificates
    ]


def runs_of(cohort: Cohort) -> list[PrintRun]:
    """The newest papers printed for a class, without the files. One query."""
    rows = PrintRun.objects.filter(cohort=cohort).select_related("asked_by").defer("file")
    return list(rows[:5])


def due_in(congress: Congress) -> int:
    """How many people of a congress's classes have met the requirements and hold no valid
    certificate. One query."""
    valid = Certificate.objects.filter(enrolment=OuterRef("enrolment"), status="valid")
    satisfied = CourseProgress.objects.filter(
        ~Exists(valid),
        enrolment__cohort__congress=congress,
        enrolment__cohort__cancelled_at=None,
        enrolment__status=Enrolment.Status.ACTIVE,
        whole=True,
        satisfied_at__isnull=False,
    )
    return satisfied.count()
