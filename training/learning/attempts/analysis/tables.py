"""Sittings go in one by one, figures come out. Pure Python: no Django.

What is kept is not the sittings but how often each mark met each total: memory grows with the
number of different marks, not with the number of people.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from training.learning.attempts.analysis import formulas
from training.learning.attempts.analysis.formulas import BOTTOM, MIDDLE, TOP, Deviations
from training.learning.attempts.analysis.records import (
    Answer,
    PartAnswer,
    Pick,
    Selection,
    Sitting,
    selected,
)

Pairs = Counter[tuple[Fraction, Fraction]]
PickPairs = Counter[tuple[str, str, Fraction]]


@dataclass
class Chosen:
    """Who chose something: how many in all, in the top and the bottom third, and Σ T / T_max."""

    n: int = 0
    top: int = 0
    bottom: int = 0
    shares: Fraction = Fraction(0)

    def add(self, other: "Chosen") -> None:
        """Put the choosers of another table to these."""
        self.n += other.n
        self.top += other.top
        self.bottom += other.bottom
        self.shares += other.shares

    @property
    def middle(self) -> int:
        """How many in the middle third."""
        return self.n - self.top - self.bottom

    @property
    def mean_share(self) -> float | None:
        """The choosers' mean total as a share of the maximum."""
        return float(self.shares / self.n) if self.n else None


Picture = dict[Pick, Chosen]


@dataclass
class PartTally:
    """What was given to one question, or one part of one: (mark, total) counted."""

    max_mark: Fraction
    pairs: Pairs = field(default_factory=Counter)
    picks: PickPairs = field(default_factory=Counter)
    answered: int = 0

    def add(self, answer: Answer | PartAnswer, total: Fraction) -> None:
        """One more answer, in a sitting with this total."""
        self.pairs[(answer.fraction * self.max_mark, total)] += 1
        self.answered += answer.answered
        for facet, choice in answer.picks:
            self.picks[(facet, choice, total)] += 1

    def merge(self, other: "PartTally") -> None:
        """Put what another tally counted to this."""
        self.pairs.update(other.pairs)
        self.picks.update(other.picks)
        self.answered += other.answered

    @property
    def n(self) -> int:
        """How many sittings asked it."""
        return self.pairs.total()

    def marks(self) -> Counter[Fraction]:
        """Marks counted."""
        found: Counter[Fraction] = Counter()
        for (mark, _total), count in self.pairs.items():
            found[mark] += count
        return found

    def with_total(self) -> Deviations:
        """x against T."""
        return formulas.deviations(self.pairs)

    def with_rest(self) -> Deviations:
        """x against X = T − x."""
        rests: Pairs = Counter()
        for (mark, total), count in self.pairs.items():
            rests[(mark, total - mark)] += count
        return formulas.deviations(rests)

    def groups(self, third_of: Mapping[Fraction, int]) -> tuple[int, int, int]:
        """How many sittings of the top, middle and bottom third were asked this."""
        found = Counter[int]()
        for (_mark, total), count in self.pairs.items():
            found[third_of[total]] += count
        return found[TOP], found[MIDDLE], found[BOTTOM]

    def picture(self, third_of: Mapping[Fraction, int], maximum: Fraction) -> Picture:
        """For every choice who made it."""
        found: Picture = defaultdict(Chosen)
        for (facet, choice, total), count in self.picks.items():
            chosen = found[(facet, choice)]
            chosen.n += count
            chosen.top += count if third_of[total] == TOP else 0
            chosen.bottom += count if third_of[total] == BOTTOM else 0
            chosen.shares += total / maximum * count if maximum else 0
        return dict(found)


