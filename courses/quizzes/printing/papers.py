"""A paper laid out to be read: on a phone as a preview, printed, as an answer sheet, as a key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cms.core.fragments import Fragment
from courses.questions.kinds.registry import KINDS
from courses.questions.models import QuestionVersion
from courses.questions.screens import screen
from courses.quizzes.assembly import PaperItem


def pinned(items: Iterable[PaperItem], seed: str) -> list[dict[str, Any]]:
    """The items as JSON, each with a seed of its own that follows from the paper's."""
    return [
        {
            "version": item.version_id,
            "mark": str(item.mark),
            "section": item.section,
            "seed": sha256(f"{seed}:{position}".encode()).hexdigest()[:32],
        }
        for position, item in enumerate(items, start=1)
    ]


@dataclass(frozen=True)
class Place:
    """One question on the paper; `shown` is what its kind lets a deputy see, in this paper's order
    of options."""

    position: int
    version: QuestionVersion
    mark: Decimal
    section: str
    seed: str
    shown: dict[str, Any]
    rule: str
    shuffled: bool

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.version.kind

    @property
    def name(self) -> str:
        """The prefix of its form fields in the preview."""
        return f"q{self.position}"

    @property
    def fiction(self) -> bool:
        """Whether its situation is invented."""
        return bool(self.version.body.get("fiction"))

    def template(self, purpose: str) -> str:
        """A template in the kind's own folder."""
        return f"kinds/{self.kind}/{purpose}.html"

    @property
    def asked(self) -> Fragment:
        """The piece for a screen."""
        return screen(self.kind, "ask")

    @property
    def printed(self) -> str:
        """The template for paper."""
        return self.template("print")

    @property
    def space(self) -> str:
        """The template for the answer sheet."""
        return self.template("space")

    @property
    def solution(self) -> str:
        """The key in one line, by the letters of this paper. For staff only."""
        version = self.version
        paper = KINDS[self.kind].paper
        return paper.solution(version.body, version.answer_key, self.seed, self.shuffled)


@dataclass(frozen=True)
class Part:
    """What stands under one heading."""

    title: str
    places: list[Place]

    @property
    def marks(self) -> Decimal:
        """What its questions are worth together."""
        return sum((place.mark for place in self.places), Decimal(0))


def places(
    items: Sequence[Mapping[str, Any]],
    *,
    shuffled: bool,
    rules: Mapping[str, str],
    with_key: bool = False,
) -> list[Place]:
    """Pinned items laid out in order; `rules` is kind → rule. One query, which fetches the keys
    only when they are wanted."""
    versions = QuestionVersion.objects.filter(pk__in=[item["version"] for item in items])
    found = (versions if with_key else versions.defer("answer_key")).in_bulk()
    laid_out = []
    for position, item in enumerate(items, start=1):
        version = found[item["version"]]
        kind = KINDS[version.kind]
        rule = kind.marking.RULES.get(rules.get(version.kind, kind.rule), "")
        laid_out.append(
            Place(
                position=position,
                version=version,
                mark=Decimal(item["mark"]),
                section=item["section"],
                seed=item["seed"],
                shown=kind.paper.present(version.body, item["seed"], shuffled),
                rule=_(rule) if rule else "",
                shuffled=shuffled,
            )
        )
    return laid_out


def parts(laid_out: Iterable[Place]) -> list[Part]:
    """The places under their headings."""
    return [
        Part(title, list(of_part))
        for title, of_part in groupby(laid_out, key=lambda place: place.section)
    ]


def rules_by_kind(laid_out: Iterable[Place]) -> list[tuple[str, str]]:
    """The kinds on the paper with the rule each is marked by, in the order they come first."""
    return list({place.kind: place.rule for place in laid_out if place.rule}.items())
