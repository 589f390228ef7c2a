"""Why a numeric question could not be marked yet; and what the author's numbers are worth."""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.questions.kinds.checks import doubled_flaws, stem_flaws
from courses.questions.kinds.contract import Flaw
from courses.questions.kinds.numeric.marking import UNIT_RULES
from courses.questions.numerals import read_number, written
from courses.questions.outcome import Body, Key
from courses.questions.spelling import plain


def spelled(text: str) -> str:
    """A number in its exact spelling; as it was written where it is no number."""
    value = read_number(text)
    return text.strip() if value is None else written(value)


def margin_of(text: str) -> tuple[str, bool]:
    """The tolerance an author wrote, and whether it is relative: '1%' is ('0.01', True)."""
    relative = plain(text).endswith(("%", "‰"))
    return (spelled(text), relative) if text.strip() else ("0", False)


def flaws(body: Body, key: Key) -> list[Flaw]:
    """Numbers that are numbers, one of them worth the whole; units that can be told apart."""
    return [*stem_flaws(body), *_answer_flaws(key), *_unit_flaws(body, key)]


def _answer_flaws(key: Key) -> Iterator[Flaw]:
    answers = key["answers"]
    for answer in answers:
        value, tolerance = _exact(answer["value"]), _exact(answer["tolerance"])
        if value is None:
            told = str(_("“%s”不是一个数。") % answer["value"])
            yield Flaw("no_number", told, "answers", "answer")
        if tolerance is None or tolerance < 0:
            told = str(_("允许误差“%s”要写成 0.5 或者 1%% 这样。") % answer["tolerance"])
            yield Flaw("no_tolerance", told, "answers", "answer")
        if value == 0 and answer["relative"] and tolerance:
            told = str(_("答案是 0 的，允许误差不能写百分比。"))
            yield Flaw("relative_to_zero", told, "answers", "answer")
        worth = _exact(answer["fraction"])
        if worth is None or not 0 < worth <= 1:
            yield Flaw("fraction", str(_("“得几成”要大于 0，不超过 1。")), "answers", "answer")
    if not any(_exact(answer["fraction"]) == 1 for answer in answers):
        yield Flaw("no_answer", str(_("至少要有一个得全部分数的答案。")), "answers", "answer")


def _unit_flaws(body: Body, key: Key) -> Iterator[Flaw]:
    units = key.get("units", [])
    if body["unit_rule"] not in UNIT_RULES:
        yield Flaw("unit_rule", str(_("“单位怎么判”只能选已有的几种。")), "unit_rule", "unit_rule")
    if body["unit_rule"] != "optional" and not units:
        yield Flaw("no_unit", str(_("要求写单位的题，要写明单位。")), "units", "unit")
    spellings = [plain(s) for unit in units for s in (unit["name"], *unit["spellings"])]
    yield from doubled_flaws(spellings, "units", "unit")
    for place, unit in enumerate(units):
        factor = _exact(unit["factor"])
        if not unit["name"].strip() or factor is None or factor <= 0:
            told = str(_("单位要写名称；“合多少”要写大于 0 的数。"))
            yield Flaw("unit", told, "units", "unit")
        elif place == 0 and factor != 1:
            told = str(_("第一行是答案用的单位，“合多少”要写 1。"))
            yield Flaw("first_unit", told, "units", "unit")


def _exact(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
