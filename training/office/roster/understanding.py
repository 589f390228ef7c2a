"""What the cells of a row mean: telephone numbers as people type them and as spreadsheets spoil
them, dates, names with rare characters, units by nearly their name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from training.office.roster import columns
from training.people.models import Organisation

Kind = Organisation.Kind
UNITS = (Kind.TOWNSHIP, Kind.STREET)
KINDS = {"unit": UNITS, "delegation": (Kind.DELEGATION,), "group": (Kind.GROUP,)}
"""Columns that name an organisation → the kinds among which it is looked for."""

HAN = r"[\u2e80-\u2fdf\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
INSIDE = re.compile(rf"(?<={HAN})[\s\u3000]+(?={HAN})")
DOTS = str.maketrans(dict.fromkeys("•‧・．∙⋅●", "·"))
NARROW = {ord(full): chr(ord(full) - 0xFEE0) for full in map(chr, range(0xFF01, 0xFF5F))}
PRIVATE_USE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
LOST = re.compile(r"[?？\ufffd□■*＊]")
NUMBER = re.compile(r"[\w.@+-]+\Z")
MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")
DIGITS = re.compile(r"\+?[0-9]{5,19}\Z")
SCIENCE = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}\Z")
DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d\d.*)?\Z"
)
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\Z")
TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)\Z")
SERIAL = re.compile(r"[3-6]\d{4}(\.0+)?\Z")
SERIALS_FROM = date(1899, 12, 30)
EARLIEST = date(1950, 1, 1)
AHEAD = timedelta(days=366)
LONGEST = {"name": 60, "number": 40, "constituency": 60, "email": 254}
CUT = 40


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell; a warning lets the row through."""

    code: str
    column: str
    message: str
    warning: bool = False


