"""What staff can do about one sitting, as the pages offer it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.learning.attempts.invigilation import forms, services
from training.learning.attempts.invigilation.history import History
from training.learning.attempts.invigilation.keying import services as keying
from training.learning.attempts.models import Attempt

State = Attempt.State
OPEN = frozenset({State.INPROGRESS})
CLOSED = frozenset({State.SUBMITTED, State.FINISHED, State.ABANDONED})
Text = str | Promise


@dataclass(frozen=True)
class Deed:
    """One act: what it is called, what it means, what it asks for, and what does it."""

    name: str
    heading: Text
    meaning: Text
    done: Text
    states: frozenset[State]
    form: type[forms.ReasonForm]
    service: Callable[..., Any]
    grave: bool = False
    """Not taken back with one press."""
    on_paper: bool | None = None
    """Only for sittings keyed from paper, only for the others, or for both."""

    def fits(self, history: History) -> bool:
        """Whether it makes sense for this sitting as it stands."""
        if self.name == "accept_late" and not history.late:
            return False
        if self.name == "extend" and history.attempt.due_at is None:
            return False
        if self.on_paper is not None and self.on_paper != bool(history.attempt.keyed_by_id):
            return False
        if self.name == "abandon" and history.attempt.awaits_marker:
            return False
        return history.attempt.state in self.states


DEEDS = (
    Deed(
        name="extend",
        heading=_("延时"),
        meaning=_("把这份作答的截止时间往后移。本人的页面在下一次保存时就会显示新的剩余时间。"),
        done=_("截止时间已经改了。"),
        states=OPEN,
        form=forms.ExtendForm,
        service=services.extend,
    ),
    Deed(
        name="hand_in_for",
        heading=_("代为交卷"),
        meaning=_("现在就替本人交卷并评分。已经保存的答案都算，没保存的不算。"),
        done=_("已代为交卷。"),
        states=OPEN,
        form=forms.ReasonForm,
        service=services.hand_in_for,
        grave=True,
    ),
    Deed(
        name="reopen",
        heading=_("重开"),
        meaning=_(
            "让本人接着做这份作答，答案都在。总分先清空，再交卷时重新评分；原来的得分和学习记录留着。"
        ),
        done=_("已重开，本人现在可以接着做。"),
        states=CLOSED,
        form=forms.ReopenForm,
        service=services.reopen,
        on_paper=False,
    ),
    Deed(
        name="accept_late",
        heading=_("采纳迟到的答案"),
        meaning=_("截止以后才到的答案改为算分：每题取最后到的一条。已评分的会重新评分并通知本人。"),
        done=_("迟到的答案已经算分。"),
        states=frozenset({State.INPROGRESS, State.SUBMITTED, State.FINISHED}),
        form=forms.ReasonForm,
        service=services.accept_late,
    ),
    Deed(
        name="abandon",
        heading=_("放弃"),
        meaning=_("这份作答不再算数：答案都留着，但不评分。以后还可以重开。"),
        done=_("这份作答已放弃。"),
        states=frozenset({State.INPROGRESS, State.SUBMITTED}),
        form=forms.ReasonForm,
        service=services.abandon,
        grave=True,
        on_paper=False,
    ),
    Deed(
        name="annul",
        heading=_("作废"),
        meaning=_(
            "这份纸质卷录错了人，或者根本不该录：作废以后不算一次，学习记录也撤回。录错了答案的，请用“更正录入”。"
        ),
        done=_("这份纸质卷已作废。"),
        states=frozenset({State.SUBMITTED, State.FINISHED}),
        form=forms.ReasonForm,
        service=keying.annul,
        grave=True,
        on_paper=True,
    ),
)
BY_NAME = {deed.name: deed for deed in DEEDS}
