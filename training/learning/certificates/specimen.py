"""A certificate that was never issued, to look at the settings. Its code and its signature are
none, so that nobody can pass it off."""

from dataclasses import asdict
from datetime import date

from training.learning.certificates import numbering
from training.learning.certificates.freezing import Told
from training.learning.certificates.models import Certificate
from training.learning.certificates.selectors import NOBODY, Shown, rules_of
from training.people.models import Congress

NAME = "王𬭎·示例"
PLACE = 1


def of_congress(congress: Congress, *, today: date) -> Shown:
    """A specimen by a congress's settings. One query."""
    rules = rules_of(congress)
    number = numbering.written(rules.number_format, year=today.year, cohort="第一期", place=PLACE)
    told = Told(
        title=rules.title,
        title_en=rules.title_en,
        number=number,
        name=NAME,
        cohort="代表履职学习班（示例）",
        cohort_en="",
        programme="五天履职课程（示例）",
        programme_en="",
        credit="24",
        starts_on=today.isoformat(),
        ends_on=today.isoformat(),
        issued_on=today.isoformat(),
        issuer=rules.issuer or congress.name,
        issuer_en=rules.issuer_en or (congress.name_en if not rules.issuer else ""),
        signer=rules.signer,
    )
    row = Certificate(id=NOBODY, code="0" * numbering.LENGTH, number=number, told=asdict(told))
    row.digest, row.token, row.seal = told.digest, "LZ1", rules.seal
    return Shown(row)
