"""Certificates on paper: one A4 page each, lying, all of them in one document with one font."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import segno
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from cms.core.papers.errors import PaperRefused
from cms.core.papers.printing import SECONDS, pdf
from training.learning.certificates.selectors import Shown
from training.people.models import User

CSS = Path(__file__).with_name("certificate.css")
SEAL = "paper:seal-{digest}"
PIXELS = 4
"""Dots of a module of the code: some readers of PDF blur pictures that are enlarged."""
QUIET = 4
MASK = 3
SIZES = ((60, ""), (110, "long"), (190, "longer"))
"""So many characters of names in the sentence, and how large it is set; more are set smallest, in
which the longest names that can be typed still fit."""

Seals = Mapping[str, bytes]
"""By digest."""


def address_of(shown: Shown, base: str) -> str:
    """What the code on the paper says: the public page, and behind the # (which no browser sends)
    the signed text, for who has no network. `base` is the site's own address without a slash at
    its end."""
    page = reverse("verify:certificate", args=[shown.row.code])
    return f"{base}{page}#{shown.row.token}"


def code_picture(text: str) -> bytes:
    """A QR code as PNG. Level L: the text is long, and larger dots help old phones more."""
    # The best of eight masks matters for short texts; a signature is as good as random, and trying
    # all of them would be most of the time that a class's certificates take.
    out = BytesIO()
    made = segno.make(text, error="l", micro=False, boost_error=False, mask=MASK)
    made.save(out, kind="png", scale=PIXELS, border=QUIET)
    return out.getvalue()


@dataclass(frozen=True)
class Sheet:
    """A certificate on its page."""

    shown: Shown
    code_picture: str
    seal: str
    """Its address in the paper; '' leaves a place for the stamp."""

    @property
    def size(self) -> str:
        """How large its sentence is set, so that the longest still fits the page."""
        told = self.shown.told
        length = len(told.name) + len(told.cohort) + len(told.programme)
        return next((size for most, size in SIZES if length <= most), "longest")


def pressed(
    certificates: Iterable[Shown],
    *,
    base: str,
    seals: Seals,
    seconds: int = SECONDS,
    told: Callable[[int], None] = lambda done: None,
) -> bytes:
    """The certificates as one PDF, in the order given; PaperRefused says why not. `told` is called
    with how many are drawn."""
    pictures = {SEAL.format(digest=digest): image for digest, image in seals.items() if image}
    sheets = []
    for number, shown in enumerate(certificates, start=1):
        picture, seal = f"paper:code-{number}", SEAL.format(digest=shown.row.seal)
        pictures[picture] = code_picture(address_of(shown, base))
        sheets.append(Sheet(shown, picture, seal if seal in pictures else ""))
        told(number)
    # A certificate is a Chinese document whatever the language of who prints it.
    with translation.override("zh-hans"):
        html = render_to_string("pages/certificates/paper.html", {"sheets": sheets})
    css = CSS.read_text(encoding="utf-8")
    return pdf(html, css=css, seconds=seconds, pictures=pictures)


def paper(shown: Shown, *, base: str, seals: Seals, by: User) -> bytes:
    """One certificate for who asks; PaperRefused says why not. Whoever asks has one in the press at
    a time: a second click waits for the first."""
    place = f"certificate:{by.pk}"
    if not cache.add(place, True, SECONDS + 10):
        raise PaperRefused("busy")
    try:
        return pressed([shown], base=base, seals=seals)
    finally:
        cache.delete(place)


def file_name(shown: Shown) -> str:
    """What the file is called."""
    return f"{shown.told.title}-{shown.told.name}-{shown.told.number}.pdf"
