"""A picture as a phone should get it: small copies made beforehand, looked up when a page is read.

The copies are made by a job once a page uses the picture (cms.assets.renditions). Reading a page
makes none: it shows what is there, and the uploaded picture until then.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri

# Half, all, and three halves of a phone's width of 400 points on today's screens.
WIDTHS = (480, 800, 1200)
FORMATS = ("avif", "webp")
# For browsers that know neither: the picture's own format.
PLAIN = "width-800"
ON_PHONES = "width-800|format-avif"
KEPT_ON_PHONES = "width-800|format-webp"
SPECS = (PLAIN, *(f"width-{width}|format-{kind}" for kind in FORMATS for width in WIDTHS))
# Renamed whenever SPECS changes, so that the job makes the copies again.
SET = "phone-1"
SHOWN_AT = "(min-width: 48em) 44rem, 100vw"


def media_url(name: str) -> str:
    """The address at which a stored file is asked for: always ours, where access is checked, also
    with object storage, whose own addresses are signed for minutes only."""
    return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"


@dataclass(frozen=True)
class Source:
    """A <source>: the copies of one format."""

    kind: str
    srcset: str


@dataclass(frozen=True)
class Shown:
    """What a page needs to show a picture; `size` in bytes is what a phone loads, if known. `phone`
    is the address of the one copy that a phone keeps: its width, in a format that every one
    shows."""

    url: str
    width: int
    height: int
    sources: tuple[Source, ...]
    size: int | None
    phone: str
    sizes: str = SHOWN_AT


def shown(image: Any) -> Shown:
    """The copies of a picture that were made, widest format first. One query."""
    made = {
        copy.filter_spec: copy
        for copy in image.renditions.filter(filter_spec__in=SPECS, focal_point_key="")
    }
    sources = [
        Source(f"image/{kind}", ", ".join(_candidates(made, kind)))
        for kind in FORMATS
        if any(_candidates(made, kind))
    ]
    plain = made.get(PLAIN, image)
    return Shown(
        url=media_url(plain.file.name),
        width=plain.width,
        height=plain.height,
        sources=tuple(sources),
        size=image.phone_bytes or image.file_size,
        phone=media_url(made.get(KEPT_ON_PHONES, plain).file.name),
    )


def _candidates(made: dict[str, Any], kind: str) -> list[str]:
    """'address 480w' for every copy of a format, each width once: a small picture has few."""
    copies = [made.get(f"width-{width}|format-{kind}") for width in WIDTHS]
    by_width = {copy.width: copy for copy in copies if copy}
    return [f"{media_url(copy.file.name)} {width}w" for width, copy in sorted(by_width.items())]