@dataclass
class VersionTally(PartTally):
    """What was given to one question version, and to each of its parts."""

    parts: list[PartTally] = field(default_factory=list)

    def add(self, answer: Answer | PartAnswer, total: Fraction) -> None:
        """One more answer, and its parts."""
        super().add(answer, total)
        given = answer.parts if isinstance(answer, Answer) else ()
        for part in given[len(self.parts) :]:
            self.parts.append(PartTally(self.max_mark * part.worth))
        for tally, part in zip(self.parts, given, strict=False):
            tally.add(part, total)

    def merge(self, other: PartTally) -> None:
        """Put what another tally counted to this, parts included."""
        super().merge(other)
        given = other.parts if isinstance(other, VersionTally) else []
        for part in given[len(self.parts) :]:
            self.parts.append(PartTally(part.max_mark))
        for tally, part in zip(self.parts, given, strict=False):
            tally.merge(part)


@dataclass
class PlaceTally:
    """The questions that stood at one place of the paper."""

    max_mark: Fraction
    versions: dict[Hashable, VersionTally] = field(default_factory=dict)

    def version(self, key: Hashable) -> VersionTally:
        """That of one of the questions that stood here."""
        if key not in self.versions:
            self.versions[key] = VersionTally(self.max_mark)
        return self.versions[key]

    def merge(self, other: "PlaceTally") -> None:
        """Put what another tally counted to this."""
        for key, given in other.versions.items():
            self.version(key).merge(given)

    def whole(self) -> PartTally:
        """What was given here, whichever question it was."""
        found = PartTally(self.max_mark)
        for given in self.versions.values():
            found.merge(given)
        return found


@dataclass
class FormTally:
    """All sittings of one form of a paper: the same places with the same marks."""

    maximum: Fraction
    totals: Counter[Fraction] = field(default_factory=Counter)
    places: dict[Hashable, PlaceTally] = field(default_factory=dict)
    people: int = 0
    newest: int = 0

    def add(self, sitting: Sitting) -> None:
        """One more sitting."""
        total = sitting.total
        self.totals[total] += 1
        for answer in sitting.counted:
            self.place(answer.place, answer.max_mark).version(answer.version).add(answer, total)

    def place(self, key: Hashable, max_mark: Fraction) -> PlaceTally:
        """That of one place."""
        if key not in self.places:
            self.places[key] = PlaceTally(max_mark)
        return self.places[key]

    def merge(self, other: "FormTally") -> None:
        """Put the sittings of other people to these."""
        self.totals.update(other.totals)
        self.people += other.people
        self.newest = max(self.newest, other.newest)
        for key, given in other.places.items():
            self.place(key, given.max_mark).merge(given)

    @property
    def n(self) -> int:
        """How many sittings."""
        return self.totals.total()


@dataclass
class PaperTally:
    """All sittings of a paper, form by form: a paper changed between sittings has several."""

    selection: Selection
    forms: dict[tuple[Hashable, ...], FormTally] = field(default_factory=dict)
    fed: int = 0

    def add_person(self, sittings: Iterable[Sitting]) -> None:
        """All sittings of one person at once: which of them count is decided among them."""
        touched = set()
        for sitting in selected(list(sittings), self.selection):
            form = sitting.form
            if form not in self.forms:
                self.forms[form] = FormTally(sitting.maximum)
            self.fed += 1
            self.forms[form].add(sitting)
            self.forms[form].newest = self.fed
            touched.add(form)
        for form in touched:
            self.forms[form].people += 1

    def merge(self, other: "PaperTally") -> None:
        """Put the sittings of other people to these."""
        for key, given in other.forms.items():
            if key not in self.forms:
                self.forms[key] = FormTally(given.maximum)
            self.forms[key].merge(given)

    @property
    def main(self) -> FormTally | None:
        """The form that most sittings had; of two the one seen last. None without sittings."""
        return max(self.forms.values(), key=lambda form: (form.n, form.newest), default=None)

    @property
    def n(self) -> int:
        """Sittings of all forms."""
        return sum(form.n for form in self.forms.values())


