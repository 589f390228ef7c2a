"""What waits at the desk, over all its sections: one line each, with the page where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from training.learning.attendance.selectors import claims_to, waiting_leaves
from training.learning.certificates.selectors import due_in
from training.learning.crediting.selectors import waiting as hours_waiting
from training.notices.selectors import failures_of
from training.people.models import Congress


@dataclass(frozen=True)
class Todo:
    """A thing that waits, in words, and where it is done."""

    words: str
    url: str


def todo_of(congress: Congress) -> list[Todo]:
    """What waits, most pressing first; nothing of which there is none. Five queries."""
    return list(_todo(congress))


def _todo(congress: Congress) -> Iterator[Todo]:
    for scheduled, n in claims_to([congress.pk]):
        words = ngettext(
            "%(n)d 人说到过“%(session)s”，等确认", "%(n)d 人说到过“%(session)s”，等确认", n
        ) % {"n": n, "session": scheduled.session.local_title}
        yield Todo(words, reverse("attendance:list", args=[scheduled.pk]))
    if n := waiting_leaves(congress):
        words = ngettext("%(n)d 件请假等答复", "%(n)d 件请假等答复", n) % {"n": n}
        yield Todo(words, reverse("attendance:leaves"))
    if n := hours_waiting(congress):
        words = ngettext("%(n)d 件学时异议等答复", "%(n)d 件学时异议等答复", n) % {"n": n}
        yield Todo(words, reverse("hours:appeals"))
    if n := due_in(congress):
        words = ngettext("%(n)d 人可以发结业证书", "%(n)d 人可以发结业证书", n) % {"n": n}
        yield Todo(words, reverse("certificates:desk"))
    if n := failures_of(congress):
        words = ngettext("%(n)d 条短信或邮件没有发出去", "%(n)d 条短信或邮件没有发出去", n) % {
            "n": n
        }
        yield Todo(words, reverse("notices:desk") + "?trouble=on")
