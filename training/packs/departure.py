"""From trial to real use: the sample people and everything they left go; the content stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from courses.models import ItemStatistics, QuizAnalysis, QuizStatistics
from training.cohorts.models import Cohort
from training.learning.certificates.models import CertificateCode
from training.learning.crediting.models import OtherEvent
from training.notices.models import Batch
from training.people.devices import DeviceSession
from training.people.errors import Refused
from training.people.models import AuditEvent, Membership, Organisation, SignInSlip, User
from training.people.owned import Owned
from training.people.services import PersonDetails, add_person, issue_slip


class DepartureRefused(Refused):
    """The sample people cannot be removed here."""


def owned_models() -> list[type[models.Model]]:
    """The learner-owned tables, those that others point to last."""
    found = [model for model in apps.get_models() if issubclass(model, Owned)]
    return sorted(found, key=lambda model: -_depth(model, found))


def _depth(model: type[models.Model], among: Sequence[type[models.Model]]) -> int:
    """How many tables deep a table hangs below those it points to."""
    targets: list[Any] = [field.related_model for field in model._meta.concrete_fields]
    above = [target for target in targets if target in among and target is not model]
    return 1 + max((_depth(target, among) for target in above), default=0)


def _erase(rows: Any) -> int:
    """Delete rows as they are: facts refuse the ordinary way, and nothing real is among these."""
    return int(rows._raw_delete(rows.db))


def _clear(rows: "models.QuerySet[Any]") -> None:
    """Delete rows and, before them, everything that hangs below them."""
    if not rows.exists():
        return
    for link in rows.model._meta.get_fields(include_hidden=True):
        if not isinstance(link, models.ManyToOneRel) or link.related_model is rows.model:
            continue
        child: Any = link.related_model
        _clear(child._base_manager.filter(**{f"{link.field.name}__in": rows}))
    _erase(rows)


def _hand_over(sample: Any, heir: User) -> None:
    """What sample staff wrote of the content belongs to the new administrator."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User and not issubclass(model, (Owned, *PERSONAL)):
                model._base_manager.filter(**{f"{field.name}__in": sample}).update(
                    **{field.name: heir}
                )


PERSONAL = (Membership, SignInSlip, AuditEvent)
# Figures in which sample people count: worked out again the next night, from whoever is left.
WORKED_OUT = (ItemStatistics, QuizStatistics, QuizAnalysis)


@transaction.atomic
def start_real(*, name: str, number: str, unit: Organisation, now: datetime) -> tuple[User, str]:
    """Remove the sample people, and make the first administrator with a one-time slip.

    Returns her and the code of the slip. Raises DepartureRefused where sample people never were.
    """
    sample = User.objects.filter(is_sample=True)
    if connection.vendor != "sqlite" or not sample.exists():
        raise DepartureRefused("no_sample", _("这里没有演示人员，不用清除。"))
    details = PersonDetails(name=name, number=number, unit=unit, role=Membership.Role.ADMINISTRATOR)
    helper = sample.filter(is_superuser=True).first()
    heir = add_person(details=details, by=helper or sample[0], now=now)
    heir.is_superuser = True
    heir.save(update_fields=["is_superuser"])
    code = issue_slip(user=heir, by=heir, now=now)
    for model in owned_models():
        _erase(model._base_manager.filter(learner__in=sample))
    OtherEvent.objects.filter(made_by__in=sample, presences=None).delete()
    Batch.objects.filter(notices=None).delete()
    CertificateCode.objects.filter(learner__in=sample).delete()
    for model in WORKED_OUT:
        model._base_manager.all().delete()
    _hand_over(sample, heir)
    AuditEvent.objects.filter(actor__in=sample).update(actor=None)
    SignInSlip.objects.filter(user__in=sample).delete()
    SignInSlip.objects.filter(issued_by__in=sample).update(issued_by=heir)
    Membership.objects.filter(user__in=sample).delete()
    empty = Cohort.objects.filter(clock_held_at__isnull=False, enrolments=None)
    _clear(Cohort.objects.filter(pk__in=list(empty.values_list("pk", flat=True))))
    DeviceSession.objects.all().delete()
    sample.delete()
    return heir, code
