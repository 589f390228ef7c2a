"""What a class gained, as the office may see it: never of fewer than five persons."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from training.cohorts.models import Cohort
from training.insight.effect import wording
from training.insight.selectors import first_term_words
from training.insight.suppression import hidden, shown_for
from training.learning.effect.formulas import (
    Gain,
    MeanGain,
    class_gain,
    mean_gain,
    question_gain,
)
from training.learning.effect.selectors import Person, people_of, point_names
from training.people.access import Scope
from training.people.models import Organisation


@dataclass(frozen=True)
class Line:
    """The gain of one point or one group of people; none where it is not shown, for being of
    fewer than five or to protect another line."""

    name: str
    n: int
    gain: Gain | None = None

    @property
    def before(self) -> int | None:
        """Share right before, in per cent."""
        return wording.share(self.gain.before) if self.gain else None

    @property
    def after(self) -> int | None:
        """Share right after, in per cent."""
        return wording.share(self.gain.after) if self.gain else None

    @property
    def gained(self) -> str:
        """The gain as it is written."""
        return wording.gain_words(self.gain) if self.gain else ""

    @property
    def interval(self) -> str:
        """Its bounds as they are written; empty where there is no gain to bound."""
        gain = self.gain
        return wording.interval_words(gain) if gain and gain.gain is not None else ""

    @property
    def way(self) -> tuple[int, int]:
        """Where before and after lie on a line of 100 that begins at 10."""
        return (10 + (self.before or 0), 10 + (self.after or 0))

    @property
    def why_hidden(self) -> str:
        """Why there are no figures."""
        if not self.n:
            return _("没有前后都测的人")
        if not shown_for(self.n):
            return _("不足 5 人，不显示")
        return _("为免推算出别组，不显示")


@dataclass(frozen=True)
class Effect:
    """Everything the page, the Excel and the CSV say of one class, as of one moment."""

    scope: Scope
    cohort: Cohort
    as_of: datetime
    people: tuple[Person, ...]
    names: Mapping[str, str]
    organisations: Mapping[int, Organisation]

    @cached_property
    def paired(self) -> tuple[Person, ...]:
        """Those who sat form A before and form B after."""
        return tuple(one for one in self.people if one.paired)

    def _sat(self, tells: Callable[[Person], bool]) -> int:
        return sum(tells(one) for one in self.people if not one.paired)

    @property
    def only_before(self) -> int:
        """Who sat the test before alone."""
        return self._sat(lambda one: bool(one.sat.before and not one.sat.after))

    @property
    def only_after(self) -> int:
        """Who sat the test after alone."""
        return self._sat(lambda one: bool(one.sat.after) and not one.sat.too_late)

    @property
    def too_late(self) -> int:
        """Who sat the test before only when the one after was done."""
        return self._sat(lambda one: one.sat.too_late)

    @property
    def neither(self) -> int:
        """Who sat none of the two."""
        return self._sat(lambda one: not one.sat.before and not one.sat.after)

    @property
    def again(self) -> int:
        """Of the paired, those whose sitting after was not their first."""
        return sum(one.sat.again for one in self.paired)

    @property
    def shown(self) -> bool:
        """Whether there are enough to show any figure at all."""
        return shown_for(len(self.paired))

    @cached_property
    def total(self) -> Gain | None:
        """The class's gain over all points."""
        return class_gain([one.whole for one in self.paired]) if self.shown else None

    @cached_property
    def mean(self) -> MeanGain | None:
        """The mean of the persons' own gains; None when fewer than five have one."""
        found = mean_gain([one.whole for one in self.paired]) if self.shown else None
        return found if found and shown_for(found.n) else None

    @property
    def whole(self) -> Line:
        """The class as a line."""
        return Line(_("合计"), len(self.paired), self.total)

    @property
    def mean_words(self) -> tuple[str, str]:
        """The mean of own gains and its bounds as they are written."""
        if self.mean is None:
            return "", ""
        return wording.gain_words(self.mean), wording.interval_words(self.mean)

    @cached_property
    def points(self) -> tuple[Line, ...]:
        """By knowledge point, in their order; those that were on no form are left out."""
        lines = []
        for key, name in self.names.items():
            pairs = [one.points[key] for one in self.paired if key in one.points]
            if pairs:
                lines.append(
                    Line(name, len(pairs), question_gain(pairs) if shown_for(len(pairs)) else None)
                )
        return tuple(lines)

    @cached_property
    def units(self) -> tuple[Line, ...]:
        """By township."""
        return self._lines(lambda one: one.enrolment.unit_id, self._organisation)

    @cached_property
    def groups(self) -> tuple[Line, ...]:
        """By study group."""
        return self._lines(lambda one: one.enrolment.group_id or 0, self._organisation)

    @cached_property
    def first_terms(self) -> tuple[Line, ...]:
        """First-term deputies and re-elected ones."""
        return self._lines(lambda one: one.enrolment.first_term, first_term_words)

    @property
    def scope_words(self) -> str:
        """The congress, or the units it is about."""
        if self.scope.units is None:
            return str(self.scope.congress)
        return "、".join(str(self.organisations[pk]) for pk in sorted(self.scope.units))

    def _organisation(self, key: int) -> str:
        return str(self.organisations.get(key) or _("未分组"))

    def _lines(
        self, part_of: Callable[[Person], Any], name: Callable[[Any], str]
    ) -> tuple[Line, ...]:
        """Parts of the class, each with as much as may be shown beside the total."""
        parts: dict[Hashable, list[Person]] = {part_of(one): [] for one in self.people}
        for one in self.paired:
            parts[part_of(one)].append(one)
        kept_back = hidden({key: len(people) for key, people in parts.items()})
        lines = []
        for key, people in parts.items():
            told = self.shown and people and key not in kept_back
            gain = class_gain([one.whole for one in people]) if told else None
            lines.append(Line(name(key), len(people), gain))
        return tuple(lines)


def effect(*, scope: Scope, cohort: Cohort, now: datetime) -> Effect:
    """What the part of a class inside a scope gained. Six queries, however many people."""
    return Effect(
        scope=scope,
        cohort=cohort,
        as_of=now,
        people=tuple(people_of(cohort, scope.units)),
        names=point_names(),
        organisations={one.pk: one for one in cohort.congress.organisations.all()},
    )
