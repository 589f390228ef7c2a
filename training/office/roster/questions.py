"""What only the office can know: whether two entries are one person. Nothing is guessed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from training.office.roster.known import Person
from training.office.roster.understanding import Names, Wanted

if TYPE_CHECKING:
    from training.office.roster.planning import Planned
    from training.office.roster.reading import Sheet

NEW, SAME, SKIP, REVIVE = "new", "same", "skip", "revive"
Option = tuple[str, str]
Key = tuple[Any, ...]


def ask(row: "Planned", code: str, text: str, options: Sequence[Option]) -> str:
    """What was answered; '' as long as nothing on offer was, and then the row waits. An earlier
    question that is still open comes first."""
    if row.is_open:
        return ""
    answer = row.answers.get(code, "")
    known = answer in {value for value, _label in options}
    row.is_open = not known
    row.question = {
        "code": code,
        "text": text,
        "options": [list(option) for option in options],
        "answer": answer if known else "",
    }
    return answer if known else ""


def ask_renamed(row: "Planned", person: Person) -> None:
    """The number is known, the name is another: a correction, or a row that has slipped."""
    told = _("编号 %(number)s 在名册上是%(known)s，这里写的是%(name)s。是同一个人改了姓名吗？")
    words = {"number": person.number, "known": person.name, "name": row.wanted.name}
    options = [(SAME, _("是同一个人，姓名改成“%s”") % row.wanted.name), _skip()]
    ask(row, "renamed", told % words, options)


def ask_same(row: "Planned", alike: Sequence[Person], names: Names) -> str:
    """Somebody of the same name, telephone or unit is there under another number."""
    told = _("名册上已经有%(name)s，手机或镇街也一样。这一行说的是他（她），还是另一个人？")
    options = [(f"is:{person.pk}", _words_of(person, names)) for person in alike[:5]]
    options += [(NEW, _("是另一个人，新增")), _skip()]
    return ask(row, "same_person", told % {"name": row.wanted.name}, options)


def ask_disabled(row: "Planned") -> None:
    """Her account was closed."""
    told = _("%(name)s（%(number)s）的账号已经停用。要恢复账号并更新吗？")
    known = row.known
    words = {"name": row.wanted.name, "number": known.number if known else ""}
    ask(row, "disabled", told % words, [(REVIVE, _("恢复账号并更新")), _skip()])


def _skip() -> Option:
    return SKIP, _("这一行不导入")


def _words_of(person: Person, names: Names) -> str:
    unit = names.name(person.unit.organisation) if person.unit else ""
    told = _("就是 %(number)s %(name)s（%(unit)s）")
    return told % {"number": person.number, "name": person.name, "unit": unit}


class Twins:
    """Rows of one file that may be about one person."""

    def __init__(self, rows: "Sequence[Planned]", sheets: "Sequence[Sheet]") -> None:
        self.sheets = sheets
        self.by_number: dict[str, list[Planned]] = defaultdict(list)
        self.firsts: dict[Key, Planned] = {}
        for row in rows:
            wanted = row.wanted
            if wanted.number:
                self.by_number[wanted.number.casefold()].append(row)
            for key in _keys(wanted):
                self.firsts.setdefault(key, row)

    def where(self, row: "Planned") -> str:
        """Where a row is in the file, in words."""
        if len(self.sheets) < 2:
            return _("第 %d 行") % row.line.number
        words = {"name": self.sheets[row.line.sheet].name, "row": row.line.number}
        return _("工作表“%(name)s”第 %(row)d 行") % words

    def judge(self, row: "Planned") -> None:
        """Say that the row is there already, that its number is used twice, or ask."""
        wanted = row.wanted
        same = self.by_number.get(wanted.number.casefold(), [row]) if wanted.number else [row]
        if len({_whole(one.wanted) for one in same}) > 1:
            others = "、".join(self.where(one) for one in same if one is not row)[:100]
            told = _("编号 %(number)s 在%(others)s也用了，内容不一样。请核对，只留一行。")
            words = {"number": wanted.number, "others": others}
            wanted.complain("number_twice", "number", told % words)
            return
        first = next((f for k in _keys(wanted) if (f := self.firsts[k]) is not row), None)
        if first is None or first.place > row.place:
            return
        if _whole(first.wanted) == _whole(wanted):
            row.is_double = True
            told = _("和%s完全一样，只算一次。") % self.where(first)
            wanted.complain("twice", "name", told, warning=True)

    def ask(self, row: "Planned") -> None:
        """A new person of the same name and telephone, or name and unit, as an earlier row."""
        first = next((f for k in _keys(row.wanted) if (f := self.firsts[k]) is not row), None)
        if first is None or first.place > row.place or first.is_double:
            return
        told = _("和%(where)s姓名一样，手机或镇街也一样。是同名的两个人吗？")
        options = [(NEW, _("是两个人")), (SKIP, _("是同一个人，这一行不导入"))]
        ask(row, "twin", told % {"where": self.where(first)}, options)


def _keys(wanted: Wanted) -> list[Key]:
    """By what two rows may be about one person."""
    if not wanted.name:
        return []
    keys: list[Key] = []
    if wanted.phone:
        keys.append((wanted.name, "phone", wanted.phone))
    if wanted.unit is not None:
        keys.append((wanted.name, "unit", wanted.unit))
    return keys


def _whole(wanted: Wanted) -> Key:
    """Equal for rows that say the same."""
    return tuple(value for name, value in vars(wanted).items() if name != "problems")
