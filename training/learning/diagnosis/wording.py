"""What a diagnosis says, in plain words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.learning.diagnosis.clock import LEFT_AFTER, minutes
from training.learning.diagnosis.models import Diagnosis
from training.learning.mastery.adaptive import MOST_QUESTIONS, MOST_SECONDS, Word

Ending = Diagnosis.Ending

WORDS = {
    Word.LEARN: (gettext_lazy("从头学"), "behind"),
    Word.REVIEW: (gettext_lazy("需要复习"), "ontrack"),
    Word.UNKNOWN: (gettext_lazy("说不准"), "none"),
    Word.MASTERED: (gettext_lazy("掌握"), "done"),
}
"""The words in the order a result lists them: what to do first comes first. With the class of its
status, which is a shape and a colour."""

SURE = {
    "sure": gettext_lazy("结论可靠"),
    "rather": gettext_lazy("结论大致可靠"),
    "unsure": gettext_lazy("结论还说不准"),
}

CERTAINTIES = {
    1: gettext_lazy("猜的"),
    2: gettext_lazy("大概是"),
    3: gettext_lazy("很有把握"),
}


def why(told: Mapping[str, Any]) -> str:
    """What a point's word rests on, a sentence."""
    asked = told["asked"]
    if not asked and told["word"] == Word.UNKNOWN:
        return _("这次没有问到。")
    if not asked:
        return _("这次没有直接问到，是从您其他题的回答推想的。")
    parts = [_("问了 %(asked)d 题，对 %(right)d 题") % told]
    if told["dont_know"]:
        parts.append(_("有 %(dont_know)d 题您说不知道") % told)
    if told["sure_but_wrong"]:
        parts.append(_("有 %(sure_but_wrong)d 题您很有把握，却答错了") % told)
    return _("%(parts)s。") % {"parts": _("，").join(parts)}


def ending(diagnosis: Diagnosis) -> str:
    """Why it ended, a sentence; empty while it runs."""
    told = {"questions": MOST_QUESTIONS, "minutes": MOST_SECONDS // 60, "days": LEFT_AFTER.days}
    sentences: dict[str, str] = {
        Ending.KNOWN: _("再问也问不出更多了，所以提前结束。"),
        Ending.COUNT: _("%(questions)d 题问满了，就问到这里。") % told,
        Ending.TIME: _("答题满 %(minutes)d 分钟了，就问到这里。") % told,
        Ending.POOL: _("合适的题都问过了，就问到这里。"),
        Ending.HERSELF: _("您提前结束了。问得少，结果就粗一些；以后可以再诊断一次。"),
        Ending.LEFT: _("超过 %(days)d 天没有继续，按已经答的题得出了结果。") % told,
    }
    return sentences.get(diagnosis.ended_by, "")


def limits() -> dict[str, int]:
    """The numbers that pages name: questions, minutes, days."""
    return {
        "questions": MOST_QUESTIONS,
        "minutes": MOST_SECONDS // 60,
        "days": LEFT_AFTER.days,
    }


def used(seconds: int) -> str:
    """How long she has answered so far."""
    told = minutes(seconds)
    if not told:
        return _("刚开始")
    return ngettext("约 %(n)d 分钟", "约 %(n)d 分钟", told) % {"n": told}
