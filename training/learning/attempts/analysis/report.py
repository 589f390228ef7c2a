"""Tallies as plain dictionaries, ready to be stored, shown, exported and printed. Pure Python.

Every number is a float or an int, never a text; None where a figure is not defined.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from training.learning.attempts.analysis import formulas
from training.learning.attempts.analysis.flags import flags, is_enough, never_chosen
from training.learning.attempts.analysis.pooling import Pooled, sums_of
from training.learning.attempts.analysis.records import NOTHING
from training.learning.attempts.analysis.shapes import Described, Facet
from training.learning.attempts.analysis.tables import (
    Chosen,
    FormTally,
    PaperTally,
    PartTally,
    Picture,
    PlaceTally,
    Weights,
    item_figures,
    paper_figures,
    weights,
)

MOST_FORMS = 40
"""Of the texts written into a blank so many are kept, the commonest; the others are counted."""
BARS = 10
UNKNOWN = Described(kind="", stem="")
Report = dict[str, Any]
Descriptions = Mapping[Hashable, Described]


def _row(key: str, text: str, right: bool, chosen: Chosen) -> Report:
    return {
        "key": key,
        "text": text,
        "right": right,
        "n": chosen.n,
        "top": chosen.top,
        "middle": chosen.middle,
        "bottom": chosen.bottom,
        "mean_share": chosen.mean_share,
    }


def _written_rows(facet: Facet, described: Described, picture: Picture) -> tuple[list[Report], int]:
    """The texts given in an open facet, spellings of one text together, and how many answers the
    rows leave out."""
    together: dict[str, Chosen] = defaultdict(Chosen)
    spellings: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (key, text), chosen in picture.items():
        if key == facet.key and text != NOTHING:
            form = described.form(text)
            together[form].add(chosen)
            spellings[form].append((-chosen.n, text))
    ordered = sorted(together, key=lambda form: (-together[form].n, form))
    texts = (text for many in spellings.values() for n, text in many for _time in range(-n))
    close = described.close(facet, texts)
    rows = []
    for form in ordered[:MOST_FORMS]:
        written = [text for _n, text in sorted(spellings[form])]
        right = described.is_right(facet.key, written[0])
        near, why = close.get(form, ("", "")) if not right else ("", "")
        row = _row(form, written[0], right, together[form])
        rows.append({**row, "spellings": written[1:6], "near": near, "why": why})
    return rows, sum(together[form].n for form in ordered[MOST_FORMS:])


def picture_report(described: Described, picture: Picture) -> list[Report]:
    """Facet by facet who chose what, choices nobody made included, and who left it open."""
    empty = Chosen()
    found = []
    for facet in described.facets:
        if facet.open:
            rows, more = _written_rows(facet, described, picture)
        else:
            more = 0
            rows = [
                _row(c.key, c.text, c.right, picture.get((facet.key, c.key), empty))
                for c in facet.choices
            ]
        left = picture.get((facet.key, NOTHING), empty)
        found.append(
            {
                "facet": facet.key,
                "heading": facet.heading,
                "open": facet.open,
                "accepted": list(facet.accepted),
                "rows": rows,
                "more": more,
                "nothing": _row(NOTHING, "", False, left),
            }
        )
    return found


def _told(
    described: Described, picture: Picture, groups: tuple[int, int, int], figures: Report
) -> Report:
    """What is said of a question beside its figures. `groups` are the thirds that were asked it."""
    said = flags(
        answered=figures["answered"],
        facility=figures["facility"],
        discrimination=figures["discrimination"],
        described=described,
        picture=picture,
    )
    enough = is_enough(figures["answered"])
    return {
        "kind": described.kind,
        "stem": described.stem,
        "enough": enough,
        "flags": [flag.value for flag in said],
        "never_chosen": never_chosen(described, picture) if enough else [],
        "groups": dict(zip(("top", "middle", "bottom"), groups, strict=True)),
        "picture": picture_report(described, picture),
    }


def _gathered(told: Report, parts: list[Report]) -> Report:
    """A question with its parts: what is wrong with a part is wrong with the question."""
    said = [flag for part in parts for flag in part["flags"] if flag not in ("easy", "hard")]
    told["flags"] = list(dict.fromkeys([*told["flags"], *said]))
    return {**told, "parts": parts}


class _Writer:
    """Writes the tallies of one form of a paper."""

    def __init__(self, form: FormTally, described: Descriptions) -> None:
        self.form = form
        self.described = described
        self.third_of = formulas.thirds(form.totals)
        self.weights: Weights = weights(form)

    def part(self, tally: PartTally, described: Described, **known: float | None) -> Report:
        figures = asdict(
            item_figures(tally, maximum=self.form.maximum, guess=described.guess, **known)
        )
        picture = tally.picture(self.third_of, self.form.maximum)
        groups = tally.groups(self.third_of)
        return {**figures, **_told(described, picture, groups, figures)}

    def version(self, key: Hashable, place: PlaceTally) -> Report:
        tally, described = place.versions[key], self.described.get(key, UNKNOWN)
        told = self.part(tally, described, effective_weight=self.weights.of_version(tally))
        parts = [
            self.part(part, of_part)
            for part, of_part in zip(tally.parts, described.parts, strict=False)
        ]
        return {"version": key, **_gathered(told, parts)}

    def place(self, number: int, key: Hashable) -> Report:
        place = self.form.places[key]
        tally = place.whole()
        guesses = [self.described.get(version, UNKNOWN).guess for version in place.versions]
        counts = [version.n for version in place.versions.values()]
        known = [guess for guess in guesses if guess is not None]
        # What guessing earns at a place that draws: the mean over those who sat it.
        mean = sum(g * n for g, n in zip(known, counts, strict=False)) / (sum(counts) or 1)
        figures = item_figures(
            tally,
            maximum=self.form.maximum,
            guess=mean if len(known) == len(guesses) else None,
            effective_weight=self.weights.by_place[key],
        )
        versions = [self.version(version, place) for version in place.versions]
        versions.sort(key=lambda told: (-told["n"], str(told["version"])))
        return {"place": number, **asdict(figures), "versions": versions}


def _distribution(totals: Mapping[Fraction, int], maximum: Fraction) -> list[int]:
    """How many sittings reached 0–10 %, 10–20 %, …, 90–100 % (the last with both ends)."""
    bars = [0] * BARS
    for total, count in totals.items():
        share = total / maximum if maximum else Fraction(0)
        bars[min(int(share * BARS), BARS - 1)] += count
    return bars


def paper_report(
    tally: PaperTally, described: Descriptions, order: Sequence[Hashable] = ()
) -> Report | None:
    """The whole analysis of a paper, by its main form; None without sittings.

    `order` tells how places follow each other on the paper; others come after in the order seen.
    """
    form = tally.main
    if form is None:
        return None
    writer = _Writer(form, described)
    wanted = [key for key in order if key in form.places]
    places = [*wanted, *(key for key in form.places if key not in wanted)]
    figures = asdict(paper_figures(form, elsewhere=tally.n - form.n))
    totals = figures.pop("totals")
    return {
        "selection": tally.selection.value,
        **{name: totals[name] for name in totals if name != "n"},
        **figures,
        "distribution": _distribution(form.totals, form.maximum),
        "places": [writer.place(number, key) for number, key in enumerate(places, start=1)],
    }


def paper_sums(tally: PaperTally) -> dict[Hashable, Pooled]:
    """For every version the sums over all forms and places of a paper, ready to be pooled."""
    found: dict[Hashable, Pooled] = defaultdict(Pooled)
    for form in tally.forms.values():
        third_of = formulas.thirds(form.totals)
        for place in form.places.values():
            for version, given in place.versions.items():
                found[version].add(sums_of(given, form, third_of))
    return dict(found)


def pooled_report(pooled: Pooled, described: Described) -> Report:
    """A version over all papers of one purpose, with its parts."""
    figures = {**pooled.figures(), "guess": described.guess}
    told = {**figures, **_told(described, pooled.picture, pooled.groups, figures)}
    parts = [
        pooled_report(part, of_part)
        for part, of_part in zip(pooled.parts, described.parts, strict=False)
    ]
    return _gathered(told, parts)
