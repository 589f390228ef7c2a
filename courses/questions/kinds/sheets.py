"""A question of any kind written as columns, and read back; importers and exporters go through
here."""

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import NO, YES, cell, read_question, write_question
from courses.questions.kinds.contract import Columns, Flaw, Reading
from courses.questions.kinds.registry import KINDS, kind_called
from courses.questions.outcome import Body, Key
from courses.questions.spelling import plain


def write_sheet(kind: str, body: Body, key: Key) -> dict[str, str]:
    """Every column that has something in it; columns of parts begin with the part's number."""
    return write_question(KINDS[kind], body, key)


def read_sheet(columns: Columns) -> tuple[str, Reading]:
    """The kind with its body and key, and everything that keeps it from being marked; an unknown
    kind is empty and has that one problem."""
    called = cell(columns, "kind")
    kind = kind_called(called)
    if kind is None:
        told = _("题型“%(called)s”不认得，可以写：%(names)s。")
        names = "、".join(one.label for one in KINDS.values())
        flaw = Flaw("kind", str(told % {"called": called, "names": names}), "", "kind")
        return "", Reading({}, {}, [flaw])
    read = read_question(KINDS[kind], columns)
    said = plain(cell(columns, "fiction"))
    body = {**read.body, "fiction": bool(said) and said not in {NO, "不", "n", "no", "0", "false"}}
    return kind, Reading(body, read.key, read.problems)


__all__ = ["NO", "YES", "read_sheet", "write_sheet"]