@dataclass
class Wanted:
    """What a row says of a person; None and '' mean that it says nothing."""

    number: str = ""
    name: str = ""
    unit: int | None = None
    delegation: int | None = None
    group: int | None = None
    role: str = ""
    first_term: bool | None = None
    constituency: str = ""
    phone: str = ""
    email: str = ""
    since: date | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether something keeps the row out."""
        return any(not problem.warning for problem in self.problems)

    def complain(self, code: str, column: str, message: str, *, warning: bool = False) -> None:
        """Note what is wrong, or with `warning` what was assumed."""
        self.problems.append(Problem(code, column, message, warning))


class Names:
    """The organisations of a congress by what people call them; `meanings` is what the office said
    of names that are not known."""

    def __init__(
        self, organisations: Iterable[Organisation], meanings: Mapping[str, int] | None = None
    ) -> None:
        self.by_column: dict[str, dict[str, Organisation]] = {code: {} for code in KINDS}
        self.by_pk = {one.pk: one for one in organisations}
        for one in self.by_pk.values():
            for code, kinds in KINDS.items():
                if one.kind in kinds:
                    self.by_column[code][_tidy(one.name)] = one
        self.meanings = meanings or {}
        self._known: dict[tuple[str, str], tuple[int | None, bool]] = {}

    def name(self, pk: int | None) -> str:
        """What an organisation is called; '' for none."""
        return self.by_pk[pk].name if pk in self.by_pk else ""

    def find(self, code: str, text: str) -> tuple[int | None, bool]:
        """The organisation that a text names in a column, and whether it says so exactly."""
        if (code, text) not in self._known:
            self._known[code, text] = self._found(code, text)
        return self._known[code, text]

    def _found(self, code: str, text: str) -> tuple[int | None, bool]:
        there = self.by_column[code]
        if text in there:
            return there[text].pk, True
        meant = self.meanings.get(meaning_key(code, text))
        if meant in {one.pk for one in there.values()}:
            return meant, True
        # 定海区昌国街道 and 昌国 both mean 昌国街道, as long as nothing else could be meant.
        alike = [
            one
            for name, one in there.items()
            if text.endswith(name) or _core(name, code) == _core(text, code)
        ]
        return (alike[0].pk, False) if len(alike) == 1 else (None, False)

    @staticmethod
    def written(text: str) -> str:
        """A cell as names are looked up by."""
        return _tidy(text)

    def nearest(self, code: str, text: str) -> list[str]:
        """The names most like a text that names nothing, at most three."""
        return get_close_matches(text, list(self.by_column[code]), n=3, cutoff=0.4)


def meaning_key(code: str, text: str) -> str:
    """How a name that is not known is remembered with what the office said of it."""
    return f"{code}:{text}"


ENDINGS = {
    "unit": "镇 街道 乡 街道办事处 镇人民政府",
    "delegation": "代表团 团",
    "group": "小组 组",
}


def _core(name: str, code: str) -> str:
    for ending in sorted(ENDINGS[code].split(), key=len, reverse=True):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def understood(cells: Mapping[str, str], names: Names, today: date) -> Wanted:
    """What a row means, with everything that is wrong about it."""
    wanted = Wanted()
    said = {code: text.strip() for code, text in cells.items() if text.strip()}
    _read_name(wanted, said.get("name", ""))
    _read_number(wanted, said.get("number", ""))
    for code in KINDS:
        if text := _tidy(said.get(code, "")):
            setattr(wanted, code, _organisation(wanted, code, text, names))
    _read_role(wanted, said)
    _read_first_term(wanted, said)
    _read_phone(wanted, said.get("phone", ""))
    _read_email(wanted, said.get("email", ""))
    wanted.constituency = _short(wanted, "constituency", _tidy(said.get("constituency", "")))
    if text := columns.plain(said.get("since", "")):
        wanted.since = _day(wanted, text, today)
    return wanted


def _tidy(text: str) -> str:
    """Full-width signs as plain ones, and no blanks between Chinese characters."""
    return INSIDE.sub("", " ".join(text.translate(NARROW).split()))


def _short(wanted: Wanted, code: str, text: str) -> str:
    if len(text) > LONGEST[code]:
        wanted.complain("too_long", code, _("这一格太长了，最多 %d 个字。") % LONGEST[code])
    return text[: LONGEST[code]]


def _read_name(wanted: Wanted, text: str) -> None:
    name = _tidy(unicodedata.normalize("NFC", text).translate(DOTS))
    wanted.name = _short(wanted, "name", name)
    if not name:
        wanted.complain("no_name", "name", _("没有写姓名。"))
    elif LOST.search(name):
        told = _("姓名“%s”里有乱码，可能是生僻字在转换时丢了。请把这个字重新打一遍。")
        wanted.complain("lost_character", "name", told % name[:CUT])
    elif odd := PRIVATE_USE.search(name):
        told = _(
            "姓名里有一个自造字（U+%04X），换一台电脑就会显示成方框。"
            "请换成国家标准 GB 18030 里的字，再导入一次。"
        )
        wanted.complain("private_character", "name", told % ord(odd[0]), warning=True)


def _read_number(wanted: Wanted, text: str) -> None:
    number = "".join(unicodedata.normalize("NFKC", text).split())
    if re.fullmatch(r"\d+\.0+", number):
        number = number.partition(".")[0]
    wanted.number = _short(wanted, "number", number)
    if SCIENCE.match(number):
        told = _("编号“%s”被表格软件改成了科学计数法。请把这一列设成“文本”再填。")
        wanted.complain("number_spoilt", "number", told % number[:CUT])
    elif number and not NUMBER.match(number):
        told = _("编号“%s”只能用字母、数字和 @ . + - _，中间不要空格。")
        wanted.complain("number_signs", "number", told % number[:CUT])


def _organisation(wanted: Wanted, code: str, text: str, names: Names) -> int | None:
    found, exactly = names.find(code, text)
    label = columns.COLUMNS[code]
    if found is None:
        told = _("没有叫“%(text)s”的%(label)s。") % {"text": text[:CUT], "label": label}
        if near := names.nearest(code, text):
            told += _("最接近的是：%s。") % "、".join(near)
        wanted.complain(f"unknown_{code}", code, told)
    elif not exactly:
        told = _("写的是“%(text)s”，按“%(name)s”算。")
        words = {"text": text[:CUT], "name": names.name(found)}
        wanted.complain("nearly", code, told % words, warning=True)
    return found


def _read_role(wanted: Wanted, said: Mapping[str, str]) -> None:
    text = columns.plain(_tidy(said.get("role", "")))
    if not text:
        return
    wanted.role = columns.ROLES.get(text, "")
    if text in columns.STAFF:
        told = _("名册只导入代表和镇街人大办主任。工作人员的账号请管理员添加。")
        wanted.complain("staff_role", "role", told)
    elif not wanted.role:
        told = _("角色“%s”不认识，请写“代表”或“镇街人大办主任”。")
        wanted.complain("unknown_role", "role", told % text[:CUT])


def _read_first_term(wanted: Wanted, said: Mapping[str, str]) -> None:
    for code, turned in (("first_term", False), (columns.REELECTED, True)):
        text = columns.plain(_tidy(said.get(code, "")))
        if not text:
            continue
        if text in columns.TRUE or text in columns.FALSE:
            asked_other_way = turned and text not in {"初任", "新任", "连任", "续任", "再任"}
            wanted.first_term = (text in columns.TRUE) != asked_other_way
        else:
            told = _("“%s”看不明白，请写“初任”或“连任”。")
            wanted.complain("unknown_first_term", "first_term", told % text[:CUT])


def _read_phone(wanted: Wanted, text: str) -> None:
    said = unicodedata.normalize("NFKC", text).strip().strip("'`’")
    if not said:
        return
    phone = re.sub(r"[\s\-()—–‐·.]", "", said) if not SCIENCE.match(said) else said
    if re.fullmatch(r"\d+\.0+", said):
        phone = said.partition(".")[0]
    if SCIENCE.match(phone):
        phone = _from_science(wanted, phone)
        if not phone:
            return
    phone = re.sub(r"\A(\+86|0086|86(?=1[3-9]\d{9}\Z))", "", phone)
    if re.search(r"\d{7,}[/、,，;；或]\d{7,}", phone):
        wanted.complain("two_phones", "phone", _("一格里有两个号码，请只留一个。"))
    elif not DIGITS.match(phone):
        told = _("手机“%s”看不明白，请只写数字。")
        wanted.complain("bad_phone", "phone", told % said[:CUT])
    else:
        wanted.phone = phone
        if not MOBILE.match(phone):
            told = _("“%s”不像手机号（11 位，1 开头），照写的收下，短信可能发不到。")
            wanted.complain("odd_phone", "phone", told % phone, warning=True)


def _from_science(wanted: Wanted, text: str) -> str:
    """1.3812345678E+10 is a whole number; of 1.38E+10 the rest is lost, and the row is refused."""
    number = Decimal(text)
    digits = text.lower().partition("e")[0].replace(".", "")
    if len(digits) >= 11 and number == number.to_integral_value() and number < 10**15:
        return str(int(number))
    told = _(
        "手机“%s”被表格软件改成了科学计数法，后面几位已经丢了。请把这一列设成“文本”，重新填写号码。"
    )
    wanted.complain("phone_spoilt", "phone", told % text[:CUT])
    return ""


def _read_email(wanted: Wanted, text: str) -> None:
    email = "".join(unicodedata.normalize("NFKC", text).split())
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError:
        told = _("邮箱“%s”写得不对，请改正，或者把这一格清空。")
        wanted.complain("bad_email", "email", told % email[:CUT])
        return
    wanted.email = _short(wanted, "email", email)


def _day(wanted: Wanted, text: str, today: date) -> date | None:
    day = _as_day(text)
    if day is None:
        told = _("日期“%s”看不明白，请写成 2026-11-23 这样。")
        wanted.complain("bad_day", "since", told % text[:CUT])
    elif not EARLIEST <= day <= today + AHEAD:
        told = _("日期 %s 太早或太晚，请核对。")
        wanted.complain("far_day", "since", told % day)
        return None
    elif MONTH.match(text):
        told = _("只写了年月，按 %s 算。")
        wanted.complain("month_only", "since", told % day, warning=True)
    return day


def _as_day(text: str) -> date | None:
    """A day as people write it, or as the number by which spreadsheets count days."""
    try:
        if found := DAY.match(text) or TOGETHER.match(text):
            return date(*map(int, found.groups()))
        if found := MONTH.match(text):
            return date(int(found[1]), int(found[2]), 1)
        if SERIAL.match(text):
            return SERIALS_FROM + timedelta(days=int(text.partition(".")[0]))
    except (ValueError, OverflowError):
        pass
    return None
