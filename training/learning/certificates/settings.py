"""What the office sets about certificates: it counts for those issued from then on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from training.cohorts.models import Cohort
from training.learning.certificates import numbering, seals
from training.learning.certificates.models import ClassRules, IssuerRules
from training.people import audit
from training.people.models import Congress, User

NAMES = ("issuer", "issuer_en", "title", "title_en", "number_format", "signer")


@transaction.atomic
def change_rules(
    *,
    congress: Congress,
    typed: dict[str, Any],
    picture: bytes | None,
    by: User,
    now: datetime,
) -> IssuerRules:
    """Set what certificates say. `picture` is a new seal, b'' none from now on, None as it is;
    certificates issued before keep theirs. CertificateRefused for a format without a place."""
    numbering.check_format(typed["number_format"])
    IssuerRules.objects.get_or_create(congress=congress)
    rules = IssuerRules.objects.select_for_update().get(congress=congress)
    before = {name: getattr(rules, name) for name in (*NAMES, "seal")}
    for name in NAMES:
        setattr(rules, name, typed[name])
    if picture is not None:
        rules.seal = seals.keep(congress=congress, image=picture, by=by, now=now) if picture else ""
    rules.save()
    changed = {
        name: [value, getattr(rules, name)]
        for name, value in before.items()
        if value != getattr(rules, name)
    }
    if changed:
        audit.note(
            actor=by,
            action="certificate.rules_changed",
            at=now,
            target=congress.key,
            changed=changed,
        )
    return rules


@transaction.atomic
def change_class_rules(
    *, cohort: Cohort, at_once: bool, short_name: str, by: User, now: datetime
) -> ClassRules:
    """Set how a class's certificates are issued. Who met the requirements before `at_once` was set
    stays on the office's list: nothing is issued that nobody looked at."""
    rules, _new = ClassRules.objects.get_or_create(cohort=cohort)
    if (rules.at_once, rules.short_name) == (at_once, short_name):
        return rules
    rules.at_once, rules.short_name = at_once, short_name
    rules.save(update_fields=["at_once", "short_name"])
    audit.note(
        actor=by,
        action="certificate.class_rules_changed",
        at=now,
        target=cohort.key,
        at_once=at_once,
        short_name=short_name,
    )
    return rules
