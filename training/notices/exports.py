"""What became of a batch, as Excel. What people typed is never taken for a formula."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.workbooks import Exported, workbook
from training.notices.kinds import CHANNELS
from training.notices.models import Batch
from training.notices.selectors import PersonTold, Sent, people_told, told_in
from training.people import audit
from training.people.models import Congress, User


def _words(sent: Sent | None) -> list[str]:
    if sent is None:
        return ["", "", ""]
    at = sent.delivery.sent_at
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
    return [sent.delivery.get_state_display(), when, sent.why]


def _row(told: PersonTold) -> list[str]:
    person, read = told.person, told.notice.read_at
    return [
        person.number or person.username,
        person.name,
        str(told.unit or ""),
        person.phone,
        timezone.localtime(read).strftime("%Y-%m-%d %H:%M") if read else "",
        *(word for sent in told.by_channel for word in _words(sent)),
    ]


def _columns() -> list[str]:
    first = [_("编号"), _("姓名"), _("单位"), _("手机"), _("收件箱里读于")]
    later = [
        name
        for channel in CHANNELS.values()
        for name in (str(channel), _("%s时间") % channel, _("%s说明") % channel)
    ]
    return first + later


@transaction.atomic
def export_batch(
    *, batch: Batch, congress: Congress, by: User, now: datetime, today: date
) -> Exported:
    """The people of a batch and what became of each message, noted in the audit log."""
    rows = people_told(list(told_in(batch)), congress, today)
    audit.note(actor=by, action="export.notices", at=now, target=str(batch.pk), people=len(rows))
    sheets = {_("发送情况"): [_columns(), *(_row(told) for told in rows)]}
    stamp = timezone.localtime(now).strftime("%Y%m%d-%H%M")
    return Exported(_("通知发送情况-%s.xlsx") % stamp, workbook(sheets, widths=[16] * 11))
