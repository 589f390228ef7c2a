"""Numbers for people and codes for machines."""

import re
import secrets
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.models import CertificateCode, ClassRules, IssuerRules

YEAR, CLASS, PLACE = "年", "班次", "序号"
FIELDS = (YEAR, CLASS, PLACE)
DIGITS = 3
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none that is read for another."""
LENGTH = 20
"""Five bits a letter: one hundred random bits."""
GROUP = 5
READ_AS = str.maketrans("OIL", "011")
MOST = 80


def check_format(text: str) -> None:
    """CertificateRefused for a format that could not tell certificates apart, or has a field that
    is none."""
    strange = [one for one in re.findall(r"\{([^{}]*)\}", text) if one not in FIELDS]
    left = re.sub(r"\{[^{}]*\}", "", text)
    if strange or "{" in left or "}" in left:
        told = _("花括号里只能写：年、班次、序号，例如 {年}{班次}第{序号}号。")
        raise CertificateRefused("format_field", told)
    if f"{{{PLACE}}}" not in text:
        raise CertificateRefused("format_place", _("编号格式里要有 {序号}，不然编号会重复。"))


def written(text: str, *, year: int, cohort: str, place: int) -> str:
    """A format filled in. Of a long class name only so much that the place is never cut off, which
    tells one certificate from the next."""
    field = f"{{{CLASS}}}"
    for name, value in {YEAR: str(year), PLACE: str(place).zfill(DIGITS)}.items():
        text = text.replace(f"{{{name}}}", value)
    times = text.count(field)
    room = (MOST - len(text) + times * len(field)) // max(times, 1)
    return text.replace(field, cohort[: max(room, 0)])


def next_number(rules: IssuerRules, of_class: ClassRules, *, today: date) -> str:
    """The next free number of a class; the caller holds the congress's rules, so that nobody else
    takes it. Counts on where an older format gave the same number out before."""
    cohort = of_class.short_name or of_class.cohort.name
    known = CertificateCode.objects.filter(congress=rules.congress_id)
    while True:
        of_class.last_number += 1
        number = written(
            rules.number_format, year=today.year, cohort=cohort, place=of_class.last_number
        )
        if not known.filter(number=number).exists():
            return number


def new_code() -> str:
    """A random code of one hundred bits: to be found by nobody who was not shown it."""
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def shown_code(code: str) -> str:
    """A code in groups, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """What was typed as a code: full width, small letters, blanks and O for 0 are all the same;
    '' for what is none."""
    plain = unicodedata.normalize("NFKC", text[:200]).upper()
    plain = re.sub(r"[\s\-_–—.·]", "", plain).translate(READ_AS)
    return plain if len(plain) == LENGTH and set(plain) <= set(LETTERS) else ""