def tallied(people: Iterable[list[Sitting]]) -> dict[Selection, PaperTally]:
    """The tally of every selection, from each person's sittings.

    Most people sit a paper once, and then every selection is the same: counted once for all four.
    """
    tallies = {selection: PaperTally(selection) for selection in Selection}
    once = PaperTally(Selection.ALL)
    for sittings in people:
        for tally in [once] if len(sittings) == 1 else tallies.values():
            tally.add_person(sittings)
    for tally in tallies.values():
        tally.merge(once)
    return tallies


@dataclass(frozen=True)
class ItemFigures:
    """Everything about one question, place or part; None where a figure is not defined."""

    n: int
    answered: int
    max_mark: float
    mean: float | None
    facility: float | None
    deviation: float | None
    guess: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination: float | None
    efficiency: float | None
    variance: float | None
    rest_variance: float | None
    covariance: float | None
    covariance_max: float | None


def item_figures(
    tally: PartTally,
    *,
    maximum: Fraction,
    guess: float | None = None,
    effective_weight: float | None = None,
) -> ItemFigures:
    """The figures of one tally on a paper worth `maximum`."""
    spread, n = tally.with_rest(), tally.n
    average = formulas.mean(tally.marks())

    def shown(summed: Fraction) -> float | None:
        found = formulas.per_sitting(summed, n)
        return None if found is None else float(found)

    return ItemFigures(
        n=n,
        answered=tally.answered,
        max_mark=float(tally.max_mark),
        mean=None if average is None else float(average),
        facility=formulas.facility(average, tally.max_mark),
        deviation=formulas.root(formulas.per_sitting(spread.xx, n)),
        guess=guess,
        intended_weight=formulas.intended_weight(tally.max_mark, maximum),
        effective_weight=effective_weight,
        discrimination=formulas.discrimination(spread),
        efficiency=formulas.efficiency(spread),
        variance=shown(spread.xx),
        rest_variance=shown(spread.yy),
        covariance=shown(spread.xy),
        covariance_max=shown(spread.xy_max),
    )


@dataclass(frozen=True)
class PaperFigures:
    """The paper as a whole."""

    n: int
    people: int
    maximum: float
    totals: formulas.TotalFigures
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None
    elsewhere: int
    """Sittings of other forms, which the figures leave aside."""


def paper_figures(form: FormTally, elsewhere: int = 0) -> PaperFigures:
    """The figures of the totals, α, and the standard error of a mark, SD(T) · √(1 − α)."""
    totals = formulas.total_figures(form.totals)
    variances = [formulas.variance(place.whole().marks()) for place in form.places.values()]
    consistency = formulas.alpha(variances, formulas.variance(form.totals))
    ratio = formulas.error_ratio(consistency)
    return PaperFigures(
        n=form.n,
        people=form.people,
        maximum=float(form.maximum),
        totals=totals,
        alpha=consistency,
        error_ratio=ratio,
        standard_error=ratio * (totals.deviation or 0.0) if ratio is not None else None,
        elsewhere=elsewhere,
    )


@dataclass(frozen=True)
class Weights:
    """√C(x, T) of every place summed: what effective weights are measured by."""

    by_place: dict[Hashable, float | None]
    whole: float

    def of_version(self, tally: VersionTally) -> float | None:
        """What a place would weigh if every sitting had drawn this version: its own √C(x, T), from
        the sittings that drew it, over the paper's sum. For a place with one version the same as
        the place's own weight."""
        summed = tally.with_total()
        size = formulas.root(formulas.per_sitting(summed.xy, summed.n))
        return size / self.whole if size is not None and self.whole else None


def weights(form: FormTally) -> Weights:
    """The effective weights of all places of a form."""
    covariances = []
    for place in form.places.values():
        summed = place.whole().with_total()
        covariances.append(formulas.per_sitting(summed.xy, summed.n))
    shares = formulas.effective_weights(covariances)
    roots = [formulas.root(covariance) for covariance in covariances]
    return Weights(dict(zip(form.places, shares, strict=True)), sum(size for size in roots if size))
