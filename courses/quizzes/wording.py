"""The rules of a quiz in sentences, as the deputy reads them before she starts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.quizzes.models import Quiz
from courses.quizzes.review import ITEMS, KEYS, PHASES


class Limits(Protocol):
    """The times and tries in force for one person; None means no limit. A quiz is one, too."""

    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def time_limit(self) -> int | None: ...
    @property
    def attempts_allowed(self) -> int | None: ...


ITEM_NAMES = {
    "answers": gettext_lazy("自己的答案"),
    "correctness": gettext_lazy("对错"),
    "marks": gettext_lazy("得分"),
    "feedback": gettext_lazy("选错的原因"),
    "explanation": gettext_lazy("解析和法律依据"),
    "right_answer": gettext_lazy("正确答案"),
}
PHASE_NAMES = {
    "right_after": gettext_lazy("交卷后两分钟内"),
    "while_open": gettext_lazy("以后、测验关闭之前"),
    "after_close": gettext_lazy("测验关闭以后"),
}


def in_words(quiz: Quiz, limits: Limits | None = None) -> list[str]:
    """The rules as sentences, the most pressing first; `limits` are those in force for the reader.

    How each question is marked is not said here: that stands with the question. No queries.
    """
    limits = limits or quiz
    told = [
        _time(limits),
        _opening(limits),
        _tries(limits),
        *_between(quiz, limits),
        _passing(quiz),
        _overdue(quiz, limits),
        _at_once(quiz),
        *_review(quiz, limits),
        _certainty(quiz),
    ]
    return [sentence for sentence in told if sentence]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), _("n月j日 H:i"))


def _time(limits: Limits) -> str:
    minutes = limits.time_limit
    if not minutes:
        return _("不限时，可以中途离开，回来接着做。")
    return _("限时 %(n)d 分钟，从按“开始”算起；中途离开，时间照样走。") % {"n": minutes}


def _opening(limits: Limits) -> str:
    opens, closes = limits.opens_at, limits.closes_at
    if opens and closes:
        told = _("%(opens)s 开放，%(closes)s 关闭；关闭时还没有做完的，到此为止。")
    elif closes:
        told = _("%(closes)s 关闭；关闭时还没有做完的，到此为止。")
    elif opens:
        told = _("%(opens)s 开放。")
    else:
        return ""
    return told % {
        "opens": opens and _moment(opens),
        "closes": closes and _moment(closes),
    }


def _tries(limits: Limits) -> str:
    allowed = limits.attempts_allowed
    if allowed is None:
        return _("做几次都可以。")
    if allowed == 1:
        return _("只能做一次。")
    return _("最多做 %(n)d 次。") % {"n": allowed}


def _between(quiz: Quiz, limits: Limits) -> list[str]:
    """What matters only to those who may try again: which try counts, and the delays."""
    if limits.attempts_allowed == 1:
        return []
    counts = {
        Quiz.Counts.HIGHEST: _("做了几次的，取最高的一次。"),
        Quiz.Counts.AVERAGE: _("做了几次的，取各次的平均。"),
        Quiz.Counts.FIRST: _("做了几次的，以第一次为准。"),
        Quiz.Counts.LAST: _("做了几次的，以最后一次为准。"),
    }
    return [counts[Quiz.Counts(quiz.counts)], _waits(quiz)]


def _waits(quiz: Quiz) -> str:
    first, later = quiz.wait_after_first, quiz.wait_between
    if first == later:
        return _("两次之间要隔 %(wait)s。") % {"wait": span(first)} if first else ""
    told = []
    if first:
        told.append(_("第一次以后要隔 %(wait)s 才能做第二次。") % {"wait": span(first)})
    if later:
        told.append(_("从第二次起，每次之间要隔 %(wait)s。") % {"wait": span(later)})
    return "".join(told)


def span(minutes: int) -> str:
    """A number of minutes in the largest units that fit: 90 is 1 小时 30 分钟."""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    told = [
        ngettext("%d 天", "%d 天", days) % days if days else "",
        ngettext("%d 小时", "%d 小时", hours) % hours if hours else "",
        ngettext("%d 分钟", "%d 分钟", left) % left if left else "",
    ]
    return " ".join(part for part in told if part)


def _passing(quiz: Quiz) -> str:
    if quiz.pass_mark is None:
        return _("不设及格线。")
    return _("按百分制，%(n)d 分及格。") % {"n": quiz.pass_mark}


def _overdue(quiz: Quiz, limits: Limits) -> str:
    """What happens when the time is over; nothing where it never is."""
    if not limits.time_limit and limits.closes_at is None:
        return ""
    if quiz.overdue == Quiz.Overdue.ABANDON:
        return _("时间到了还没有交卷，这一次就不算，请留出交卷的时间。")
    if quiz.overdue == Quiz.Overdue.GRACE:
        told = _("时间到了就不能再改，%(wait)s 以内还可以交卷；过了再不交，这一次就不算。")
        return told % {"wait": span(quiz.grace_minutes or 1)}
    return _("时间到了自动交卷，已经保存的答案都算。")


def _at_once(quiz: Quiz) -> str:
    if quiz.behaviour != Quiz.Behaviour.IMMEDIATE:
        return ""
    told = _("每题答完，当场知道对不对。")
    if quiz.tries > 1:
        again = ngettext(
            "答错了有提示，可以再试，一题最多试 %(n)d 次。",
            "答错了有提示，可以再试，一题最多试 %(n)d 次。",
            quiz.tries,
        )
        told += again % {"n": quiz.tries}
        if quiz.try_penalty:
            told += _("每多试一次，扣这题的 %(n)d%%。") % {"n": quiz.try_penalty}
    return told


def _shown(quiz: Quiz, phase: str) -> tuple[str, ...]:
    return tuple(item for item in ITEMS if item in quiz.review.get(phase, ()))


def _list(items: Iterable[str]) -> str:
    return _("、").join(str(ITEM_NAMES[item]) for item in items)


def _review(quiz: Quiz, limits: Limits) -> list[str]:
    """What may be seen afterwards and when, phases that show the same told as one."""
    phases = [phase for phase in PHASES if limits.closes_at or phase != "after_close"]
    shown = {phase: _shown(quiz, phase) for phase in phases}
    if not any(shown.values()):
        return [_("交卷以后只告诉您已经收到，不公布对错、得分和答案。")]
    if len(set(shown.values())) == 1:
        told = [_("交卷以后可以看：%(items)s。") % {"items": _list(shown[phases[0]])}]
    else:
        told = [_in_phase(phase, items) for phase, items in shown.items()]
    if quiz.keys_wait and any(KEYS & set(items) for items in shown.values()):
        told.append(_("正确答案、解析和选错的原因，等到及格或者次数用完才显示。"))
    return told


def _in_phase(phase: str, items: tuple[str, ...]) -> str:
    told = _("%(when)s可以看：%(items)s。") if items else _("%(when)s什么都不能看。")
    return told % {"when": PHASE_NAMES[phase], "items": _list(items)}


def _certainty(quiz: Quiz) -> str:
    if not quiz.certainty:
        return ""
    return _("每题会问一句“有把握吗？”，怎样回答都不影响得分，只帮您分清真会和猜对。")
