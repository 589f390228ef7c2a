"""The register of certificates (发证登记簿): everything a class was given, as it stands."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.workbooks import workbook
from training.cohorts.models import Cohort
from training.learning.certificates.selectors import ClassView, Holder
from training.people import audit
from training.people.models import User

WIDTHS = (6, 26, 10, 10, 16, 12, 8, 12, 24, 10, 12, 24)


def heading() -> list[str]:
    """The columns."""
    return [
        _("序号"),
        _("证书编号"),
        _("姓名"),
        _("编号"),
        _("镇街"),
        _("发证日期"),
        _("学时"),
        _("发证人"),
        _("核验码"),
        _("状态"),
        _("失效日期"),
        _("说明"),
    ]


def line(number: int, one: Holder) -> list[str]:
    """One certificate in the order of the columns."""
    shown, row = one.shown, one.shown.row
    ended = timezone.localtime(row.ended_at).date().isoformat() if row.ended_at else ""
    instead = _("换发为 %s。") % row.replaced_by.number if row.replaced_by else ""
    return [
        str(number),
        row.number,
        shown.told.name,
        one.learner.number,
        one.unit,
        shown.told.issued_on,
        shown.told.credit,
        str(row.issued_by) if row.issued_by else _("自动"),
        shown.code,
        str(row.get_status_display()),
        ended,
        " ".join(part for part in (instead, row.reason) if part),
    ]


@transaction.atomic
def exported(*, cohort: Cohort, view: ClassView, by: User, now: datetime) -> bytes:
    """The register as Excel, noted in the audit log; nothing in it is taken for a formula."""
    audit.note(
        actor=by,
        action="export.certificates",
        at=now,
        target=cohort.key,
        people=len(view.holders),
    )
    lines = [line(number, one) for number, one in enumerate(view.holders, start=1)]
    return workbook({_("发证登记簿"): [heading(), *lines]}, widths=WIDTHS)
