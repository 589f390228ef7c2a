"""A statement and 对 or 错."""

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import cell
from courses.questions.kinds.contract import Columns, Flaw, Reading
from courses.questions.kinds.true_false.written import FALSE, TRUE
from courses.questions.outcome import Body, Key
from courses.questions.spelling import plain

COLUMNS = ("answer",)

RIGHT = TRUE | {"yes", "对的"}
WRONG = FALSE | {"不正确", "no", "错的"}


def judgement(text: str) -> bool | None:
    """What people write for right and wrong: 对/错, 正确/错误, T/F, √/×; None for anything else."""
    said = plain(text).strip("。.（）() ")
    return True if said in RIGHT else False if said in WRONG else None


def write(body: Body, key: Key) -> dict[str, str]:
    """对 or 错."""
    return {"answer": "对" if key["answer"] else "错"}


def read(columns: Columns) -> Reading:
    """The judgement, however it is written."""
    answer = judgement(cell(columns, "answer"))
    problems = []
    if answer is None:
        told = _("判断题的答案写对或错（正确、错误、T、F、√、× 也可以），不认得“%s”。")
        problems.append(Flaw("judgement", str(told % cell(columns, "answer")), "answer", "answer"))
    return Reading({}, {"answer": answer}, problems)
