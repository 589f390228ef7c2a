"""What a round asks, and how an answer to it is read.

`body` of a round, by kind: a poll {options, most}; a ballot {options, seats, exactly, majority};
words {most, longest}; a question {} (its frozen version says the rest). An option is {id, text,
note}. An answer is {chosen: [ids]} or, of words, {words: [as typed]}.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.models import QuestionVersion
from training.learning.live.errors import AskAgain, LiveRefused
from training.learning.live.models import LiveRound

Kind = LiveRound.Kind
Posted = Mapping[str, Sequence[str]]

FIELD, SURE = "chosen", "sure"
ASKED_IN_THE_ROOM = ("single_choice", "multiple_choice", "true_false")
"""The kinds of question whose answers make bars on a wall."""
MOST_OPTIONS, MOST_CANDIDATES, MOST_WORDS, LONGEST_WORD = 12, 40, 3, 20
BETWEEN_WORDS = re.compile(r"[\s,，、;；。|/]+")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Option:
    """Something to choose, as everybody in the room sees it."""

    id: str
    mark: str
    text: str
    note: str = ""


def options_of(live: LiveRound) -> list[Option]:
    """What a round offers, in the one order for phones and wall; none for words."""
    if live.kind == Kind.QUESTION and live.version is not None:
        return _of_version(live.version)
    rows = live.body.get("options", [])
    numbered = live.kind == Kind.BALLOT
    marks = [str(n + 1) if numbered else LETTERS[n % 26] for n in range(len(rows))]
    return [
        Option(row["id"], mark, row["text"], row.get("note", ""))
        for row, mark in zip(rows, marks, strict=True)
    ]


def _of_version(version: QuestionVersion) -> list[Option]:
    if version.kind == "true_false":
        return [Option("true", "√", _("对")), Option("false", "×", _("不对"))]
    rows = version.body["options"]
    return [Option(row["id"], LETTERS[n % 26], row["text"]) for n, row in enumerate(rows)]


def right_of(version: QuestionVersion) -> frozenset[str]:
    """The options that are right."""
    if version.kind == "true_false":
        return frozenset({"true" if version.answer_key["answer"] else "false"})
    return frozenset(version.answer_key["right"])


def payload_for_marking(version: QuestionVersion, payload: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as the question's kind keeps it."""
    chosen = list(payload.get("chosen", []))
    if version.kind == "true_false":
        return {"answer": {"true": True, "false": False}.get(chosen[0]) if chosen else None}
    return {"chosen": sorted(chosen)}


def takes_one(live: LiveRound) -> bool:
    """Whether exactly one option is chosen."""
    if live.kind == Kind.QUESTION and live.version is not None:
        return live.version.kind != "multiple_choice"
    return live.kind == Kind.POLL and live.body.get("most", 1) == 1


def read_answer(live: LiveRound, posted: Posted) -> dict[str, Any]:
    """The answer in a form; LiveRefused with what is to be done, AskAgain for a vote that would
    not count as one."""
    if live.kind == Kind.WORDS:
        return {"words": _words(live, posted)}
    known = [option.id for option in options_of(live)]
    ticked = set(posted.get(FIELD, ()))
    chosen = [identity for identity in known if identity in ticked]
    if live.kind == Kind.BALLOT:
        if not posted.get(SURE):
            _weigh(live, len(chosen))
        return {"chosen": chosen}
    if not chosen:
        raise LiveRefused("nothing", _("还没有选。请选好以后再交。"))
    most = 1 if takes_one(live) else live.body.get("most", len(known))
    if len(chosen) > most:
        told = _("最多选 %(most)d 个，您选了 %(n)d 个。请去掉几个再交。")
        raise LiveRefused("too_many", told % {"most": most, "n": len(chosen)})
    return {"chosen": chosen}


