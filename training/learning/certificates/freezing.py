"""What a certificate says, taken down at the moment it is issued and never looked up again."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from training.cohorts.models import Enrolment
from training.learning.certificates.models import IssuerRules
from training.learning.certificates.tokens import Payload
from training.learning.hours.explaining import shown
from training.learning.hours.models import HourEntry


@dataclass(frozen=True)
class Told:
    """Everything that stands on a certificate. Days are ISO dates; `credit` is in hours (学时), as
    printed, '' for none."""

    title: str
    title_en: str
    number: str
    name: str
    cohort: str
    cohort_en: str
    programme: str
    programme_en: str
    credit: str
    starts_on: str
    ends_on: str
    issued_on: str
    issuer: str
    issuer_en: str
    signer: str

    @property
    def digest(self) -> str:
        """Its fingerprint: the same fields give the same."""
        plain = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return sha256(plain.encode()).hexdigest()

    def payload(self, code: str) -> Payload:
        """As much of it as is signed."""
        return Payload(
            code=code,
            **{
                name: getattr(self, name) for name in Payload.__dataclass_fields__ if name != "code"
            },
        )


def told_of(stored: Mapping[str, Any]) -> Told:
    """What a certificate says, from its row."""
    return Told(**stored)


def class_credit(enrolment: Enrolment) -> Decimal:
    """The hours that an account has from one class: its own lines only, each day at most the day's
    cap. One query."""
    rows = HourEntry.objects.filter(
        learner_id=enrolment.learner_id,
        congress_id=enrolment.cohort.congress_id,
        item__startswith=f"{enrolment.cohort_id}.",
    ).values_list("day", "credit", "table__number", "table__day_cap")
    days: dict[date, Decimal] = defaultdict(Decimal)
    caps: dict[date, tuple[int, Decimal]] = {}
    for day, credit, number, cap in rows:
        days[day] += credit
        caps[day] = max(caps.get(day, (0, cap)), (number, cap))
    found = (min(credit, caps[day][1]) for day, credit in days.items())
    return sum((credit for credit in found if credit > 0), Decimal())


def frozen(enrolment: Enrolment, rules: IssuerRules, *, number: str, issued_on: date) -> Told:
    """What a certificate issued today would say. One query; needs learner, class, congress and
    programme to be loaded."""
    cohort, credit = enrolment.cohort, class_credit(enrolment)
    return Told(
        title=rules.title,
        title_en=rules.title_en,
        number=number,
        name=str(enrolment.learner),
        cohort=cohort.name,
        cohort_en=cohort.name_en,
        programme=cohort.programme.title,
        programme_en=cohort.programme.title_en,
        credit=shown(credit) if credit else "",
        starts_on=cohort.starts_on.isoformat(),
        ends_on=cohort.ends_on.isoformat(),
        issued_on=issued_on.isoformat(),
        issuer=rules.issuer or cohort.congress.name,
        issuer_en=rules.issuer_en or (cohort.congress.name_en if not rules.issuer else ""),
        signer=rules.signer,
    )


def evidence_digest(statements: Iterable[UUID]) -> str:
    """The fingerprint of the statements a verdict rests on."""
    return sha256("\n".join(sorted(map(str, statements))).encode()).hexdigest()
