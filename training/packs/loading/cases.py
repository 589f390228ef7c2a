"""Case studies."""

from collections.abc import Callable
from typing import Any

from cms.cases.models import CaseStudyPage
from training.packs.loading.keeping import Item, Keeper
from training.packs.loading.pages import PageSubject, words
from training.packs.pack import Pack
from training.packs.prose import stream


def _places(case: Any) -> list[str]:
    """Where a case plays, in one order."""
    return sorted(case.townships.names())


def _placing(townships: list[str]) -> Callable[[Any], None]:
    def fill(case: Any) -> None:
        case.townships.clear()
        case.townships.add(*townships)

    return fill


def load(pack: Pack, keeper: Keeper) -> None:
    """Every case, one file at a time."""
    for case in pack.cases:
        entry = case.entry
        glance = {f"glance_{name}": text for name, text in entry.glance.model_dump().items()}
        fields = {
            **words(entry),
            **glance,
            "code": entry.key,
            "topic": entry.topic,
            "year": entry.year,
            "source": entry.source,
            "facts_note": entry.facts_note,
            "fiction_note": entry.fiction_note,
        }
        key = f"case:{entry.key}"
        subject = PageSubject(
            CaseStudyPage,
            keeper.pk("page:cases"),
            entry.key.lower(),
            fields,
            body=stream(case.blocks, key, keeper.find),
            points=entry.points,
            more=_places,
            fill=_placing(entry.townships),
        )
        with keeper.one_file(case.file):
            keeper.place(Item(key, case.source(), case.file, case.line()), subject)