def _weigh(live: LiveRound, ticked: int) -> None:
    """A vote may be spoiled or left blank, but not by mistake."""
    seats = live.body["seats"]
    counts = {"n": ticked, "seats": seats}
    if ticked == 0:
        raise AskAgain("blank", _("一项也没有勾。这样交上去，算弃权。"))
    if ticked > seats:
        told = _("您勾了 %(n)d 项，超过 %(seats)d 项。这样交上去，整张是废票。")
        raise AskAgain("over", told % counts)
    if live.body.get("exactly") and ticked < seats:
        told = _("要正好勾 %(seats)d 项，您勾了 %(n)d 项。这样交上去，整张是废票。")
        raise AskAgain("under", told % counts)


def _words(live: LiveRound, posted: Posted) -> list[str]:
    typed = [
        word
        for text in posted.get("word", ())
        for word in BETWEEN_WORDS.split(unicodedata.normalize("NFKC", text)[:200])
        if word and same_word(word)
    ]
    once = list({same_word(word): word for word in typed}.values())
    most, longest = live.body["most"], live.body["longest"]
    if not once:
        raise LiveRefused("nothing", _("还没有写。写一个词就可以交。"))
    if len(once) > most:
        told = _("最多写 %(most)d 个词，您写了 %(n)d 个。请去掉几个再交。")
        raise LiveRefused("too_many", told % {"most": most, "n": len(once)})
    if long := next((word for word in once if len(word) > longest), ""):
        told = _("“%(word)s”太长了，一个词最多 %(longest)d 个字。")
        raise LiveRefused("too_long", told % {"word": long[:30], "longest": longest})
    return once


def same_word(typed: str) -> str:
    """By what two words are the same: width, case and signs around do not matter."""
    folded = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LNM")[:40]


def rules_of(live: LiveRound) -> list[str]:
    """The rules of a round in sentences, as announced before anybody answers."""
    if live.kind == Kind.BALLOT:
        return [*_ballot_rules(live), _anonymity(live)]
    said = []
    if live.kind == Kind.WORDS:
        told = _("最多写 %(most)d 个词，每个不超过 %(longest)d 个字；主持人看过以后才上大屏幕。")
        said.append(told % live.body)
    elif live.kind == Kind.POLL and not takes_one(live):
        said.append(_("最多选 %(most)d 个。") % live.body)
    elif live.kind == Kind.QUESTION and not takes_one(live):
        said.append(_("选出所有正确的。"))
    said.append(_anonymity(live))
    return said


def _anonymity(live: LiveRound) -> str:
    if not live.named:
        told = _("不记名：只记谁参加过，不记谁怎样答；交了以后不能改。")
        if live.kind == Kind.QUESTION:
            told += _("不计入学习记录。")
        return told
    if live.kind == Kind.BALLOT:
        return _("记名：本班讲师看得到每个人怎样投；交了以后不能改。")
    told = _("实名：本班讲师看得到每个人的回答；停止作答以前可以改。")
    if live.kind == Kind.QUESTION:
        told += _("记入您的学习记录，作为练习。")
    return told


def _ballot_rules(live: LiveRound) -> list[str]:
    counts = {"all": len(live.body["options"]), "seats": live.body["seats"]}
    if live.body.get("exactly"):
        first = _("%(all)d 项里要正好赞成 %(seats)d 项；多勾、少勾，整张都是废票。")
    else:
        first = _("%(all)d 项里最多赞成 %(seats)d 项；超过的，整张是废票；可以少勾。")
    return [
        first % counts,
        _("一项也不勾的票，算弃权。"),
        majority_rule(live.body["majority"]) % counts,
        _("末位得票相同、名额不够的，并列待定，要再投一次。"),
        _("这是练习用的教学规则；正式票决以当次大会通过的票决办法为准。"),
    ]


def majority_rule(majority: str) -> str:
    """What a project needs to be chosen, in a sentence with a place for the seats."""
    if majority == "all":
        return _("赞成票超过本班全体人数一半的，按得票从多到少取前 %(seats)d 项。")
    if majority == "cast":
        return _("赞成票超过收回票数一半的，按得票从多到少取前 %(seats)d 项。")
    return _("按得票从多到少取前 %(seats)d 项。")
