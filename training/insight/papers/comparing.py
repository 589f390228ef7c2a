"""Two kept reports side by side."""

from dataclasses import dataclass

from training.insight.papers.freezing import Report


@dataclass(frozen=True)
class Difference:
    """A unit's figures in both; None where one report does not know it."""

    name: str
    finished: tuple[int | None, int | None]
    behind: tuple[int | None, int | None]


def compared(one: Report, other: Report) -> list[Difference]:
    """The class and every unit that either report knows, as (this report, the other)."""
    units = [key.partition(":")[2] for key in (*one.figures, *other.figures) if ":" in key]
    found = [
        Difference(
            "",
            (one.figures.get("finished"), other.figures.get("finished")),
            (one.figures.get("behind"), other.figures.get("behind")),
        )
    ]
    for name in dict.fromkeys(units):
        finished, behind = f"finished:{name}", f"behind:{name}"
        found.append(
            Difference(
                name,
                (one.figures.get(finished), other.figures.get(finished)),
                (one.figures.get(behind), other.figures.get(behind)),
            )
        )
    return found
